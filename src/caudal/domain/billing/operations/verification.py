"""What SQL alone cannot say of issued bills: that they are what was issued, and compute the
same.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from django.db import connection

from caudal.domain.billing.models import Bill
from caudal.domain.billing.operations.bill_content import LINE, BillTerms, ContentSeal
from caudal.domain.billing.operations.calculation import columns_of
from caudal.domain.tariffs.models import TariffVersion
from caudal.domain.tariffs.queries.programs import RatingKey, program_of
from caudal.kernel.money import to_centavos

_BATCH = 5_000


def altered_bills() -> Iterator[dict[str, Any]]:
    """Bills whose content is no longer the one whose hash was stored at issue."""
    for bills in _batches(Bill.objects.order_by("id").iterator(chunk_size=_BATCH)):
        lines = _lines_of([bill.movement_id for bill in bills])
        for bill in bills:
            charges = np.array(lines.get(bill.movement_id, []), dtype=LINE.base)
            seal = ContentSeal(terms=_terms(bill), lines=charges.tobytes())
            litres = int(bill.volume_m3.scaleb(3))
            if seal.digest(bill.account_id, litres, bill.basis).hex() != bill.content_hash:
                yield {"id": bill.pk, "account_id": bill.account_id, "total": bill.total}


def irreproducible_bills() -> Iterator[dict[str, Any]]:
    """Bills whose frozen inputs do not give the same centavos again."""
    keys = Bill.objects.values_list("tariff_version_id", "rated_on").distinct()
    for key in [RatingKey(*row) for row in keys.order_by("tariff_version_id", "rated_on")]:
        version = TariffVersion.objects.get(pk=key.version_id)
        program = program_of(version=version, rated_on=key.rated_on)
        names = [spec.name for spec in program.inputs]
        bills = Bill.objects.filter(tariff_version_id=key.version_id, rated_on=key.rated_on)
        rows = bills.order_by("id").values_list("id", "inputs", "total")
        for batch in _batches(rows.iterator(chunk_size=_BATCH)):
            rated = program.rate_many(
                columns_of(inputs=[json.loads(row[1]) for row in batch], names=names)
            )
            stored = np.array([to_centavos(row[2]) for row in batch], dtype=np.int64)
            for index in np.flatnonzero(rated.total != stored).tolist():
                yield {
                    "id": batch[index][0],
                    "total": batch[index][2],
                    "computed_centavos": int(rated.total[index]),
                }


def _terms(bill: Bill) -> BillTerms:
    return BillTerms(
        period_id=bill.period_id,
        tariff_version_id=bill.tariff_version_id,
        rated_on=bill.rated_on,
        inputs=bill.inputs,
        issue_date=bill.issue_date,
        due_date=bill.due_date,
        total=to_centavos(bill.total),
    )


_LINES = """
SELECT movement_id, concept_id, (gross * 100)::bigint, (discount * 100)::bigint,
       (subsidy * 100)::bigint, (tax * 100)::bigint, (rounding * 100)::bigint,
       (amount * 100)::bigint
  FROM receivables_charge WHERE movement_id = ANY(%s) ORDER BY id
"""


def _lines_of(movement_ids: Sequence[int]) -> dict[int, list[list[int]]]:
    lines: dict[int, list[list[int]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [list(movement_ids)])
        for movement_id, *values in cursor.fetchall():
            lines[movement_id].append(values)
    return lines


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH)):
        yield batch
