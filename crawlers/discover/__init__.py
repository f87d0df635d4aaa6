"""Discovery: the links that a feed, a sitemap or a page of links offers. Pure: bytes in, links out.

What is read here comes from strangers. Documents that can't be read, entity and decompression bombs included, raise
`DocumentError`, whose text continues "feed https://… " for the operator.
"""

from crawlers.discover.feeds import read_feed
from crawlers.discover.links import DocumentError, Link
from crawlers.discover.listings import ListingPage, read_listing
from crawlers.discover.sitemaps import Sitemap, read_sitemap

__all__ = ["DocumentError", "Link", "ListingPage", "Sitemap", "read_feed", "read_listing", "read_sitemap"]
