"""A reader of Code 128 written from the tables of ISO/IEC 15417, independent of the encoder."""

import re
from itertools import groupby

# Widths of the three bars and three gaps of each value, 0 to 105; then the stop, of four bars.
_TABLE = """
212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132
122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212
322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311
112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321
331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214
112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212
124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113
411311 113141 114131 311141 411131 211412 211214 211232
"""
_PATTERNS = re.findall(r"\d{6}", _TABLE)
_VALUES = {pattern: value for value, pattern in enumerate(_PATTERNS)}
_STOP = "2331112"
_SET_C, _SET_B, _SET_A = 99, 100, 101
_STARTS = {103: _SET_A, 104: _SET_B, 105: _SET_C}


def read_code128(modules: str) -> str:
    """The text of a symbol.

    :raises ValueError: if a pattern is unknown or the check symbol is wrong
    """
    widths = "".join(str(len(list(run))) for _, run in groupby(modules))
    if not widths.endswith(_STOP):
        message = "no stop pattern"
        raise ValueError(message)
    body = widths.removesuffix(_STOP)
    start, *values, check = [_VALUES[body[place : place + 6]] for place in range(0, len(body), 6)]
    weighted = start + sum(place * value for place, value in enumerate(values, start=1))
    if weighted % 103 != check:
        message = f"check symbol {check}, expected {weighted % 103}"
        raise ValueError(message)
    return _text(code_set=_STARTS[start], values=values)


def _text(*, code_set: int, values: list[int]) -> str:
    text = ""
    for value in values:
        if value in {_SET_A, _SET_B, _SET_C} and value != code_set:
            code_set = value
        elif code_set == _SET_C:
            text += f"{value:02d}"
        elif code_set == _SET_A and value >= 64:
            text += chr(value - 64)
        else:
            text += chr(value + 32)
    return text
