"""Reviews the readings of a whole cycle at once, deciding what ``review`` decides for each."""

import numpy as np

from caudal.engines.reading_review.columns import (
    ACTIONS,
    CODES,
    UNKNOWN,
    Codes,
    Flags,
    Int64,
    ReadingColumns,
    ReviewColumns,
    dial_litres_of,
)
from caudal.engines.reading_review.consumption import MeterMovement, RolloverRule
from caudal.engines.reading_review.estimate import (
    AVERAGED_PERIODS,
    ESTIMATED_BASES,
    Basis,
    EstimateMethod,
    EstimateRule,
)
from caudal.engines.reading_review.rules import (
    ALWAYS_POSSIBLE,
    Action,
    DeviationRule,
    FindingCode,
    ReviewRules,
    Rule,
)
from caudal.kernel.rounding import Tie, divide_rounding


def review_many(*, columns: ReadingColumns, rules: ReviewRules) -> ReviewColumns:
    """Decide all readings of a cycle with whole-column arithmetic in litres."""
    mean = _mean(columns, periods=rules.mean_periods, minimum=rules.mean_minimum_periods, step=1)
    volume, movement = _difference(columns, rules.rollover_limit, mean)
    estimated, method = _estimate(columns, rules.estimate)
    found = _found(columns, rules, volume, movement, mean)
    leading = np.full(len(columns), UNKNOWN, dtype=np.int8)
    is_blocked = np.zeros(len(columns), dtype=np.bool_)
    action = np.full(len(columns), ACTIONS.index(Action.ACCEPT), dtype=np.int8)
    possible = _possible(movement, estimated)
    for code, rule in reversed(rules.in_order()):
        rows = found[code]
        leading[rows] = CODES.index(code)
        is_blocked |= rows & rule.blocks
        action[rows] = _proposed(rule, possible)[rows]
    return ReviewColumns(
        volume_litres=volume,
        movement=movement,
        mean_litres=mean,
        estimate_litres=estimated,
        estimate_method=method,
        found={code: found[code] for code, _ in rules.in_order()},
        leading=leading,
        is_blocked=is_blocked,
        proposed_action=action,
        proposed_volume_litres=_proposed_volume(action, possible, volume, estimated),
    )


def _mean(columns: ReadingColumns, *, periods: int, minimum: int, step: int) -> Int64:
    measured = columns.history_basis == Basis.MEASURED
    newest_first = np.cumsum(measured[:, ::-1], axis=1)[:, ::-1]
    used = measured & (newest_first <= periods)
    count = used.sum(axis=1, dtype=np.int64)
    total = np.where(used, columns.history_litres, 0).sum(axis=1, dtype=np.int64)
    mean = step * divide_rounding(total, step * np.maximum(count, 1), Tie.HALF_UP)
    return np.where(count >= minimum, mean, UNKNOWN)


def _difference(columns: ReadingColumns, rule: RolloverRule, mean: Int64) -> tuple[Int64, Codes]:
    volume, movement = _one_dial(
        columns.previous_litres, columns.current_litres, columns.digits, rule, mean
    )
    changed = np.flatnonzero(columns.removed_current_litres != UNKNOWN)
    removed, how = _one_dial(
        columns.removed_previous_litres[changed],
        columns.removed_current_litres[changed],
        columns.removed_digits[changed],
        rule,
        mean[changed],
    )
    installed, moved = volume[changed], movement[changed]
    movement[changed] = np.maximum(moved, how)
    # Where one of both went back, only what went back counts.
    either = movement[changed] == MeterMovement.BACKWARD
    volume[changed] = np.where(either & (moved != MeterMovement.BACKWARD), 0, installed)
    volume[changed] += np.where(either & (how != MeterMovement.BACKWARD), 0, removed)
    unread = columns.current_litres == UNKNOWN
    volume[unread], movement[unread] = 0, UNKNOWN
    return volume, movement


