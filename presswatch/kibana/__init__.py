"""Kibana, as a desk looks at its coverage: data views, saved searches and dashboards, made from one description.

`views`, `charts` and `boards` say what there is, in words of our own (`description`). `portable` writes it for Kibana
7.10, later Kibana and OpenSearch Dashboards, `modern` for Kibana 9. `server` brings either into a running Kibana.
"""

from presswatch.kibana.forms import Form, build, form_for
from presswatch.kibana.links import KibanaLinks
from presswatch.kibana.server import Access, KibanaServer, Status

__all__ = ["Access", "Form", "KibanaLinks", "KibanaServer", "Status", "build", "form_for"]
