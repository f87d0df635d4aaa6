from __future__ import annotations

import pytest

from presswatch.sources import Source, SourceKind
from tests.make import article
from workers.steps.credit import CreditStep

STEPPE = Source(
    id="steppe", name="Steppe Wire", country="KZ", kind=SourceKind.WIRE, feeds=("https://steppe.example/f",)
)
TASS = Source(id="tass", name="TASS", country="RU", kind=SourceKind.STATE, feeds=("https://tass.example/f",))


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("BEIJING, Sept. 10 (Xinhua) -- The ministers met.", "Xinhua; credit: (Xinhua)"),
        ("MOSCOW, September 10. /TASS/. The ministers met.", "TASS; credit: /TASS/"),
        ("The ministers met, Reuters reported on Thursday.", "Reuters; credit: Reuters reported"),
        ("The ministers met, according to the news agency Anadolu.", None),
        ("Министры встретились, сообщает Казинформ.", "Kazinform; credit: сообщает Казинформ"),
        ("АСТАНА. КАЗИНФОРМ – Президент принял посла.", "Kazinform; credit: АСТАНА. КАЗИНФОРМ –"),
        ("Об этом сообщили в Интерфаксе. Передаёт агентство. — РИА Новости", "RIA Novosti; credit: — РИА Новости"),
        ("新华社北京9月10日电（记者王明）外长举行会谈。", "Xinhua; credit: 新华社北京9月10日电"),
        ("据新华社报道，外长举行会谈。", "Xinhua; credit: 据新华社"),
        ("به گزارش ایرنا، وزیران دیدار کردند.", "IRNA; credit: به گزارش ایرنا"),
        ("Bakanlar görüştü, Anadolu'nun haberine göre.", "Anadolu; credit: Anadolu'nun haberine göre"),
        ("The ministers met, Steppe Wire reports.", "Steppe Wire; credit: Steppe Wire reports"),
        ("The trend reports are in, the app reported a failure. An APP store opened.", ""),
        ("Ministers met. The ministry reported no results.", ""),
    ],
)
def test_credits_in_all_the_ways_they_are_written(text: str, credit: str | None) -> None:
    found = CreditStep({"steppe": STEPPE})(article(1, source="herald", text=text))
    assert found == credit if credit is not None else found.startswith("Anadolu; credit: according to")


def test_a_credit_at_the_end_of_a_long_text_counts_and_in_its_middle_not() -> None:
    filler = "The ministers spoke of trade and of transport in the region. " * 20
    credit = CreditStep({})
    assert credit(article(1, source="herald", text=f"{filler} (AFP)")) == "AFP; credit: (AFP)"
    assert credit(article(1, source="herald", text=f"{filler} A video was shown (AFP). {filler}")) == ""


def test_nobody_credits_himself() -> None:
    credit = CreditStep({"tass": TASS})
    text = "MOSCOW, September 10. /TASS/. The ministers met."
    assert credit(article(1, source="tass", text=text)) == ""
    assert credit(article(1, source="mirror", url="https://tass.com/1", text=text)) == ""
    assert credit(article(1, source="herald", text=text)) == "TASS; credit: /TASS/"


def test_a_canonical_address_elsewhere_says_who_was_first() -> None:
    credit = CreditStep({})
    hinted = article(1, text="The ministers met.", canonical_hint="https://other.example/a")
    assert credit(hinted) == "other.example; canonical: https://other.example/a"
    assert credit(article(1, text="(AFP) They met.", canonical_hint="https://other.example/a")) == "AFP; credit: (AFP)"
