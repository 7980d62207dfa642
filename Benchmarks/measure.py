"""Runs a program and says how long it took and what it needed."""

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Cost:
    seconds: float
    cpu_seconds: float
    peak_bytes: int


class Failed(Exception):
    """The program did not do its work: a figure of it would mean nothing."""


def run(command, log: Path) -> Cost:
    """Runs the command to its end; its output goes to the log."""
    command = [str(word) for word in command]
    with open(log, "wb") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{' '.join(command)}: exit {process.returncode}, see {log}")
    # ru_maxrss is of the largest process, in KiB.
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def settle() -> None:
    """Writes out what earlier runs left, so that nobody pays for another."""
    os.sync()
