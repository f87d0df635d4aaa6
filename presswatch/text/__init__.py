"""Text as the rules see it: tokens, stems, sentences. Pure."""

from presswatch.text.tokens import Tokens, fold, tokens

__all__ = ["Tokens", "fold", "tokens"]
