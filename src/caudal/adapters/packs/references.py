"""What one part of a pack says of another: repeated codes, and names of things that are not there.

Works on the plain document, so that these mistakes are told together with those of form.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from caudal.adapters.packs.problems import PackProblem, path_of

#: Section → the keys that together name an entry of it.
IDENTITIES: Final = {
    "sucursales": ("clave",),
    "series": ("clave",),
    "cajas": ("clave",),
    "canales": ("clave",),
    "mensajes_del_recibo": ("clave",),
    "roles": ("nombre",),
    "usos": ("clave",),
    "conceptos": ("clave",),
    "tarifas": ("clave",),
    "programas_de_descuento": ("clave",),
    "ciclos": ("clave",),
    "sectores": ("clave",),
    "rutas": ("clave",),
    "anomalias": ("clave",),
    "parametros": ("clave", "desde"),
    "orden_de_aplicacion": ("desde",),
    "recargos": ("desde",),
    "reglas_de_critica": ("desde",),
    "centinelas": ("desde",),
}
#: (section, key of its entries) → the section where that code must be.
REFERENCES: Final = (
    ("cajas", "sucursal", "sucursales"),
    ("cajas", "serie", "series"),
    ("cajas", "serie_de_cortes", "series"),
    ("ciclos", "sucursal", "sucursales"),
    ("rutas", "sector", "sectores"),
    ("rutas", "ciclo", "ciclos"),
    ("recargos", "conceptos", "conceptos"),
)


def reference_problems(document: Mapping[str, Any]) -> list[PackProblem]:
    """Every repeated identity, every unknown code, every series with two uses at the desks."""
    return [*_repeated(document), *_unknown(document), *_shared_series(document)]


def entries(document: Mapping[str, Any], section: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The entries of a section that can be looked at, with their places."""
    found = document.get(section)
    for place, entry in enumerate(found if isinstance(found, list) else []):
        if isinstance(entry, Mapping):
            yield place, entry


def _repeated(document: Mapping[str, Any]) -> Iterator[PackProblem]:
    for section, keys in IDENTITIES.items():
        seen: Counter[tuple[str, ...]] = Counter()
        for place, entry in entries(document, section):
            identity = tuple(str(entry.get(key)) for key in keys)
            seen[identity] += 1
            if seen[identity] > 1:
                path = path_of((section, place, keys[0]))
                yield PackProblem(path, f"«{' '.join(identity)}» está repetido; deje uno solo")


def _unknown(document: Mapping[str, Any]) -> Iterator[PackProblem]:
    for section, key, target in REFERENCES:
        known = [str(entry.get("clave")) for _, entry in entries(document, target)]
        for place, entry in entries(document, section):
            value = entry.get(key)
            for code in value if isinstance(value, list) else [value]:
                if isinstance(code, str) and code not in known:
                    path = path_of((section, place, key))
                    yield PackProblem(path, f"«{code}» no está en {target}; escriba uno que exista")


def _shared_series(document: Mapping[str, Any]) -> Iterator[PackProblem]:
    uses: dict[str, tuple[str, str]] = {}
    for place, entry in entries(document, "cajas"):
        for key in ("serie", "serie_de_cortes"):
            series, use = entry.get(key), (str(entry.get("clave")), key)
            if isinstance(series, str) and uses.setdefault(series, use) != use:
                path = path_of(("cajas", place, key))
                desk, _ = uses[series]
                message = f"«{series}» ya es de la caja {desk}; dé a cada caja sus dos series"
                yield PackProblem(path, message)
