"""The tables of the dashboard as one sheet of Excel."""

from collections.abc import Iterator
from io import BytesIO

from caudal.adapters.tabular.export import ColumnKind, ExportColumn, ExportValue, write_excel
from caudal.domain.reports.queries.overdue import AGES, by_age
from caudal.interfaces.staff.tablero import words
from caudal.interfaces.staff.tablero.board import Board

COLUMNS = (
    ExportColumn(title="Cuadro", width=26),
    ExportColumn(title="Renglón"),
    ExportColumn(title="Facturado", kind=ColumnKind.MONEY),
    ExportColumn(title="Recibos", kind=ColumnKind.INTEGER),
    ExportColumn(title="Cobrado", kind=ColumnKind.MONEY),
    ExportColumn(title="Pagos", kind=ColumnKind.INTEGER),
    ExportColumn(title="Eficiencia", kind=ColumnKind.PERCENT),
    ExportColumn(title="Vencido", kind=ColumnKind.MONEY),
    ExportColumn(title="Cuentas", kind=ColumnKind.INTEGER),
)


def workbook(board: Board) -> bytes:
    """Months, channels, ages and sectors, one below the other."""
    book = BytesIO()
    write_excel(stream=book, title="Tablero", columns=COLUMNS, rows=_rows(board))
    return book.getvalue()


def _rows(board: Board) -> Iterator[tuple[ExportValue, ...]]:
    for day, month in board.months:
        yield (
            "Facturado y cobrado",
            words.month(day),
            month.billed,
            month.bill_count,
            month.collected,
            month.payment_count,
            month.efficiency,
            None,
            None,
        )
    window = f"Cobro por canal, {board.choice.window.first_day:%d/%m/%Y} a"
    title = f"{window} {board.choice.window.last_day:%d/%m/%Y}"
    for each in board.channels:
        yield title, each.name, None, None, each.collected, each.payment_count, None, None, None
    for label, amount in zip(AGES, by_age(sectors=board.overdue), strict=True):
        yield "Antigüedad de la cartera", label, None, None, None, None, None, amount, None
    for sector in board.overdue:
        name = f"{sector.code} {sector.name}"
        owed = (sector.total, sector.account_count)
        yield "Cartera vencida por sector", name, None, None, None, None, None, *owed
