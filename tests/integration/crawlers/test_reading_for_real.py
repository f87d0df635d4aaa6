"""What is read on the way of a real crawl: rules, PDFs, the feed's own text, boilerplate, and all of it once more."""

from __future__ import annotations

from pathlib import Path

from scrapy.http import HtmlResponse
from warcio.archiveiterator import ArchiveIterator

from crawlers.circumstances import Circumstances, circumstances_from_json
from crawlers.fetch import Fetched
from crawlers.reading import read_again
from presswatch.articles import Article
from presswatch.messages import articles_to_json
from presswatch.sources import LinkOutcome as L
from presswatch.sources import Listing, ReadingRules, Source
from tests.integration.crawlers.child import Child, source
from tests.integration.crawlers.server import Publisher
from tests.unit.extract.pdfs import Line, pdf

APPEAL = "Subscribe to our channel in the messenger, so that you are the first to read what happens in the region."


def story(n: int, *more: str) -> str:
    text = [
        f"The ministers met on day {n} of the talks, and heard report {k} on the border and trade." for k in range(5)
    ]
    paragraphs = "".join(f"<p>{each}</p>" for each in (*text, *more))
    return f"<html><head><title>Day {n} of the talks</title></head><body><article><h1>Day {n} of the talks</h1>{paragraphs}</article></body></html>"


def crawled(folder: Path, *sources: Source) -> tuple[dict[str, Article], dict[str, object]]:
    """The articles by path, and the looks by source."""
    with Child(folder, sources) as child:
        looks = child.finish()
        return {"/" + article.url.split("/", 3)[3]: article for article in child.files.handed_over()}, dict(looks)


def read_from_archive(folder: Path, sources: dict[str, Source]) -> list[Article]:
    pages: dict[str, Fetched] = {}
    found = []
    for file in sorted(folder.glob("data/warc/*/*.warc.gz")):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                headers, url = record.rec_headers, record.rec_headers.get_header("WARC-Target-URI")
                if record.rec_type == "response":
                    kept = dict(record.http_headers.headers)
                    response = HtmlResponse(url, headers=kept, body=record.content_stream().read())
                    pages[headers.get_header("WARC-Record-ID")] = Fetched(url, response)
                elif record.rec_type == "metadata":
                    known: Circumstances = circumstances_from_json(record.content_stream().read())
                    page = pages.get(headers.get_header("WARC-Refers-To"))
                    read = read_again(known, page, source=sources[known.source])
                    if isinstance(read, Article):
                        found.append(read)
    return found


def test_what_is_read_is_read_the_same_from_the_archive(publisher: Publisher, tmp_path: Path) -> None:
    url = publisher.url
    links = [publisher.serve(f"/{n}", story(n, APPEAL)) for n in range(12)]
    agency = source("agency", feeds=(publisher.feed("/feed", links),))
    publisher.serve(
        "/text.pdf",
        pdf(
            [
                [
                    Line("Joint Communique of the Ministers", 18),
                    *[f"Point {n} on which the sides agreed in their talks." for n in range(9)],
                ]
            ]
        ),
        kind="application/pdf",
    )
    publisher.serve("/scan.pdf", pdf([[]]), kind="application/pdf")
    publisher.serve(
        "/list",
        "<h2><a href='/text.pdf'>PDF</a></h2><h2><a href='/scan.pdf'>PDF</a></h2><h2><a href='/video/1'>Film</a></h2>",
    )
    publisher.page("/video/1")
    ministry = source(
        "ministry", listings=(Listing(url=f"{url}/list", links="h2 a"),), reading=ReadingRules(skip=("/video/",))
    )
    content = "".join(f"<p>Paragraph {n} of what only the feed of the paper gives to everybody.</p>" for n in range(5))
    item = "<item><title>Behind a wall</title><link>{}</link><content:encoded><![CDATA[{}]]></content:encoded></item>"
    publisher.serve("/refused", "no", status=403)
    publisher.serve("/broken", "no", status=500)
    items = "".join(item.format(url + path, content) for path in ("/refused", "/broken"))
    publisher.serve(
        "/walled",
        f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>P</title>{items}</channel></rss>',
        kind="application/rss+xml",
    )
    paper = source("paper", feeds=(f"{url}/walled",))
    redesigned = source(
        "redesigned",
        feeds=(publisher.feed("/again", [publisher.serve("/new", story(50))]),),
        reading=ReadingRules(text=".old-body"),
    )
    sources = {each.id: each for each in (agency, ministry, paper, redesigned)}

    articles, looks = crawled(tmp_path, *sources.values())
    texts = [article.text for article in articles.values() if article.source == "agency"]
    assert len(texts) == 12
    assert sum(APPEAL in text for text in texts) == 5  # and then it was learnt
    assert looks["ministry"].links == {L.NEW: 1, L.NO_TEXT: 1, L.SKIPPED: 1}  # type: ignore[attr-defined]
    assert publisher.asked["/video/1"] == 0
    assert (articles["/text.pdf"].title, articles["/text.pdf"].read_by) == ("Joint Communique of the Ministers", "pdf")
    assert looks["paper"].links == {L.NEW: 1, L.REFUSED: 1}  # type: ignore[attr-defined]  # the broken one may be whole soon
    assert articles["/refused"].read_by == "feed; the page answered 403"
    assert "Paragraph 4 of what only the feed" in articles["/refused"].text
    assert articles["/new"].read_by == "consensus; rules found no text"
    assert "the source's rules found no text in it: was the site redesigned?" in looks["redesigned"].error  # type: ignore[attr-defined]

    def in_order(each: Article) -> str:
        return each.url

    again = read_from_archive(tmp_path, sources)
    assert articles_to_json(sorted(again, key=in_order)) == articles_to_json(sorted(articles.values(), key=in_order))

    more = source("agency", feeds=(publisher.feed("/more", [publisher.serve("/90", story(90, APPEAL))]),))
    articles, _ = crawled(tmp_path, more)
    assert APPEAL not in articles["/90"].text  # another process knows it, too
