"""The padrón: who has which service, where, on which route and tariff."""

from decimal import Decimal

from caudal.domain.imports.fields.common import VOLUME_DECIMALS, account_field, diameter_field
from caudal.engines.layouts.fields import FieldKind, FieldSpec

HOLDER_FIELDS = (
    FieldSpec(
        name="holder_name",
        headings=(
            "Nombre", "Titular", "Nombre del titular", "Nombre completo", "Usuario",
            "Nombre del usuario", "Nombre o razón social", "Razón social", "Propietario",
            "Nombre del propietario", "Cliente", "Nombre del contribuyente",
        ),
        required=True,
        max_length=200,
    ),
    FieldSpec(
        name="first_surname",
        headings=("Apellido paterno", "Primer apellido", "Paterno", "Ap. paterno"),
        max_length=60,
    ),
    FieldSpec(
        name="second_surname",
        headings=("Apellido materno", "Segundo apellido", "Materno", "Ap. materno"),
        max_length=60,
    ),
    FieldSpec(
        name="holder_kind",
        headings=("Tipo de persona", "Persona", "Personalidad"),
        kind=FieldKind.CHOICE,
        choices={
            "person": ("Persona física", "Física", "F", "PF"),
            "company": ("Persona moral", "Moral", "M", "PM"),
        },
    ),
    FieldSpec(name="rfc", headings=("RFC", "R.F.C.", "Registro federal"), kind=FieldKind.RFC),
    FieldSpec(name="curp", headings=("CURP", "C.U.R.P."), kind=FieldKind.CURP),
    FieldSpec(
        name="email",
        headings=("Correo", "Correo electrónico", "E-mail", "Email", "Mail"),
        kind=FieldKind.EMAIL,
        max_length=254,
    ),
    FieldSpec(
        name="phone",
        headings=("Teléfono", "Tel", "Celular", "Cel", "Teléfono celular", "Móvil", "Tel. 1"),
        kind=FieldKind.PHONE,
    ),
)  # fmt: skip

PREMISE_FIELDS = (
    FieldSpec(
        name="street",
        headings=(
            "Calle", "Domicilio", "Dirección", "Vialidad", "Nombre de la calle",
            "Calle y número",
        ),
        required=True,
        max_length=150,
    ),
    FieldSpec(
        name="exterior_number",
        headings=(
            "Núm. ext.", "Número exterior", "No. exterior", "No. ext.", "Numext", "Noext",
            "Exterior", "Núm. oficial", "Número oficial", "Número de casa", "Número",
        ),
        max_length=30,
    ),
    FieldSpec(
        name="interior_number",
        headings=(
            "Núm. int.", "Número interior", "No. interior", "No. int.", "Numint", "Interior",
            "Depto",
        ),
        max_length=30,
    ),
    FieldSpec(
        name="between_streets",
        headings=("Entre calles", "Cruzamientos", "Cruces", "Entre", "Referencia"),
        max_length=200,
    ),
    FieldSpec(
        name="colonia",
        headings=(
            "Colonia", "Col.", "Nombre de la colonia", "Fraccionamiento", "Barrio",
            "Asentamiento", "Localidad", "Comunidad",
        ),
        required=True,
        max_length=120,
    ),
    FieldSpec(
        name="postal_code",
        headings=("C.P.", "CP", "Código postal", "Cod. postal", "Zona postal"),
        kind=FieldKind.POSTAL_CODE,
    ),
    FieldSpec(
        name="cadastral_key",
        headings=("Clave catastral", "Cve catastral", "Catastro", "Cuenta predial", "Predial"),
        kind=FieldKind.IDENTIFIER,
        max_length=40,
    ),
    FieldSpec(
        name="latitude",
        headings=("Latitud", "Lat", "Coordenada Y", "Y"),
        kind=FieldKind.DECIMAL,
        decimals=15,
        minimum=Decimal(-90),
        maximum=Decimal(90),
    ),
    FieldSpec(
        name="longitude",
        headings=("Longitud", "Long", "Lon", "Lng", "Coordenada X", "X"),
        kind=FieldKind.DECIMAL,
        decimals=15,
        minimum=Decimal(-180),
        maximum=Decimal(180),
    ),
)  # fmt: skip

