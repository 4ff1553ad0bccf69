"""Find the row of a catalogue that somebody's text means, or the one that it nearly means."""

from collections.abc import Mapping
from difflib import get_close_matches

from caudal.engines.layouts.words import fold_value

_NEAR_ENOUGH = 0.6


class Directory:
    """Codes and names of one catalogue. A text is found by its code or its name, however written.

    Nothing is guessed: a near match, or one that only lost its zeros, is suggested.
    """

    def __init__(self, names: Mapping[str, str]) -> None:
        self._codes = {code: code for code in names}
        self._folded: dict[str, set[str]] = {}
        for code, name in names.items():
            for text in (code, name):
                if plain := fold_value(text):
                    self._folded.setdefault(plain, set()).add(code)
        self._shown = {code: name or code for code, name in names.items()}
        self._near: dict[str, str] = {}

    def find(self, text: str) -> str | None:
        """The code that a text means; None if there is none or more than one."""
        if text in self._codes:
            return text
        codes = self._folded.get(fold_value(text), set())
        return next(iter(codes)) if len(codes) == 1 else None

    def suggestion(self, text: str) -> str:
        """``¿Quiso decir «0012»?`` with a space before; empty when nothing is near."""
        if text not in self._near:
            self._near[text] = self._suggest(fold_value(text))
        return self._near[text]

    def _suggest(self, plain: str) -> str:
        by_digits = next(
            (near for near in self._folded if near.lstrip("0") == plain.lstrip("0")), None
        )
        near = by_digits
        if near is None and not plain.isdecimal():  # Every number is like many others.
            found = get_close_matches(plain, self._folded, n=1, cutoff=_NEAR_ENOUGH)
            near = found[0] if found else None
        if near is None:
            return ""
        return f" ¿Quiso decir «{self._shown[min(self._folded[near])]}»?"
