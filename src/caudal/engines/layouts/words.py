"""Text reduced to what it says: the same for every way of writing it."""

import re
import unicodedata
from functools import lru_cache

_FILLERS = frozenset({"de", "del", "la", "el", "los", "las"})
_NUMBER_WORDS = frozenset({"no", "num", "nro", "numero", "n"})


def fold_words(text: str) -> list[str]:
    """The words without accents, case or punctuation."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.findall(r"[a-z0-9]+", letters)


@lru_cache(maxsize=4_096)  # The values of a column of choices are few and come often.
def fold_value(text: str) -> str:
    """A value to compare with others: «Sí» equals «si»."""
    return " ".join(fold_words(text))


def fold_heading(text: str) -> str:
    """A heading to compare with others: «No. de Cuenta» equals «# cuenta» and «número cuenta»."""
    words = [word for word in fold_words(text.replace("#", " no ")) if word not in _FILLERS]
    return " ".join("numero" if word in _NUMBER_WORDS else word for word in words)
