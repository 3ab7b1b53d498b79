"""Read a workbook that may be damaged or hostile, without the reader dying of it.

This process looks at a few magic bytes and hands the bytes to a child (guard_child.py) that has
limits on memory, CPU and time; what comes back is plain JSON. python-calamine aborts the WHOLE
process on some files (RELIABILITY.md row 1), so it never runs here. Light on purpose: no pandas.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from bangkit_nb.data import guard_door as door
from bangkit_nb.data.raw import RawBook, RawSheet
from bangkit_nb.garbage import no_collecting

BANGKIT_BACAAN = "BANGKIT_BACAAN"
"""Environment: a folder of one run's own, in which it keeps what it read for its notebooks, which
read the same workbook again. Nobody but the run sets it, and it goes with the run."""

MAX_ANSWER = 400_000_000
MEMORY_BYTES = 1_000_000_000
WALL_SECONDS = 18.0

CHILD = (
    "-P",
    "-c",
    "import sys; sys.path.append(sys.argv[1]); from bangkit_nb.data.guard_child import run; run()",
)
"""Python's arguments: -P keeps the working folder, which may hold anything, off the import path;
this package's own folder comes last, behind the standard library."""

CHILD_ANY = (*CHILD[:2], CHILD[2].replace("guard_child", "guard_other"))
"""The same child for documents of others (guard_other.py)."""


def read_raw(path: Path) -> RawBook:
    """Read every sheet of an .xlsx or .xlsm file (macros never run) as plain cells.

    Raises WorkbookError with one Indonesian sentence that names the file, what is wrong and what
    to do: missing, locked, damaged, password, another format, over a limit (25 MB, 50,000 rows,
    200 columns), or hostile. Takes at most 20 s; the child at most 1 GB.
    """
    content = door.read_bytes(path)
    door.check_magic(path, content)
    digest = hashlib.sha256(content).hexdigest()
    try:
        sheets = _decode(_ask_once(content, digest))
    except _Refusal as refusal:
        raise door.fault(path, str(refusal)) from None
    except OSError as trouble:
        raise door.fault(
            path,
            f"komputer tidak dapat memulai pembaca Excel (kode {trouble.errno}). Tutup program "
            "lain, lalu coba lagi.",
        ) from None
    return RawBook(path.name, digest, sheets, door.check_lock(path))


def read_foreign(path: Path) -> RawBook:
    """Read every sheet of a document of others: .xlsx, .xlsm, .xls, .ods or .csv, by its bytes.

    Limits and errors as `read_raw`; a PDF is refused with where its Excel is to be had.
    """
    content = door.read_bytes(path, foreign=True)
    door.check_foreign(path, content)
    try:
        sheets = _decode(_ask_child(content, CHILD_ANY))
    except _Refusal as refusal:
        raise door.fault(path, str(refusal)) from None
    digest = hashlib.sha256(content).hexdigest()
    return RawBook(path.name, digest, sheets, door.check_lock(path))


class _Refusal(Exception):
    """The child's reason, or the reason why there is none; without the file's name."""


# --- the child ----------------------------------------------------------------------------------


def _ask_once(content: bytes, digest: str) -> bytes:
    """Return the child's answer, from BANGKIT_BACAAN where the same bytes were read before."""
    folder = os.environ.get(BANGKIT_BACAAN, "")
    if not folder:
        return _ask_child(content)
    kept = Path(folder) / f"{digest}.json"
    if kept.exists():
        return kept.read_bytes()
    answer = _ask_child(content)
    unfinished = kept.with_suffix(".tmp")
    unfinished.write_bytes(answer)
    unfinished.replace(kept)
    return answer


