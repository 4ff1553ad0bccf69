"""Each instruction gives the same number on a Python integer and in a column, at any magnitude."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from caudal.engines.rating import RatingError
from caudal.engines.rating.machine import INT64_MAX, IntTable, Machine, V
from caudal.engines.rating.many_accounts import Lane, ManyAccounts, measured
from caudal.engines.rating.one_account import OneAccount
from caudal.engines.rating.vocabulary import Vocabulary
from caudal.kernel.rounding import Tie

Step = Callable[[Machine[int] | Machine[Lane]], object]
edges = st.sampled_from([0, 1, -1, INT64_MAX, -INT64_MAX, INT64_MAX + 1, -INT64_MAX - 2, 2**62])
numbers = st.one_of(st.integers(-1000, 1000), st.integers(-(10**30), 10**30), edges)
columns = st.integers(1, 5).flatmap(
    lambda size: st.tuples(*[st.lists(numbers, min_size=size, max_size=size)] * 2)
)
factors = st.one_of(st.integers(-100, 100), st.integers(-(10**20), 10**20), edges)
VOCABULARY = Vocabulary(["no", "si", "casa"])


def one(left: int, right: int) -> OneAccount:
    return OneAccount({"a": left, "b": right}, VOCABULARY.fresh())


def many(lefts: list[int], rights: list[int]) -> ManyAccounts:
    lanes = {
        name: measured(np.array(column, dtype=object))
        for name, column in (("a", lefts), ("b", rights))
    }
    return ManyAccounts(lanes, len(lefts), VOCABULARY.fresh(), {})


def assert_equal(
    pair: tuple[list[int], list[int]],
    alone: Callable[[OneAccount], int],
    together: Callable[[ManyAccounts], Lane],
) -> None:
    lefts, rights = pair
    lane = together(many(lefts, rights))
    found = np.broadcast_to(lane.numbers, len(lefts)).tolist()
    assert found == [alone(one(a, b)) for a, b in zip(lefts, rights, strict=True)]
    assert all(abs(number) <= lane.bound for number in found)
    assert lane.numbers.dtype == (np.int64 if lane.bound <= INT64_MAX else object)


def add(by: int, times: int, machine: Machine[V]) -> V:
    return machine.combine(machine.load("a"), by, machine.load("b"), times)


def scale(by: int, machine: Machine[V]) -> V:
    return machine.scale(machine.load("a"), by)


def multiply(machine: Machine[V]) -> V:
    return machine.multiply(machine.load("a"), machine.load("b"))


def divide(by: int, tie: Tie, machine: Machine[V]) -> V:
    return machine.divide(machine.load("a"), machine.constant(by), tie)


def compare(machine: Machine[V]) -> V:
    a, b = machine.load("a"), machine.load("b")
    return machine.pick(machine.less(a, b), machine.equal(a, b), machine.opposite(a))


def choose(machine: Machine[V]) -> V:
    a, b = machine.load("a"), machine.load("b")
    return machine.choose(
        machine.less(a, b), lambda: machine.scale(a, 3), lambda: machine.scale(b, 5)
    )


@given(columns, factors, factors)
def test_sums(pair: tuple[list[int], list[int]], by: int, times: int) -> None:
    assert_equal(pair, lambda m: add(by, times, m), lambda m: add(by, times, m))


@given(columns, factors)
def test_scales(pair: tuple[list[int], list[int]], by: int) -> None:
    assert_equal(pair, lambda m: scale(by, m), lambda m: scale(by, m))


@given(columns)
def test_products_comparisons_and_choices(pair: tuple[list[int], list[int]]) -> None:
    assert_equal(pair, multiply, multiply)
    assert_equal(pair, compare, compare)
    assert_equal(pair, choose, choose)


@given(columns, st.integers(1, 10**20), st.sampled_from(list(Tie)))
def test_quotients(pair: tuple[list[int], list[int]], by: int, tie: Tie) -> None:
    assert_equal(pair, lambda m: divide(by, tie, m), lambda m: divide(by, tie, m))


@given(
    st.lists(numbers, min_size=1, max_size=6),
    st.lists(st.integers(-9, 9), min_size=1, max_size=5),
)
def test_positions_outside_a_table_give_its_ends(values: list[int], places: list[int]) -> None:
    table = IntTable(tuple(values))
    machine = many(places, places)

    column = machine.take(table, machine.load("a"))

    expected = [one(place, 0).take(table, place) for place in places]
    assert column.numbers.tolist() == expected
    assert table.bound == max(abs(value) for value in values)


def test_codes_are_the_same_and_unknown_keys_can_be_named() -> None:
    machine, alone = many([1, 2], [0, 0]), one(2, 0)

    codes = machine.encode(machine.load("a")).numbers.tolist()

    assert [machine.decode(code) for code in codes] == ["1", "2"]
    assert alone.decode(alone.encode(2)) == "2"
    assert list(VOCABULARY) == ["no", "si", "casa"]  # each run extends a copy


def test_only_the_first_refusal_of_an_account_counts_and_only_where_it_is_asked() -> None:
    machine = many([1, 2, 3], [9, 9, 9])
    a = machine.load("a")

    def refused() -> Lane:
        machine.refuse(machine.constant(1), lambda read: RatingError(f"primera {read(a)}"))
        return a

    machine.choose(machine.less(machine.constant(1), a), refused, lambda: a)
    machine.refuse(machine.constant(1), lambda read: RatingError(f"segunda {read(a)}"))

    said = {row: str(error) for row, error in machine.errors.items()}
    assert said == {0: "segunda 1", 1: "primera 2", 2: "primera 3"}


def test_what_was_remembered_in_a_branch_is_not_reused_outside_it() -> None:
    machine = many([1, 2], [9, 9])
    a = machine.load("a")
    runs: list[int] = []

    def compute() -> Lane:
        runs.append(1)
        return a

    def remembered() -> Lane:
        machine.remember("x", compute)
        return machine.remember("x", compute)

    machine.choose(machine.less(a, machine.constant(2)), remembered, remembered)
    assert len(runs) == 2  # once in each branch
    machine.remember("x", compute)
    machine.choose(machine.less(a, machine.constant(2)), remembered, remembered)
    assert len(runs) == 3  # outside, which serves every branch


def test_only_one_account_can_be_explained() -> None:
    assert one(1, 2).explains
    assert not many([1], [2]).explains
    machine = many([1], [2])
    value = machine.load("a")
    with pytest.raises(TypeError):
        machine.read(value)
