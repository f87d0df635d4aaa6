"""The language of a text: py3langid's naive Bayes over byte n-grams, weighed by what is expected here.

Configured languages are expected, the one that the page declares even more; both can be overruled by a text that is
plainly something else, since a source now and then publishes in a language that nobody wrote down.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

_ENOUGH = 2000  # characters; more text doesn't change the answer
_UNEXPECTED = 0.02  # how likely a language is that is not configured, against one that is
_DECLARED = 20.0  # how much more likely the declared language is: pages declare the wrong one, but not often
_SAME = {"wuu": "zh", "yue": "zh", "uzs": "uz", "nn": "no", "nb": "no", "ary": "ar", "arz": "ar", "zxx": ""}


class LanguageStep:
    """Detects languages; built once for the configured ones (empty: any is as likely)."""

    def __init__(self, languages: Iterable[str]) -> None:
        _identifier()  # read now, once for all forks of this process
        self._expected = frozenset(_SAME.get(language, language) for language in languages)

    def __call__(self, title: str, text: str, *, declared: str = "") -> str:
        """The ISO 639-1 code (a longer one for languages without); what was declared where there is no text."""
        declared = declared.lower().partition("-")[0].partition("_")[0]
        sample = f"{title}\n{text}"[:_ENOUGH]
        if not any(character.isalpha() for character in sample):
            return declared
        declared = _SAME.get(declared, declared)
        best, best_weight = "", 0.0
        weights: dict[str, float] = {}
        for label, probability in _identifier().rank(sample):
            language = _SAME.get(label, label)
            weights[language] = weights.get(language, 0.0) + float(probability)
        for language, probability in weights.items():
            weight = probability
            if self._expected and language not in self._expected and language != declared:
                weight *= _UNEXPECTED
            if language and language == declared:
                weight *= _DECLARED
            if weight > best_weight:
                best, best_weight = language, weight
        return best or declared


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
