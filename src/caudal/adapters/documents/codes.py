"""Bar codes and QR codes as vector drawings, one path each, exact to the module.

Drawn as SVG because the typesetter reads one path some eight times faster than as many shapes.
"""

from itertools import groupby

import segno
from barcode import codex, errors

# Any of the eight masks is valid (ISO/IEC 18004, 7.8); trying them all costs five times the rest
# of a symbol, which is most of the time of a page.
_QR_MASK = 3


_START_C, _PAIR_99 = 105, 99


class _Code128(codex.Code128):  # type: ignore[misc]
    """python-barcode 0.16.1 takes a leading pair "99" for a needless switch to set C and drops it
    (its issue 251, mended after that release).
    """

    def _try_to_optimize(self, encoded: list[int]) -> list[int]:
        if encoded[:2] == [_START_C, _PAIR_99]:
            return encoded
        return list(super()._try_to_optimize(encoded))


class UnprintableCode(ValueError):
    """The text of a bar code has a character that Code 128 cannot carry."""


def code128_modules(payload: str) -> str:
    """The bars (1) and gaps (0) of a Code 128 symbol, from start to stop, without quiet zones.

    :raises UnprintableCode: if the payload is empty or has a character outside ASCII
    """
    if not payload or not payload.isascii():
        message = f"Escriba el código de barras solo con letras sin acento y números: «{payload}»"
        raise UnprintableCode(message)
    try:
        return "".join(_Code128(payload).build())
    except errors.BarcodeError as error:
        message = f"El código de barras «{payload}» no se puede imprimir: {error}"
        raise UnprintableCode(message) from error


def code128_svg(payload: str) -> str:
    """A Code 128 symbol one unit high and as many wide as it has modules, to be stretched.

    :raises UnprintableCode: if the payload is empty or has a character outside ASCII
    """
    modules = code128_modules(payload)
    return _svg(width=len(modules), height=1, path=_runs(modules, top=0))


def qr_svg(payload: str) -> str:
    """A QR code of medium correction, one unit per module, without its quiet zone."""
    rows = segno.make_qr(payload, error="m", boost_error=False, mask=_QR_MASK).matrix
    path = "".join(
        _runs("".join("1" if module else "0" for module in row), top=top)
        for top, row in enumerate(rows)
    )
    return _svg(width=len(rows), height=len(rows), path=path)


def _runs(modules: str, *, top: int) -> str:
    """One stroke, a unit wide, along the middle of each run of dark modules in a row."""
    path: list[str] = []
    left = 0
    for module, run in groupby(modules):
        length = len(list(run))
        if module == "1":
            path.append(f"M{left} {top}.5h{length}")
        left += length
    return "".join(path)


def _svg(*, width: int, height: int, path: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" preserveAspectRatio="none">'
        f'<path fill="none" stroke="#000" d="{path}"/></svg>'
    )
