#!/usr/bin/env python3
"""Grows a store to many records, and says what a thousand rows more, a start and `status` take then, and what lies on the disk."""

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import measure
import report
from workloads import AS_OF, RECORDS, Workloads

HERE = Path(__file__).resolve().parent


def drain(voucherd: Path, root: Path, log: Path) -> measure.Cost:
    return measure.run([voucherd, "run", "--once", "--root", root, "--as-of", AS_OF], log)


def grow(workloads: Workloads, source: Path, log: Path, say) -> tuple[Path, list[measure.Cost]]:
    """Drains the rounds one after another; gives the root, and what each took."""
    root = workloads.fresh(source, "w5")
    costs = []
    rounds = [None, *sorted((root / "later").iterdir())]
    for number, folder in enumerate(rounds, start=1):
        for batch in sorted(folder.glob("*.zip")) if folder else []:
            batch.rename(root / "inbox" / batch.name)
        cost = drain(workloads.voucherd, root, log)
        costs.append(cost)
        took = f"{cost.seconds:.1f} s, processor {cost.cpu_seconds:.1f} s, {report.megabytes(cost.peak_bytes)}"
        say(f"w5: round {number} of {len(rounds)}: {took}")
    return root, costs


def probe(workloads: Workloads, root: Path, log: Path) -> float:
    """Seconds of a pass that finds a batch of a thousand rows in the inbox, on the day of the rounds: start, drain, bundles and end."""
    batch = next((root / "probe").glob("*.zip"))
    batch.rename(root / "inbox" / batch.name)
    measure.settle()
    return drain(workloads.voucherd, root, log).seconds


def empty(workloads: Workloads, source: Path, log: Path) -> Path:
    """The same root with nothing but the centre's registers in it, taken."""
    root = workloads.folder / "run" / "w5-empty"
    shutil.rmtree(root, ignore_errors=True)
    for part in ("config", "keys", "outbox", "probe"):
        shutil.copytree(source / part, root / part)
    (root / "inbox").mkdir()
    for name in (".voucherd-inbox", "410300-B-000001.zip"):
        shutil.copy(source / "inbox" / name, root / "inbox" / name)
    drain(workloads.voucherd, root, log)
    return root


def start_seconds(voucherd: Path, root: Path, log: Path) -> float:
    """A pass over an empty inbox: the store is opened, looked over and closed."""
    return statistics.median(drain(voucherd, root, log).seconds for _ in range(5))


def status_seconds(voucherd: Path, root: Path) -> float:
    def once() -> float:
        start = time.monotonic()
        command = [str(voucherd), "status", "--root", str(root), "--as-of", AS_OF]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return time.monotonic() - start

    return statistics.median(once() for _ in range(5))


def sizes(root: Path) -> dict[str, int]:
    """Bytes below each folder, and in the database."""
    folders = {"archive": "store/archive", "evidence": "store/evidence", "outbox": "outbox", "log": "log"}
    found = {name: sum(file.stat().st_size for file in (root / path).rglob("*") if file.is_file()) for name, path in folders.items()}
    return {"database": sum(file.stat().st_size for file in (root / "store").glob("voucherd.sqlite*")), **found}


def longest_folder(root: Path) -> tuple[int, Path]:
    """The folder below the store and the outbox with the most names in it."""
    folders = [folder for part in ("store", "outbox") for folder in (root / part).rglob("*") if folder.is_dir()]
    return max((sum(1 for _ in folder.iterdir()), folder.relative_to(root)) for folder in folders)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voucherd", type=Path, default=HERE.parent / ".build/release/voucherd")
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--records", type=int, default=RECORDS // 10)
    options = parser.parse_args()
    folder = options.work.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    workloads = Workloads(options.voucherd.resolve(), HERE.parent / "config", folder, options.records / RECORDS)
    log = folder / "log"
    source = workloads.growth()
    alone = statistics.median(probe(workloads, empty(workloads, source, log), log) for _ in range(3))
    root, costs = grow(workloads, source, log, lambda text: print(f"  {text}", file=sys.stderr, flush=True))
    start, status = start_seconds(workloads.voucherd, root, log), status_seconds(workloads.voucherd, root)
    grown = probe(workloads, root, log)
    again = drain(workloads.voucherd, root, log).seconds
    most, where = longest_folder(root)
    rows = [
        ["first round, last round", f"{report.seconds(costs[0].seconds)}, {report.seconds(costs[-1].seconds)}"],
        ["processor time of these", f"{report.seconds(costs[0].cpu_seconds)}, {report.seconds(costs[-1].cpu_seconds)}"],
        ["peak of memory", report.megabytes(max(cost.peak_bytes for cost in costs))],
        ["a thousand rows more, in an empty store", report.milliseconds(alone)],
        ["a thousand rows more", report.milliseconds(grown)],
        ["a pass over an empty inbox, before and after", f"{report.milliseconds(start)}, {report.milliseconds(again)}"],
        ["status", report.milliseconds(status)],
        ["longest folder", f"{most} names, {where}"],
        *[[f"on the disk: {name}", report.megabytes(size)] for name, size in sizes(root).items()],
    ]
    report.table(f"A store of {options.records:,} records", ["", "measured"], rows)


if __name__ == "__main__":
    main()
