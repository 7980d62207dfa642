"""Times drops into a running daemon: from the rename into the inbox to the bundle in the outbox."""

import os
import shutil
import signal
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

# Longer than any drop should take: a daemon that hangs ends the run.
PATIENCE = 30.0


@contextmanager
def daemon(voucherd: Path, root: Path, log: Path):
    with open(log, "wb") as output:
        process = subprocess.Popen([str(voucherd), "run", "--root", str(root)], stdout=output, stderr=subprocess.STDOUT)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()


def await_file(path: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not come within {PATIENCE:.0f} s")
        time.sleep(0.0002)


def drops(root: Path) -> tuple[list[float], list[float]]:
    """Seconds of each drop, and of this disk's own write, fsync, rename and fsync of the folder, taken between them."""
    batches = sorted((root / "later").glob("*.zip"))
    office = batches[0].name.split("-")[0]
    staging = root / "staging"
    staging.mkdir()
    taken, disk = [], []
    # The daemon has dealt with the inbox that it found.
    await_file(root / "outbox" / "410300" / "410300-D-000001.zip")
    time.sleep(1)
    told = len(list((root / "outbox" / office).glob("*.zip")))
    for number, batch in enumerate(batches, start=told + 1):
        disk.append(durable_write(staging, batch))
        time.sleep(0.02)
        start = time.monotonic()
        (staging / batch.name).rename(root / "inbox" / batch.name)
        await_file(root / "outbox" / office / f"{office}-D-{number:06}.zip")
        taken.append(time.monotonic() - start)
    return taken, disk


def durable_write(folder: Path, source: Path) -> float:
    content = source.read_bytes()
    start = time.monotonic()
    with open(folder / ".new", "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    (folder / ".new").rename(folder / source.name)
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    return time.monotonic() - start


def idle_share(process: subprocess.Popen, seconds: float) -> float:
    """The share of a core that the process takes while nothing happens."""
    before = cpu_seconds(process.pid)
    time.sleep(seconds)
    return (cpu_seconds(process.pid) - before) / seconds


def cpu_seconds(pid: int) -> float:
    words = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
