"""Every mistake of a pack is told at once, where it is and what to do."""

import base64
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.factories.packs import SMALL_PACK, small_pack, text_with

from caudal.adapters.packs import PackRefused, PackUnreadable, locate_pack, parse_pack, read_pack
from caudal.adapters.packs.attachments import LARGEST_LOGO_BYTES
from caudal.domain.platform.functions import Function


def problems_of(*replacements: tuple[str, str], folder: Path = Path("/nowhere")) -> list[str]:
    with pytest.raises(PackRefused) as refused:
        small_pack(*replacements, folder=folder)
    return [str(problem) for problem in refused.value.problems]


def test_a_pack_is_read_with_exact_values_and_leading_zeros() -> None:
    pack = small_pack()
    assert pack.desks[0].code == "01"
    assert pack.desks[0].vault_warning == Decimal("5000.50")
    assert pack.parameters[0].value == Decimal("117.31")
    assert pack.parameters[0].valid_from == date(2026, 2, 1)
    assert pack.roles[0].functions == (Function.VIEW_ACCOUNTS, Function.TAKE_PAYMENTS)
    assert pack.branches[0].is_active is True


def test_all_mistakes_are_told_together_each_with_its_place() -> None:
    assert problems_of(
        ("meses: 2", "meses: dos"),
        ('sector: "1"', 'sector: "9"'),
        ("formato: 1", "formato: 1\nextra: 1"),
        ("tipo: caja}", "tipo: taquilla}"),
        ("valor: 117.310", "valor: mucho"),
        ("desde: 2026-02-01", "desde: 01/02/2026"),
        ("dato: mayor", "dato: viuda"),
    ) == [
        (
            "canales[0].tipo: «taquilla» no existe; escriba una de: caja, tienda, banco, en_linea,"
            " domiciliacion, cajero_automatico"
        ),
        "ciclos[0].meses: «dos» no es un número entero",
        "parametros[0].desde: «01/02/2026» no es una fecha; escríbala como 2026-02-01",
        "parametros[0].valor: «mucho» no es un número; escríbalo como 113.14",
        "extra: esta clave no se usa aquí; revise cómo se escribe o quítela",
        "rutas[0].sector: «9» no está en sectores; escriba uno que exista",
        (
            "programas_de_descuento[0].dato: ninguna tarifa pregunta «viuda» como si_no;"
            " escriba el de su tarifa"
        ),
    ]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("America/Mexico_City\nsuc", "Marte/Olimpo\nsuc", "organismo.zona_horaria: «Marte/Olimpo»"),
        ("nombre: Agua del Cerro\n", "nombre: ''\n", "organismo.nombre: no puede ir vacío"),
        ("  nombre: Agua del Cerro\n", "", "organismo.nombre: falta; escríbalo"),
        (
            "aviso_de_retiro: 5000.50",
            "aviso_de_retiro: 0",
            "cajas[0].aviso_de_retiro: debe ser may",
        ),
        ("aviso_de_retiro: 5000.50", "aviso_de_retiro: 1.005", "demasiados decimales; use hasta 2"),
        (
            "aviso_de_retiro: 5000.50",
            "aviso_de_retiro: NaN",
            "cajas[0].aviso_de_retiro: «NaN» no es",
        ),
        ("take_payments", "rob_banks", "roles[0].funciones[0]: «rob_banks» no existe; escriba una"),
        ("meses: 2", "meses: 5", "ciclos[0].meses: un ciclo es de 1, 2, 3, 4, 6 o 12 meses"),
        ("dias_para_pagar: 10", "dias_para_pagar: 91", "dias_para_pagar: debe ser 90 o menos"),
        ("clave: agua, ", "clave: Agua Potable, ", "conceptos[0].clave: «Agua Potable» no tiene"),
        (
            "clave: agua, ",
            "clave: otra, ",
            "tarifas[0].versiones[0].conceptos.agua: «agua» no está",
        ),
        ("clave: domestico, ", "clave: casa, ", "entradas.uso: «domestico» no está en los usos"),
        ("SI(mayor, 50, 100)", "SI(mayor, 50)", "tarifas[0].versiones[0].conceptos.agua"),
        (
            "orden: 30}",
            "orden: 30}\n- {clave: agua, nombre: A, orden: 1}",
            "conceptos[1].clave: «ag",
        ),
        (
            "[vencimiento, orden_legal]",
            "[edad]",
            "orden_de_aplicacion[0]: «edad» no es un criterio",
        ),
        ("tasa_mensual: 0.02", "tasa_mensual: 2", "recargos[0].tasa_mensual: debe ser menor que 1"),
        (
            "iva: 0}",
            "iva: 0, cuenta_meses: lunas}",
            "recargos[0]: «lunas» no es una forma de contar",
        ),
        ("conceptos: [agua]", "conceptos: [luz]", "recargos[0].conceptos: «luz» no está en concep"),
        ("desde_importe: 500", "desde_importe: cero", "centinelas[0]: «desde_importe»: escriba un"),
        ("desde_importe: 500", "techo: 5", "centinelas[0]: «techo» no es un centinela; use"),
        ("- {clave: R, prefijo: R-}\n", "", None),
        ("formato: 1", "formato: 2", "formato: «2» no se conoce; escriba '1'"),
    ],
)
def test_each_mistake_says_what_to_do(old: str, new: str, problem: str | None) -> None:
    if problem is None:
        small_pack((old, new))
        return
    found = problems_of((old, new))
    assert any(problem in one for one in found), found


