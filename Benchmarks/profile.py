#!/usr/bin/env python3
"""Runs the product once over a workload with its stage clock on, and prints what the stages took."""

import argparse
import subprocess
from pathlib import Path

from workloads import AS_OF, Workloads

HERE = Path(__file__).resolve().parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voucherd", type=Path, default=HERE.parent / ".build/release/voucherd")
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--scale", type=float, default=0.1)
    parser.add_argument("workloads", nargs="*", default=["w1", "w2"])
    options = parser.parse_args()
    workloads = Workloads(options.voucherd.resolve(), HERE.parent / "config", options.work.resolve(), options.scale)
    sources = {"w1": workloads.rows, "w2": workloads.small, "w4": workloads.large}
    for name in options.workloads:
        root = workloads.fresh(sources[name](), f"profile-{name}")
        print(f"\n{name}", flush=True)
        command = [workloads.voucherd, "run", "--once", "--profile", "--root", root, "--as-of", AS_OF]
        subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
