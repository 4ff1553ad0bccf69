"""Keys as small integers: those of the tariff first, then whatever else an account brings."""

from collections.abc import Iterable

from caudal.engines.rating.definition import TariffDefinition
from caudal.engines.rating.formula import TextLiteral, walk
from caudal.engines.rating.graph import all_formulas


class Vocabulary(dict[str, int]):
    """Text to code. An unknown key gets the next code, so that it can be named in a refusal."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__()
        self._texts: list[str] = []
        for text in texts:
            self.code(text)

    def __missing__(self, text: str) -> int:
        self[text] = len(self._texts)
        self._texts.append(text)
        return self[text]

    def code(self, text: str) -> int:
        """The code of a key."""
        return self[text]

    def text(self, code: int) -> str:
        """The key of a code."""
        return self._texts[code]

    def fresh(self) -> "Vocabulary":
        """A copy that one run may extend."""
        return Vocabulary(self)


def vocabulary_of(definition: TariffDefinition) -> Vocabulary:
    """Every key that the tariff itself writes."""
    texts = ["no", "si"]
    texts += [value.key for spec in definition.inputs for value in spec.values]
    texts += [part for table in definition.tables for key in table.keys for part in key]
    for _, formula in all_formulas(definition):
        texts += [node.value for node in walk(formula.node) if isinstance(node, TextLiteral)]
    return Vocabulary(texts)
