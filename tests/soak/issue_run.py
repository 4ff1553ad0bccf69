"""A process that issues a run in short stretches, to be killed: ``RUN_ID POSITIONS INSTANT``."""

import sys
from datetime import datetime

import django


def main() -> None:
    """Issue, or go on issuing."""
    django.setup()
    from caudal.usecases.issue_billing_run import issue_billing_run

    run_id, positions, instant = sys.argv[1:]
    issue_billing_run(
        run_id=int(run_id),
        acting_user=None,
        at=datetime.fromisoformat(instant),
        stretch_positions=int(positions),
    )


if __name__ == "__main__":
    main()
