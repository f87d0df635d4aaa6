"""The rule index: rules are percolated by the engine, and explained by the evaluator.

Each configuration has an index of its own, named by a digest of what its rules compile to, so that a worker always
meets the rules of the configuration that it was started with, whole, also while others are started with the next one.
An index counts once its `ready` alias stands, which is set when all rules are in it. Rules are a cache: an index that
is missing is filled again by whoever misses it. A rule that the engine refuses is in none: articles meet it by the
evaluator alone.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from elasticsearch import NotFoundError

from presswatch.articles import Article
from presswatch.engines.elasticsearch.compile import Clause, percolated, wrapped
from presswatch.engines.elasticsearch.encoding import encoded
from presswatch.engines.elasticsearch.errors import ours
from presswatch.engines.elasticsearch.mapping import index_body, rule_fields
from presswatch.engines.elasticsearch.names import Names
from presswatch.engines.elasticsearch.setup import create, put_template
from presswatch.engines.elasticsearch.store import Store, Write
from presswatch.engines.elasticsearch.vocabulary import Vocabulary, terms
from presswatch.engines.moments import storable
from presswatch.errors import TransientError
from presswatch.rules import Document, Matched, Query, RuleSet, explain

KEPT = timedelta(days=1)  # for so long the rules of other configurations stay, whose workers may still run

# Of one request. Up to 1,024 terms, engines look for rules by how many of its terms each needs, beyond by any one of
# them, and then try more rules; that is measured to cost less than more requests do, up to some thousands.
_MOST_TERMS = 2_500
_MOST_ARTICLES = 25
_PAGE = 1_000  # rules that meet some article of a request
_FILLS = 3
_ALL: Mapping[str, Any] = {"match_all": {}}


class ElasticRuleIndex:
    """Fills the port `RuleIndex`."""

    def __init__(self, store: Store, names: Names, rules: Mapping[str, Query], *, kept: timedelta = KEPT) -> None:
        """Puts the rules into the engine where they aren't there yet."""
        self._store = store
        self._names = names
        self._kept = kept
        self.replace(rules)

    def replace(self, rules: Mapping[str, Query]) -> None:
        """From now on articles meet these rules; until it returns, and when it raises, those before."""
        clauses = {rule: percolated(query) for rule, query in rules.items()}
        digest = _digest(clauses)
        refused = self._refused_by(digest, clauses) if self._is_ready(digest) else self._fill(digest, clauses)
        self._swap(self._names.rules_of(digest))
        self._rules, self._clauses, self._digest = dict(rules), clauses, digest
        self._vocabulary = Vocabulary.of(clauses.values())
        self._refused = refused
        self._beside = RuleSet({rule: rules[rule] for rule in refused})

    @property
    def refused(self) -> Mapping[str, str]:
        return self._refused

    def match(self, articles: Sequence[Article]) -> list[list[Matched]]:
        documents = [Document.of(article) for article in articles]
        return [
            [
                Matched(rule, why)
                for rule in sorted(rules)
                if rule in self._rules and (why := explain(self._rules[rule], document))
            ]
            for document, rules in zip(documents, self.percolate(documents), strict=True)
        ]

    def percolate(self, documents: Sequence[Document]) -> list[set[str]]:
        """The rules that the engine finds for each; only of a rule too large for it, or refused by it, is it no more
        than a guess."""
        found = [self._beside.candidates(document) for document in documents]
        if not self._clauses:
            return found
        for part in _parts([self._vocabulary.cut_down(document) for document in documents]):
            for rule, slots in self._met([document for _, document in part]):
                for slot in slots:
                    found[part[slot][0]].add(rule)
        return found

    def _met(self, documents: Sequence[Mapping[str, Any]]) -> list[tuple[str, list[int]]]:
        for _ in range(_FILLS):
            try:
                return list(self._pages(documents))
            except NotFoundError:  # removed since
                self._fill(self._digest, self._clauses)
        raise TransientError("the rule index is removed as often as it is filled")

    def _pages(self, documents: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, list[int]]]:
        after: list[Any] | None = None
        while True:
            try:
                with ours("percolating"):
                    answer = self._store.client.search(
                        index=self._names.ready(self._digest),
                        query={"bool": {"filter": [{"percolate": {"field": "query", "documents": list(documents)}}]}},
                        sort=[{"rule": "asc"}],
                        size=_PAGE,
                        search_after=after,
                        source=False,
                        track_total_hits=False,
                        allow_partial_search_results=False,
                    )
            except TransientError as error:
                if isinstance(error.__cause__, NotFoundError):
                    raise error.__cause__ from None
                raise
            hits = answer["hits"]["hits"]
            for hit in hits:
                yield hit["_id"], hit["fields"]["_percolator_document_slot"]
            if len(hits) < _PAGE:
                return
            after = hits[-1]["sort"]

    def _is_ready(self, digest: str) -> bool:
        with ours("looking for the rule index"):
            return bool(self._store.client.indices.exists_alias(name=self._names.ready(digest)))

    def _refused_by(self, digest: str, clauses: Mapping[str, Clause]) -> dict[str, str]:
        """The rules that are not in a ready index, with what the engine says when it is asked to take them again."""
        index = self._names.ready(digest)
        if self._store.count(index, _ALL) == len(clauses):
            return {}
        found = self._store.search(index, _ALL, sort=[{"rule": "asc"}])
        missing = clauses.keys() - {each.source["rule"] for each in found}
        return self._write(self._names.rules_of(digest), {rule: clauses[rule] for rule in sorted(missing)})

    def _write(self, index: str, clauses: Mapping[str, Clause]) -> dict[str, str]:
        """Answers those that the engine refuses, with the reason."""
        rules = list(clauses)
        _, refused = self._store.try_to_write(
            [
                Write("index", (index, storable(rule)), {"rule": rule, "query": wrapped(clause)})
                for rule, clause in clauses.items()
            ]
        )
        return {rules[number]: why for number, why in refused.items()}

    def _fill(self, digest: str, clauses: Mapping[str, Clause]) -> dict[str, str]:
        """Several workers may fill the same index: they write the same rules. Answers those that are refused."""
        index = self._names.rules_of(digest)
        body = index_body(rule_fields())
        # Should another worker remove the index in the middle, what is written next makes it anew, and not without
        # its fields; that it is gone, or then lacks rules, is seen, and it is filled again.
        with ours("making the rule index"):
            put_template(self._store.client, self._names.rules, f"{self._names.rules}-*", body)
        for _ in range(_FILLS):
            try:
                create(self._store.client, index)
                refused = self._write(index, clauses)
                self._store.refresh(index)
                if self._store.count(index, _ALL) == len(clauses) - len(refused):
                    with ours("naming the rule index"):
                        self._store.client.indices.put_alias(index=index, name=self._names.ready(digest))
                    return refused
            except TransientError as error:
                if not isinstance(error.__cause__, NotFoundError):
                    raise
        raise TransientError("the rule index is changed by others as often as it is filled")

    def _swap(self, index: str) -> None:
        """Let the alias of the present rules name this index, in one step, and remove what has had its time."""
        client = self._store.client
        with ours("swapping the rule index"):
            try:
                before = set(client.indices.get_alias(name=self._names.rules).body)
            except NotFoundError:
                before = set()
            if before == {index}:
                self._remove(keep=before, unfinished=True)
                return
            actions: list[dict[str, Any]] = [
                {"remove": {"index": each, "alias": self._names.rules}} for each in before - {index}
            ]
            try:
                client.indices.update_aliases(actions=[*actions, {"add": {"index": index, "alias": self._names.rules}}])
            except NotFoundError:  # another worker swaps too; one of us comes last, with the same outcome
                return
            self._remove(keep={index, *before})

    def _remove(self, keep: set[str], *, unfinished: bool = False) -> None:
        """Remove indices that have had their time; `unfinished`: those alone whose worker died in the middle."""
        client = self._store.client
        found = client.indices.get(index=f"{self._names.rules}-*").body
        made = {name: int(each["settings"]["index"]["creation_date"]) for name, each in found.items()}
        newest = max((time.time() * 1000 if unfinished else 0, *made.values()))
        kept = self._kept / timedelta(milliseconds=1)
        old = [name for name, at in made.items() if newest - at >= kept and name not in keep]
        for name in old:
            if not (unfinished and found[name]["aliases"]):
                client.options(ignore_status=404).indices.delete(index=name)


def _digest(clauses: Mapping[str, Clause]) -> str:
    """Of what is in the index: another compiler's rules are others, too."""
    digest = hashlib.blake2b(encoded(index_body(rule_fields())), digest_size=10)
    for rule, clause in sorted(clauses.items()):
        digest.update(encoded([rule, clause]))
    return digest.hexdigest()


def _parts(documents: Sequence[dict[str, Any]]) -> Iterator[list[tuple[int, dict[str, Any]]]]:
    """Documents, numbered, in requests of a bounded number of terms; one that has more goes alone."""
    part: list[tuple[int, dict[str, Any]]] = []
    held: set[str] = set()
    for number, document in enumerate(documents):
        added = terms(document)
        if part and (len(held | added) > _MOST_TERMS or len(part) == _MOST_ARTICLES):
            yield part
            part, held = [], set()
        part.append((number, document))
        held |= added
    if part:
        yield part
