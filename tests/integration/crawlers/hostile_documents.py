"""Hostile feeds, sitemaps, listings and pages: what is wrong is in what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from presswatch.sources import Listing
from tests.integration.crawlers.hostile_stage import ARTICLE, CHINESE, MB, PROSE, RUSSIAN, Stage, article, html
from tests.integration.crawlers.server import Answer


def internal_entities(stage: Stage) -> dict[str, Any]:
    levels = "".join(f"<!ENTITY e{n + 1} '{f'&e{n};' * 10}'>" for n in range(9))
    body = f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY e0 'aaaaaaaaaa'>{levels}]><rss><channel><item><title>&e9;</title><link>/x</link></item></channel></rss>"
    return {
        "feeds": (stage.serve("feed", body),),
        "sitemaps": (stage.serve("sitemap", body.replace("rss>", "urlset>")),),
    }


def external_entities(stage: Stage) -> dict[str, Any]:
    target = f"{stage.inside.url}/secret"
    body = (
        f"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'><!ENTITY % b SYSTEM '{target}'> %b;]>"
        "<rss><channel><item><title>&a;</title><link>/x</link></item></channel></rss>"
    )
    return {"feeds": (stage.serve("feed", body),), "sitemaps": (stage.serve("sitemap", body.encode("utf-16")),)}


def external_dtd(stage: Stage) -> dict[str, Any]:
    """It declares nothing itself, so it is read, without what it refers to."""
    link = stage.serve("a", html(ARTICLE))
    body = f"<!DOCTYPE rss SYSTEM '{stage.inside.url}/secret.dtd'><rss version='2.0'><channel><title>x</title><item><title>x &amp; &unknown;</title><link>{link}</link></item></channel></rss>"
    return {"feeds": (stage.serve("feed", body),)}


def page_with_entities(stage: Stage) -> dict[str, Any]:
    head = (
        '<!DOCTYPE html [<!ENTITY a "'
        + "b" * 1000
        + '"><!ENTITY c "'
        + "&a;" * 1000
        + '"><!ENTITY d "'
        + "&c;" * 1000
        + '">]>'
    )
    return stage.feed(stage.serve("a", head + html(f"<p>&d; &d;</p>{ARTICLE}")))


def items(number: int) -> Callable[[Stage], dict[str, Any]]:
    """A feed of so many, as small as they can be, so that all are within 5 MB."""

    def serve(stage: Stage) -> dict[str, Any]:
        stage.main.answer_all(stage.path("n/"), article)
        return {
            "feeds": (
                stage.serve(
                    "feed",
                    "<rss><channel>"
                    + "".join(f"<item><link>n/{n}</link></item>" for n in range(number))
                    + "</channel></rss>",
                ),
            )
        }

    return serve


def whole_items(number: int) -> Callable[[Stage], dict[str, Any]]:
    def serve(stage: Stage) -> dict[str, Any]:
        return {
            "feeds": (
                stage.serve(
                    "feed",
                    "<rss><channel>"
                    + "".join(
                        f"<item><title>Ministers meet for the {n}th time</title><link>{stage.url(str(n))}</link></item>"
                        for n in range(number)
                    )
                    + "</channel></rss>",
                ),
            )
        }

    return serve


def charsets(stage: Stage) -> dict[str, Any]:
    """windows-1251 and gb18030 by name, by a wrong name and by none; UTF-16 that is called UTF-8."""

    def page(name: str, prose: str, encoding: str, kind: str) -> str:
        body = "".join(f"<p>{prose * 2}{name} {n}</p>" for n in range(5))
        return stage.serve(name, html(body, title=prose[:20]).encode(encoding), kind=kind)

    said = "text/html; charset="
    return stage.feed(
        page("1251", RUSSIAN, "cp1251", f"{said}windows-1251"),
        page("1251-as-utf8", RUSSIAN, "cp1251", f"{said}utf-8"),
        page("1251-as-latin", RUSSIAN, "cp1251", f"{said}iso-8859-1"),
        page("1251-unsaid", RUSSIAN, "cp1251", "text/html"),
        page("gb18030", CHINESE, "gb18030", f"{said}gb18030"),
        page("gb18030-as-utf8", CHINESE, "gb18030", f"{said}utf-8"),
        page("utf16-as-utf8", RUSSIAN, "utf-16-le", f"{said}utf-8"),
        page("utf16-marked", CHINESE, "utf-16", f"{said}utf-8"),
        page("utf8-as-unknown", RUSSIAN, "utf-8", f"{said}x-no-such-thing"),
    )


def nested(stage: Stage) -> dict[str, Any]:
    return stage.feed(
        stage.serve("before", html(ARTICLE + "<div>" * 100_000)),
        stage.serve("within", html("<div>" * 100_000 + ARTICLE)),
        stage.serve("inline", html("<p>" + "<b><i>" * 50_000 + PROSE)),
    )


def heavy(stage: Stage) -> dict[str, Any]:
    """Five MB of what readers are slow at."""

    def filled(name: str, piece: str, size: int = 4_900_000) -> bytes:
        return article(name).body + piece.encode() * (size // len(piece))

    pieces = {
        "unclosed": "<a href=/x>word", "items": "<li>item", "breaks": "word<br>", "lines": "<p>x", "spans": "<span>word</span> ",
        "heads": "<h1>A headline of some words</h1>", "deep": "<div>" + PROSE * 190, "links": "<link rel=canonical href=/x>",
        "attributes": "<p " + " ".join(f"a{n}" for n in range(190)) + ">", "mixed": "<b><i><p>x", "brackets": "<", "text": PROSE,
    }  # fmt: skip
    return stage.feed(*(stage.serve(name, filled(name, piece)) for name, piece in pieces.items()))


def calendar(stage: Stage) -> dict[str, Any]:
    """A listing whose every page has new articles and a next page, for ever."""

    def day(path: str) -> Answer:
        if "/event-" in path:
            return article(path)
        number = int(path.rpartition("/")[2] or 0)
        links = "".join(
            f"<li><a class=e href='{stage.path(f'cal/event-{number}-{n}')}'>Event {n}</a></li>" for n in range(3)
        )
        return Answer(
            f"<html>{links}<a class=next href='{stage.path(f'cal/{number + 1}')}'>next day</a></html>".encode(),
            200,
            {"Content-Type": "text/html"},
        )

    stage.main.answer_all(stage.path("cal/"), day)
    return {"listings": (Listing(url=stage.url("cal/0"), links="a.e", next="a.next"),)}


def schemes(stage: Stage) -> dict[str, Any]:
    links = [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", " javascript:alert(1)", "data:text/html,<p>x", "vbscript:x",
        "blob:http://x.example/1", "about:blank", "view-source:http://x.example/", "file:///etc/passwd", "ftp://x.example/a",
        "http://[::1", "http://user:word@x.example/",
    ]  # fmt: skip
    good = stage.serve("a", html(ARTICLE + "<p><a href='javascript:x'>A link that does something</a></p>"))
    listing = stage.serve("list", "".join(f"<a href='{link}'>x</a>" for link in (*links, good)))
    feed = (
        "<rss><channel>"
        + "".join(f"<item><title>x</title><link><![CDATA[{link}]]></link></item>" for link in links)
        + "</channel></rss>"
    )
    return {"listings": (Listing(url=listing, links="a"),), "feeds": (stage.serve("feed", feed),)}


def titles(stage: Stage) -> dict[str, Any]:
    markup = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;b&gt;Ministers&lt;/b&gt; meet &lt;img src=x onerror=alert(1)&gt; again"
    return stage.feed(
        stage.serve("markup", html(ARTICLE, title=markup)),
        stage.serve("long", html(ARTICLE, title="Ministers meet again " * 50_000)),
        stage.serve("one-word", html(ARTICLE, title="M" * MB)),
        stage.serve("separators", html(ARTICLE, title=" - | : , " * 100_000)),
    )


def long_title_in_feed(stage: Stage) -> dict[str, Any]:
    link = stage.serve("a", html(ARTICLE))
    title = "&lt;b&gt;" * 50_000 + "&amp;amp;" * 80_000
    return {
        "feeds": (
            stage.serve(
                "feed", f"<rss><channel><item><title>{title}</title><link>{link}</link></item></channel></rss>"
            ),
        )
    }


def long_urls(stage: Stage) -> dict[str, Any]:
    long = "x" * 20_000
    good = stage.serve("a", html(ARTICLE, head=f"<link rel=canonical href='/{long}'>"))
    stage.main.redirect(stage.path("r"), "/" + "y" * 10_000)
    return stage.feed(stage.url(long), stage.url("r"), stage.main.redirect(stage.path("r2"), f"/{long}"), good)


def other_hosts_sitemap(stage: Stage) -> dict[str, Any]:
    stage.other.page("/theirs")
    own = stage.serve("own", html(ARTICLE))
    locations = "".join(
        f"<url><loc>{url}</loc></url>" for url in (own, f"{stage.other.url}/theirs", f"{stage.other.url}/theirs2")
    )
    return {"sitemaps": (stage.serve("sitemap", f"<urlset>{locations}</urlset>"),)}


def other_hosts_index(stage: Stage) -> dict[str, Any]:
    stage.other.page("/theirs3")
    child = stage.other.serve("/sitemap", f"<urlset><url><loc>{stage.other.url}/theirs3</loc></url></urlset>")
    return {"sitemaps": (stage.serve("index", f"<sitemapindex><sitemap><loc>{child}</loc></sitemap></sitemapindex>"),)}


def foreign_canonical(stage: Stage) -> dict[str, Any]:
    theirs = f"{stage.other.url}/their-article"
    heads = {
        "canonical": f"<link rel=canonical href='{theirs}'>",
        "based": f"<base href='{stage.other.url}/'><link rel=canonical href='their-article'>",
        "graph": f"<meta property='og:url' content='{theirs}'>",
        "data": f'<script type="application/ld+json">{{"@type":"NewsArticle","url":"{theirs}","mainEntityOfPage":"{theirs}","@id":"{theirs}"}}</script>',
    }
    return stage.feed(*(stage.serve(name, html(ARTICLE, head=head)) for name, head in heads.items()))


def foreign_text(stage: Stage) -> dict[str, Any]:
    """A feed that gives another publisher's article a text of its own: as long, and for one that is refused."""
    stage.other.page("/told")
    stage.other.serve("/refused", "no", status=403)
    forged = "".join(f"<p>{PROSE}This was never said, {n}.</p>" for n in range(100))
    entries = "".join(
        f"<item><title>x</title><link>{stage.other.url}/{of}</link><content:encoded><![CDATA[{forged}]]></content:encoded></item>"
        for of in ("told", "refused")
    )
    return {
        "feeds": (
            stage.serve(
                "feed",
                f"<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>x</title>{entries}</channel></rss>",
            ),
        )
    }
