"""Names, addresses and meters of a town."""

import re
from itertools import pairwise

from tests.unit.demo_town.towns import town_of

from caudal.engines.demo_town.register import PlannedAccount, accounts_of

TOWN = town_of(3_000)
ACCOUNTS = [one for route in TOWN.routes for one in accounts_of(town=TOWN, route=route)]


def test_the_same_route_has_the_same_people_again() -> None:
    assert accounts_of(town=TOWN, route=TOWN.routes[2]) == [
        one for one in ACCOUNTS if one.place in TOWN.routes[2].accounts
    ]


def test_everybody_has_a_given_name_and_two_surnames_or_is_an_institution() -> None:
    lists = TOWN.lists
    surnames = set(lists.surnames.words)
    for one in ACCOUNTS:
        if one.is_company:
            kind = one.holder_name in lists.public_holders.words
            assert kind or one.holder_name.startswith(lists.business_kinds.words)
        elif one.place != TOWN.showcase:
            assert set(one.holder_name.rsplit(" ", 2)[1:]) <= surnames


def test_hardly_anybody_is_called_the_same() -> None:
    names = [one.holder_name for one in ACCOUNTS if not one.is_company]

    assert len(set(names)) > 0.97 * len(names)


def test_serials_and_numbers_are_the_account_s_own() -> None:
    assert len({one.meter_serial for one in ACCOUNTS}) == len(ACCOUNTS)
    assert len({one.number for one in ACCOUNTS}) == len(ACCOUNTS)


def test_houses_follow_each_other_along_their_street() -> None:
    for route in TOWN.routes:
        walked = [one for one in ACCOUNTS if one.place in route.accounts]
        for one, following in pairwise(walked):
            assert one.sequence < following.sequence
            is_written = TOWN.showcase in {one.place, following.place}
            if one.street == following.street and not is_written:
                assert int(one.exterior_number) != int(following.exterior_number)


def test_colonias_are_of_the_sector_of_the_route() -> None:
    sector_of = {one.name: one.sector for one in TOWN.lists.colonias}
    for route in TOWN.routes:
        for one in ACCOUNTS[route.first : route.first + route.count]:
            assert sector_of[one.colonia] == route.sector


def test_places_lie_within_some_kilometres_of_the_town() -> None:
    centre = TOWN.plan.place
    for one in ACCOUNTS:
        assert abs(one.latitude * 1_000_000 - centre.latitude_micro) < 50_000
        assert abs(one.longitude * 1_000_000 - centre.longitude_micro) < 50_000


def test_meters_hang_before_the_story_begins_and_after_the_account_opened() -> None:
    for one in ACCOUNTS:
        assert one.opened_on <= one.meter_installed_on
        assert one.meter_installed_on < TOWN.calendar.month(-1).start


def test_contacts_are_nobody_s() -> None:
    for one in ACCOUNTS:
        assert re.fullmatch(r"([a-z]+\.[a-z]+@correo\.example)?", one.email), one.email
        assert re.fullmatch(r"(622 \d{3} \d{4})?", one.phone)


def test_some_accounts_changed_hands_and_some_carry_a_note() -> None:
    changed = [one for one in ACCOUNTS if one.earlier_holder_name]
    noted = [one for one in ACCOUNTS if one.note]

    assert 100 < len(changed) < 260
    assert 50 < len(noted) < 140
    assert not any(one.is_company for one in changed)


def test_the_account_of_the_pictures_is_as_it_is_drawn() -> None:
    one: PlannedAccount = ACCOUNTS[TOWN.showcase]

    assert one.number == "0182937"
    assert one.holder_name == "María Guadalupe Ontiveros Félix"
    assert (one.street, one.exterior_number) == ("Av. Bahía de San Carlos", "214")
    assert (one.colonia, one.postal_code) == ("Lomas del Mar", "85430")
    assert (one.sequence, one.meter_serial) == (318, "14-208831")
    assert one.use_code == "domestico_medio"
