"""Grows a store to many records, then times a thousand rows more, its start and its status."""

import shutil
import statistics
import subprocess
import time
from pathlib import Path

import latency
import measure
from workloads import AS_OF, Workloads


def drain(voucherd: Path, root: Path, log: Path) -> measure.Cost:
    return measure.run([voucherd, "run", "--once", "--root", root, "--as-of", AS_OF], log)


def grow(workloads: Workloads, source: Path, log: Path, say) -> tuple[Path, int, float]:
    """Drains the rounds one after another; gives the root, the largest peak of memory and the seconds of all."""
    root = workloads.fresh(source, "w5")
    peak, seconds = 0, 0.0
    rounds = [None, *sorted((root / "later").iterdir())]
    for number, folder in enumerate(rounds, start=1):
        for batch in sorted(folder.glob("*.zip")) if folder else []:
            batch.rename(root / "inbox" / batch.name)
        cost = drain(workloads.voucherd, root, log)
        peak, seconds = max(peak, cost.peak_bytes), seconds + cost.seconds
        say(f"w5: round {number} of {len(rounds)}: {cost.seconds:.1f} s")
    return root, peak, seconds


def probe(workloads: Workloads, root: Path, log: Path) -> float:
    """Seconds from the drop of a thousand rows into a running daemon to the bundle about them."""
    batch = next((root / "probe").glob("*.zip"))
    office = batch.name.split("-")[0]
    with latency.daemon(workloads.voucherd, root, log):
        latency.await_file(root / "log" / "voucherd.log")
        time.sleep(2)
        start = time.monotonic()
        batch.rename(root / "inbox" / batch.name)
        latency.await_file(root / "outbox" / office / f"{office}-D-000001.zip")
        return time.monotonic() - start


def empty(workloads: Workloads, source: Path) -> Path:
    """The same root with nothing but the centre's registers in it."""
    root = workloads.folder / "run" / "w5-empty"
    shutil.rmtree(root, ignore_errors=True)
    for part in ("config", "keys", "outbox", "probe", "inbox"):
        if part == "inbox":
            (root / part).mkdir()
            for name in (".voucherd-inbox", "410300-B-000001.zip"):
                shutil.copy(source / part / name, root / part / name)
        else:
            shutil.copytree(source / part, root / part)
    return root


def start_seconds(voucherd: Path, root: Path, log: Path) -> float:
    """A pass over an empty inbox: the store is opened, looked over and closed."""
    return statistics.median(drain(voucherd, root, log).seconds for _ in range(5))


def status_seconds(voucherd: Path, root: Path) -> float:
    def once() -> float:
        start = time.monotonic()
        subprocess.run([str(voucherd), "status", "--root", str(root)], check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - start

    return statistics.median(once() for _ in range(5))
