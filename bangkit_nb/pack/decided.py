"""Turn what a meeting decided into frames like the workbook's, so that one builder tells both.

What people typed in the room is masked here, once: no phone number, NIK or address goes on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from bangkit_nb.pack.whose import parse_day, plain
from bangkit_nb.review.rapat import PENGESAHAN_DITUNDA

if TYPE_CHECKING:
    from bangkit_nb.hasil.records import Hasil


def list_pelatihan(hasil: Hasil | None, sheet: pd.DataFrame) -> pd.DataFrame:
    """Return the training that stands after the meeting, with the columns of sheet Pelatihan."""
    entries = hasil.dukungan if hasil is not None else ()
    return _frame(sheet, (
        {
            "topik": plain(e.isi.topik), "tanggal_mulai": parse_day(e.isi.tanggal_mulai),
            "tanggal_selesai": parse_day(e.isi.tanggal_selesai), "tempat": plain(e.isi.tempat),
            "angkatan": plain(e.isi.angkatan), "kode_desa": split_codes(e.isi.kode_desa),
            "peserta_l": _number(e.isi.peserta_l), "peserta_p": _number(e.isi.peserta_p),
            "narasumber_opd": plain(e.isi.narasumber_opd),
        }
        for e in entries
    ))  # fmt: skip


def list_tantangan(hasil: Hasil | None, sheet: pd.DataFrame) -> pd.DataFrame:
    """Return the challenges that stand after the meeting, with the columns of sheet Tantangan."""
    entries = hasil.tantangan if hasil is not None else ()
    return _frame(sheet, (
        {
            "tantangan": plain(e.isi.tantangan), "kode_desa": split_codes(e.isi.kode_desa),
            "lokasi": plain(e.isi.lokasi), "solusi": plain(e.isi.solusi),
            "penanggung_jawab": plain(e.isi.penanggung_jawab),
        }
        for e in entries
    ))  # fmt: skip


def list_rtl(hasil: Hasil, sheet: pd.DataFrame, *, with_new: bool) -> pd.DataFrame:
    """Return the follow-up, with the columns of sheet Tindak Lanjut and is_baru.

    with_new: also what this Rakor agreed (is_baru), first; else only what earlier ones did.
    """
    old = [entry for entry in hasil.rtl if entry.is_lama]
    new = [entry for entry in hasil.rtl if not entry.is_lama] if with_new else []
    made = []
    for entry in (*new, *old):
        last = entry.kemajuan[-1].isi if entry.kemajuan else None
        made.append(
            {
                "id_rtl": entry.kunci, "rencana": plain(entry.isi.rencana),
                "penanggung_jawab": plain(entry.isi.penanggung_jawab),
                "kode_opd": entry.isi.kode_opd, "batas_waktu": entry.batas,
                "status": entry.status, "bukti": plain(last.bukti if last else ""),
                "asal_rakor": entry.isi.asal_rakor, "is_baru": not entry.is_lama,
            }
        )  # fmt: skip
    out = _frame(sheet.assign(is_baru=False), made)
    out["is_baru"] = out["is_baru"].astype(bool)
    return out


def list_unratified(hasil: Hasil) -> tuple[str, ...]:
    """Return kode_desa of the plans that the meeting did not ratify: put off, or not spoken of."""
    put_off = (e.isi.kode_desa for e in hasil.pengesahan if e.isi.kata == PENGESAHAN_DITUNDA)
    return (*hasil.belum_disahkan, *put_off)


def split_codes(codes: str) -> tuple[str, ...]:
    """Return the codes of a text that divides them by ";"."""
    return tuple(code.strip() for code in codes.split(";") if code.strip())


def _number(value: int | None) -> float:
    return math.nan if value is None else float(value)


def _frame(sheet: pd.DataFrame, rows: Iterable[dict[str, Any]]) -> pd.DataFrame:
    """Return rows with a sheet's columns and kinds; texts that are not given are empty."""
    blank = {name: math.nan if sheet[name].dtype == float else "" for name in sheet.columns}
    made = [blank | row for row in rows]
    out = pd.DataFrame(made, columns=list(sheet.columns)).astype(object)
    for name in sheet.columns:
        if sheet[name].dtype == float:
            out[name] = out[name].astype(float)
        else:  # pandas would make NaT of a column of days in which one is missing
            values = [row[name] for row in made]
            out[name] = pd.Series(values, index=out.index, dtype=object)
    return out
