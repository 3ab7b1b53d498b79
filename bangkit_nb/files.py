"""Write files so that a reader, or a crash, never meets half of one."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from bangkit_nb.errors import BangkitError


def write_atomic(path: Path, content: bytes) -> Path:
    """Write `content` to `path` by temporary file, fsync, rename and fsync of the folder.

    Measured (RELIABILITY.md row 12): 0 torn files in 150 kills, against 87 with a plain write.
    Raises OSError as the system gives it; the old file, if any, then still stands.
    """
    name = stage(path, content)
    try:
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    sync_folder(path.parent)
    return path


def stage(path: Path, content: bytes) -> str:
    """Write `content` to a temporary file beside `path`, down to the disk; return its name.

    Whoever stages also renames it to `path` or takes it away. Raises OSError, leaving nothing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".tulis-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(name)
        raise
    return name


def write_text(path: Path, text: str) -> Path:
    """Write `text` as UTF-8 with `\\n` line ends on every platform, atomically."""
    return write_atomic(path, text.encode("utf-8"))


def read_object(path: Path) -> dict[str, Any] | None:
    """Return the JSON object that a file holds, None where it is not there or holds something else.

    For what can be made again or is only remembered: a damaged file counts as none.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return told if isinstance(told, dict) else None


def resolve_inside(folder: Path, name: str) -> Path:
    """Return `folder/name`, refusing a name that leads out of `folder` (.., absolute, link)."""
    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise BangkitError(
            f"Jalur '{name}' menunjuk ke luar folder {root.name}. "
            "Tulis jalur di dalam folder proyek."
        )
    return path


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries (renames, removals) down to the disk."""
    if os.name == "nt":  # a folder cannot be opened for fsync on Windows
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
