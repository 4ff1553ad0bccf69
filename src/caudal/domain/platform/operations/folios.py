"""Take folios without gaps."""

from dataclasses import dataclass

from django.db import connection

from caudal.domain.platform.models import FolioSeries
from caudal.kernel.errors import Refusal


class FolioSeriesMissing(Refusal):
    """Nobody set up the series that a document needs."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"No existe la serie de folios «{code}». Pida a un administrador que la dé de alta."
        )


@dataclass(frozen=True, slots=True)
class TakenFolios:
    """Consecutive numbers of one series, ``first`` to ``first + count − 1``."""

    prefix: str
    digits: int
    first: int
    count: int

    def folio(self, offset: int = 0) -> str:
        """The printed folio of the number ``first + offset``."""
        return f"{self.prefix}{self.first + offset:0{self.digits}d}"


def take(*, series_code: str, count: int = 1) -> TakenFolios:
    """Take the next ``count`` numbers of a series. Call it last in the transaction: the counter
    stays locked.

    Rolling back gives the numbers back, so a series has neither gaps nor duplicates.

    :raises FolioSeriesMissing: if the series does not exist
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE platform_folioseries SET last_number = last_number + %s WHERE code = %s
               RETURNING prefix, digits, last_number""",
            [count, series_code],
        )
        row = cursor.fetchone()
    if row is None:
        raise FolioSeriesMissing(series_code)
    prefix, digits, last = row
    return TakenFolios(prefix=prefix, digits=digits, first=last - count + 1, count=count)


def open_series(*, code: str, prefix: str, digits: int = 6) -> FolioSeries:
    """Create a series, or return it when it exists with the same form."""
    series, _ = FolioSeries.objects.get_or_create(
        code=code, defaults={"prefix": prefix, "digits": digits}
    )
    return series
