"""One real object for each parameter that a route may have, for the matrix of access.

A new parameter needs a line here: a function that makes an object and returns its value in the
address. The matrix asks each route with it and with an object that does not exist.
"""

from collections.abc import Callable
from typing import Any

from tests.factories.imports import make_batch, text_file
from tests.factories.platform import make_entry, make_job, make_role, make_user

SAMPLES: dict[str, Callable[[], Any]] = {
    "user_id": lambda: make_user(username="muestra", full_name="Muestra").pk,
    "role_id": lambda: make_role(name="Muestra").pk,
    "entry_id": lambda: make_entry().pk,
    "batch_id": lambda: make_batch(content=text_file("Cuenta;Nombre", "0001;Ana")).pk,
    "job_id": lambda: make_job(title="Muestra").pk,
}

MISSING: dict[str, Any] = dict.fromkeys(SAMPLES, 999_999_999)
"""What stands in the address for an object out of reach."""
