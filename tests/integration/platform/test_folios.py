"""Folios without gap or duplicate, also in a race and when transactions fail."""

import random
from functools import partial

import pytest
from django.db import connection, transaction
from tests.concurrency import together

from caudal.domain.platform.models import FolioSeries
from caudal.domain.platform.operations import folios
from caudal.domain.platform.operations.folios import FolioSeriesMissing

THREADS = 8
TAKES = 25


def test_a_race_with_failures_leaves_neither_gap_nor_duplicate(committed_database: str) -> None:
    folios.open_series(code="C03", prefix="C03-")

    def act(number: int) -> list[int]:
        chance = random.Random(number)  # noqa: S311 - which of them fail is no secret
        kept: list[int] = []
        for _ in range(TAKES):
            with transaction.atomic():
                taken = folios.take(series_code="C03", count=chance.choice([1, 1, 3]))
                if chance.random() < 0.3:
                    transaction.set_rollback(True)
                    continue
            kept += range(taken.first, taken.first + taken.count)
        return kept

    answers = together([partial(act, number) for number in range(THREADS)])
    numbers = sorted(number for kept in answers if isinstance(kept, list) for number in kept)
    assert all(isinstance(kept, list) for kept in answers), answers
    assert numbers == list(range(1, len(numbers) + 1))
    assert FolioSeries.objects.get(code="C03").last_number == len(numbers)


@pytest.mark.django_db
def test_a_folio_prints_with_its_prefix_and_digits() -> None:
    folios.open_series(code="A", prefix="C03-", digits=6)
    FolioSeries.objects.filter(code="A").update(last_number=48_217)
    taken = folios.take(series_code="A", count=2)
    assert (taken.first, taken.count) == (48_218, 2)
    assert [taken.folio(), taken.folio(1)] == ["C03-048218", "C03-048219"]
    assert FolioSeries.objects.get(code="A").folio(48_218) == "C03-048218"


@pytest.mark.django_db
def test_a_folio_may_outgrow_its_digits() -> None:
    folios.open_series(code="A", prefix="A", digits=2)
    FolioSeries.objects.filter(code="A").update(last_number=99)
    assert folios.take(series_code="A").folio() == "A100"


@pytest.mark.django_db
def test_an_unknown_series_says_whom_to_ask() -> None:
    with pytest.raises(FolioSeriesMissing, match=r"«Z».*administrador"):
        folios.take(series_code="Z")


@pytest.mark.django_db
def test_opening_a_series_twice_keeps_its_count() -> None:
    folios.open_series(code="A", prefix="A-")
    folios.take(series_code="A")
    assert folios.open_series(code="A", prefix="A-").last_number == 1


@pytest.mark.django_db
def test_series_do_not_touch_each_other() -> None:
    for code in ("A", "B"):
        folios.open_series(code=code, prefix=code)
    assert [folios.take(series_code=code).first for code in "AABA"] == [1, 2, 1, 3]
    assert connection.in_atomic_block
