"""The production engine: an Elasticsearch 9 cluster. OpenSearch 3 and Elasticsearch 7.10 answer it as well."""

from presswatch.engines.elasticsearch.engine import ElasticEngine, open_engine, reindexing
from presswatch.engines.elasticsearch.moving import Moved, Progress
from presswatch.engines.elasticsearch.reindex import Reindexed
from presswatch.engines.elasticsearch.rule_index import ElasticRuleIndex

__all__ = ["ElasticEngine", "ElasticRuleIndex", "Moved", "Progress", "Reindexed", "open_engine", "reindexing"]
