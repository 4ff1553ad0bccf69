"""What ``make test`` runs after the static checks: fast tests first, each stage in parallel.

A stage that fails ends the run, so the quickest news comes first. Browser tests bring Chromium when
the machine has none.
"""

import os
import shutil
import subprocess
import sys
import time

STAGES = (
    ("unit and house", ["tests/unit", "tests/house"]),
    ("database and journeys", ["tests/integration", "tests/journeys"]),
    ("browser", ["tests/browser"]),
)
WORKERS = str(min(os.cpu_count() or 2, 8))
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def main() -> int:
    """Run the stages; the exit code is that of the first one that fails."""
    ensure_chromium()
    for name, paths in STAGES:
        started = time.monotonic()
        print(f"== {name}", flush=True)
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            WORKERS,
            "--dist",
            "loadfile",
            *paths,
        ]
        code = subprocess.run(command, check=False).returncode
        print(f"== {name}: {time.monotonic() - started:.0f} s", flush=True)
        if code:
            return code
    return 0


def ensure_chromium() -> None:
    """Find a Chromium, or install one: from Debian as root, else the one Playwright brings."""
    if "CHROMIUM_PATH" in os.environ or any(map(shutil.which, CHROMIUM_NAMES)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "chromium"], check=True)
    else:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)


if __name__ == "__main__":
    sys.exit(main())
