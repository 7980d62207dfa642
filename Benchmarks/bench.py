#!/usr/bin/env python3
"""Runs the workloads and prints what came out. `make bench` calls it; README.md says what is measured."""

import argparse
import shutil
import statistics
import sys
import time
from pathlib import Path

import growth
import latency
import measure
import report
from workloads import AS_OF, Workloads

HERE = Path(__file__).resolve().parent
IDLE_SECONDS = 30.0


class Bench:
    def __init__(self, options: argparse.Namespace):
        self.runs = options.runs
        self.voucherd = options.voucherd.resolve()
        self.folder = options.work.resolve()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.workloads = Workloads(self.voucherd, HERE.parent / "config", self.folder, options.scale)
        self.ratios: list[list[str]] = []
        self.figures: list[list[str]] = []
        self.others: list[list[str]] = []

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def say(self, text: str) -> None:
        print(f"  {text}", file=sys.stderr, flush=True)

    # The three of one workload, in turn, so that a slow hour of the machine is everybody's.

    def compare(self, name: str, source: Path, prepare=None) -> dict[str, measure.Cost]:
        costs: dict[str, list[measure.Cost]] = {"product": [], "floor": [], "peer": []}
        for number in range(1, self.runs + 1):
            for who in costs:
                root = self.workloads.fresh(source, name)
                scratch = self.folder / "run" / f"{name}-scratch"
                shutil.rmtree(scratch, ignore_errors=True)
                scratch.mkdir(parents=True)
                if prepare:
                    prepare(who, root, scratch)
                measure.settle()
                costs[who].append(measure.run(self.command(who, root, scratch), self.log))
                self.say(f"{name}: {who}, run {number} of {self.runs}: {costs[who][-1].seconds:.2f} s")
        median = {who: sorted(of_one, key=lambda cost: cost.seconds)[len(of_one) // 2] for who, of_one in costs.items()}
        for who, cost in median.items():
            peak = max(cost.peak_bytes for cost in costs[who])
            self.figures.append([name, who, report.seconds(cost.seconds), report.seconds(cost.cpu_seconds), report.megabytes(peak)])
        return median

    def command(self, who: str, root: Path, scratch: Path) -> list:
        return {
            "product": [self.voucherd, "run", "--once", "--root", root, "--as-of", AS_OF],
            "floor": [HERE / "floor.sh", root / "inbox", scratch],
            "peer": [sys.executable, HERE / "peer.py", root, scratch / "peer"],
        }[who]

    def ratio(self, what: str, value: float, limit: float, at_most: bool = True) -> None:
        bound = f"{'at most' if at_most else 'at least'} {limit:g}"
        self.ratios.append([what, report.times(value), bound, report.verdict(value, limit, at_most)])

    # The workloads.

    def w1(self) -> None:
        cost = self.compare("w1", self.workloads.rows())
        self.first = cost["product"].seconds
        self.ratio("w1: time, product over floor", cost["product"].seconds / cost["floor"].seconds, 2.0)
        self.ratio("w1: speed, product over peer", cost["peer"].seconds / cost["product"].seconds, 1.5, at_most=False)

    def w2(self) -> None:
        cost = self.compare("w2", self.workloads.small())
        self.ratio("w2: speed, product over peer", cost["peer"].seconds / cost["product"].seconds, 2.0, at_most=False)

    def w3(self) -> None:
        source = self.workloads.again()
        runs = []
        for number in range(1, self.runs + 1):
            root = self.workloads.fresh(source, "w3")
            first = growth.drain(self.voucherd, root, self.log)
            for batch in (root / "later").glob("*.zip"):
                batch.rename(root / "inbox" / batch.name)
            measure.settle()
            second = growth.drain(self.voucherd, root, self.log)
            runs.append((first.seconds, second))
            self.say(f"w3: run {number} of {self.runs}: {first.seconds:.2f} s, then {second.seconds:.2f} s")
        # W1 sends a tenth more rows than come again: the registers.
        per_row = statistics.median(second.seconds / 0.9 / first for first, second in runs)
        self.ratio("w3: time a row, over w1", per_row, 1.5)
        again = sorted((second for _, second in runs), key=lambda cost: cost.seconds)[len(runs) // 2]
        self.figures.append(["w3", "product", report.seconds(again.seconds), report.seconds(again.cpu_seconds), report.megabytes(again.peak_bytes)])

    def w4(self) -> None:
        self.compare("w4", self.workloads.large())

    def w5(self) -> None:
        source = self.workloads.growth()
        probes = [growth.probe(self.workloads, growth.empty(self.workloads, source, self.log), self.log) for _ in range(self.runs)]
        alone = statistics.median(probes)
        root, costs = growth.grow(self.workloads, source, self.log, self.say)
        start = growth.start_seconds(self.voucherd, root, self.log)
        status = growth.status_seconds(self.voucherd, root)
        grown = growth.probe(self.workloads, root, self.log)
        size = growth.sizes(root)["database"]
        self.ratio("w5: a thousand rows more, over the same in an empty store", grown / alone, 1.2)
        whole = [sum(cost.seconds for cost in costs), sum(cost.cpu_seconds for cost in costs), max(cost.peak_bytes for cost in costs)]
        self.figures.append(["w5", "product", report.seconds(whole[0]), report.seconds(whole[1]), report.megabytes(whole[2])])
        self.others += [
            ["w5: database", report.megabytes(size), "", ""],
            ["w5: a thousand rows more", report.milliseconds(grown), "", ""],
            ["w5: start with that store", report.seconds(start), "below 1 s", report.verdict(start, 1.0)],
            ["w5: status", report.milliseconds(status), "below 200 ms", report.verdict(status, 0.2)],
        ]

    def latency(self) -> None:
        root = self.workloads.fresh(self.workloads.trickle(), "latency")
        with latency.daemon(self.voucherd, root, self.log) as process:
            taken, disk = latency.drops(root)
            # What the last drop leaves to do is not idleness.
            time.sleep(2)
            idle = latency.idle_share(process, IDLE_SECONDS)
        median, late = statistics.median(taken), statistics.quantiles(taken, n=100)[98]
        self.others += [
            ["drop to receipt, median", report.milliseconds(median), "below 25 ms", report.verdict(median, 0.025)],
            ["drop to receipt, 99 in 100", report.milliseconds(late), "below 60 ms", report.verdict(late, 0.060)],
            ["this disk: write, fsync, rename, fsync", report.milliseconds(statistics.median(disk)), "", ""],
            ["idle, share of a core", f"{idle * 100:.3f} %", "below 0.1 %", report.verdict(idle, 0.001)],
        ]

    def print(self) -> None:
        if self.ratios:
            report.table("Ratios", ["", "measured", "wanted", ""], self.ratios)
        if self.others:
            report.table("Figures of one program", ["", "measured", "wanted", ""], self.others)
        if self.figures:
            report.table("Absolute figures: median time, its processor time, largest peak of memory", ["", "", "time", "cpu", "peak"], self.figures)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voucherd", type=Path, default=HERE.parent / ".build/release/voucherd")
    parser.add_argument("--work", type=Path, default=HERE / "work", help="where data and runs lie")
    parser.add_argument("--scale", type=float, default=1.0, help="the share of the full size")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("workloads", nargs="*", default=["w1", "w2", "w3", "w4", "latency", "w5"])
    bench = Bench(options := parser.parse_args())
    try:
        for name in options.workloads:
            getattr(bench, name)()
    finally:
        bench.print()


if __name__ == "__main__":
    main()