@pytest.mark.parametrize(
    ("series", "closing_series", "problem"),
    [
        ("C01", "R", "serie: «C01» ya es de la caja 01"),
        ("R", "CC01", "serie_de_cortes: «CC01» ya es de la caja 01"),
        ("R", "C01", "serie_de_cortes: «C01» ya es de la caja 01"),
        ("R", "R", "serie_de_cortes: «R» ya es de la caja 02"),
    ],
)
def test_a_series_numbers_one_thing_at_one_desk(
    series: str, closing_series: str, problem: str
) -> None:
    second = (
        f'- {{clave: "02", nombre: B, sucursal: "01", serie: {series},'
        f" serie_de_cortes: {closing_series}, aviso_de_retiro: 1}}\ncanales:"
    )
    assert problems_of(("canales:", second)) == [
        f"cajas[1].{problem}; dé a cada caja sus dos series"
    ]


def test_two_versions_never_share_a_code() -> None:
    text = text_with()
    start, end = text.index("  - clave: C-2026"), text.index("programas_de_descuento")
    with pytest.raises(PackRefused, match=r"versiones\[1\].clave: «C-2026» está repetida"):
        parse_pack(text=text[:end] + text[start:end] + text[end:], folder=Path("/nowhere"))


def test_periods_of_a_cycle_never_share_a_day() -> None:
    odd = (
        "anios: [2026], periodos: [{clave: X, nombre: X, empieza: 2026-12-15, termina: 2027-01-15,"
        " vence: 2027-02-01}]"
    )
    assert problems_of(("anios: [2026]", odd)) == ["ciclos[0]: los periodos 2026-B6 y X se enciman"]


def test_a_repeated_key_is_refused_rather_than_chosen() -> None:
    with pytest.raises(PackUnreadable, match="una sola clave «formato»"):
        parse_pack(text=SMALL_PACK + "formato: 1\n", folder=Path("/nowhere"))


@pytest.mark.parametrize("text", ["", "- uno\n- dos\n", "a: [", "\tclave: 1", "a: &x 1\nb: *x"])
def test_what_is_not_a_pack_is_refused_as_a_whole(text: str) -> None:
    with pytest.raises(PackUnreadable):
        parse_pack(text=text, folder=Path("/nowhere"))


def test_a_file_in_another_encoding_is_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "viejo.yaml"
    path.write_bytes(SMALL_PACK.encode("cp1252"))
    with pytest.raises(PackUnreadable, match="no está en UTF-8"):
        read_pack(path=path)


def test_a_missing_file_names_the_packs_that_there_are() -> None:
    with pytest.raises(PackUnreadable, match="san-telmo, valle-bajo"):
        locate_pack(name="nada.yaml")
    assert locate_pack(name="san-telmo.yaml").is_file()
    assert locate_pack(name="valle-bajo").is_file()


def test_a_version_may_be_a_file_beside_the_pack(tmp_path: Path) -> None:
    text = text_with()
    start, end = text.index("  - clave: C-2026"), text.index("programas_de_descuento")
    version = "\n".join(line[4:] for line in text[start:end].splitlines())
    (tmp_path / "cuota-2026.yaml").write_text(version)
    by_name = text[:start] + "  - cuota-2026\n" + text[end:]
    assert parse_pack(text=by_name, folder=tmp_path) == small_pack()


@pytest.mark.parametrize("name", ["no-existe", "../secreto", "/etc/passwd"])
def test_a_version_is_never_taken_from_elsewhere(name: str, tmp_path: Path) -> None:
    (tmp_path / "secreto.yaml").write_text("clave: x")
    folder = tmp_path / "paquetes"
    folder.mkdir()
    text = text_with()
    start, end = text.index("  - clave: C-2026"), text.index("programas_de_descuento")
    with pytest.raises(PackRefused, match=r"tarifas\[0\].versiones\[0\]: no se encontró"):
        parse_pack(text=text[:start] + f"  - {name}\n" + text[end:], folder=folder)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'
PNG = b"\x89PNG\r\n\x1a\nrest"


@pytest.mark.parametrize("content", [SVG, PNG])
def test_a_logo_beside_the_pack_is_brought_in_whole(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "logo").write_bytes(content)
    pack = small_pack(("sucursales:", "  logotipo: logo\nsucursales:"), folder=tmp_path)
    assert pack.utility.logo is not None
    assert base64.b64decode(pack.utility.logo.content) == content


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"GIF89a", "no es SVG, PNG ni JPEG"),
        (SVG.replace(b"<circle", b"<script>alert(1)</script><circle"), "el SVG trae programas"),
        (SVG.replace(b"<circle", b'<circle onload="x()"'), "el SVG trae programas"),
        (PNG + b"0" * LARGEST_LOGO_BYTES, "pesa más de 200 kB"),
    ],
)
def test_a_logo_with_anything_active_is_refused(
    content: bytes, advice: str, tmp_path: Path
) -> None:
    (tmp_path / "logo").write_bytes(content)
    (problem,) = problems_of(("sucursales:", "  logotipo: logo\nsucursales:"), folder=tmp_path)
    assert problem.startswith("organismo.logotipo: ")
    assert advice in problem


def test_a_logo_that_is_not_there_is_told() -> None:
    (problem,) = problems_of(("sucursales:", "  logotipo: logo.svg\nsucursales:"))
    assert problem == "organismo.logotipo: no se encontró logo.svg junto al paquete"
