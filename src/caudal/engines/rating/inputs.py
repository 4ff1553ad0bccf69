"""The facts of an account, or columns of them, as whole numbers in the unit of each input."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from caudal.engines.rating.definition import InputKind, InputSpec
from caudal.engines.rating.machine import INT64_MAX, RatingError
from caudal.engines.rating.many_accounts import Lane, measured
from caudal.engines.rating.reading import LARGEST_NUMBER, as_bool, as_number
from caudal.engines.rating.vocabulary import Vocabulary
from caudal.engines.rating.words import plain


class InvalidInputError(RatingError):
    """An input is missing, of another kind or out of range; the message names it."""


class InputColumnError(RatingError):
    """A whole column cannot be used; nothing of the run was rated."""


@dataclass(frozen=True, slots=True)
class ScaledIntegers:
    """A column of exact decimals: ``numbers / 10^decimals``, the fast way to give them."""

    numbers: NDArray[np.int64]
    decimals: int


Column = Sequence[Any] | NDArray[Any] | ScaledIntegers


def read_account(
    inputs: Mapping[str, object], specs: tuple[InputSpec, ...], vocabulary: Vocabulary
) -> dict[str, int]:
    """The inputs of one account.

    :raises InputColumnError: if the tariff does not ask for one of them
    :raises InvalidInputError: for the first that is missing, of another kind or out of range
    """
    refuse_unknown_inputs(inputs, specs)
    return {spec.name: _read_value(spec, inputs.get(spec.name), vocabulary) for spec in specs}


def read_columns(
    columns: Mapping[str, Column],
    specs: tuple[InputSpec, ...],
    vocabulary: Vocabulary,
    *,
    count: int | None = None,
) -> tuple[dict[str, Lane], int, dict[int, RatingError]]:
    """The inputs of many accounts, how many they are, and those that cannot be read.

    How many need only be said where a tariff asks for nothing.

    :raises InputColumnError: if columns are missing, unknown, of unequal length or of floats
    """
    refuse_unknown_inputs(columns, specs)
    count = _common_length(columns, count)
    errors: dict[int, RatingError] = {}
    lanes = {
        spec.name: _read_column(spec, columns.get(spec.name), vocabulary, errors) for spec in specs
    }
    return lanes, count, errors


def refuse_unknown_inputs(given: Mapping[str, object], specs: tuple[InputSpec, ...]) -> None:
    """Nothing, if the tariff asks for all that is given.

    :raises InputColumnError: naming what it does not ask for
    """
    known = [spec.name for spec in specs]
    for name in given:
        if name not in known:
            raise InputColumnError(
                f"La tarifa no pide «{name}»; sus entradas son: {', '.join(known)}"
            )


def _common_length(columns: Mapping[str, Column], count: int | None) -> int:
    lengths = {
        len(column.numbers if isinstance(column, ScaledIntegers) else column)
        for column in columns.values()
    } | ({count} if count is not None else set())
    if len(lengths) != 1:
        raise InputColumnError(f"Las columnas deben tener el mismo largo y tienen {lengths}")
    return lengths.pop()


def _read_value(spec: InputSpec, value: object, vocabulary: Vocabulary) -> int:
    given = spec.default if value is None else value
    if given is None:
        raise InvalidInputError(f"Falta «{spec.name}»; agréguelo a la cuenta")
    if spec.kind is InputKind.KEY:
        return vocabulary.code(_checked_key(spec, given))
    if spec.kind is InputKind.FLAG:
        flag = as_bool(given)
        if flag is None:
            raise InvalidInputError(f"«{spec.name}» es «{given}»; debe ser si o no")
        return int(flag)
    return _checked_number(spec, given)


def _checked_key(spec: InputSpec, given: object) -> str:
    if not isinstance(given, str | int) or isinstance(given, bool):
        raise InvalidInputError(f"«{spec.name}» es «{given}»; debe ser una clave de texto")
    keys = [known.key for known in spec.values]
    if keys and str(given) not in keys:
        raise InvalidInputError(
            f"«{spec.name}» es «{given}»; los valores de la tarifa son: {', '.join(keys)}"
        )
    return str(given)


def _checked_number(spec: InputSpec, given: object) -> int:
    number = as_number(given)
    if number is None:
        raise InvalidInputError(
            f"«{spec.name}» es «{given}»; debe ser un número exacto de hasta 15 cifras"
        )
    if spec.minimum is not None and number < spec.minimum:
        least = plain(spec.minimum)
        raise InvalidInputError(f"«{spec.name}» es {plain(number)}; no puede ser menor que {least}")
    scaled = Fraction(number) * int(10**spec.decimals)
    if scaled.denominator != 1:
        raise InvalidInputError(
            f"«{spec.name}» es {plain(number)}; lleva a lo más {spec.decimals} decimales"
        )
    return scaled.numerator


def _read_column(
    spec: InputSpec, column: Column | None, vocabulary: Vocabulary, errors: dict[int, RatingError]
) -> Lane:
    if column is None:
        if spec.default is None:
            raise InputColumnError(f"Falta la columna «{spec.name}» y la tarifa no le da un valor")
        return measured(np.array([_read_value(spec, None, vocabulary)]))
    if isinstance(column, ScaledIntegers):
        return _whole_numbers(spec, column, errors)
    if not isinstance(column, np.ndarray):
        return _read_sequence(spec, column, vocabulary, errors)
    if column.dtype.kind == "f":
        raise InputColumnError(f"La columna «{spec.name}» trae flotantes; use enteros o decimales")
    if column.dtype.kind == "b" and spec.kind is InputKind.FLAG:
        return Lane(column.astype(np.int64), 1)
    is_number = spec.kind not in (InputKind.KEY, InputKind.FLAG)
    if is_number and column.dtype.kind in "iu" and np.can_cast(column.dtype, np.int64):
        return _whole_numbers(spec, ScaledIntegers(column, 0), errors)
    return _read_sequence(spec, column.tolist(), vocabulary, errors)


def _read_sequence(
    spec: InputSpec,
    values: Sequence[Any],
    vocabulary: Vocabulary,
    errors: dict[int, RatingError],
) -> Lane:
    if spec.kind is InputKind.KEY:
        return _keys(spec, values, vocabulary, errors)
    return measured(_one_by_one(spec, values, vocabulary, errors))


def _one_by_one(
    spec: InputSpec,
    values: Sequence[Any],
    vocabulary: Vocabulary,
    errors: dict[int, RatingError],
) -> NDArray[Any]:
    """Each different value is read once: a run repeats a few hundred volumes and a handful of
    flags over all its accounts. The class is part of what is remembered, since ``True == 1``.
    """
    numbers = [0] * len(values)
    read: dict[tuple[type, object], int] = {}
    for row, value in enumerate(values):
        kind = value.__class__
        number = read.get((kind, value)) if kind in _REMEMBERED else None
        if number is None:
            try:
                number = _read_value(spec, value, vocabulary)
            except InvalidInputError as error:
                errors.setdefault(row, error)
                continue
            if kind in _REMEMBERED:
                read[kind, value] = number
        numbers[row] = number
    return np.array(numbers, dtype=object)


_REMEMBERED = frozenset({str, int, bool, Decimal, type(None)})


def _keys(
    spec: InputSpec,
    values: Sequence[Any],
    vocabulary: Vocabulary,
    errors: dict[int, RatingError],
) -> Lane:
    """The codes of a column of texts; whatever is not a known key is looked at one by one."""
    codes = np.array([vocabulary[v] if v.__class__ is str else -1 for v in values], dtype=np.int64)
    if spec.values:
        known = np.zeros(len(vocabulary) + 1, dtype=bool)
        known[[vocabulary[value.key] for value in spec.values]] = True
        doubtful = (codes < 0) | ~known.take(codes, mode="clip")
    else:
        doubtful = codes < 0
    for row in np.flatnonzero(doubtful).tolist():
        try:
            codes[row] = _read_value(spec, values[row], vocabulary)
        except InvalidInputError as error:
            errors.setdefault(row, error)
    return measured(codes)


def _whole_numbers(spec: InputSpec, column: ScaledIntegers, errors: dict[int, RatingError]) -> Lane:
    """A column of integers in the unit of the input; rows that break its rules are zero."""
    numbers = column.numbers.astype(np.int64)
    largest = min(LARGEST_NUMBER * 10**column.decimals, INT64_MAX)
    bad = (numbers > largest) | (numbers < -largest)
    if spec.minimum is not None:
        bad |= numbers < ceil(spec.minimum.scaleb(column.decimals))
    finer = 10 ** max(column.decimals - spec.decimals, 0)
    bad |= numbers % finer != 0
    for row in np.flatnonzero(bad).tolist():
        value = Decimal(int(numbers[row])).scaleb(-column.decimals)
        try:
            _checked_number(spec, value)
        except InvalidInputError as error:
            errors.setdefault(row, error)
    lane = measured(np.where(bad, 0, numbers // finer))
    factor = 10 ** max(spec.decimals - column.decimals, 0)
    if (lane.bound + 1) * factor > INT64_MAX:
        lane = Lane(lane.numbers.astype(object), lane.bound)
    return measured(lane.numbers * factor)
