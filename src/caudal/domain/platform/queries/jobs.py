"""Questions about long works."""

from django.db.models import QuerySet

from caudal.domain.platform.functions import Function
from caudal.domain.platform.models import BackgroundJob, User


def visible_to(*, user: User) -> QuerySet[BackgroundJob]:
    """All works for whom may see them, or those that the person asked for himself."""
    jobs = BackgroundJob.objects.select_related("requested_by").order_by("-id")
    return jobs if user.may(Function.VIEW_JOBS) else jobs.filter(requested_by=user)
