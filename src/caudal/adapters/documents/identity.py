"""Who signs a printed document: the utility's name, seal and colour."""

import re
from dataclasses import dataclass
from typing import Final

_SIGNATURES: Final = ((b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
_COLOUR: Final = re.compile(r"#[0-9A-Fa-f]{6}")


class UnreadableLogo(ValueError):
    """The logo is neither SVG nor PNG nor JPEG."""


class UnknownColour(ValueError):
    """The colour is not written as ``#RRGGBB``."""


@dataclass(frozen=True, slots=True)
class IssuerIdentity:
    """The utility as its documents show it.

    :param logo: an SVG, PNG or JPEG file; ``None`` prints a plain drop in the utility's colour
    :param colour: ``#RRGGBB`` of the total box and the chart
    """

    name: str
    long_name: str
    address: str
    rfc: str
    website: str = ""
    phone: str = ""
    colour: str = "#0A6A8A"
    logo: bytes | None = None

    def __post_init__(self) -> None:
        if not _COLOUR.fullmatch(self.colour):
            message = f"Escriba el color como #0A6A8A; dice «{self.colour}»"
            raise UnknownColour(message)

    def as_data(self) -> dict[str, object]:
        """What the templates read.

        :raises UnreadableLogo: if the logo is of an unknown format
        """
        return {
            "name": self.name,
            "long_name": self.long_name,
            "address": self.address,
            "rfc": self.rfc,
            "website": self.website,
            "phone": self.phone,
            "colour": self.colour,
            "logo": None if self.logo is None else list(self.logo),
            "logo_format": None if self.logo is None else _image_format(self.logo),
        }


def _image_format(image: bytes) -> str:
    for signature, name in _SIGNATURES:
        if image.startswith(signature):
            return name
    if b"<svg" in image[:1024]:
        return "svg"
    message = "Suba el logotipo como SVG, PNG o JPEG"
    raise UnreadableLogo(message)
