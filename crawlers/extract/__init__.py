"""Extraction: the bytes of a page in, an article out. Pure: no network, no clock, no Scrapy."""

from crawlers.extract.canonical import canonical_url
from crawlers.extract.feed_entry import read_feed_entry
from crawlers.extract.page import read_page
from crawlers.extract.reading import Hints, NotArticle, NoText, Reading

__all__ = ["Hints", "NoText", "NotArticle", "Reading", "canonical_url", "read_feed_entry", "read_page"]
