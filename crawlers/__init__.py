"""The crawlers: what publishers offer is discovered, fetched, read and handed over."""
