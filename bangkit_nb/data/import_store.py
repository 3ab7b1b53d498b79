"""What an import keeps beside the workbook, in impor/: copies of it, and what was last written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bangkit_nb import files
from bangkit_nb.data.guard_door import check_lock
from bangkit_nb.data.import_merge import Base
from bangkit_nb.errors import WorkbookError, explain_fault
from bangkit_nb.text import shorten

FOLDER = "impor"


@dataclass(frozen=True)
class Memory:
    """Hold what earlier imports wrote (sheet -> `Base`), and the names a person accepted.

    accepted: key of a name (import_accept.py) -> kode.
    """

    sheets: Mapping[str, Base] = field(default_factory=dict)
    accepted: Mapping[str, str] = field(default_factory=dict)


def read_memory(workbook: Path) -> Memory:
    """Return the memory of a workbook; an unreadable one counts as none."""
    try:
        said = json.loads(_memory_path(workbook).read_text(encoding="utf-8"))
        return Memory(dict(said["lembar"]), dict(said["diterima"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Memory()


def write_memory(workbook: Path, memory: Memory) -> None:
    """Keep the memory of a workbook."""
    said = {"lembar": memory.sheets, "diterima": memory.accepted}
    files.write_text(_memory_path(workbook), json.dumps(said, ensure_ascii=False, sort_keys=True))


def _memory_path(workbook: Path) -> Path:
    return files.resolve_inside(workbook.parent / FOLDER, f"{workbook.stem}.json")


def write_backup(workbook: Path, content: bytes, moment: dt.datetime) -> Path:
    """Keep the workbook as it was, under the moment's name."""
    stem = f"{workbook.stem}-{moment:%Y-%m-%d-%H%M%S}"
    name, number = f"{stem}{workbook.suffix}", 2
    while (workbook.parent / FOLDER / "cadangan" / name).exists():
        name, number = f"{stem}-{number}{workbook.suffix}", number + 1
    return files.write_atomic(
        files.resolve_inside(workbook.parent / FOLDER / "cadangan", name), content
    )


def write_changed(workbook: Path, content: bytes) -> tuple[Path, bool]:
    """Write the workbook; beside it where Excel holds it open.

    Returns the path, and whether it is beside. Raises WorkbookError when it can be
    written in neither place.
    """
    beside = workbook.with_name(f"{workbook.stem}-impor{workbook.suffix}")
    if check_lock(workbook):
        return _write(beside, content), True
    try:
        return files.write_atomic(workbook, content), False
    except PermissionError:  # Windows: another program has it open without a lock file
        return _write(beside, content), True
    except OSError as trouble:
        raise _refused(workbook, trouble) from None


def _write(path: Path, content: bytes) -> Path:
    try:
        return files.write_atomic(path, content)
    except OSError as trouble:
        raise _refused(path, trouble) from None


def _refused(path: Path, trouble: OSError) -> WorkbookError:
    return WorkbookError(
        f"'{shorten(path.name)}' tidak dapat ditulis ({explain_fault(trouble)}). "
        "Periksa izin folder dan sisa ruang disk, lalu ulangi; tidak ada yang berubah."
    )
