"""Publish what a run made: everything is written beside first, then renamed, the manifest last.

A full disk or a kill while writing leaves the last good packs as they were. A kill among the
renames leaves no manifest, so the next run makes them again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bangkit_nb.files import stage, sync_folder, write_atomic
from bangkit_nb.run.manifest import read_manifest, to_json

MANIFEST = "manifest.json"
_STAGED = ".tulis-*.tmp"


def publish_files(
    outputs: Path, made: Mapping[str, bytes], folders: tuple[str, ...], told: Mapping[str, Any]
) -> None:
    """Make `outputs` hold exactly `made` (path below it -> content) and the manifest `told`.

    folders: those below `outputs` from which whatever is not in `made` is taken away. What holds
    its content already is left alone, the manifest too: the same run again publishes nothing.
    Raises OSError; then nothing has changed, or the manifest is gone.
    """
    for name in ("", *folders):
        _sweep(outputs / name)
    staged: list[tuple[Path, Path]] = []
    try:
        for name, content in made.items():
            path = outputs / name
            if not _holds(path, content):
                staged.append((Path(stage(path, content)), path))
        if staged:
            (outputs / MANIFEST).unlink(missing_ok=True)
        while staged:
            temporary, path = staged[-1]
            temporary.replace(path)
            staged.pop()
    finally:
        for temporary, _ in staged:
            with contextlib.suppress(OSError):
                temporary.unlink()
    for name in folders:
        for path in (outputs / name).iterdir() if (outputs / name).is_dir() else ():
            if path.is_file() and f"{name}/{path.name}" not in made:
                path.unlink()
    for folder in sorted({(outputs / name).parent for name in made}):
        sync_folder(folder)
    if _without_clock(read_manifest(outputs) or {}) != _without_clock(told):
        write_atomic(outputs / MANIFEST, to_json(told))


def _without_clock(told: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "waktu"}


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _sweep(folder: Path) -> None:
    """Take away what a killed run had written beside."""
    for path in folder.glob(_STAGED):
        with contextlib.suppress(OSError):
            path.unlink()