ROUTE_FIELDS = (
    FieldSpec(
        name="route_code",
        headings=("Ruta", "Clave de ruta", "Cve ruta", "No. de ruta", "Ruta de lectura", "Libro"),
        kind=FieldKind.IDENTIFIER,
        required=True,
        max_length=20,
    ),
    FieldSpec(
        name="route_sequence",
        headings=(
            "Secuencia", "Sec.", "Orden", "Consecutivo", "Progresivo", "Folio de ruta",
            "Orden de lectura",
        ),
        kind=FieldKind.INTEGER,
        required=True,
        minimum=Decimal(0),
        maximum=Decimal(2_147_483_647),
    ),
    FieldSpec(
        name="sector_code",
        headings=("Sector", "Clave de sector", "Zona", "Distrito", "Región"),
        kind=FieldKind.IDENTIFIER,
        max_length=80,
    ),
)  # fmt: skip

SERVICE_FIELDS = (
    FieldSpec(
        name="contract_number",
        headings=("No. de contrato", "Contrato", "Número de contrato", "Folio de contrato"),
        kind=FieldKind.IDENTIFIER,
        max_length=30,
    ),
    FieldSpec(
        name="use_code",
        headings=(
            "Uso", "Tipo de uso", "Clase de uso", "Clase", "Tipo de servicio", "Categoría",
            "Tipo de usuario", "Giro",
        ),
        required=True,
        max_length=80,
    ),
    FieldSpec(
        name="tariff_code",
        headings=(
            "Tarifa", "Clave de tarifa", "Cve tarifa", "Tipo de tarifa", "Nombre de la tarifa",
        ),
        max_length=120,
    ),
    FieldSpec(
        name="status",
        headings=(
            "Estatus", "Estado", "Situación", "Status", "Estado de la cuenta",
            "Situación de la toma",
        ),
        kind=FieldKind.CHOICE,
        choices={
            "active": ("Activa", "Activo", "A", "Alta", "Vigente", "Normal", "En servicio"),
            "suspended": (
                "Suspendida", "Suspendido", "S", "Limitada", "Reducida", "Cortada", "Cortado",
            ),
            "closed": (
                "Baja", "B", "Dada de baja", "Cancelada", "Cancelado", "Inactiva", "Inactivo",
            ),
        },
    ),
    FieldSpec(
        name="is_metered",
        headings=("Servicio medido", "Medido", "Con medidor", "Tiene medidor"),
        kind=FieldKind.BOOLEAN,
    ),
    FieldSpec(
        name="has_sewer",
        headings=("Drenaje", "Alcantarillado", "Con drenaje", "Con alcantarillado", "Descarga"),
        kind=FieldKind.BOOLEAN,
    ),
    FieldSpec(
        name="has_sanitation",
        headings=("Saneamiento", "Con saneamiento", "Tratamiento"),
        kind=FieldKind.BOOLEAN,
    ),
    FieldSpec(
        name="dwelling_units",
        headings=(
            "Viviendas", "No. de viviendas", "Unidades", "Departamentos", "Unidades de vivienda",
        ),
        kind=FieldKind.INTEGER,
        minimum=Decimal(1),
        maximum=Decimal(9_999),
    ),
    FieldSpec(
        name="assigned_m3",
        headings=("Volumen asignado", "Consumo asignado", "M3 asignados", "Consumo fijo"),
        kind=FieldKind.DECIMAL,
        decimals=VOLUME_DECIMALS,
        minimum=Decimal(0),
        maximum=Decimal(9_999_999),
    ),
    diameter_field("Diámetro de la toma", "Diámetro toma", "Diámetro", "Diam.", "Diam"),
    FieldSpec(
        name="opened_on",
        headings=(
            "Fecha de alta", "Alta", "Fecha de contrato", "Fecha de contratación", "Fecha alta",
        ),
        kind=FieldKind.DATE,
    ),
    FieldSpec(
        name="closed_on",
        headings=("Fecha de baja", "Fecha de cancelación"),
        kind=FieldKind.DATE,
    ),
    FieldSpec(
        name="wants_printed_bill",
        headings=("Recibo impreso", "Imprime recibo", "Recibo en papel"),
        kind=FieldKind.BOOLEAN,
    ),
)  # fmt: skip

REGISTER_FIELDS = (
    account_field(unique=True),
    *HOLDER_FIELDS,
    *PREMISE_FIELDS,
    *ROUTE_FIELDS,
    *SERVICE_FIELDS,
)
