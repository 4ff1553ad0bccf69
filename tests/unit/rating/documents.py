"""Small tariffs to test with, written as a pack is written."""

from datetime import date
from typing import Any

from caudal.engines.rating import Program, compile_tariff, load_tariff_yaml, parse_tariff

ON = date(2026, 3, 1)

_HEAD = """
clave: PRUEBA
nombre: Tarifa de prueba
vigencia: {desde: 2026-01-01}
fuente: {norma: Ninguna}
"""

BLOCKS = """
entradas:
  m3: m3
  uso: {tipo: clave, valores: [casa, tienda]}
  viviendas: {tipo: entero, minimo: 1, defecto: 1}
  mayor: {tipo: si_no, defecto: no}
parametros: {UMA: {2025-02-01: 113.14, 2026-02-01: 117.31}}
tablas:
  agua:
    por: [uso]
    modo: bloques
    multiplica: viviendas
    filas:
      casa: {base: 100.00, filas: [[10, 0], [20, 13.265], [null, 20.5]]}
      tienda: {base: 250.00, filas: [[10, 0], [null, 31.125]]}
  iva: {por: [concepto, uso], valores: {agua|casa: 0, "*|*": 0.16}}
conceptos:
  agua:
    nombre: Agua
    formula: agua(m3)
    descuento: SI(mayor, bruto * 0.5, 0)
    tasa_iva: iva('agua')
  drenaje: {nombre: Drenaje, formula: agua * 0.35, tasa_iva: iva('drenaje')}
"""


def document(body: str = BLOCKS) -> dict[str, Any]:
    """A document with a head and the given body."""
    return load_tariff_yaml(_HEAD + body)


def program(body: str = BLOCKS, *, on_date: date = ON) -> Program:
    """The compiled program of a body."""
    return compile_tariff(parse_tariff(document(body)), on_date=on_date)


def formula_program(formula: str, *, inputs: str = "a: numero, b: numero") -> Program:
    """A program whose only concept is a formula; ``importe`` turns a number into pesos."""
    return program(
        f"""
entradas: {{{inputs}, pesos: {{tipo: importe, defecto: 1}}}}
conceptos:
  x: {{formula: "{formula}", objeto_iva: "01"}}
"""
    )
