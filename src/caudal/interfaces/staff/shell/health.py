"""Is the process alive, and can it serve."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from caudal.domain.platform.models import Utility


def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers."""
    del request
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """The database answers and is migrated and set up."""
    del request
    try:
        has_utility = Utility.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_workers"
                " WHERE last_heartbeat > now() - interval '1 minute'"
            )
            (workers,) = cursor.fetchone()
    except DatabaseError:
        return JsonResponse({"status": "unavailable", "database": False}, status=503)
    body = {"status": "ok" if has_utility else "setup", "database": True, "job_workers": workers}
    return JsonResponse(body, status=200 if has_utility else 503)
