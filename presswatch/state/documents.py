"""Validators of feeds, sitemaps and listings, forgotten after 30 days without a look."""

from __future__ import annotations

from typing import Any

import redis
import xxhash

from presswatch.ports import Validators
from presswatch.state.connection import transient

_KEPT_SECONDS = 30 * 86400
_FIELDS = ("etag", "last_modified", "digest", "offered", "read_at", "ttl", "fresh_until", "lying")


class RedisDocumentCache:
    """Fills the port `DocumentCache`."""

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def get(self, url: str) -> Validators | None:
        with transient():
            answer: list[Any] = self._client.hmget(_key(url), _FIELDS)
        if answer[0] is None:
            return None
        known = {name: value.decode() for name, value in zip(_FIELDS, answer, strict=True) if value is not None}
        return Validators(
            etag=known["etag"],
            last_modified=known["last_modified"],
            digest=known["digest"],
            offered=known.get("offered", ""),
            read_at=float(known.get("read_at", 0)),
            ttl=float(known.get("ttl", 0)),
            fresh_until=float(known.get("fresh_until", 0)),
            lying=bool(known.get("lying")),
        )

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
                    "offered": validators.offered,
                    "read_at": validators.read_at,
                    "ttl": validators.ttl,
                    "fresh_until": validators.fresh_until,
                    "lying": "1" if validators.lying else "",
                },
            )
            pipe.expire(key, _KEPT_SECONDS)
            pipe.execute()


def _key(url: str) -> str:
    return f"presswatch:document:{xxhash.xxh3_128_hexdigest(url.encode('utf-8', 'replace'))}"
