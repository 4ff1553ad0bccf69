"""Ways to run a piece of a test as somebody else or in a process that may be killed."""

import os
import pickle
import pwd
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from caudal.adapters.postgres import Cluster
from caudal.adapters.postgres.accounts import ServiceAccount

T = TypeVar("T")
GiveBirth = Callable[[Path], Cluster]

SOURCE = Path(__file__).parents[3] / "src"
IS_ROOT = os.geteuid() == 0

root_only = pytest.mark.skipif(not IS_ROOT, reason="only root lends the server to another account")


def ordinary_account() -> ServiceAccount:
    """``nobody`` when we are root, else ourselves."""
    entry = pwd.getpwnam("nobody") if IS_ROOT else pwd.getpwuid(os.geteuid())
    return ServiceAccount(entry.pw_name, entry.pw_uid, entry.pw_gid)


def as_ordinary_user(function: Callable[[], T]) -> T:
    """The result of ``function`` in a child that gave up root for good.

    A fork, because the interpreter itself may stand in a folder that only root can enter.
    """
    account = ordinary_account()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        answer: tuple[T, ...] = ()
        try:
            if IS_ROOT:
                os.setgroups([])
                os.setgid(account.gid)
                os.setuid(account.uid)
            answer = (function(),)
        finally:
            if not answer:
                traceback.print_exc()
            with os.fdopen(writing, "wb") as pipe:
                pickle.dump(answer, pipe)
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        given: tuple[T, ...] = pickle.load(pipe)  # noqa: S301  # Our own child's words.
    os.waitpid(child, 0)
    assert given, "the child failed; its traceback is in the captured output"
    return given[0]


def copy_tree(*, source: Path, target: Path) -> None:
    """Copy a folder with its owners and modes."""
    target.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["/bin/cp", "-a", str(source), str(target)], check=True)


def start_in_process(home: Path) -> "subprocess.Popen[str]":
    """Another process, leader of its own group, that starts the cluster and prints its URL."""
    script = (
        "import sys; from pathlib import Path; from caudal.adapters.postgres import Cluster; "
        "print(Cluster.at(Path(sys.argv[1]), 'test').start().url('caudal_owner'))"
    )
    return subprocess.Popen(  # Our own script.
        [sys.executable, "-c", script, str(home)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