def _one_dial(
    previous: Int64, current: Int64, digits: Int64, rule: RolloverRule, mean: Int64
) -> tuple[Int64, Codes]:
    dial = dial_litres_of(digits)
    by_mean = np.maximum(mean, 0) * rule.mean_percent // 100
    limit = np.minimum(np.maximum(by_mean, rule.floor_litres), dial // 2 - 1)
    difference = current - previous
    rolled = (difference < 0) & (difference + dial <= limit)
    backward = (difference < 0) & ~rolled
    volume = np.where(rolled, difference + dial, difference)
    movement = rolled * int(MeterMovement.ROLLOVER) + backward * int(MeterMovement.BACKWARD)
    return volume, movement.astype(np.int8)


def _estimate(columns: ReadingColumns, rule: EstimateRule) -> tuple[Int64, Codes]:
    volume = np.full(len(columns), UNKNOWN, dtype=np.int64)
    method = np.full(len(columns), UNKNOWN, dtype=np.int8)
    for place, name in enumerate(rule.methods):
        by_method = _by_method(name, columns, rule)
        rows = (volume == UNKNOWN) & (by_method != UNKNOWN)
        volume[rows], method[rows] = by_method[rows], place
    return volume, method


def _by_method(name: EstimateMethod, columns: ReadingColumns, rule: EstimateRule) -> Int64:
    step = rule.rounding.step_litres
    if name is EstimateMethod.ASSIGNED:
        return columns.assigned_litres
    if name is EstimateMethod.SAME_PERIOD_LAST_YEAR:
        if columns.history_litres.shape[1] < rule.periods_per_year:
            return np.full(len(columns), UNKNOWN, dtype=np.int64)
        past = columns.history_litres[:, -rule.periods_per_year]
        measured = columns.history_basis[:, -rule.periods_per_year] == Basis.MEASURED
        rounded = step * divide_rounding(past, np.full_like(past, step), Tie.HALF_UP)
        return np.where(measured, rounded, UNKNOWN)
    return _mean(columns, periods=AVERAGED_PERIODS[name], minimum=rule.minimum_periods, step=step)


def _found(
    columns: ReadingColumns, rules: ReviewRules, volume: Int64, movement: Codes, mean: Int64
) -> dict[FindingCode, Flags]:
    unread = movement == UNKNOWN
    backward = movement == MeterMovement.BACKWARD
    measured = ~unread & ~backward
    deviates = measured & (volume > 0) & (mean != UNKNOWN)
    zero_again, same = _of_no_volume(columns, rules, measured & (volume == 0), mean)
    again = _estimated_again(columns, rules, unread)
    far = rules.far_away
    return {
        FindingCode.BELOW_PREVIOUS: backward,
        FindingCode.OVER_DIAMETER: measured & _over_diameter(columns, rules, volume),
        FindingCode.VERY_HIGH: deviates & _deviates(rules.very_high, volume - mean, mean),
        FindingCode.ESTIMATED_AGAIN: again,
        FindingCode.MISSING: unread & ~again,
        FindingCode.ZERO_AGAIN: zero_again,
        FindingCode.SAME_READING: same,
        FindingCode.VERY_LOW: deviates & _deviates(rules.very_low, mean - volume, mean),
        FindingCode.ROLLOVER: movement == MeterMovement.ROLLOVER,
        FindingCode.FAR_AWAY: ~unread & (columns.distance_m > far.metres)
        if far
        else ~unread & False,
        FindingCode.MISSING_PHOTO: ~unread & (columns.has_photo == 0),
    }


def _of_no_volume(
    columns: ReadingColumns, rules: ReviewRules, zero: Flags, mean: Int64
) -> tuple[Flags, Flags]:
    times = 1 + _streak((columns.history_litres == 0) & (columns.history_basis == Basis.MEASURED))
    again = zero & (times >= rules.zero_again.times) if rules.zero_again else zero & False
    return again, zero & ~again & (mean > 0)


def _estimated_again(columns: ReadingColumns, rules: ReviewRules, unread: Flags) -> Flags:
    if rules.estimated_again is None:
        return np.zeros(len(columns), dtype=np.bool_)
    estimated = np.isin(columns.history_basis, [int(basis) for basis in ESTIMATED_BASES])
    return unread & (1 + _streak(estimated) > rules.estimated_again.times)


def _over_diameter(columns: ReadingColumns, rules: ReviewRules, volume: Int64) -> Flags:
    over = np.zeros(len(columns), dtype=np.bool_)
    limits = rules.over_diameter.limit_litres if rules.over_diameter else {}
    for diameter_mm, limit in limits.items():
        over |= (columns.diameter_mm == diameter_mm) & (volume > limit)
    return over


def _deviates(rule: DeviationRule | None, by: Int64, mean: Int64) -> Flags:
    if rule is None:
        return np.zeros(len(by), dtype=np.bool_)
    return (by > rule.over_litres) & (by * 100 > mean * rule.percent)


def _streak(flags: Flags) -> Int64:
    """How many of the last ones of each row hold without a gap."""
    unbroken = np.cumprod(flags[:, ::-1], axis=1, dtype=np.int64)
    length: Int64 = unbroken.sum(axis=1, dtype=np.int64)
    return length


def _possible(movement: Codes, estimated: Int64) -> dict[Action, Flags]:
    always = np.ones(len(movement), dtype=np.bool_)
    can_accept = (movement == MeterMovement.FORWARD) | (movement == MeterMovement.ROLLOVER)
    return {
        Action.ACCEPT: can_accept,
        Action.ESTIMATE: estimated != UNKNOWN,
        **dict.fromkeys(ALWAYS_POSSIBLE, always),
    }


def _proposed(rule: Rule, possible: dict[Action, Flags]) -> Codes:
    proposes, fallback = ACTIONS.index(rule.proposes), ACTIONS.index(rule.fallback)
    return np.where(possible[rule.proposes], proposes, fallback).astype(np.int8)


def _proposed_volume(
    action: Codes, possible: dict[Action, Flags], volume: Int64, estimated: Int64
) -> Int64:
    accepted = (action == ACTIONS.index(Action.ACCEPT)) & possible[Action.ACCEPT]
    proposed = np.where(accepted, volume, UNKNOWN)
    return np.where(action == ACTIONS.index(Action.ESTIMATE), estimated, proposed)
