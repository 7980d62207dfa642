"""Makes the data roots that the runs start from, once each, by `voucherd sample`."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PARTIES = 32_000
BATCHES = 300
LARGE_FILE = (2 << 30) // 6
RECORDS = 10_000_000
ROWS_PER_PARTY = 10
DROPS = 200

# A day on which all that is sent has happened.
AS_OF = "2026-02-02T18:00:00+08:00"


@dataclass
class Workloads:
    voucherd: Path
    config: Path
    folder: Path
    scale: float

    def rows(self) -> Path:
        return self._make("w1", "rows", "--parties", self._parties())

    def small(self) -> Path:
        return self._make("w2", "small", "--batches", max(1, round(BATCHES * self.scale)))

    def again(self) -> Path:
        return self._make("w3", "again", "--parties", self._parties())

    def large(self) -> Path:
        return self._make("w4", "large", "--file-bytes", max(1, round(LARGE_FILE * self.scale)))

    def growth(self) -> Path:
        rounds = max(2, round(RECORDS * self.scale / (PARTIES * ROWS_PER_PARTY)))
        return self._make("w5", "rows", "--parties", PARTIES, "--rounds", rounds)

    def trickle(self) -> Path:
        return self._make("latency", "trickle", "--batches", max(20, round(DROPS * self.scale)))

    def fresh(self, source: Path, name: str) -> Path:
        """A copy of a root to run on; an earlier one of the name is removed."""
        root = self.folder / "run" / name
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(source, root)
        return root

    def _parties(self) -> int:
        return max(16, round(PARTIES * self.scale))

    def _make(self, name: str, shape: str, *options) -> Path:
        root = self.folder / "data" / f"{name}-{'-'.join(str(option).lstrip('-') for option in options)}"
        if not root.exists():
            unfinished = root.with_name(root.name + ".part")
            shutil.rmtree(unfinished, ignore_errors=True)
            root.parent.mkdir(parents=True, exist_ok=True)
            command = [self.voucherd, "sample", unfinished, "--workload", shape, "--config", self.config, *options]
            subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            unfinished.rename(root)
        return root
