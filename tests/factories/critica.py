"""The crítica of the reference picture: accounts with their twelve months and October's reading."""

from dataclasses import dataclass

from tests.factories.billing import make_billing_rules
from tests.factories.metering import (
    given,
    make_metered,
    make_read_route,
    make_remark,
    october,
    record,
)
from tests.factories.platform import make_ready_role, make_user, make_utility
from tests.factories.registry import make_cycle, make_use_class

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.domain.registry.models import BillingPeriod, Route, Sector, ServiceAccount


@dataclass(frozen=True)
class Critica:
    """What the picture shows, and who looks at it."""

    user: User
    route: Route
    period: BillingPeriod
    accounts: dict[str, ServiceAccount]


# Holder, street, number, volumes up to September, reading before, reading now.
PICTURE = [
    ("Rosalba Trujillo Mena", "Delfines", "812", "17 16 18 17 19 18 20 19 18 17 18 19", 2041, 2244),
    ("José Luis Barraza Cota", "Mar de Cortés", "311", "11 10 12 13 12 14 15 14 13 13 13 13",
     517, 482),
    ("Lavandería Burbujas", "Blvd. Costero", "1040", "70 69 74 73 76 75 78 77 74 73 73 72",
     8830, 8861),
    ("Silvia Acosta Peralta", "Pelícanos", "17", "19 18 17 12 10 9 7 2 0 0 0 0", 1203, 1203),
    ("Óscar Iván Félix Ruiz", "Gaviotas", "140", "16 16 17 16 15 16 16 17 16 16 16 16", 964, 964),
    ("Irma Leticia Quijada", "Calamar", "52", "20 21 22 23 24 25 26 27 26 25 25 24", 3310, 3368),
    ("Pedro Damián Lugo", "Ballena", "303", "15 15 15 15 15 15 15 15 15 15e 15e 15e", 688, None),
    ("Claudia Imelda Navarro", "Ballena", "311", "11 10 10 11 12 12 13 13 12 12 12 12", 722, 763),
    ("Francisco Javier Duarte", "Manta", "22", "16 15 17 18 20 21 22 21 20 19 19 19", 99_987, 14),
    ("Hotel Posada del Puerto", "Malecón", "1", "300 310 320 340 350 355 360 361 360 362 361 360",
     41_220, 42_125),
    ("Beatriz Elena Castelo", "Manta", "40", "13 12 13 14 15 16 15 14 14 14 14 14", 1450, 1452),
    ("Gerardo Valdez Ibarra", "Tiburón", "5", "8 8 9 9 10 10 11 11 10 9 9 0", 377, 377),
    ("Escuela Primaria Benito Juárez", "Tritón", "60", "90 95 100 98 40 10 104 105 108 104 104 104",
     15_502, 15_732),
]  # fmt: skip


def make_critica(*, clean: int = 6, functions: tuple[Function, ...] = ()) -> Critica:
    """The picture's accounts and some without findings, read on 30 October by Ramiro Castro."""
    make_utility()
    make_billing_rules()
    sector = Sector.objects.create(code="04", name="Puerto Viejo")
    cycle = make_cycle(code="04", name="Ciclo 04")
    route = make_read_route(code="0412", name="Puerto Viejo 12", sector=sector, cycle=cycle)
    period = october(route)
    user = make_user(
        full_name="Patricia Gámez", roles=[make_ready_role(name="Lecturas")], functions=functions
    )
    use_class = make_use_class()
    dog = make_remark(code="04", name="Perro suelto")
    make_remark(code="02", name="Casa cerrada con medidor adentro")
    accounts, readings = {}, []
    for place, (holder, street, number, volumes, before, now) in enumerate(PICTURE, start=1):
        account = make_metered(
            route=route,
            volumes=volumes,
            previous=before,
            holder=holder,
            street=street,
            exterior_number=number,
            use_class=use_class,
            route_sequence=place * 10,
        )
        accounts[holder] = account
        readings.append(given(account, now, meter_reader="Ramiro Castro",
                              remark_id=dog.pk if now is None else None))  # fmt: skip
    for place in range(clean):
        account = make_metered(
            route=route,
            volumes="13 13 13",
            previous=500,
            holder=f"Cuenta sin hallazgo {place + 1}",
            route_sequence=1_000 + place,
        )
        readings.append(given(account, 513 + place % 3, meter_reader="Ramiro Castro"))
        accounts[f"limpia {place + 1}"] = account
    record(*readings, period=period, user=user)
    return Critica(user, route, period, accounts)
