"""Columns written in binary are the values that were meant."""

from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caudal.domain.platform import binary_copy as b
from caudal.domain.platform.models import FolioSeries, MoneyParameter

pytestmark = pytest.mark.django_db


def test_texts_integers_and_negative_amounts_arrive(db: None) -> None:
    amounts = np.array([0, 1, -1, 99, 100, 123_456_789_012, -45_600], dtype=np.int64)
    b.copy_columns(
        model=MoneyParameter,
        columns={
            "code": b.texts([b"P%d" % n for n in range(7)]),
            "valid_from": b.date4(date(2026, 2, 1)),
            "value": b.numeric(amounts, scale=2),
            "source": b.text("Diario Oficial, peñón"),
        },
        count=7,
    )
    assert list(MoneyParameter.objects.order_by("code").values_list("value", flat=True)) == [
        Decimal(int(amount)).scaleb(-2) for amount in amounts
    ]
    assert MoneyParameter.objects.filter(source="Diario Oficial, peñón").count() == 7


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    numbers=st.lists(st.integers(-(10**11), 10**11), min_size=1, max_size=20),
    scale=st.sampled_from([2, 3, 4, 6]),
)
def test_numbers_of_every_scale_arrive_exactly(db: None, numbers: list[int], scale: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE exact (id bigint, value numeric) ON COMMIT DROP")
        with cursor.copy("COPY exact (id, value) FROM STDIN (FORMAT binary)") as copy:
            columns = [
                b.int8(np.arange(len(numbers))),
                b.numeric(np.array(numbers, dtype=np.int64), scale=scale),
            ]
            copy.write(b.SIGNATURE)
            copy.write(b.binary_rows(columns, len(numbers)))
            copy.write(b.TRAILER)
        cursor.execute("SELECT value FROM exact ORDER BY id")
        found = [value for (value,) in cursor.fetchall()]
        cursor.execute("DROP TABLE exact")
    assert found == [Decimal(number).scaleb(-scale) for number in numbers]


def test_texts_of_two_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="one width"):
        b.texts([b"R-999", b"R-1000"])


def test_instants_and_nulls_arrive() -> None:
    at = datetime(2026, 11, 6, 18, 22, 41, 250, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE moments (at timestamptz, note text, small int2, yes bool)"
        )
        with cursor.copy("COPY moments FROM STDIN (FORMAT binary)") as copy:
            columns = [b.timestamp8(at), b.NULL, b.int2(7), b.boolean(True)]
            copy.write(b.SIGNATURE + b.binary_rows(columns, 2) + b.TRAILER)
        cursor.execute("SELECT * FROM moments")
        assert cursor.fetchall() == [(at, None, 7, True)] * 2


def test_no_rows_write_nothing() -> None:
    b.copy_columns(model=FolioSeries, columns={"code": b.text("X")}, count=0)
    assert not FolioSeries.objects.exists()
