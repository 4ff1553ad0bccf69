"""Random tariffs and random accounts for them, as a pack and as an account are written."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

USES = ("casa", "tienda", "escuela")
WATER = (
    "agua(m3)",
    "agua(ENTERO(m3))",
    "agua(m3) / viviendas",
    "agua(m3 / viviendas) * viviendas",
    "SI(m3 > 30, agua(exceso) * 1.35, agua(m3))",
    "SI(media > 12.5, agua(m3), agua(m3) / (personas + 1))",
    "MAX(agua(m3) / viviendas, precio(media) * m3)",
    "MIN(m3 / viviendas, media) * 3.5 + agua(m3)",
    "SI(m3 / personas > media, agua(media), 40)",
)
MODES = ("bloques", "alcanzado", "base_excedente", "tabla", "renglones", "fija")
RULES = ("centavo", "centavo_par", "peso", "peso_arriba")


def decimals(least: int, most: int, places: int) -> st.SearchStrategy[str]:
    """Numbers as they are written, without a float on the way."""
    units = st.integers(least * 10**places, most * 10**places)
    return units.map(lambda number: f"{Decimal(number).scaleb(-places):f}")


prices = decimals(0, 90, 4)
amounts = decimals(0, 900, 2)


@st.composite
def bounds(draw: st.DrawFn) -> list[str | None]:
    """Increasing bounds; the last row is open or not."""
    steps = draw(st.lists(st.integers(1, 400), min_size=1, max_size=5))
    uppers: list[str | None] = [
        f"{Decimal(sum(steps[: i + 1])).scaleb(-1):f}" for i in range(len(steps))
    ]
    return [*uppers, None] if draw(st.booleans()) else uppers


@st.composite
def groups(draw: st.DrawFn) -> dict[str, Any]:
    """The rows of one key in any mode; sometimes a bound depends on the account."""
    mode = draw(st.sampled_from(MODES))
    if mode == "fija":
        return {"modo": mode, "importe": draw(amounts)}
    uppers = draw(bounds())
    if uppers[0] is not None:
        uppers[0] += draw(st.sampled_from(["", "", " + personas", " + m3 / (personas + 1)"]))
    columns = {
        "bloques": (prices,),
        "alcanzado": (prices,),
        "base_excedente": (amounts, prices),
        "tabla": (amounts,),
        "renglones": (amounts, prices, st.just("0")),
    }[mode]
    rows = [[upper, *(draw(column) for column in columns)] for upper in uppers]
    group: dict[str, Any] = {"modo": mode, "base": draw(amounts), "filas": rows}
    if mode == "tabla" and uppers[-1] is not None:
        group["despues"] = draw(prices)
    return group


@st.composite
def price_ranges(draw: st.DrawFn) -> list[list[str | None]]:
    """A price by range of a mean."""
    return [[upper, draw(prices)] for upper in draw(bounds())]


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A tariff with a schedule, tables of keys, a discount, a subsidy, IVA and roundings."""
    rules = st.sampled_from(RULES)
    return {
        "clave": "AZAR",
        "nombre": "Tarifa al azar",
        "vigencia": {"desde": "2026-01-01"},
        "fuente": {"norma": "Ninguna"},
        "entradas": {
            "m3": "m3",
            "uso": {"tipo": "clave", "valores": list(USES)},
            "personas": {"tipo": "entero", "defecto": "0"},
            "viviendas": {"tipo": "entero", "minimo": "1", "defecto": "1"},
            "mayor": {"tipo": "si_no", "defecto": "no"},
            "drenaje": {"tipo": "si_no", "defecto": "si"},
            "suma_12": {"tipo": "m3", "defecto": "0"},
            "meses_12": {"tipo": "entero", "defecto": "0"},
        },
        "parametros": {"UMA": {"2026-01-01": draw(decimals(1, 120, 2))}},
        "tablas": {
            "agua": {
                "por": ["uso"],
                "unidad": draw(st.sampled_from(["MXN", "UMA"])),
                "redondeo": {
                    "base": draw(st.sampled_from(["exacto", *RULES])),
                    "precio": draw(st.sampled_from(["exacto", *RULES])),
                },
                "multiplica": draw(
                    st.sampled_from(["viviendas", "1", "viviendas / (personas + 2)"])
                ),
                "filas": {use: draw(groups()) for use in USES},
            },
            "precio": {"tipo": "rangos", "filas": draw(price_ranges())},
            "parte": {
                "por": ["mayor", "uso"],
                "valores": {"si|*": draw(decimals(0, 1, 2)), "*|*": draw(decimals(0, 1, 3))},
            },
            "iva": {"por": ["cual", "uso"], "valores": {"agua|casa": "0", "*|*": "0.16"}},
        },
        "calculos": {
            "exceso": draw(
                st.sampled_from(["MAX(m3 - 20 * viviendas, 0)", "MAX(m3 / viviendas - 20, 0)"])
            ),
            "media": "SI(meses_12 > 0, suma_12 / meses_12, m3)",
        },
        "conceptos": {
            "agua": {
                "formula": draw(st.sampled_from(WATER)),
                "descuento": draw(
                    st.sampled_from(["bruto * parte()", "SI(mayor, bruto * 0.5, 0)", "bruto / 3"])
                ),
                "subsidio": draw(st.sampled_from(["0", "(bruto - 1) * 0.1", "agua(1) * 0.01"])),
                "tasa_iva": "iva('agua')",
                "incluye_iva": draw(st.sampled_from(["si", "no"])),
                "redondeo": {
                    "bruto": draw(rules),
                    "descuento": draw(rules),
                    "subsidio": draw(rules),
                },
            },
            "drenaje_agua": {
                "si": draw(st.sampled_from(["Y(drenaje, m3 > 0)", "O(drenaje, media > 15)"])),
                "formula": "agua * 0.35 + exceso * 1.25",
                "tasa_iva": "iva('drenaje')",
            },
        },
        "redondeo_total": draw(rules),
    }


@dataclass(frozen=True, slots=True)
class Account:
    """The inputs of one random account; some of them wrong."""

    inputs: dict[str, object]


volumes = st.one_of(
    st.integers(-1, 200),
    st.integers(0, 200_000).map(lambda number: Decimal(number).scaleb(-3)),
    st.sampled_from([10**9, 10**15, "12", None, "x"]),
)
accounts = st.builds(
    Account,
    st.fixed_dictionaries(
        {
            "m3": volumes,
            "uso": st.sampled_from([*USES, *USES, "taller", None]),
            "personas": st.one_of(st.none(), st.integers(0, 40)),
            "viviendas": st.one_of(st.none(), st.integers(0, 12)),
            "mayor": st.sampled_from([True, False, "si", None]),
            "drenaje": st.sampled_from([True, False, None]),
            "suma_12": volumes,
            "meses_12": st.one_of(st.none(), st.integers(0, 12)),
        }
    ),
)