def _ask_child(content: bytes, program: tuple[str, ...] = ()) -> bytes:
    """Run the child on `content` and return its answer; kills it over a limit."""
    package = str(Path(__file__).resolve().parents[2])
    flags = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    with subprocess.Popen(
        [sys.executable, *(program or CHILD), package],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONWARNINGS": ""},
        creationflags=flags,
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        answer = bytearray()
        writer = threading.Thread(target=_feed, args=(child.stdin, content), daemon=True)
        reader = threading.Thread(target=_drain, args=(child.stdout, answer), daemon=True)
        writer.start()
        reader.start()
        try:
            reason = _watch(child, reader)
        finally:
            child.kill()
            writer.join()
            reader.join()
    if reason:
        raise _Refusal(reason)
    if child.returncode != 0 or not answer:
        raise _Refusal(_last_words(child.returncode))
    return bytes(answer)


def _feed(stream: IO[bytes], content: bytes) -> None:
    try:
        with stream:
            stream.write(content)
    except OSError:  # the child died or refused early; its answer tells
        return


def _drain(stream: IO[bytes], answer: bytearray) -> None:
    while len(answer) < MAX_ANSWER and (piece := stream.read1(1 << 20)):  # type: ignore[attr-defined]
        answer += piece


def _watch(child: subprocess.Popen[bytes], reader: threading.Thread) -> str:
    """Wait for the answer; return why the child must be killed, "" when it ended by itself."""
    start = time.monotonic()
    reader.join(0.2)  # nearly every workbook is done by now, and psutil need not be imported
    while reader.is_alive():
        if time.monotonic() - start > WALL_SECONDS:
            return ("pembacaannya memakan waktu terlalu lama. Hapus lembar, baris dan format yang "
                    "tidak dipakai, lalu simpan.")  # fmt: skip
        if _memory(child.pid) > MEMORY_BYTES:
            return ("perlu memori lebih dari 1 GB untuk dibaca. Hapus lembar dan baris yang tidak "
                    "dipakai, lalu simpan.")  # fmt: skip
        reader.join(0.05)
    try:
        child.wait(2.0)
    except subprocess.TimeoutExpired:  # it still talks, but nobody listens beyond MAX_ANSWER
        return "isinya terlalu besar untuk dibaca. Pecah berkas menjadi beberapa bagian."
    return ""


def _memory(pid: int) -> int:
    import psutil

    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:  # gone already
        return 0


def _last_words(code: int | None) -> str:
    if code in (-24, -9):  # SIGXCPU, SIGKILL: CPU limit, or the system's memory guard
        return ("pembacaannya dihentikan karena terlalu lama atau terlalu besar. Hapus lembar dan "
                "baris yang tidak dipakai, lalu simpan.")  # fmt: skip
    return (
        f"isinya membuat pembaca Excel berhenti mendadak (kode {code}). Berkas rusak atau dibuat "
        "berbahaya; buka di Excel, simpan sebagai .xlsx baru, atau minta berkas lain."
    )


def _decode(answer: bytes) -> tuple[RawSheet, ...]:
    # parse_constant: NaN or Infinity in a cell becomes text, so that it is asked about, not lost.
    try:
        with no_collecting():
            told = json.loads(answer, object_hook=_untag, parse_constant=str)
    except ValueError:  # cut off
        raise _Refusal(_last_words(None)) from None
    if "reason" in told:
        raise _Refusal(told["reason"])
    return tuple(
        RawSheet(
            name=sheet["name"],
            rows=sheet["rows"],
            hidden=frozenset(sheet["hidden"]),
            uncomputed=frozenset((row, column) for row, column in sheet["uncomputed"]),
            is_hidden=sheet["is_hidden"],
            excel_errors={(row, column): text for row, column, text in sheet["errors"]},
            merged=tuple((a, b, c, d) for a, b, c, d in sheet["merged"]),
            hidden_columns=frozenset(sheet["hidden_columns"]),
        )
        for sheet in told["sheets"]
    )


def _untag(item: dict[str, Any]) -> Any:
    if len(item) == 1:
        if "d" in item:
            return dt.date.fromisoformat(item["d"])
        if "t" in item:
            return dt.datetime.fromisoformat(item["t"])
    return item
