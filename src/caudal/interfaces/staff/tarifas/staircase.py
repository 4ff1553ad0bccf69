"""The picture of a schedule: each block as wide as its m³ and as high as its price.

Plain numbers of an SVG; colours are classes, so that light and dark are the style sheet's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from caudal.engines.rating import PrintedRow, PrintedTable
from caudal.engines.rating.steps import BlockStep, QuotaStep
from caudal.engines.rating.words import money, places, plain

Piece = QuotaStep | BlockStep
WIDTH, LEFT, RIGHT = 420, 8, 412
TOP, FLOOR = 26, 108
_GAP, _LOWEST = 2, 6
_LABEL_WIDTH = 62


@dataclass(frozen=True, slots=True)
class Bar:
    """A block or the part of it that was not reached (tone ``rest``)."""

    x: str
    y: str
    width: str
    height: str
    tone: str
    label: str
    label_x: str
    label_y: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A bound under the picture; the consumption itself is the strong one."""

    x: str
    text: str
    is_strong: bool


@dataclass(frozen=True, slots=True)
class Staircase:
    """What the template draws, and the same in words."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    marker_x: str
    marker_y: str
    alternative: str


@dataclass(frozen=True, slots=True)
class _Block:
    lower: Fraction
    upper: Fraction
    height: Fraction
    tone: str
    label: str


def staircase(
    *,
    pieces: Sequence[Piece],
    tones: Sequence[str],
    tables: Sequence[PrintedTable],
    volume: Fraction,
) -> Staircase | None:
    """The picture of a calculation; None when nothing in it is charged by volume."""
    blocks = list(_reached(pieces, tones, volume))
    if not blocks:
        return None
    blocks += _not_reached(pieces, tables, blocks[-1].upper)
    scale = Fraction(RIGHT - LEFT) / blocks[-1].upper
    highest = max(block.height for block in blocks) or Fraction(1)
    bars = tuple(_placed(blocks, scale, highest))
    return Staircase(
        bars=bars,
        ticks=tuple(_ticks(blocks, volume, scale)),
        marker_x=_number(LEFT + volume * scale),
        marker_y=[bar.y for bar in bars if bar.tone != "rest"][-1],
        alternative=f"{plain(volume)} m³ en {len(pieces)} "
        + (
            "bloque; el paso está abajo." if len(pieces) == 1 else "bloques; los pasos están abajo."
        ),
    )


def _reached(pieces: Sequence[Piece], tones: Sequence[str], volume: Fraction) -> Iterator[_Block]:
    blocks = [piece for piece in pieces if isinstance(piece, BlockStep)]
    for piece, tone in zip(pieces, tones, strict=False):
        if isinstance(piece, BlockStep):
            label = f"${places(piece.price, 4)}"
            yield _Block(piece.lower, piece.upper, piece.price, tone, label)
            continue
        upper = min([block.lower for block in blocks], default=_end_of(piece, volume))
        if upper > 0:
            label = f"cuota ${money(piece.amount)}"
            yield _Block(Fraction(0), upper, piece.amount / upper, tone, label)


def _end_of(quota: QuotaStep, volume: Fraction) -> Fraction:
    """How far a quota alone reaches: its row when it is the first one, else the consumption."""
    return quota.upper if quota.upper is not None and not quota.lower else volume


def _not_reached(
    pieces: Sequence[Piece], tables: Sequence[PrintedTable], reached: Fraction
) -> Iterator[_Block]:
    """The rest of the last block and the next one, so that the next step up is seen."""
    last = pieces[-1]
    multiplier = next((p.multiplier for p in pieces if isinstance(p, QuotaStep)), Fraction(1))
    rows = next(
        (t.rows for t in tables if t.table == last.table and "|".join(t.key) == last.key), ()
    )
    following = [
        row for row in rows if row.upper is None or Fraction(row.upper) * multiplier > reached
    ]
    for row in following[:2]:
        height = _height(row)
        if row.lower is None or height is None:
            return
        lower = max(Fraction(row.lower) * multiplier, reached)
        end = Fraction(row.upper) * multiplier if row.upper is not None else lower * Fraction(5, 4)
        is_next = Fraction(row.lower) * multiplier >= reached
        label = f"${places(row.price, 4)}" if is_next and row.price is not None else ""
        if end > lower:
            yield _Block(lower, end, height, "rest", label)


def _height(row: PrintedRow) -> Fraction | None:
    if row.price is not None:
        return Fraction(row.price)
    if row.quota is not None and row.upper:
        return Fraction(row.quota) / Fraction(row.upper)
    return None


def _placed(blocks: Sequence[_Block], scale: Fraction, highest: Fraction) -> Iterator[Bar]:
    for index, block in enumerate(blocks):
        height = max(block.height / highest * (FLOOR - TOP), Fraction(_LOWEST))
        x, width = LEFT + block.lower * scale, (block.upper - block.lower) * scale
        # A block that was reached in part is named over the whole of it.
        rest = next(
            (b for b in blocks[index + 1 : index + 2] if b.tone == "rest" != block.tone), None
        )
        shared = (rest.upper - rest.lower) * scale if rest and not rest.label else Fraction(0)
        fits = width + shared >= _LABEL_WIDTH or not index
        middle = _between(x + (width + shared) / 2, LEFT + 34, RIGHT - 30)
        yield Bar(
            x=_number(x),
            y=_number(FLOOR - height),
            width=_number(max(width - _GAP, Fraction(1))),
            height=_number(height),
            tone=block.tone,
            label=block.label if fits else "",
            label_x=_number(middle),
            label_y=_number(FLOOR - height - 6),
        )


def _ticks(blocks: Sequence[_Block], volume: Fraction, scale: Fraction) -> Iterator[Tick]:
    """Bounds that leave room for each other; the consumption is always said."""
    marker = LEFT + volume * scale
    yield Tick(_number(_between(marker, 20, RIGHT - 16)), f"{plain(volume)} m³", is_strong=True)
    last = Fraction(-100)
    for bound in sorted({Fraction(0), *(block.upper for block in blocks)} - {volume}):
        x = LEFT + bound * scale
        if x - last >= 24 and abs(x - marker) >= 36:
            yield Tick(_number(_between(x, 12, RIGHT - 6)), plain(bound), is_strong=False)
            last = x


def _between(value: Fraction, least: int, most: int) -> Fraction:
    return min(max(value, Fraction(least)), Fraction(most))


def _number(value: Fraction | int) -> str:
    """A coordinate as SVG writes it."""
    return f"{Decimal(round(Fraction(value) * 100)) / 100:f}"
