"""Say which Rakor need a run, and why: a hash over all that their packs come from.

Nothing is parsed that did not change: a params file whose bytes are those of the last good run is
known from that run's manifest. Standard library only, as long as no params file changed.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bangkit_nb import __version__, files
from bangkit_nb.errors import BangkitError
from bangkit_nb.run.outcome import BRIEF, CHECK, LINTAS

NEVER, FAILED, MISSING = "belum pernah dijalankan", "terakhir gagal", "sebagian paket hilang"
REASONS = {
    "kode": "program diperbarui",
    "notebook": "notebook berubah",
    "params": "params berubah",
    "berkas": "buku kerja atau lampiran berubah",
    "log": "catatan petugas, OPD atau forum bertambah",
    "sebelumnya": "Rakor sebelumnya berubah",
}
"""Part of the input -> what to say when it is not that of the last good run."""


@dataclass(frozen=True)
class Source:
    """Hold what a params file names.

    Attributes:
        params: hash of the params file.
        berkas: paths, relative to the project, of the workbook, the map and the template.
        sebelumnya: key of the Rakor before, "" for none.
        contoh: it is a sample.
    """

    params: str
    berkas: tuple[str, ...]
    sebelumnya: str
    contoh: bool


@dataclass
class Inputs:
    """Read what the packs of a project's Rakor come from; each file once."""

    proyek: Path
    _marks: dict[str, str] | None = field(default=None, init=False)
    _notebooks: str = field(default="", init=False)

    def read_parts(self, rakor: str) -> dict[str, Any]:
        """Return the parts of a Rakor's input by REASONS' names, and `sumber`, its params in short.

        Raises BangkitError where the params file or the database cannot be read.
        """
        source = self.read_source(rakor)
        return {
            "kode": hash_code(),
            "notebook": self._hash_notebooks(),
            "params": source.params,
            "berkas": {name: hash_path(self.proyek, name) for name in source.berkas},
            "log": self._read_marks().get(rakor, ""),
            "sebelumnya": self._hash_previous(source.sebelumnya, {rakor}),
            "sumber": [list(source.berkas), source.sebelumnya, source.contoh],
        }

    def read_source(self, rakor: str) -> Source:
        """Return what the params file names; raises ParamsError."""
        path = self.proyek / "params" / f"{rakor}.yml"
        params = _sha256(path.read_bytes()) if path.is_file() else ""
        known = read_input(self.proyek / "outputs" / rakor)
        if known is not None and params and known["params"] == params:
            berkas, sebelumnya, contoh = known["sumber"]
            return Source(params, tuple(berkas), sebelumnya, contoh)
        from bangkit_nb.params import open_rakor

        opened = open_rakor(rakor, self.proyek)
        # a sample's meeting lies beside its workbook
        story = str(Path(opened.buku_kerja).with_suffix(".jsonl")) if opened.contoh else ""
        named = (opened.buku_kerja, opened.peta, opened.templat, story)
        berkas = tuple(name for name in named if name)
        return Source(params, berkas, opened.rakor_sebelumnya, opened.contoh)

    def explain(self, rakor: str) -> tuple[str, ...]:
        """Return why a Rakor needs a run, () when its packs are of the same input."""
        outputs = self.proyek / "outputs" / rakor
        known = read_input(outputs)
        if (outputs / "gagal").is_dir():
            return (FAILED,)
        if known is None:
            return (NEVER,)
        try:
            parts = self.read_parts(rakor)
        except BangkitError as fault:
            return (str(fault),)
        changed = tuple(told for name, told in REASONS.items() if parts[name] != known.get(name))
        return changed or ((MISSING,) if _is_incomplete(outputs) else ())

    def _hash_notebooks(self) -> str:
        if not self._notebooks:
            names = [f"notebooks/{name}.ipynb" for name in (CHECK, BRIEF, LINTAS)]
            found = [hash_path(self.proyek, name) for name in names]
            self._notebooks = _sha256("\n".join(found).encode())
        return self._notebooks

    def _read_marks(self) -> dict[str, str]:
        from bangkit_nb.review.place import is_store

        if self._marks is None:
            self._marks = {}
            if is_store(self.proyek):
                from bangkit_nb.review.store import open_store

                with open_store(self.proyek) as store:
                    self._marks = store.read_marks()
        return self._marks

    def _hash_previous(self, rakor: str, seen: set[str]) -> str:
        """Return a hash over the Rakor before and those before it; "" where there is none."""
        if not rakor or rakor in seen:
            return ""
        try:
            source = self.read_source(rakor)
        except BangkitError as fault:
            return _sha256(str(fault).encode())
        told = [
            source.params,
            *(hash_path(self.proyek, name) for name in source.berkas),
            self._read_marks().get(rakor, ""),
            self._hash_previous(source.sebelumnya, seen | {rakor}),
        ]
        return _sha256("\n".join(told).encode())


def read_input(outputs: Path) -> dict[str, Any] | None:
    """Return the input of a Rakor's last good run, None when there is none."""
    try:
        told = json.loads((outputs / "manifest.json").read_bytes())
    except (OSError, ValueError):
        return None
    found = told.get("masukan") if isinstance(told, dict) else None
    return found if isinstance(found, dict) and {"params", "sumber"} <= set(found) else None


def _is_incomplete(outputs: Path) -> bool:
    told = json.loads((outputs / "manifest.json").read_bytes())
    there: dict[str, set[str]] = {}
    for name in told["berkas"]:
        folder, _, file = name.rpartition("/")
        if folder not in there:
            path = outputs / folder
            there[folder] = {p.name for p in path.iterdir()} if path.is_dir() else set()
        if file not in there[folder]:
            return True
    return False


def hash_path(proyek: Path, name: str) -> str:
    """Return the hash of a file or of a folder's files, "" where nothing is."""
    try:
        path = files.resolve_inside(proyek, name)
    except BangkitError:
        return ""
    if path.is_dir():
        found = sorted(path.rglob("*"))
        told = [f"{one.relative_to(path).as_posix()} {_hash_file(one)}" for one in found]
        return _sha256("\n".join(told).encode())
    return _hash_file(path)


def _hash_file(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


@lru_cache(maxsize=1)
def hash_code() -> str:
    """Return a hash over this package's version and every file of it."""
    folder = Path(__file__).resolve().parents[1]
    found = [
        f"{path.relative_to(folder).as_posix()} {_hash_file(path)}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    return _sha256("\n".join([__version__, *found]).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def find_runnable(proyek: Path) -> list[str]:
    """Return the Rakor of `--all`: the real ones; the samples only where there is no real one.

    A params file that cannot be read counts as real: its fault must be seen.
    """
    inputs = Inputs(proyek)
    real: list[str] = []
    samples: list[str] = []
    for path in sorted((proyek / "params").glob("*.yml")):
        try:
            is_sample = inputs.read_source(path.stem).contoh
        except BangkitError:
            is_sample = False
        (samples if is_sample else real).append(path.stem)
    return real or samples
