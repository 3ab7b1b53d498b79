"""Tell whose word stands on each usulan: the machine's, an officer's, or an OPD's or a forum's.

The three are never mixed. A machine's candidate and an officer's padanan are asked about; only a
`keputusan` of an OPD or a forum is an answer, and only while it is BERLAKU.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd

from bangkit_nb import columns as c
from bangkit_nb import text
from bangkit_nb.frames import list_rows
from bangkit_nb.review.earlier import Dulu

MESIN, PETUGAS, KEPUTUSAN = "mesin", "petugas", "keputusan"
ASAL = (MESIN, PETUGAS, KEPUTUSAN)
"""Whose word a row shows; "" where nothing is asked about and nothing was answered."""

SIKAP = {
    c.RAGU: "ragu",
    c.TIDAK_ADA: "tidak_ada",
    c.KEWENANGAN_LAIN: "kewenangan_lain",
    c.PERIKSA_LAGI: "periksa_lagi",
    c.BERTENTANGAN: "bertentangan",
}
"""What an officer said instead of a padanan, or why it may not be shown: catalogue keys."""

NO_ROW = (SIKAP[c.TIDAK_ADA], SIKAP[c.KEWENANGAN_LAIN])
"""Stances that take an usulan out of what OPD are asked."""

_MAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\s@<>()]+")


@dataclass(frozen=True)
class Word:
    """Hold what stands on one usulan.

    Attributes:
        kode_opd, opd, kode_sub_kegiatan, sub_kegiatan, skor, penjelasan: the row that is asked
            about, or the nearest candidate where none is (asal ""), or what an answer names.
        asal: MESIN, PETUGAS, KEPUTUSAN or "".
        sikap: a value of SIKAP; "" where the officer's padanan stands or nothing was said.
        arah_kode_opd: the OPD it was directed to before an answer; only to find its pack.
        jalur_petugas: the route the officer chose, mostly "".
        jawaban: "" or why a recorded answer may not be shown (a value of SIKAP).
        keputusan .. keputusan_jalur: the answer, blank unless asal is KEPUTUSAN.
    """

    kode_opd: str = ""
    opd: str = ""
    kode_sub_kegiatan: str = ""
    sub_kegiatan: str = ""
    skor: float = 0.0
    penjelasan: str = ""
    asal: str = ""
    sikap: str = ""
    arah_kode_opd: str = ""
    jalur_petugas: str = ""
    jawaban: str = ""
    keputusan: str = ""
    keputusan_oleh: str = ""
    keputusan_forum: str = ""
    keputusan_tanggal: dt.date | None = None
    keputusan_kode_opd: str = ""
    keputusan_volume: float = math.nan
    keputusan_satuan: str = ""
    keputusan_anggaran: float = math.nan
    keputusan_alasan: str = ""
    keputusan_gabung_ke: str = ""
    keputusan_jalur: str = ""


COLUMNS = tuple(f.name for f in fields(Word))
"""Columns that `apply_tinjauan` gives every usulan."""


def build_empty_tinjauan(usulan: pd.DataFrame) -> pd.DataFrame:
    """Return what an empty log says (columns.TINJAUAN): nothing, of every usulan."""
    made = pd.DataFrame("", index=range(len(usulan)), columns=list(c.TINJAUAN), dtype=object)
    made["id_usulan"] = list(usulan["id_usulan"])
    made["keputusan"] = c.BELUM_DIBAHAS
    made[["volume", "anggaran"]] = None
    return made


def apply_tinjauan(
    rows: pd.DataFrame, tinjauan: pd.DataFrame, renja: pd.DataFrame, names: Mapping[str, str]
) -> pd.DataFrame:
    """Return the rows with the columns COLUMNS set to what stands on each.

    rows: usulan with the best candidate's cells and `is_padanan` (strong enough to ask about).
    tinjauan: columns.TINJAUAN; an usulan without a row was not judged. names: kode_opd -> name.
    """
    said = {row["id_usulan"]: row for row in list_rows(tinjauan)}
    pairs = zip(renja["kode_opd"], renja["kode_sub_kegiatan"], renja["sub_kegiatan"], strict=True)
    known = Known(names, {(kode, sub): name for kode, sub, name in reversed(list(pairs))})
    words = [_word(row, said.get(row["id_usulan"], {}), known) for row in list_rows(rows)]
    out = rows.copy()
    for name in COLUMNS:
        values = [getattr(word, name) for word in words]
        kind = float if isinstance(getattr(Word, name), float) else object
        out[name] = pd.Series(values, index=rows.index, dtype=kind)
    return out


STANDING = (c.DIAKOMODIR, c.DIUBAH, c.DIGABUNG)
"""Answers that hold until somebody says otherwise; any other is asked about again."""


def add_earlier(tinjauan: pd.DataFrame, dulu: Mapping[str, Dulu]) -> pd.DataFrame:
    """Return the tinjauan with what earlier Rakor took, and a column dulu_rakor: which one, or "".

    An OPD that took an usulan is not asked again, as long as nothing newer was said of it and it
    and its Renja row read as they did then (`Dulu.is_same`).
    """
    rows, rakor = [], []
    for row in list_rows(tinjauan):
        one = dulu.get(str(row["id_usulan"]))
        is_new = one is None or row["keputusan"] in c.KATA_KEPUTUSAN
        if one is not None and not is_new and one.is_same and one.keputusan in STANDING:
            row |= dict(one.isi)
            rakor.append(one.rakor)
        else:
            rakor.append("")
        rows.append(row)
    out = pd.DataFrame(rows, columns=list(tinjauan.columns), dtype=object)
    return out.assign(dulu_rakor=pd.Series(rakor, index=out.index, dtype=object))


@dataclass(frozen=True)
class Known:
    """Hold the OPD names by code and the sub kegiatan names by (kode_opd, code) of a workbook."""

    opd: Mapping[str, str]
    sub_kegiatan: Mapping[tuple[str, str], str]


def _word(row: dict[Any, Any], said: dict[Any, Any], known: Known) -> Word:
    asked = _asked(row, said, known)
    keadaan = said.get("keputusan_keadaan", "")
    kata = said.get("keputusan", "")
    if kata not in c.KATA_KEPUTUSAN:
        return asked
    if keadaan != c.BERLAKU:
        return replace(asked, jawaban=SIKAP.get(keadaan, SIKAP[c.PERIKSA_LAGI]))
    return _answered(asked, said, known)


def _asked(row: dict[Any, Any], said: dict[Any, Any], known: Known) -> Word:
    """Return what may be asked of an OPD: the officer's padanan, else the machine's candidate."""
    putusan, keadaan = said.get("putusan", ""), said.get("keadaan", "")
    machine = Word(
        row["kode_opd"], row["opd"], row["kode_sub_kegiatan"], row["sub_kegiatan"], row["skor"],
        row["penjelasan"], MESIN if row["is_padanan"] else "",
        arah_kode_opd=row["kode_opd"] if row["is_padanan"] else "",
    )  # fmt: skip
    if not putusan:
        return machine
    if keadaan != c.BERLAKU:
        return replace(machine, sikap=SIKAP.get(keadaan, SIKAP[c.PERIKSA_LAGI]))
    jalur = said["jalur"]
    if putusan in (c.TIDAK_ADA, c.KEWENANGAN_LAIN):
        return Word(sikap=SIKAP[putusan], jalur_petugas=jalur)
    if putusan != c.COCOK:
        return replace(machine, sikap=SIKAP[c.RAGU], jalur_petugas=jalur)
    kode, sub = said["kode_opd"], said["kode_sub_kegiatan"]
    if (kode, sub) not in known.sub_kegiatan:
        return replace(machine, sikap=SIKAP[c.PERIKSA_LAGI])
    return Word(
        kode, known.opd.get(kode, kode), sub, known.sub_kegiatan[kode, sub], asal=PETUGAS,
        arah_kode_opd=kode, jalur_petugas=jalur,
    )  # fmt: skip


def _answered(asked: Word, said: dict[Any, Any], known: Known) -> Word:
    """Return the answer alone: nothing of what was asked may be read as a part of it."""
    kode, sub = said["keputusan_kode_opd"], said["keputusan_kode_sub_kegiatan"]
    return Word(
        kode_opd=kode,
        opd=known.opd.get(kode, kode),
        kode_sub_kegiatan=sub,
        sub_kegiatan=known.sub_kegiatan.get((kode, sub), ""),
        asal=KEPUTUSAN,
        arah_kode_opd=asked.arah_kode_opd,
        jalur_petugas=asked.jalur_petugas,
        keputusan=said["keputusan"],
        keputusan_oleh=plain(said["keputusan_oleh"]),
        keputusan_forum=plain(said["forum"]),
        keputusan_tanggal=parse_day(said["tanggal"]),
        keputusan_kode_opd=kode,
        keputusan_volume=_number(said["volume"]),
        keputusan_satuan=plain(said["satuan"]),
        keputusan_anggaran=_number(said["anggaran"]),
        keputusan_alasan=plain(said["alasan"]),
        keputusan_gabung_ke=said["gabung_ke"],
        keputusan_jalur=said["keputusan_jalur"],
    )


def plain(value: object) -> str:
    """Return what somebody typed as one line without a personal number or an address in it."""
    return _MAIL.sub("\u2026", text.redact(text.tidy(value)))


def build_shown_tinjauan(tinjauan: pd.DataFrame) -> pd.DataFrame:
    """Return the log's frame as it may leave the office: no officer's name, typed texts masked."""
    out = tinjauan.drop(columns="oleh")
    for name in ("keputusan_oleh", "forum", "satuan", "alasan"):
        out[name] = pd.Series([plain(v) for v in out[name]], index=out.index, dtype=object)
    return out


def _number(value: object) -> float:
    return math.nan if value is None or value == "" else float(str(value))


def parse_day(value: object) -> dt.date | None:
    """Return an ISO day, None where `value` is none."""
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        return None
