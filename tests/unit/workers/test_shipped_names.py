"""Each form of each shipped name, in a sentence of its language: found, and not within a longer word."""

import os
from datetime import date
from pathlib import Path

import pytest
import regex

from presswatch.articles import MentionKind
from presswatch.configuration import Configuration, load
from presswatch.forms import Form, of_office, of_organisation, of_person
from presswatch.text import tokens
from tests.make import article
from workers.steps.mentions import MentionStep

CONFIG = Path(__file__).parents[3] / "config"
DAY = date(2026, 3, 1)
CARRIERS = {
    "ru": "По его словам, {} не комментирует сообщения.",
    "uk": "За його словами, {} не коментує повідомлення.",
    "be": "Па яго словах, {} не каментуе паведамленні.",
    "kk": "Оның айтуынша, {} туралы хабар шықты.",
    "ky": "Анын айтымында, {} жөнүндө кабар чыкты.",
    "uz": "Uning aytishicha, {} haqida xabar chiqdi.",
    "tg": "Ба гуфтаи ӯ, {} дар ин бора чизе нагуфт.",
    "mn": "Түүний хэлснээр, {} энэ талаар ярьсангүй.",
    "tr": "Ona göre, {} konuyla ilgili konuşmadı.",
    "az": "Onun sözlərinə görə, {} bu barədə danışmadı.",
    "zh": "据报道，{}没有回应。",
    "fa": "به گفته او، {} در این باره چیزی نگفت.",
    "ar": "وبحسب قوله، {} لم يعلق على ذلك.",
    "ur": "ان کے مطابق، {} نے کچھ نہیں کہا۔",
    "hi": "उनके अनुसार, {} ने कुछ नहीं कहा।",
    "de": "Ihm zufolge hat {} nichts gesagt.",
    "fr": "Selon lui, {} ne dit rien.",
    "hy": "Նրա խոսքով, {} ոչինչ չասաց։",
}
ENGLISH = "According to the report, {} said nothing more."
# Letters that no list of endings begins with, by script: written onto a form, they make another word of it.
LONGER = {"Latin": "xq", "Cyrillic": "щъщ", "Arabic": "ژظ", "Armenian": "ձձ", "Devanagari": "झझ"}


@pytest.fixture(scope="module")
def configuration() -> Configuration:
    return load(CONFIG, environ=os.environ)


@pytest.fixture(scope="module")
def step(configuration: Configuration) -> MentionStep:
    return MentionStep(configuration.watchlist, configuration.languages)


def forms(configuration: Configuration) -> list[tuple[str, Form]]:
    watchlist, languages = configuration.watchlist, configuration.languages
    found = [
        (person.id, form)
        for person in watchlist.people
        for form in of_person(person, watchlist.roles(person.id), languages)
    ]
    found += [
        (organisation.id, form) for organisation in watchlist.organisations for form in of_organisation(organisation)
    ]
    found += [(office.id, form) for office in watchlist.offices for form in of_office(office, languages)]
    return found


def named(step: MentionStep, text: str, entry: str) -> list[str]:
    return [text[m.start : m.end] for m in step(article(title="", text=text), DAY) if m.entry == entry]


def test_each_form_is_found_in_a_sentence_of_its_language(configuration: Configuration, step: MentionStep) -> None:
    missed = []
    count = 0
    for entry, form in forms(configuration):
        spelled = list(form.spelled())
        # The form itself, and in turn another of its endings: all of them would be a hundred thousand sentences.
        for text, language, _ in {spelled[0], spelled[count % len(spelled)]}:
            if form.lone:
                continue
            count += 1
            bare = text.removeprefix("=")
            sentence = CARRIERS.get(language, ENGLISH).format(bare)
            if not any(bare in each or each in bare for each in named(step, sentence, entry)):
                missed.append((entry, language, text))
    assert count > 5000
    # What two entries share by themselves is nobody's without support.
    assert missed == []


def test_no_form_is_found_within_a_longer_word(configuration: Configuration, step: MentionStep) -> None:
    wrong = []
    for entry, form in forms(configuration):
        bare = form.text.removeprefix("=")
        script = next((name for name in LONGER if regex.search(rf"\p{{{name}}}$", bare)), None)
        if script is None or len(tokens(bare)) != 1:
            continue
        for longer in (bare + LONGER[script], LONGER[script] + bare):
            sentence = CARRIERS.get(form.language, ENGLISH).format(longer)
            wrong += [(entry, longer, each) for each in named(step, sentence, entry) if each in {longer, bare}]
    assert wrong == []


def test_a_lone_surname_counts_after_its_full_name(configuration: Configuration, step: MentionStep) -> None:
    missed = []
    for person in configuration.watchlist.people:
        made = of_person(person, configuration.watchlist.roles(person.id), configuration.languages)
        full = next((form.text for form in made if form.language == "ru" and " " in form.text), "").removeprefix("=")
        for form in made:
            if form.lone and form.language == "ru" and full:
                text = f"Выступил {full}. Позже {form.text} не ответил."
                mentions = [m for m in step(article(title="", text=text), DAY) if m.entry == person.id]
                if not any(m.kind is MentionKind.PERSON and m.support == "full name" for m in mentions):
                    missed.append((person.id, form.text))
    assert missed == []
