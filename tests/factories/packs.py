"""A small utility that is complete, to spoil one piece at a time."""

from pathlib import Path

from caudal.adapters.packs import UtilityPack, parse_pack

SMALL_PACK = """\
formato: 1
organismo:
  nombre: Agua del Cerro
  nombre_completo: Comité de Agua del Cerro
  zona_horaria: America/Mexico_City
sucursales:
- {clave: "01", nombre: Única, zona_horaria: America/Mexico_City}
series:
- {clave: R, prefijo: R-}
- {clave: C01, prefijo: C01-}
- {clave: CC01, prefijo: CC01-}
cajas:
- {clave: "01", nombre: Caja, sucursal: "01", serie: C01, serie_de_cortes: CC01,
   aviso_de_retiro: 5000.50}
canales:
- {clave: caja, nombre: Caja, tipo: caja}
roles:
- {nombre: Cajero, funciones: [take_payments, view_accounts]}
usos:
- {clave: domestico, nombre: Doméstico}
conceptos:
- {clave: agua, nombre: Agua, orden: 30}
tarifas:
- clave: cuota
  nombre: Cuota
  versiones:
  - clave: C-2026
    nombre: Cuota fija
    vigencia: {desde: 2026-01-01}
    fuente: {norma: Acta de asamblea}
    entradas:
      uso: {tipo: clave, valores: [domestico]}
      mayor: si_no
    conceptos:
      agua: {formula: "SI(mayor, 50, 100)"}
programas_de_descuento:
- {clave: mayores, nombre: Adultos mayores, dato: mayor}
ciclos:
- {clave: "01", nombre: Ciclo, sucursal: "01", meses: 2, dias_para_pagar: 10, anios: [2026]}
sectores:
- {clave: "1", nombre: Centro}
rutas:
- {clave: "0101", sector: "1", ciclo: "01"}
parametros:
- {clave: UMA, desde: 2026-02-01, valor: 117.310, fuente: INEGI}
orden_de_aplicacion:
- {desde: 2026-01-01, fuente: Acta, criterios: [vencimiento, orden_legal]}
recargos:
- {desde: 2026-01-01, fuente: Acta, conceptos: [agua], tasa_mensual: 0.02, iva: 0}
centinelas:
- desde: 2026-01-01
  fuente: Acta
  limites: {veces_su_promedio: 5, desde_importe: 500}
"""


def text_with(*replacements: tuple[str, str]) -> str:
    """The text with pieces replaced; each piece must be there."""
    text = SMALL_PACK
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def small_pack(*replacements: tuple[str, str], folder: Path = Path("/nowhere")) -> UtilityPack:
    """The pack of that text."""
    return parse_pack(text=text_with(*replacements), folder=folder)
