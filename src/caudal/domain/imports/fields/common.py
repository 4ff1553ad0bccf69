"""Data that several kinds of file carry, under the headings that utilities write."""

from decimal import Decimal

from caudal.engines.layouts.fields import FieldKind, FieldSpec

ACCOUNT_HEADINGS = (
    "No. de cuenta", "Cuenta", "Número de cuenta", "No. cta.", "Cta", "Clave de cuenta",
    "No. de usuario", "Clave de usuario", "Cve usuario", "No. de toma", "NIS", "Clave única",
    "No. de contrato", "Contrato",
)  # fmt: skip
"""The contract comes last: in many registers it is the only number that an account has."""

VOLUME_DECIMALS = 3
LARGEST_READING = Decimal(999_999_999)

#: Nominal diameters in millimetres, and the inches that name them in the trade.
DIAMETERS = {
    "13": ("13 mm", '1/2"', "1/2", "0.5", "media"),
    "15": ("15 mm",),
    "19": ("19 mm", '3/4"', "3/4", "0.75"),
    "20": ("20 mm",),
    "25": ("25 mm", '1"', "1", "1.0"),
    "32": ("32 mm", '1 1/4"', "1.25"),
    "38": ("38 mm", '1 1/2"', "1.5"),
    "40": ("40 mm",),
    "50": ("50 mm",),
    "51": ("51 mm", '2"', "2", "2.0"),
    "63": ("63 mm",),
    "64": ("64 mm", '2 1/2"', "2.5"),
    "75": ("75 mm",),
    "76": ("76 mm", '3"', "3", "3.0"),
    "100": ("100 mm",),
    "102": ("102 mm", '4"', "4", "4.0"),
    "150": ("150 mm",),
    "152": ("152 mm", '6"', "6", "6.0"),
    "200": ("200 mm",),
    "203": ("203 mm", '8"', "8", "8.0"),
    "250": ("250 mm",),
    "254": ("254 mm", '10"', "10", "10.0"),
    "300": ("300 mm",),
    "305": ("305 mm", '12"', "12", "12.0"),
}


def account_field(*, unique: bool) -> FieldSpec:
    """The number of the account, as the utility writes it."""
    return FieldSpec(
        name="account_number",
        headings=ACCOUNT_HEADINGS,
        kind=FieldKind.IDENTIFIER,
        required=True,
        unique=unique,
        max_length=20,
    )


def diameter_field(*headings: str) -> FieldSpec:
    """A diameter, in millimetres or in the inches of the trade."""
    return FieldSpec(
        name="diameter_mm", headings=headings, kind=FieldKind.CHOICE, choices=DIAMETERS
    )
