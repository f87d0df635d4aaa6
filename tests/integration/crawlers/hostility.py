"""What hostile publishers do: each case serves it, and says what a look at it has to come to."""

from __future__ import annotations

from presswatch.sources import LinkOutcome as L
from presswatch.sources import LookOutcome
from tests.integration.crawlers import hostile_answers as a
from tests.integration.crawlers import hostile_documents as d
from tests.integration.crawlers.hostile_stage import Case, failed

QUICK: dict[str, Case] = {
    "redirects to addresses inside": Case(a.inwards, {L.FORBIDDEN_ADDRESS: 19}, error="which is not a public address"),
    "a feed redirected to a link-local address": failed(a.inward_feed, "which is not a public address"),
    "a page that refreshes to loopback": Case(a.inward_refresh, {L.FORBIDDEN_ADDRESS: 1}, error="not a public address"),
    "5,000 hops, and one to itself": Case(a.hops, {L.FAILED: 2}, error="redirects too many times"),
    "a feed redirected to itself": failed(a.self_feed, "redirects too many times"),
    "a gzip bomb": a.bomb("gzip", a.gzip_bomb, 50),
    "a brotli bomb": a.bomb("br", a.brotli_bomb, 50),
    "a zstd bomb": a.bomb("zstd", a.zstd_bomb, 50),
    "gzip files as feed and sitemap": failed(a.gzip_files, "unpacks to 5 MB or more"),
    "internal entities": failed(d.internal_entities, "declares XML entities"),
    "external entities": failed(d.external_entities, "declares XML entities"),
    "an external DTD": Case(d.external_dtd, {L.NEW: 1}),
    "a page with entities": Case(d.page_with_entities, {L.NEW: 1}),
    "wrong charsets": Case(d.charsets, {L.NEW: 9}),
    "100,000 nested tags": Case(d.nested, {L.NEW: 1, L.NO_TEXT: 2}),
    "a calendar without end": Case(d.calendar, {L.NEW: 15}),
    "javascript: and data: links": Case(d.schemes, {L.NEW: 1}),
    "redirects to javascript: and data:": Case(a.redirects_to_schemes, {L.REFUSED: 2, L.FAILED: 1}, error="redirects to what is no address"),
    "header injection": Case(a.injection, {L.NEW: 5}),
    "cookies that grow": Case(a.cookies, {L.NEW: 4}),
    "titles of markup and of 1 MB": Case(d.titles, {L.NEW: 4}),
    "a feed's title of 1 MB": Case(d.long_title_in_feed, {L.NEW: 1}),
    "URLs of 20 kB": Case(d.long_urls, {L.NEW: 1, L.FAILED: 3}, error="longer than 2048 characters"),
    "a sitemap of another host's pages": Case(d.other_hosts_sitemap, {L.NEW: 1, L.SKIPPED: 2}, error="names 2 pages of other sites"),
    "an index of another host's sitemap": Case(d.other_hosts_index, {L.SKIPPED: 1}, error="names 1 pages of other sites"),
    "another site's canonical URL": Case(d.foreign_canonical, {L.NEW: 4}),
    "a text for another site's article": Case(d.foreign_text, {L.NEW: 1, L.REFUSED: 1}, error="answered 403"),
}  # fmt: skip

LONG: dict[str, Case] = {
    "a dripping feed and a dripping page": Case(a.drip, {L.TIMED_OUT: 1}, LookOutcome.PARTIAL, "did not answer in full"),
    "headers without end": Case(a.long_headers, {L.FAILED: 1, L.TIMED_OUT: 2}, error="could not be fetched"),
    "a feed of 200,000 items": failed(d.whole_items(200_000), "is larger than 5 MB"),
    "a feed of 150,000 short items": Case(d.items(150_000), {L.NEW: 200, L.LATER: 300}),
    "HTML of 50 MB": Case(a.large_html(50), {L.TOO_LARGE: 2}, error="is larger than 5 MB"),
    "a gzip bomb of 1 GB": a.bomb("gzip", a.gzip_bomb, 1000),
    "a brotli bomb of 1 GB": a.bomb("br", a.brotli_bomb, 1000),
    "a zstd bomb of 10 GB": a.bomb("zstd", a.zstd_bomb, 10_000),
    "gzip within gzip": Case(a.gzip_in_gzip, {L.TOO_LARGE: 1, L.FAILED: 1}, error="unpacks to more than 5 MB"),
    "5 MB that readers are slow at": Case(d.heavy, {L.NEW: 12}),
    "a robots.txt of 4 MB": Case(a.large_robots, {L.NEW: 10}),
}  # fmt: skip
