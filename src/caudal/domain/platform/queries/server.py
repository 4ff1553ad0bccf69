"""Whether this database is safe to serve from."""

from django.db import connection

from caudal.domain.platform.models import BackgroundJob, User, Utility
from caudal.kernel.errors import Refusal

DEMO_JOB = "build_demo"
"""The kind of the job that makes a demonstration; it tells how far that is."""


class ServeRefused(Refusal):
    """Serving like this would break a promise."""


def refuse_unsafe_server() -> None:
    """Check the role, the durability and the people of the database before serving.

    :raises ServeRefused: if the role may change tables or is a superuser, if commits are not
        durable, if demonstration people exist in a real utility, or if a demonstration is half made
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT current_user, r.rolsuper,
                      EXISTS (SELECT FROM pg_class c WHERE c.relowner = r.oid AND c.relkind = 'r'),
                      current_setting('synchronous_commit')
                 FROM pg_roles r WHERE r.rolname = current_user"""
        )
        role, is_superuser, owns_tables, synchronous_commit = cursor.fetchone()
    if is_superuser or owns_tables:
        message = (
            f"El rol {role} es dueño de tablas o superusuario y podría borrar dinero o bitácora."
            " Use la dirección de caudal_app en DATABASE_URL."
        )
        raise ServeRefused(message)
    if synchronous_commit == "off":
        raise ServeRefused(
            "La base tiene synchronous_commit=off: un recibo impreso podría perderse en un apagón."
            " Póngalo en «on» en PostgreSQL y vuelva a intentar."
        )
    has_demo_people = User.objects.filter(is_demo=True).exists()
    if has_demo_people and not Utility.objects.filter(is_demo=True).exists():
        raise ServeRefused(
            "Hay usuarios de demostración en una base real. Delos de baja antes de servir."
        )
    begun = BackgroundJob.objects.filter(kind=DEMO_JOB).exclude(state=BackgroundJob.State.DONE)
    if begun.exists():
        raise ServeRefused(
            "La demostración de esta base está a medias. Termínela con: caudal demo --serve"
        )
