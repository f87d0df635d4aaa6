"""Text as the rules see it: tokens, stems, sentences. Pure."""

from presswatch.text.sentences import sentences
from presswatch.text.stems import query_stems, stem, stemmed
from presswatch.text.tokens import Tokens, fold, tokens

__all__ = ["Tokens", "fold", "query_stems", "sentences", "stem", "stemmed", "tokens"]
