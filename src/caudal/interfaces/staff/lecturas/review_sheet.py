"""The list of the crítica as a sheet of Excel, with the filter that is on."""

from collections.abc import Iterator
from io import BytesIO

from caudal.adapters.tabular.export import ColumnKind, ExportColumn, ExportValue, write_excel
from caudal.domain.metering.models import Consumption
from caudal.domain.metering.queries.review_list import ReviewFilter, ReviewLine, review_lines
from caudal.domain.registry.models import BillingPeriod
from caudal.engines.reading_review.findings import label_of
from caudal.engines.reading_review.rules import FindingCode

TITLE = "Crítica"
COLUMNS = (
    ExportColumn(title="Cuenta", width=12),
    ExportColumn(title="Titular"),
    ExportColumn(title="Domicilio"),
    ExportColumn(title="Ruta", width=8),
    ExportColumn(title="Secuencia", kind=ColumnKind.INTEGER),
    ExportColumn(title="Hallazgo"),
    ExportColumn(title="Estado", width=12),
    ExportColumn(title="Anterior", kind=ColumnKind.VOLUME),
    ExportColumn(title="Lectura", kind=ColumnKind.VOLUME),
    ExportColumn(title="Fecha", kind=ColumnKind.DATE),
    ExportColumn(title="Anomalía", width=20),
    ExportColumn(title="Lecturista", width=20),
    ExportColumn(title="Consumo", kind=ColumnKind.VOLUME),
    ExportColumn(title="Promedio", kind=ColumnKind.VOLUME),
    ExportColumn(title="Se propone", kind=ColumnKind.VOLUME),
    ExportColumn(title="Nota"),
    ExportColumn(title="Resolvió", width=20),
)
_PART_LINES = 1_000


def review_sheet(*, period: BillingPeriod, chosen: ReviewFilter) -> bytes:
    """Every reading of the filter, in walking order."""
    book = BytesIO()
    write_excel(stream=book, title=TITLE, columns=COLUMNS, rows=_rows(period, chosen))
    return book.getvalue()


def _rows(period: BillingPeriod, chosen: ReviewFilter) -> Iterator[tuple[ExportValue, ...]]:
    offset = 0
    while lines := review_lines(period=period, chosen=chosen, offset=offset, limit=_PART_LINES):
        yield from map(_row, lines)
        offset += len(lines)


def _row(line: ReviewLine) -> tuple[ExportValue, ...]:
    finding = label_of(FindingCode(line.finding), line.finding_facts) if line.finding else ""
    return (
        line.number,
        line.holder,
        line.address,
        line.route_code,
        line.sequence,
        finding,
        Consumption.State(line.state).label,
        line.previous_m3,
        line.current_m3,
        line.read_on,
        line.remark,
        line.meter_reader,
        line.metered_m3,
        line.average_m3,
        line.proposed_m3,
        line.decision_note,
        line.decided_by,
    )
