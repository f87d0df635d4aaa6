"""The production engine: an Elasticsearch 9 cluster. OpenSearch 3 and Elasticsearch 7.10 answer it as well."""

from presswatch.engines.elasticsearch.engine import ElasticEngine, open_engine
from presswatch.engines.elasticsearch.rule_index import ElasticRuleIndex

__all__ = ["ElasticEngine", "ElasticRuleIndex", "open_engine"]
