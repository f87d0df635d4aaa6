"""What reading a page depends on beside its bytes and the source's config: kept with it, so that it can be read again.

Reading is a function of a page, its circumstances and its source (`crawlers.reading.read_again`). A WARC file has them
as a `metadata` record behind the page's own; for a page that was refused, and whose article is the feed's own text, as
a record by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter, ValidationError

from crawlers.discover import Link
from presswatch.errors import PermanentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    source: str  # its id
    link: Link  # with all that was said of the page where it was offered
    at: datetime  # when it was read: the article's `fetched_at`
    left_out: tuple[int, ...] = ()  # hashes of paragraphs that were known as boilerplate then (`crawlers.boilerplate`)
    refused: str = ""  # why there was no page to read; continues a sentence that begins with it
    url: str = ""  # the canonical URL of the article that it gave; "" where it gave none


@cache
def _adapter() -> TypeAdapter[Circumstances]:
    return TypeAdapter(Circumstances)


def circumstances_to_json(circumstances: Circumstances) -> bytes:
    return _adapter().dump_json(circumstances, exclude_defaults=True)


def circumstances_from_json(body: bytes) -> Circumstances:
    """Raises `PermanentError` for anything else."""
    try:
        return _adapter().validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise PermanentError(f"circumstances: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
