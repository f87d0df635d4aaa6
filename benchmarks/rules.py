"""Rules against articles: what 100, 1,000 and 10,000 rules cost beside one, and beside trying each of them.

The ratio to one rule is what matters: one rule has to read the article as well, and that does not move. Texts and
rules are made of words that don't exist, with the frequencies of a real language (Zipf): few rules hit.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from presswatch.articles import Article, article_id
from presswatch.rules import Document, Query, RuleSet, explain, parse

ARTICLES = 200
WORDS = 450  # of a usual article
VOCABULARY = 40_000
RULES = (1, 100, 1_000, 10_000)
NAIVELY = 1_000  # rules that are tried one by one as well
SECONDS = 1.5  # of each measurement, at least
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
HAN = [chr(0x4E00 + at) for at in range(0, 6_000, 2)]
NOON = datetime(2020, 9, 10, 12, tzinfo=UTC)


class Language:
    """Words by frequency: the first is the most common one."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self.words = list(dict.fromkeys(self._word(rank) for rank in range(VOCABULARY)))
        self._weights = [1 / (rank + 10) for rank in range(len(self.words))]
        self._han_weights = [1 / (rank + 30) for rank in range(len(HAN))]

    def _word(self, rank: int) -> str:
        syllables = 1 + min(rank // 60, 1) + self._chance.randint(0, 2 if rank > 1_000 else 1)
        return "".join(self._chance.choice(CONSONANTS) + self._chance.choice(VOWELS) for _ in range(syllables))

    def text(self, words: int) -> str:
        chosen = self._chance.choices(self.words, self._weights, k=words)
        capital = (word.title() if self._chance.random() < 0.1 else word for word in chosen)
        return "".join(word + (". " if self._chance.random() < 0.05 else " ") for word in capital)

    def han(self, characters: int) -> str:
        return "".join(self._chance.choices(HAN, self._han_weights, k=characters))

    def rare(self) -> str:
        """What a desk asks for: not one of the commonest words."""
        return self._chance.choice(self.words[300:])


def articles(language: Language, chance: random.Random) -> list[Article]:
    made = []
    for number in range(ARTICLES):
        chinese = number % 5 == 0
        url = f"https://news.example/{number}"
        made.append(
            Article(
                id=article_id(url),
                url=url,
                source=f"source-{number % 40}",
                title=language.han(20) if chinese else language.text(10),
                text=language.han(800) if chinese else language.text(WORDS),
                fetched_at=NOON,
                first_seen_at=NOON,
                language="zh" if chinese else "en",
                kind=chance.choice(["official", "state", "wire", "independent"]),
                topics=tuple(f"topic-{topic}" for topic in chance.sample(range(12), 2)),
                people=tuple(f"person-{person}" for person in chance.sample(range(5_000), 3)),
            )
        )
    return made


def rule(language: Language, chance: random.Random, number: int) -> str:
    """The shapes of a desk's rules, in turn; the first reads the words of an article, as the one rule should."""
    rare = language.rare
    shapes: list[Callable[[], str]] = [
        lambda: f"{rare()} AND {rare()} AND -{rare()}",
        lambda: f'"{rare()} {rare()}"',
        lambda: f"={rare().title()} AND ({rare()} OR {rare()})",
        lambda: f"@person-{number % 5_000}",
        lambda: (
            f"lang:en AND {rare()} AND {rare()}*" if chance.random() < 0.2 else f"lang:en AND {rare()} AND {rare()}"
        ),
        lambda: f'"{rare()} {rare()}"~8 OR "{rare()} {rare()}"',
        lambda: f"title:{rare()} OR title:{rare()}",
        lambda: language.han(4),
        lambda: f"{language.han(4)} AND {language.han(2)}",
        lambda: f"topic:topic-{number % 12} AND @person-{number % 4_999} OR {rare()} AND {rare()} AND kind:official",
    ]
    return shapes[number % len(shapes)]()


def per_second(work: Callable[[Sequence[Article]], object], batch: Sequence[Article]) -> float:
    """Articles a second of one processor's time, once all caches are warm."""
    work(batch)
    began = time.process_time()
    rounds = 0
    while time.process_time() - began < SECONDS:
        work(batch)
        rounds += 1
    return rounds * len(batch) / (time.process_time() - began)


def naively(queries: dict[str, Query], batch: Sequence[Article]) -> int:
    met = 0
    for document in map(Document.of, batch):
        met += sum(explain(query, document) is not None for query in queries.values())
    return met


def main() -> None:
    chance = random.Random(2020)
    language = Language(chance)
    batch = articles(language, chance)
    began = time.process_time()
    queries = {f"rule-{number}": parse(rule(language, chance, number)) for number in range(max(RULES))}
    parsing = time.process_time() - began
    print(f"{ARTICLES} articles of some {WORDS} words; {len(queries)} rules parsed in {parsing:.1f} s")
    print("   rules  articles/s  of one rule's time  tried an article  hits an article")
    one = 0.0
    speeds = {}
    for count in RULES:
        rules = RuleSet(dict(list(queries.items())[:count]))
        speeds[count] = per_second(rules.match, batch)
        one = one or speeds[count]
        tried = sum(len(rules.candidates(Document.of(article))) for article in batch) / len(batch)
        hits = sum(map(len, rules.match(batch))) / len(batch)
        print(f"{count:8}  {speeds[count]:10.0f}  {one / speeds[count]:18.2f}  {tried:16.1f}  {hits:15.2f}")
    some = dict(list(queries.items())[:NAIVELY])
    slow = per_second(lambda batch: naively(some, batch), batch[:20])
    print(f"{NAIVELY:8}  {slow:10.0f}  tried one by one: the index is {speeds[NAIVELY] / slow:.0f} times as fast")


if __name__ == "__main__":
    main()
