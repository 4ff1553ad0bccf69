"""Two people who set up the same utility at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection
from tests.factories.packs import small_pack

from caudal.domain.platform.models import Utility
from caudal.usecases.set_up_utility import set_up_utility


def test_two_setups_at_once_make_one_utility(committed_database: str, at: datetime) -> None:
    def run(_: int) -> bool:
        try:
            return set_up_utility(pack=small_pack(), acting_user=None, at=at).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(run, range(2))) == [False, True]
    assert Utility.objects.count() == 1
