"""How the screens look and act for one person."""

from django.db import transaction

from caudal.domain.platform.models import User


@transaction.atomic
def change_preferences(*, user: User, theme: User.Theme, keys_enabled: bool) -> None:
    """Keep theme and single-letter keys of a person. Taste is nobody's business: no audit row."""
    user.theme = theme
    user.keys_enabled = keys_enabled
    user.save(update_fields=["theme", "keys_enabled"])
