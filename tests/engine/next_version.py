"""The program at its next version, whose mapping differs: `python -m tests.engine.next_version URL PREFIX` reindexes.

It prints a JSON object a line: the progress, and at the end what it came to. Some of its fields have another type, so
that no old index could become one of its own in place, and articles have a field that the old version doesn't know.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from presswatch.articles import Article
from presswatch.engines.elasticsearch import Progress, archive, documents, mapping, reindexing

MAPPING = mapping.MAPPING + 1


def become_the_next_version(set_: Callable[[Any, str, Any], None] = setattr) -> None:
    described, article_fields, searchable_of = mapping.described, mapping.article_fields, documents.searchable_of

    def searchable_with_letters(article: Article) -> dict[str, Any]:
        return {**searchable_of(article), "letters": len(article.text)}

    set_(mapping, "MAPPING", MAPPING)
    set_(mapping, "described", lambda: {**described(), "version": mapping.keyword()})
    set_(mapping, "article_fields", lambda: {**article_fields(), "letters": mapping.number()})
    set_(documents, "searchable_of", searchable_with_letters)
    set_(archive, "searchable_of", searchable_with_letters)


def main(url: str, prefix: str) -> None:
    def tell(progress: Progress) -> None:
        sys.stdout.write(json.dumps(asdict(progress)) + "\n")
        sys.stdout.flush()

    with reindexing(url, prefix=prefix, expires=8) as run:
        done = run(tell)
    sys.stdout.write(json.dumps(asdict(done)) + "\n")


if __name__ == "__main__":
    become_the_next_version()
    main(*sys.argv[1:])
