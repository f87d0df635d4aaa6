"""Two sets of 5,000 rules of the same ids and other meanings; as a process: put one of them into an engine.

python -m tests.engine.swapping URL PREFIX NUMBER
"""

from __future__ import annotations

import sys

from presswatch.engines.elasticsearch import ElasticRuleIndex, open_engine
from presswatch.rules import Query
from tests.contract.trees import all_of, none_of, rule, word

RULES = 5_000
TOPICS = 25


def rules_of(number: int) -> dict[str, Query]:
    """Each rule of a set asks for one of the topics, unless a word of its own is there; sets differ in whose is which."""
    return {
        f"r{each}": rule(all_of(word(f"topic{(each + number) % TOPICS}"), none_of(word(f"never{each}"))))
        for each in range(RULES)
    }


def main() -> None:
    url, prefix, number = sys.argv[1:]
    with open_engine(url, prefix=prefix) as engine:
        ElasticRuleIndex(engine.store, engine.names, rules_of(int(number)))


if __name__ == "__main__":
    main()
