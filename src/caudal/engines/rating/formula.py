"""The formula language of a tariff: names as in a spreadsheet in Spanish, read by our own parser.

There is no ``eval``, no attribute, no loop. Precedence, from the loosest: comparison, ``+ −``,
``* /``, sign. ``SI MIN MAX REDONDEAR REDONDEAR_PAR ENTERO TECHO Y O NO`` are functions; any other
call is a table of the tariff.
"""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

MAX_LENGTH: Final = 2_000
MAX_DEPTH: Final = 40

#: Function → (least, most) arguments; None is "as many as wanted".
FUNCTIONS: Final[dict[str, tuple[int, int | None]]] = {
    "SI": (3, 3),
    "MIN": (2, None),
    "MAX": (2, None),
    "REDONDEAR": (2, 2),
    "REDONDEAR_PAR": (2, 2),
    "ENTERO": (1, 1),
    "TECHO": (1, 1),
    "Y": (2, None),
    "O": (2, None),
    "NO": (1, 1),
}
COMPARISONS: Final = ("<=", ">=", "<>", "<", ">", "=")

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?![\w.]))|(?P<name>[^\W\d]\w*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")|(?P<sign><=|>=|<>|[-+*/()<>=,]))"
)


class FormulaError(Exception):
    """The text is not a formula; the message says where and what to write."""


@dataclass(frozen=True, slots=True)
class NumberLiteral:
    """A number as it was written, or an exact one that a table worked out."""

    value: Decimal | Fraction


@dataclass(frozen=True, slots=True)
class TextLiteral:
    """A key in quotes."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """An input, a parameter, a calculation or the net of another concept."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the language (in capitals) or a table of the tariff."""

    name: str
    arguments: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Negative:
    """A change of sign."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Binary:
    """An arithmetic operation or a comparison."""

    operator: str
    left: "Node"
    right: "Node"


Node = NumberLiteral | TextLiteral | Name | Call | Negative | Binary


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as its author wrote it, and what it means. Equal when written equally."""

    text: str
    node: Node = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_formula(text: str) -> Formula:
    """Read a formula.

    :raises FormulaError: if it is empty, too long, too deep or not well formed
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"La fórmula pasa de {MAX_LENGTH} letras; divídala en cálculos")
    return Formula(text=text, node=_Parser(_tokens(text)).whole())


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            rest = text[position:].split(maxsplit=1)[0]
            raise FormulaError(f"No se entiende «{rest}»; revise la fórmula desde ahí")
        kind = match.lastgroup or ""
        found.append(_Token(kind, match.group(kind), match.start(kind)))
        position = match.end()
    found.append(_Token("end", "", end))
    return found


class _Parser:
    """Precedence climbing over the tokens of one formula."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._comparison()
        if self._next.kind != "end":
            raise FormulaError(f"Sobra «{self._next.text}»; revise operadores y paréntesis")
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, *texts: str) -> str | None:
        if self._next.kind == "sign" and self._next.text in texts:
            self._at += 1
            return self._tokens[self._at - 1].text
        return None

    def _expect(self, text: str) -> None:
        if self._take(text) is None:
            found = f"«{self._next.text}»" if self._next.text else "el final"
            raise FormulaError(f"Se esperaba «{text}» y se encontró {found}")

    def _comparison(self) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise FormulaError(f"Hay más de {MAX_DEPTH} paréntesis anidados; divídala en cálculos")
        left = self._sum()
        if operator := self._take(*COMPARISONS):
            left = Binary(operator, left, self._sum())
            if self._next.text in COMPARISONS and self._next.kind == "sign":
                raise FormulaError("Una comparación no se encadena; use Y(a < b, b < c)")
        self._depth -= 1
        return left

    def _sum(self) -> Node:
        left = self._product()
        while operator := self._take("+", "-"):
            left = Binary(operator, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._signed()
        while operator := self._take("*", "/"):
            left = Binary(operator, left, self._signed())
        return left

    def _signed(self) -> Node:
        if self._take("-"):
            return Negative(self._atom())
        return self._atom()

    def _atom(self) -> Node:
        token = self._next
        if token.kind == "number":
            self._at += 1
            return NumberLiteral(Decimal(token.text))
        if token.kind == "text":
            self._at += 1
            return TextLiteral(token.text[1:-1])
        if token.kind == "name":
            self._at += 1
            return self._name_or_call(token.text)
        if self._take("("):
            inside = self._comparison()
            self._expect(")")
            return inside
        found = f"«{token.text}»" if token.text else "el final"
        raise FormulaError(
            f"Se esperaba un número, un nombre o un paréntesis y se encontró {found}"
        )

    def _name_or_call(self, name: str) -> Node:
        if not self._take("("):
            return Name(name)
        arguments: list[Node] = []
        if not self._take(")"):
            arguments.append(self._comparison())
            while self._take(","):
                arguments.append(self._comparison())
            self._expect(")")
        upper = name.upper()
        return Call(upper if upper in FUNCTIONS else name, tuple(arguments))


def walk(node: Node) -> list[Node]:
    """The node and everything below it, in reading order."""
    below: tuple[Node, ...] = ()
    if isinstance(node, Call):
        below = node.arguments
    elif isinstance(node, Negative):
        below = (node.operand,)
    elif isinstance(node, Binary):
        below = (node.left, node.right)
    return [node, *(inner for part in below for inner in walk(part))]


_PRECEDENCE: Final = {**dict.fromkeys(COMPARISONS, 0), "+": 1, "-": 1, "*": 2, "/": 2}


def written(node: Node, outer: int = 0) -> str:
    """The text of a node, for messages; reading it again gives the same node."""
    if isinstance(node, Binary):
        here = _PRECEDENCE[node.operator]
        first = here + (node.operator in COMPARISONS)  # They do not chain.
        left, right = written(node.left, first), written(node.right, here + 1)
        text = f"{left} {node.operator} {right}"
        return f"({text})" if here < outer else text
    if isinstance(node, Negative):
        return f"-{written(node.operand, 3)}"
    if isinstance(node, Call):
        return f"{node.name}({', '.join(written(argument) for argument in node.arguments)})"
    if isinstance(node, TextLiteral):
        return f"'{node.value}'"
    return node.name if isinstance(node, Name) else str(node.value)
