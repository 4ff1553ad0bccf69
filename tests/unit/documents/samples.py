"""Documents of the demonstration account, and the awkward ones that paper must survive."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from caudal.adapters.documents.bill_document import (
    BillDocument,
    ChannelLine,
    FiscalBlock,
    HistoryMonth,
    PaymentChannelBlock,
    ReadingBasis,
    ReadingBlock,
)
from caudal.adapters.documents.cash_closings import (
    CancelledReceipt,
    CashClosingDocument,
    CashWithdrawal,
    DenominationCount,
    TenderTotal,
)
from caudal.adapters.documents.identity import IssuerIdentity
from caudal.adapters.documents.parts import AmountLine, Notice
from caudal.adapters.documents.receipts import ReceiptDocument
from caudal.adapters.documents.statements import StatementDocument, StatementEntry

ISSUER = IssuerIdentity(
    name="OOMAPAS San Telmo",
    long_name="Organismo Operador Municipal de Agua Potable, Alcantarillado y Saneamiento",
    address="Blvd. Costero 100, Col. Centro, C.P. 85400, San Telmo, Sonora",
    rfc="OOM980101XX0",
    website="www.aguasantelmo.example",
    phone="073",
)

_MONTHS = ("nov", "dic", "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct")
_VOLUMES = (14, 13, 12, 13, 15, 15, 19, 22, 25, 24, 21, 17)

HISTORY = tuple(
    HistoryMonth(label=label, volume_m3=Decimal(volume), estimated=label in {"mar", "abr"})
    for label, volume in zip(_MONTHS, _VOLUMES, strict=True)
)


def line(concept: str, amount: str, note: str = "") -> AmountLine:
    return AmountLine(concept=concept, amount_mxn=Decimal(amount), note=note)


CHANNELS = (
    PaymentChannelBlock(
        title="Tiendas de conveniencia y cajas",
        lines=(ChannelLine("La tienda cobra su comisión."),),
        code128="018293740112600128311",
        code128_text="0182 9374 0112 6001 2831 1",
    ),
    PaymentChannelBlock(
        title="Banco o transferencia",
        lines=(
            ChannelLine("Convenio CIE", "1402207"),
            ChannelLine("Referencia", "0182 9374 1126 83"),
            ChannelLine("CLABE", "002010077777777771"),
        ),
    ),
    PaymentChannelBlock(
        title="En línea",
        lines=(ChannelLine("Escanee y pague."), ChannelLine("Sin comisión.")),
        qr="https://pago.aguasantelmo.example/r/1184302?a=0182937-4&t=1283.11",
    ),
)

BILL = BillDocument(
    folio="R-1184302",
    period_name="octubre 2026",
    issued_on=date(2026, 11, 6),
    holder="María Guadalupe Ontiveros Félix",
    address=(
        "Av. Bahía de San Carlos 214",
        "entre Mar de Cortés y Delfines",
        "Col. Lomas del Mar, C.P. 85430",
        "San Telmo, Sonora",
    ),
    account="0182937-4",
    use_and_tariff="Doméstico medio",
    sector="04",
    route="0412",
    sequence="0318",
    meter="14-208831",
    diameter="13 mm",
    contract="C-2009-04417",
    reading=ReadingBlock(
        basis=ReadingBasis.MEASURED,
        consumption_m3=Decimal(17),
        days=31,
        previous=Decimal(1267),
        previous_date=date(2026, 9, 29),
        present=Decimal(1284),
        present_date=date(2026, 10, 30),
        year_ago_m3=Decimal(16),
        year_ago_name="octubre",
    ),
    history=HISTORY,
    period_total_name="Octubre",
    lines=(
        line("Agua potable", "214.39", "118.40 + 5 × 13.2650 + 2 × 14.8320"),
        line("Alcantarillado", "75.04", "35 % del agua"),
        line("Saneamiento", "21.44", "10 % del agua"),
        line("IVA 16 %", "15.44", "de alcantarillado y saneamiento"),
        line("Descuento o subsidio", "0.00", "no tiene registrado"),
        line("Parcialidad de convenio", "0.00", "no tiene convenio"),
    ),
    previous_debts=(
        line("Recibo de agosto", "506.09", "venció 21/09/2026"),
        line("Recibo de septiembre", "422.03", "venció 21/10/2026"),
    ),
    surcharges=(line("Recargos por mora", "28.68", "2 % mensual"),),
    total_mxn=Decimal("1283.11"),
    due_date=date(2026, 11, 20),
    total_after_due_mxn=Decimal("1308.20"),
    channels=CHANNELS,
    messages=(
        Notice(
            "¿Es pensionado o mayor de 60?",
            "Puede pagar la mitad de los primeros 13 m³. "
            "Traiga su credencial antes del 30/11/2026.",
        ),
        Notice(
            "¿No está de acuerdo?",
            "Llame al 073 o venga. Lo que reclama no se cobra mientras se resuelve.",
        ),
    ),
    reduction_warning=Notice(
        "Aviso: tiene 2 recibos vencidos.",
        "Desde el 24/11/2026 podemos reducir el servicio; siempre queda el agua mínima para vivir. "
        "Si no puede pagar todo, pida un convenio: marque 073 o venga a la oficina.",
    ),
)

STAMPED_BILL = replace(
    BILL,
    fiscal=FiscalBlock(
        facts=(
            ("CFDI 4.0 · Folio fiscal", "5F2C6E10-9B7A-4D31-8E54-0C1D7A90B3E2"),
            ("Timbrado", "06/11/2026 18:22:41"),
            ("Certificado SAT", "00001000000709876543"),
            ("Receptor", "OIFG580712XX0"),
            ("Régimen", "616"),
            ("Uso", "S01"),
            ("Método", "PPD"),
            ("Forma", "99"),
            ("Lugar", "85400"),
            ("Sello SAT", "kX3v0mJ8qT1oYw7nH5sB2eRf9uLcA6iDzPgVtN4hKyQ0xUjM8bWlE1rSoC7dFpZ2"),
            ("", "Este documento es una representación impresa de un CFDI."),
        ),
        qr="https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx"
        "?id=5F2C6E10-9B7A-4D31-8E54-0C1D7A90B3E2&re=OOM980101XX0&rr=OIFG580712XX0"
        "&tt=1283.11&fe=Zk9aWw==",
    ),
)

RECEIPT = ReceiptDocument(
    folio="C03-048218",
    branch="Sucursal Centro",
    desk="Caja 03",
    issued_at=datetime(2026, 11, 17, 11, 43, tzinfo=ZoneInfo("America/Hermosillo")),
    cashier="L. Robles",
    account="0182937-4",
    holder="María Guadalupe Ontiveros Félix",
    address="Av. Bahía de San Carlos 214, Col. Lomas del Mar",
    settled=(
        line("Septiembre 2026", "422.03"),
        line("Recargos de septiembre", "8.44"),
        line("Octubre 2026", "326.31"),
    ),
    total_mxn=Decimal("756.78"),
    total_in_words="Setecientos cincuenta y seis pesos 78/100 M.N.",
    tenders=(line("Tarjeta de débito ****4417", "400.00"), line("Efectivo", "500.00")),
    change_mxn=Decimal("143.22"),
    remaining_mxn=Decimal("0.00"),
    held=(line("En aclaración, detenido", "526.33"),),
    qr="https://pago.aguasantelmo.example/c/C03-048218",
    qr_words="Escanee para ver este recibo o pedir su factura hasta el 30/11/2026.",
    code128="C03-048218",
    closing_words="Conserve su recibo. Dudas: 073",
)

_LONG_NAME = "MARÍA DE LA ASUNCIÓN GUADALUPE ONTIVEROS-FERNÁNDEZ DE CÓRDOVA Y VILLAVICENCIO"
_LONG_STREET = "Prolongación Boulevard Licenciado Benito Juárez García 10234"
_CALCULATION = (
    "118.40 + 5 × 13.2650 + 10 × 14.8320 + 10 × 16.2210 "
    "+ 15 × 18.7740 + 25 × 21.0065 + 30 × 24.5120"
)

_CROWDED_LINES = (
    line("Agua potable comercial y de servicios", "999999.99", _CALCULATION),
    *(
        line(f"Concepto municipal número {number:02d}", "1000.00", "según la ley de ingresos")
        for number in range(2, 15)
    ),
    line("IVA 16 %", "0.01", "de alcantarillado, saneamiento y reconexión"),
)
_CROWDED_DEBTS = tuple(
    line(f"Recibo del periodo {number:02d}", "500000.00", "venció 21/09/2025")
    for number in range(1, 15)
)

CROWDED_BILL = replace(
    STAMPED_BILL,
    holder=_LONG_NAME,
    address=(
        _LONG_STREET,
        "entre Privada de los Insurgentes del Norte y Calle Mariano Escobedo",
        "Fraccionamiento Residencial Villas del Mediterráneo Segunda Sección",
        "Interior 12-B, edificio Los Almendros",
        "C.P. 85430, San Telmo de la Purísima Concepción, Sonora",
    ),
    use_and_tariff="Comercial y de servicios, con medidor, tarifa alta",
    sector="Sector 04",
    route="R-0412-B",
    sequence="0318.5",
    meter="ITRON-2024-14-208831",
    contract="C-2009-04417-2024",
    history=tuple(
        replace(month, volume_m3=month.volume_m3 * Decimal("1234.56")) for month in HISTORY
    ),
    lines=_CROWDED_LINES,
    previous_debts=_CROWDED_DEBTS,
    surcharges=(line("Recargos por mora", "1986999.99", "2 % mensual"),),
    total_mxn=Decimal("9999999.99"),
    total_after_due_mxn=Decimal("9999999.99") + 1,
    channels=(
        replace(
            CHANNELS[0],
            title="Tiendas de conveniencia, farmacias y supermercados",
            lines=(
                ChannelLine("La tienda cobra su comisión."),
                ChannelLine("Pague en efectivo, hasta", "$10,000.00"),
            ),
            code128="018293740112600128311018293740",
            code128_text="",
        ),
        replace(
            CHANNELS[1],
            lines=(*CHANNELS[1].lines, ChannelLine("Beneficiario:", ISSUER.long_name)),
        ),
        CHANNELS[2],
    ),
    messages=(
        *BILL.messages,
        Notice("Obras en su colonia", "Del 15 al 30 de noviembre habrá baja presión. " * 4),
    ),
    reduction_warning=Notice("Aviso: tiene 14 recibos vencidos.", "Acuda a la oficina. " * 20),
)

_ZONE = ZoneInfo("America/Hermosillo")

CLOSING = CashClosingDocument(
    folio="C03-0217",
    branch="Sucursal Centro",
    desk="Caja 03",
    session="2026-11-17 matutino",
    cashier="Laura Robles Cota",
    reviewer="Jorge Ibarra Félix",
    opened_at=datetime(2026, 11, 17, 8, 2, tzinfo=_ZONE),
    closed_at=datetime(2026, 11, 17, 15, 31, tzinfo=_ZONE),
    float_mxn=Decimal("1000.00"),
    cash=TenderTotal("Efectivo", 61, Decimal("18250.50"), Decimal("4230.50")),
    denominations=(
        DenominationCount("Billete de $500", Decimal(500), 5),
        DenominationCount("Billete de $200", Decimal(200), 6),
        DenominationCount("Billete de $100", Decimal(100), 4),
        DenominationCount("Moneda de $10", Decimal(10), 13),
        DenominationCount("Moneda de $0.50", Decimal("0.50"), 1),
    ),
    other_tenders=(
        TenderTotal("Tarjeta de débito", 22, Decimal("9120.00"), Decimal("9120.00")),
        TenderTotal("Cheque", 1, Decimal("2500.00"), Decimal("2500.00")),
    ),
    cancelled=(
        CancelledReceipt(
            folio="C03-048190",
            at=datetime(2026, 11, 17, 10, 12, tzinfo=_ZONE),
            amount_mxn=Decimal("326.31"),
            approver="Jorge Ibarra Félix",
            reason="Se cobró a la cuenta del vecino",
        ),
    ),
    withdrawals=(
        CashWithdrawal(
            folio="R03-0091",
            at=datetime(2026, 11, 17, 12, 40, tzinfo=_ZONE),
            amount_mxn=Decimal("15000.00"),
            received_by="Bóveda, Ana Cota",
        ),
    ),
    first_folio="C03-048135",
    last_folio="C03-048218",
)


def movements(months: int) -> tuple[StatementEntry, ...]:
    """A bill and its payment each month, the payment five pesos short."""
    bills_and_payments: list[StatementEntry] = []
    for month in range(months):
        first = date(2020 + month // 12, month % 12 + 1, 6)
        bills_and_payments += [
            StatementEntry(first, f"R-{month}", "Recibo del mes", charge_mxn=Decimal("326.31")),
            StatementEntry(
                first.replace(day=19),
                f"C03-{month}",
                "Pago en caja, efectivo",
                credit_mxn=Decimal("321.31"),
            ),
        ]
    return tuple(bills_and_payments)


STATEMENT = StatementDocument(
    account="0182937-4",
    holder="María Guadalupe Ontiveros Félix",
    address=("Av. Bahía de San Carlos 214", "Col. Lomas del Mar, C.P. 85430"),
    issued_on=date(2026, 11, 17),
    first_day=date(2020, 1, 1),
    last_day=date(2026, 11, 17),
    opening_balance_mxn=Decimal("-20.00"),
    entries=movements(60),
    closing_balance_mxn=Decimal("280.00"),
    breakdown=(line("Vencido", "80.00"), line("Por vencer", "200.00")),
)
