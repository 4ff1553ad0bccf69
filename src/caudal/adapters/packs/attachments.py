"""What a pack brings in from beside it, so that the rest of the program sees one whole document."""

import base64
import binascii
from importlib.resources import files
from pathlib import Path
from typing import Any

from caudal.adapters.packs.problems import PackProblem, path_of
from caudal.adapters.packs.references import entries
from caudal.engines.rating import TariffTextError, load_tariff_yaml

LARGEST_LOGO_BYTES = 200_000
_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_ACTIVE_SVG = (b"<script", b"javascript:", b"<!entity", b"<foreignobject", b" on")


class UnusableLogo(ValueError):
    """The bytes are not a logo that may be shown."""


def shipped_tariffs() -> Path:
    """The tariffs that come with the product."""
    return Path(str(files("caudal") / "packs" / "tariffs"))


def shipped_utilities() -> Path:
    """The packs of utilities that come with the product."""
    return Path(str(files("caudal") / "packs" / "utilities"))


def bring_in(document: dict[str, Any], *, folder: Path) -> list[PackProblem]:
    """Replace names of files by what they hold: tariff versions and the logo.

    A version written as a text is a tariff file beside the pack or among the shipped ones.
    """
    problems = []
    for place, tariff in entries(document, "tarifas"):
        versions = tariff.get("versiones")
        if not isinstance(versions, list):
            continue
        for index, name in enumerate(versions):
            if isinstance(name, str):
                try:
                    versions[index] = _tariff(name, folder)
                except (OSError, TariffTextError) as error:
                    path = path_of(("tarifas", place, "versiones", index))
                    problems.append(PackProblem(path, _tariff_advice(name, error)))
    return [*problems, *_logo_problems(document, folder)]


def media_type_of_logo(content: bytes) -> str:
    """The media type of an SVG, PNG or JPEG without anything active in it.

    :raises UnusableLogo: saying what to bring instead
    """
    if len(content) > LARGEST_LOGO_BYTES:
        raise UnusableLogo(f"pesa más de {LARGEST_LOGO_BYTES // 1000} kB; redúzcalo")
    for signature, media_type in _SIGNATURES:
        if content.startswith(signature):
            return media_type
    if b"<svg" not in content[:1024]:
        raise UnusableLogo("no es SVG, PNG ni JPEG; conviértalo")
    if any(mark in content.lower() for mark in _ACTIVE_SVG):
        raise UnusableLogo("el SVG trae programas; expórtelo como dibujo simple")
    return "image/svg+xml"


def _tariff(name: str, folder: Path) -> dict[str, Any]:
    if Path(name).name != name:
        raise FileNotFoundError(name)
    beside = folder / f"{name}.yaml"
    path = beside if beside.is_file() else shipped_tariffs() / f"{name}.yaml"
    return load_tariff_yaml(path.read_text(encoding="utf-8"))


def _tariff_advice(name: str, error: Exception) -> str:
    if isinstance(error, OSError):
        return (
            f"no se encontró {name}.yaml junto al paquete ni entre las tarifas de Caudal;"
            " escriba su nombre sin carpeta ni extensión"
        )
    return f"{name}.yaml no se puede leer. {error}"


def _logo_problems(document: dict[str, Any], folder: Path) -> list[PackProblem]:
    utility = document.get("organismo")
    logo = utility.get("logotipo") if isinstance(utility, dict) else None
    if not isinstance(utility, dict) or logo is None:
        return []
    try:
        if isinstance(logo, str):
            content = (folder / Path(logo).name).read_bytes()
            utility["logotipo"] = {
                "nombre": Path(logo).name,
                "contenido": base64.b64encode(content).decode(),
            }
        else:
            content = base64.b64decode(str(logo.get("contenido")), validate=True)
        media_type_of_logo(content)
    except OSError:
        return [PackProblem("organismo.logotipo", f"no se encontró {logo} junto al paquete")]
    except (binascii.Error, AttributeError):
        return [PackProblem("organismo.logotipo", "escriba {nombre, contenido en base 64}")]
    except UnusableLogo as error:
        return [PackProblem("organismo.logotipo", str(error))]
    return []
