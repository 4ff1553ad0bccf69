"""Two administrators at once."""

from functools import partial

from tests.concurrency import together
from tests.factories.platform import AT, make_user

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import User
from caudal.usecases.change_operator import deactivate_operator

BOTH = (Function.MANAGE_PEOPLE, Function.MANAGE_ROLES)


def test_two_administrators_cannot_close_each_other(committed_database: str) -> None:
    pair = [make_user(functions=BOTH), make_user(functions=BOTH)]

    def act(number: int) -> None:
        deactivate_operator(
            user=User.objects.get(pk=pair[1 - number].pk),
            reason="x",
            acting_user=User.objects.get(pk=pair[number].pk),
            at=AT,
        )

    answers = together([partial(act, number) for number in range(2)])
    assert sorted(type(answer).__name__ for answer in answers) == ["LastRoleManager", "NoneType"]
    assert User.objects.filter(is_active=True).count() == 1
