"""Validators of feeds, sitemaps and listings, forgotten after 30 days without a look."""

from __future__ import annotations

from typing import Any

import redis
import xxhash

from presswatch.ports import Validators
from presswatch.state.connection import transient

_KEPT_SECONDS = 30 * 86400


class RedisDocumentCache:
    """Fills the port `DocumentCache`."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def get(self, url: str) -> Validators | None:
        with transient():
            answer: list[Any] = self._client.hmget(_key(url), "etag", "last_modified", "digest")
        if answer[0] is None:
            return None
        etag, last_modified, digest = (value.decode() for value in answer)
        return Validators(etag, last_modified, digest)

    def put(self, url: str, validators: Validators) -> None:
        key = _key(url)
        with transient():
            pipe = self._client.pipeline()
            pipe.hset(
                key,
                mapping={
                    "etag": validators.etag,
                    "last_modified": validators.last_modified,
                    "digest": validators.digest,
                },
            )
            pipe.expire(key, _KEPT_SECONDS)
            pipe.execute()


def _key(url: str) -> str:
    return f"presswatch:document:{xxhash.xxh3_128_hexdigest(url.encode('utf-8', 'replace'))}"
