"""The statements of a payment sent by pgbench: what the server alone allows.

No Python, no allocation, no receipt: a script per desk with the product's own texts and values that
cost nothing to make. What the use case reaches of it is what its own code costs.
"""

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.cluster import BenchDatabase

# The oldest document that nobody has touched, as the use case would choose for its exact amount.
_OLDEST = """
SELECT COALESCE(min(id), 0) AS water, COALESCE(max(id), 0) AS sewer
  FROM (SELECT id FROM receivables_charge
         WHERE account_id = :account AND open_amount > 0 AND open_amount = amount
         ORDER BY due_date, movement_id, id LIMIT 2) q
"""


def statements_rate(
    *, database: BenchDatabase, program: Path, sessions: Sequence[int], seconds: int
) -> float:
    """Payments a second without a client worth the name, a connection for each session."""
    environment = {
        **os.environ,
        **database.endpoint.environment("caudal_app", database.name),
    }
    with tempfile.TemporaryDirectory() as folder:
        running = []
        for session_id in sessions:
            script = Path(folder) / f"{session_id}.sql"
            script.write_text(_script(session_id), encoding="utf-8")
            command = [str(program), "-n", "-c", "1", "-M", "prepared", "-T", str(seconds)]
            running.append(
                subprocess.Popen(  # noqa: S603
                    [*command, "-f", str(script)],
                    env=environment,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
        outputs = [process.communicate()[0] for process in running]
    return sum(_rate(output) for output in outputs)


def _rate(output: str) -> float:
    found = re.search(r"tps = ([0-9.]+)", output)
    if found is None:
        raise RuntimeError(output)
    return float(found[1])


def _script(session_id: int) -> str:
    from caudal.domain.payments.operations import desk_payments
    from caudal.domain.receivables.queries.open_items import OPEN_CHARGES_OF_ONE
    from caudal.domain.registry.models import ServiceAccount

    last = ServiceAccount.objects.order_by("-pk").values_list("pk", flat=True)[0]
    values = _values(session_id)
    # \gset wants a name for each column that it keeps.
    begin = re.sub(
        r"SELECT claim\.id,.*?FROM claim",
        "SELECT claim.id AS claim, a.number AS number, h.name AS holder, b.name AS branch"
        " FROM claim",
        desk_payments.BEGIN,
        flags=re.DOTALL,
    )
    lines = [
        f"\\set account random(1, {last})",
        "BEGIN;",
        _filled(begin, values) + " \\gset",
        _filled(OPEN_CHARGES_OF_ONE, values) + ";",
        _filled(_OLDEST, values) + " \\gset",
        _filled(desk_payments.RECORD, values) + ";",
        "END;",
    ]
    return "\n".join(lines) + "\n"


def _filled(statement: str, values: Mapping[str, str]) -> str:
    """A text on one line, with each of its parameters as it stands in ``values``."""
    one_line = " ".join(statement.split())
    return re.sub(r"%\((\w+)\)s", lambda found: values[found[1]], one_line)


def _values(session_id: int) -> dict[str, str]:
    from caudal.domain.payments.models import CashSession, CollectionChannel

    session = CashSession.objects.select_related("desk__series").get(pk=session_id)
    channel = CollectionChannel.objects.get(kind=CollectionChannel.Kind.DESK)
    return {
        "actor_id": str(session.cashier_id),
        "request_key": "md5(random()::text)",
        "act": "'take_payment'",
        "request_digest": "md5(random()::text)",
        "claimed_at": "now()",
        "session_id": str(session.pk),
        "account_id": ":account::bigint",
        "kind": "'payment'",
        "description": "'Pago en caja'",
        "document_amount": "50.00",
        "business_date": "current_date",
        "recorded_at": "now()",
        "branch_id": str(session.desk.branch_id),
        "series_code": f"'{session.desk.series.code}'",
        "reverses_id": "NULL",
        "open_credit": "0.00",
        "charges": "ARRAY[:water, :sewer]",
        "amounts": "ARRAY[26.80, 23.20]",
        "bases": "ARRAY[26.80, 20.00]",
        "taxes": "ARRAY[0.00, 3.20]",
        "owed": "250.00",
        "overdue": "200.00",
        "oldest_due_date": "current_date",
        "open_document_count": "5",
        "channel_id": str(channel.pk),
        "received": "50.00",
        "change": "0.00",
        "tenders": '\'[{"kind": "cash", "amount": "50.00", "reference": ""}]\'',
        "receipt": '\'{"settled": [{"document": "Recibo 1", "amount": "50.00"}]}\'',
        "entry_at": "now()",
        "entry_action": "'payments.payment.taken'",
        "entry_actor": str(session.cashier_id),
        "entry_approver": "NULL",
        "entry_subject_kind": "'payments.payment'",
        "entry_account_id": ":account",
        "entry_branch_id": str(session.desk.branch_id),
        "entry_address": "NULL",
        "entry_request_id": "''",
        "entry_reason": "''",
        "entry_amount": "50.00",
        "entry_before": "NULL",
        "entry_after": '\'{"change": "0.00"}\'',
        "claim_id": ":claim",
        "answer": '\'{"amount": "50.00"}\'',
    }
