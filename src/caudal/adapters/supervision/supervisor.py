"""A small supervisor: starts children, starts them again when they die, stops them in order."""

import ctypes
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

logger = logging.getLogger("caudal.supervisor")

_POLL_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 30.0
_HEALTHY_AFTER_SECONDS = 60.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class ChildProcess:
    """What to run, and how long it may take to end when asked."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    grace_seconds: float = 30.0


def _end_with_parent() -> None:
    """Ask the kernel for SIGTERM when the supervisor dies, even by kill −9: no orphan goes on
    serving.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class _Running:
    spec: ChildProcess
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    failures: int = 0
    next_start: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Runs until SIGTERM or SIGINT. Children that die come back, ever more slowly while they
    fail.
    """

    children: Sequence[ChildProcess]
    _running: list[_Running] = field(default_factory=list)
    _must_stop: bool = False

    def run(self) -> None:
        """Start everything and watch it; returns after a graceful stop."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        self._running = [_Running(spec) for spec in self.children]
        while not self._must_stop:
            for child in self._running:
                self._look_after(child)
            time.sleep(_POLL_SECONDS)
        self._stop_all()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self._must_stop = True

    def _look_after(self, child: _Running) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.next_start:
                self._start(child, now)
        elif (code := child.process.poll()) is not None:
            self._note_death(child, code, now)

    @staticmethod
    def _start(child: _Running, now: float) -> None:
        # A session of its own: Ctrl+C in the terminal reaches only the supervisor.
        child.process = subprocess.Popen(  # noqa: S603 (our own commands)
            list(child.spec.command),
            env=dict(child.spec.environment),
            start_new_session=True,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509
        )
        child.started = now
        logger.info(
            "child started", extra={"facts": {"child": child.spec.name, "pid": child.process.pid}}
        )

    @staticmethod
    def _note_death(child: _Running, code: int, now: float) -> None:
        lived = now - child.started
        child.failures = 0 if lived > _HEALTHY_AFTER_SECONDS else child.failures + 1
        pause = min(2.0**child.failures - 1, _LONGEST_PAUSE_SECONDS)
        child.process, child.next_start = None, now + pause
        facts = {"child": child.spec.name, "exit_code": code, "lived_s": round(lived, 1)}
        logger.warning("child died", extra={"facts": facts})

    def _stop_all(self) -> None:
        """Ask the children to end in the order given, then wait for each; kill who overstays."""
        alive = [child for child in self._running if child.process is not None]
        for child in alive:
            if child.process is not None:
                child.process.terminate()
        for child in alive:
            self._wait_for(child)

    @staticmethod
    def _wait_for(child: _Running) -> None:
        if child.process is None:
            return
        try:
            child.process.wait(child.spec.grace_seconds)
        except subprocess.TimeoutExpired:
            logger.warning("child killed", extra={"facts": {"child": child.spec.name}})
            child.process.kill()
            child.process.wait()
