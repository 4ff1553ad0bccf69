"""Random formulas with what they are worth, worked out with fractions and nothing of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from hypothesis import strategies as st

Values = Mapping[str, Fraction]


class NotPositiveError(Exception):
    """A divisor that is zero or less: the account must be refused."""


@dataclass(frozen=True, slots=True)
class Worked:
    """The text of a formula and its worth for the inputs of an account."""

    text: str
    worth: Callable[[Values], Fraction]

    def __repr__(self) -> str:
        return self.text


def _named(name: str) -> Worked:
    return Worked(name, lambda values: values[name])


def _number(thousandths: int) -> Worked:
    value = Fraction(thousandths, 1000)
    return Worked(f"{thousandths // 1000}.{thousandths % 1000:03d}", lambda _: value)


def _joined(operator: str, left: Worked, right: Worked) -> Worked:
    def worth(values: Values) -> Fraction:
        one, other = left.worth(values), right.worth(values)
        if operator == "/" and other <= 0:
            raise NotPositiveError
        return {
            "+": lambda: one + other,
            "-": lambda: one - other,
            "*": lambda: one * other,
            "/": lambda: one / other,
        }[operator]()

    return Worked(f"({left.text} {operator} {right.text})", worth)


def _extreme(word: str, left: Worked, right: Worked) -> Worked:
    pick = max if word == "MAX" else min
    return Worked(
        f"{word}({left.text}, {right.text})", lambda v: pick(left.worth(v), right.worth(v))
    )


def _chosen(left: Worked, right: Worked, then: Worked, other: Worked) -> Worked:
    def worth(values: Values) -> Fraction:
        holds = left.worth(values) < right.worth(values)
        return then.worth(values) if holds else other.worth(values)

    return Worked(f"SI({left.text} < {right.text}, {then.text}, {other.text})", worth)


def _rounded(inside: Worked) -> Worked:
    return Worked(f"ENTERO({inside.text})", lambda v: Fraction(inside.worth(v).__floor__()))


leaves = st.one_of(st.sampled_from(["a", "b", "c"]).map(_named), st.integers(1, 9000).map(_number))


def _grown(below: st.SearchStrategy[Worked]) -> st.SearchStrategy[Worked]:
    return st.one_of(
        st.builds(_joined, st.sampled_from("+-*/"), below, below),
        st.builds(_joined, st.just("/"), below, below),
        st.builds(_extreme, st.sampled_from(["MIN", "MAX"]), below, below),
        st.builds(_chosen, below, below, below, below),
        st.builds(_rounded, below),
    )


formulas = st.recursive(leaves, _grown, max_leaves=8)
