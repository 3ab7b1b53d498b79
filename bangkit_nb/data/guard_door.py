"""Look at a workbook from outside: is it there, and do its first bytes look like Excel?

Cheap and bounded: no zip and no XML is opened here, that is the child's work (guard_child.py).
"""

from __future__ import annotations

import difflib
import os
import stat
from pathlib import Path

from bangkit_nb.errors import Problem, WorkbookError
from bangkit_nb.text import shorten

MAX_BYTES = 25_000_000

_SAVE_AS = "Buka di Excel, pilih Simpan Sebagai, jenis 'Buku Kerja Excel (.xlsx)'."
_READABLE = (".xlsx", ".xlsm")
_FOREIGN = (*_READABLE, ".xls", ".ods", ".csv", ".txt", ".tsv")
_OTHER = {".xls": "Excel lama (.xls)", ".xlsb": "Excel biner (.xlsb)", ".xltx": "templat Excel",
          ".ods": "OpenDocument (.ods)", ".csv": "teks CSV", ".numbers": "Numbers"}  # fmt: skip


_PDF = (
    "ini PDF, dan angka di dalam PDF tidak dapat dibaca dengan pasti. Minta Excel-nya: di SIPD-RI "
    "pilih unduhan Excel di halaman laporan atau daftar usulan yang sama, bukan cetak PDF; atau "
    "minta berkas .xlsx dari Bappeda atau OPD yang menyusunnya."
)


def fault(path: Path, reason: str) -> WorkbookError:
    """Return the error that names the file and the reason (with its remedy)."""
    return WorkbookError(f"Berkas '{shorten(path.name)}' tidak dapat dibaca: {reason}")


def read_bytes(path: Path, *, foreign: bool = False) -> bytes:
    """Return the file's bytes; raises WorkbookError when it is missing, locked or too large.

    foreign: other formats than the workbook's are welcome.
    """
    _check_name(path, foreign=foreign)
    try:
        with open(path, "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise fault(path, "bukan berkas biasa. Pilih buku kerja .xlsx.")
            # One byte more than allowed: the size on disk may change while we look.
            content = stream.read(MAX_BYTES + 1)
    except PermissionError:
        raise fault(
            path,
            "terkunci oleh program lain atau tanpa izin baca. Tutup di Excel, lalu coba lagi.",
        ) from None
    except (OSError, ValueError) as trouble:
        number = getattr(trouble, "errno", None)
        raise fault(path, f"disk atau jaringan menolak (kode {number}). Salin ke laptop ini, lalu "
                     "coba lagi.") from None  # fmt: skip
    if not content:
        raise fault(path, "kosong (0 bita). Salin atau unduh sekali lagi.")
    if len(content) > MAX_BYTES:
        raise fault(path, "lebih besar dari 25 MB. Hapus gambar, lembar dan baris yang tidak "
                     "dipakai, lalu simpan.")  # fmt: skip
    return content


def _check_name(path: Path, *, foreign: bool) -> None:
    try:
        mode = os.stat(path).st_mode
    except PermissionError:
        raise fault(
            path, "Anda tidak punya izin membuka foldernya. Salin ke folder lain."
        ) from None
    except (OSError, ValueError):
        raise fault(path, f"tidak ada di folder '{path.parent}'.{_nearest(path)}") from None
    if stat.S_ISDIR(mode):
        raise fault(path, "ini folder, bukan berkas. Sebutkan buku kerja .xlsx di dalamnya.")
    if not stat.S_ISREG(mode):  # opening a pipe would wait for ever
        raise fault(path, "bukan berkas biasa. Pilih buku kerja .xlsx.")
    if path.name.startswith(("~$", ".~lock.")):
        raise fault(path, "ini berkas kunci sementara milik Excel, bukan buku kerja. Pilih berkas "
                     "tanpa '~$' di depan namanya.")  # fmt: skip
    suffix = path.suffix.lower()
    if suffix == ".pdf":
        raise fault(path, _PDF)
    if foreign and suffix in _FOREIGN:
        return
    if suffix in _OTHER:
        raise fault(path, f"jenisnya {_OTHER[suffix]}. {_SAVE_AS}")
    if suffix not in _READABLE:
        raise fault(
            path, f"jenisnya '{shorten(suffix) or 'tanpa akhiran'}', bukan .xlsx. {_SAVE_AS}"
        )


def _nearest(path: Path) -> str:
    try:
        names = [name for name in os.listdir(path.parent) if name.lower().endswith(_READABLE)]
        names = [name for name in names if name[0] not in "~."]
    except (OSError, ValueError):
        return " Periksa nama foldernya."
    near = difflib.get_close_matches(path.name, names, 1, 0.5)
    return f" Maksudnya '{near[0]}'?" if near else " Periksa nama dan foldernya."


def check_foreign(path: Path, content: bytes) -> None:
    """Refuse by the first bytes what no reader here takes: a PDF, a password, only zeros."""
    if content[:1024].lstrip().startswith(b"%PDF"):
        raise fault(path, _PDF)
    is_ole = content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    is_locked = is_ole and "EncryptedPackage".encode("utf-16-le") in content
    if is_locked or not content.strip(b"\0"):
        check_magic(path, content)


def check_magic(path: Path, content: bytes) -> None:
    """Tell apart, by the first bytes only, what people rename to .xlsx."""
    if content.startswith(b"PK\x03\x04"):
        return
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        # A password turns an .xlsx into an OLE file with this stream; its name is stored so.
        if "EncryptedPackage".encode("utf-16-le") in content:
            reason = (
                "dikunci kata sandi. Buka di Excel, hapus kata sandinya (menu Info), lalu simpan."
            )
        else:
            reason = f"sebenarnya Excel lama (.xls) yang diganti namanya. {_SAVE_AS}"
    elif head.startswith((b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<body")):
        reason = f"sebenarnya halaman web (HTML), sering dari unduhan aplikasi. {_SAVE_AS}"
    elif head.startswith(b"<?xml"):
        reason = f"sebenarnya berkas XML. {_SAVE_AS}"
    elif head.startswith(b"%pdf"):
        reason = _PDF
    elif content.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        reason = "arsip kosong atau terbagi. Salin atau unduh sekali lagi."
    elif not content.strip(b"\0"):
        reason = "isinya hanya nol; penyalinannya gagal. Salin atau unduh sekali lagi."
    elif b"\0" not in content[:4096]:
        reason = f"sebenarnya berkas teks (CSV?) yang diganti namanya. {_SAVE_AS}"
    else:
        reason = f"bukan berkas Excel, atau rusak di awalnya. {_SAVE_AS}"
    raise fault(path, reason)


def check_lock(path: Path) -> tuple[Problem, ...]:
    """Say so when Excel or LibreOffice holds the file open: what is not saved is not read."""
    locks = (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#"))
    if not any(lock.exists() for lock in locks):
        return ()
    message = (
        f"Berkas sedang terbuka di Excel ({shorten(path.name)}); simpan dulu agar perubahan "
        "terakhir ikut terbaca."
    )
    return (Problem("info", "", None, "", "", message),)
