"""The language of a text: py3langid's naive Bayes over byte n-grams, weighed by its letters and commonest words and by
what is expected here.

Configured languages are expected, the one that the page declares even more; both can be overruled by a text that is
plainly something else, since a source now and then publishes in a language that nobody wrote down.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import regex
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from workers.steps.alphabets import is_kazakh_latin, likelihoods

_ENOUGH = 1200  # characters; more text doesn't change the answer
_UNEXPECTED = 0.02  # how likely a language is that is not configured, against one that is
_LEAST = 1e-5  # of a language that the classifier excludes: it is too sure of titles
_RARE = 0.05  # how likely a language is that hardly any press is written in, where nothing is configured
_DECLARED = 20.0  # how much more likely the declared language is: pages declare the wrong one, but not often
_A_PARAGRAPH = 60  # characters of the shortest that is judged for itself
_LONG = 800  # and of the longest
_JUDGED = 10  # paragraphs of a text
_OF_A_PARAGRAPH = 160  # characters
_CLEARLY = 50.0  # how much likelier another language is for a paragraph to be in it
_SHARE = 0.2  # of a text that is in another language, for that to be said
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")
_KANA_SHARE = 0.03  # of the characters of a text that isn't Chinese
_SAME = {"wuu": "zh", "yue": "zh", "uzs": "uz", "nn": "no", "nb": "no", "ary": "ar", "arz": "ar", "zxx": ""}
_OF_A_PRESS = frozenset(
    """
    af am ar az be bg bn bs ca cs da de el en es et eu fa fi fr gu he hi hr hu hy id is it ja ka kk km kn ko ku ky lo lt
    lv mk ml mn mr ms my ne nl no or pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th tk tl tr tt ug uk ur uz vi zh
    """.split()
)


class LanguageStep:
    """Detects languages; built once for the configured ones (empty: any is as likely)."""

    def __init__(self, languages: Iterable[str]) -> None:
        labels = _identifier().nb_classes  # read now, once for all forks of this process
        self._expected = frozenset(_SAME.get(language, language) for language in languages)
        self._priors = {language: self._prior(language) for language in (_SAME.get(label, label) for label in labels)}

    def __call__(self, title: str, text: str, *, declared: str = "") -> str:
        """The ISO 639-1 code (a longer one for languages without); what was declared where there is no text."""
        declared = declared.lower().partition("-")[0].partition("_")[0]
        sample = f"{title}\n{text}"[:_ENOUGH]
        if not any(character.isalpha() for character in sample):
            return declared
        declared = _SAME.get(declared, declared)
        weights = self._weights(sample, declared)
        return max(weights, key=weights.__getitem__) or declared

    def both(self, title: str, text: str, *, declared: str = "") -> tuple[str, tuple[str, ...]]:
        """The language of most of it, and the others that its paragraphs are in, each of a fifth of it at least.

        Some ten paragraphs are judged, evenly spread, each by its beginning, if the first, the last and one between
        aren't in one language anyway; a paragraph that may be in the article's language is taken to be.
        """
        main = self(title, text, declared=declared)
        paragraphs = [each for each in _paragraphs(text) if len(each) >= _A_PARAGRAPH]
        if len(paragraphs) < 2:  # one can't be in two
            return main, ()
        some = [paragraphs[0], paragraphs[len(paragraphs) // 2], paragraphs[-1]]
        if all(self._of_paragraph(each, main) == main for each in some):
            return main, ()
        shares: dict[str, int] = {}
        for paragraph in paragraphs[:: -(-len(paragraphs) // _JUDGED)]:
            language = self._of_paragraph(paragraph, main)
            shares[language] = shares.get(language, 0) + len(paragraph)
        least = sum(shares.values()) * _SHARE
        main = max(shares, key=lambda language: (shares[language], language == main))
        return main, tuple(sorted(other for other, share in shares.items() if other != main and share >= least))

    def _prior(self, language: str) -> float:
        """How likely a language is before anything of a text is read, if it isn't the declared one."""
        if not self._expected:
            return 1.0 if language in _OF_A_PRESS else _RARE
        return 1.0 if language in self._expected else _UNEXPECTED

    def _of_paragraph(self, paragraph: str, main: str) -> str:
        weights = self._weights(paragraph[:_OF_A_PARAGRAPH], "")
        best = max(weights, key=weights.__getitem__)
        return best if best and weights[best] >= weights.get(main, 0.0) * _CLEARLY else main

    def _weights(self, sample: str, declared: str) -> dict[str, float]:
        weights: dict[str, float] = {}
        for label, probability in _identifier().rank(sample):
            language = _SAME.get(label, label)
            weights[language] = weights.get(language, 0.0) + probability
        letters = likelihoods(sample, weights)
        if len(_KANA.findall(sample)) > len(sample) * _KANA_SHARE:
            letters["zh"] = _LEAST
        for language, probability in weights.items():
            weight = max(probability, _LEAST) * letters.get(language, 1.0)
            if language != declared or not self._expected:
                weight *= self._priors[language]
            if language and language == declared:
                weight *= _DECLARED
            weights[language] = weight
        if (not self._expected or "kk" in self._expected or declared == "kk") and is_kazakh_latin(sample):
            weights["kk"] = _CLEARLY * max(weights.values())  # the classifier doesn't know it
        return weights


def _paragraphs(text: str) -> Iterator[str]:
    """Lines; long ones in pieces, since some pages have a text in one."""
    for line in text.splitlines():
        yield from (line[at : at + _LONG] for at in range(0, len(line), _LONG))


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
