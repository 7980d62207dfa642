#!/usr/bin/env python3
"""A plain pipeline of the kind that one writes in an afternoon: it checks digests and signatures, keeps the latest row of each key, and gives a
receipt for each batch. No rules, no merging, no versions, no decisions.

    peer.py ROOT EMPTY-FOLDER
"""

import csv
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path


def digests(text: str) -> dict[str, str]:
    """A BagIt manifest: digest by path."""
    return {path: digest for digest, path in (line.split(maxsplit=1) for line in text.splitlines())}


def fields(text: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in text.splitlines())


def is_signed(tag_manifest: bytes, signature: bytes, office: str, signers: Path, work: Path) -> bool:
    (work / "signature").write_bytes(signature)
    command = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", office, "-n", "voucherd-batch", "-s", work / "signature"]
    return subprocess.run(command, input=tag_manifest, capture_output=True).returncode == 0


class Peer:
    def __init__(self, root: Path, work: Path):
        self.signers = root / "config" / "allowed_signers"
        self.work = work
        self.tables: dict[str, str] = {}
        for folder in ("evidence", "receipts"):
            (work / folder).mkdir(parents=True)
        self.db = sqlite3.connect(work / "peer.sqlite", isolation_level=None)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.db.execute("PRAGMA cache_size = -65536")

    def take(self, path: Path) -> None:
        with zipfile.ZipFile(path) as archive:
            top = archive.namelist()[0].split("/")[0]
            tag_manifest = archive.read(f"{top}/tagmanifest-sha256.txt")
            info = fields(archive.read(f"{top}/bag-info.txt").decode())
            signature = archive.read(f"{top}/tagmanifest-sha256.txt.sig")
            if not is_signed(tag_manifest, signature, info["Batch-Office"], self.signers, self.work):
                raise SystemExit(f"{path}: bad signature")
            for tag, digest in digests(tag_manifest.decode()).items():
                if hashlib.sha256(archive.read(f"{top}/{tag}")).hexdigest() != digest:
                    raise SystemExit(f"{path}: {tag} is damaged")
            self.db.execute("BEGIN")
            counts = {}
            has_evidence = False
            for name, digest in digests(archive.read(f"{top}/manifest-sha256.txt").decode()).items():
                content = archive.read(f"{top}/{name}")
                if hashlib.sha256(content).hexdigest() != digest:
                    raise SystemExit(f"{path}: {name} is damaged")
                if name.startswith("data/records/"):
                    counts[Path(name).stem] = self.upsert(Path(name).stem, content)
                else:
                    (self.work / "evidence" / digest).write_bytes(content)
                    has_evidence = True
            if has_evidence:
                os.sync()
            self.db.execute("COMMIT")
        self.receipt(path.stem, info, counts)

    def upsert(self, table: str, content: bytes) -> int:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        columns = next(rows)
        if table not in self.tables:
            names = ", ".join(f'"{column}"' for column in columns)
            changes = ", ".join(f'"{column}" = excluded."{column}"' for column in columns[1:])
            self.db.execute(f'CREATE TABLE IF NOT EXISTS "{table}" ({names}, PRIMARY KEY ("{columns[0]}"))')
            self.tables[table] = (
                f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))}) ON CONFLICT ("{columns[0]}") DO UPDATE SET {changes}'
            )
        return self.db.executemany(self.tables[table], rows).rowcount

    def receipt(self, name: str, info: dict[str, str], counts: dict[str, int]) -> None:
        with open(self.work / "receipts" / f"{name}.json", "w") as file:
            json.dump({"office": info["Batch-Office"], "sequence": info["Batch-Sequence"], "rows": counts}, file)
            file.flush()
            os.fsync(file.fileno())


def main() -> None:
    root, work = Path(sys.argv[1]), Path(sys.argv[2])
    peer = Peer(root, work)
    for path in sorted((root / "inbox").glob("*.zip")):
        peer.take(path)


if __name__ == "__main__":
    main()
