"""Two people who decide the same change at the same moment."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection
from tests.factories.packs import small_pack
from tests.factories.platform import make_user

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import ConfigurationChange, MoneyParameter, User
from caudal.domain.platform.operations.configuration import ChangeAlreadyDecided
from caudal.usecases.decide_configuration_change import decide_configuration_change
from caudal.usecases.propose_configuration_change import propose_configuration_change
from caudal.usecases.set_up_utility import set_up_utility

UMA = {"code": "UMA", "value": "120", "valid_from": "2027-02-01", "source": "INEGI"}


def outcomes(change: ConfigurationChange, signers: Iterable[User], at: datetime) -> list[str]:
    def sign(signer: User) -> str:
        try:
            decide_configuration_change(
                change_id=change.pk, signs=True, note="", acting_user=signer, at=at
            )
        except ChangeAlreadyDecided:
            return "late"
        finally:
            connection.close()
        return "signed"

    with ThreadPoolExecutor(4) as pool:
        return sorted(pool.map(sign, signers))


def test_a_change_takes_effect_once(committed_database: str, at: datetime) -> None:
    set_up_utility(pack=small_pack(), acting_user=None, at=at)
    change = propose_configuration_change(
        kind=ConfigurationChange.Kind.MONEY_PARAMETER,
        facts=UMA,
        reason="Cambió la UMA",
        acting_user=make_user(functions=[Function.PROPOSE_SETTINGS]),
        at=at,
    )
    signers = [make_user(functions=[Function.APPROVE_SETTINGS]) for _ in range(4)]
    assert outcomes(change, signers, at) == ["late", "late", "late", "signed"]
    assert MoneyParameter.objects.filter(value=120).count() == 1
