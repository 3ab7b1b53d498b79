"""Make the sheets of the next Rakor from what the last one left. Pure.

Cells go over as they were typed, so that a question about one is asked again and nothing is lost.
What changes is said by the workbook itself (a desa or OPD with a successor) and by the room: a
finished follow-up stays behind, an open one goes on under its own number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bangkit_nb import text
from bangkit_nb.columns import KESEPAKATAN, PELATIHAN, PESERTA, ROW, TANTANGAN, TINDAK_LANJUT
from bangkit_nb.data.checks import Checked
from bangkit_nb.data.layouts import Workbook
from bangkit_nb.hasil.awal import build_awal
from bangkit_nb.hasil.lintas import find_successors
from bangkit_nb.hasil.lintas_janji import number_kesepakatan
from bangkit_nb.hasil.perkembangan import fold_perkembangan, usulan_id
from bangkit_nb.hasil.records import TERMINAL, Awal, Hasil, read_day
from bangkit_nb.params import Rakor
from bangkit_nb.review import rapat
from bangkit_nb.review.rapat import DISAHKAN, PENGESAHAN_DITUNDA, RTL, derive_id, split_key

SAME_YEAR = ("Renja", "Jadwal")
"""Sheets that go over only where both Rakor plan the same year."""

_CODES = {"kode_desa": "Desa", "kode_opd": "OPD"}
DITUNDA = "ditunda"
_NAMES = {"Desa": "nama_desa", "OPD": "nama_opd"}


@dataclass(frozen=True)
class Before:
    """Hold the Rakor that was: its parameters, its workbook as typed and as checked, its result."""

    rakor: Rakor
    workbook: Workbook
    checked: Checked
    hasil: Hasil

    @property
    def awal(self) -> Awal:
        """What the room started from."""
        return build_awal(self.rakor, self.checked)


def build_carried(before: Before, after: Rakor) -> dict[str, pd.DataFrame]:
    """Return sheet name -> frame of the next Rakor's workbook; `before` is not changed.

    Desa, OPD, Peserta, Rencana, Renja, Jadwal and Tesaurus go over with the codes that desa and
    OPD have now; usulan that are finished or given up by the evidence stay behind. Kesepakatan and
    Tindak Lanjut hold what is open, the room's own after the older ones; Tantangan what no room
    agreed a solution for; Pelatihan what is not over yet.
    """
    codes = {
        name: find_successors([before.checked.sheet(sheet)], name) for name, sheet in _CODES.items()
    }
    made: dict[str, pd.DataFrame] = {}
    for name in ("Desa", "OPD", "Peserta", "Rencana", TANTANGAN.name, "Tesaurus", *SAME_YEAR):
        is_kept = name not in SAME_YEAR or before.rakor.tahun_rencana == after.tahun_rencana
        frame = before.workbook.frames.get(name)
        if frame is not None and is_kept:
            made[name] = _move(frame, before.checked.sheet(name), codes)
    for name, kode in (("Desa", "kode_desa"), ("OPD", "kode_opd")):
        if name in made:
            made[name] = _merge(made[name], kode, _NAMES[name], codes[kode])
    if "Desa" in made:
        made["Desa"] = _ratified(made["Desa"], before.hasil, codes["kode_desa"])
    if "Rencana" in made:
        made["Rencana"] = _open_usulan(made["Rencana"], before.checked, after.hari)
    if TANTANGAN.name in made:
        made[TANTANGAN.name] = _open_tantangan(made[TANTANGAN.name], before)
    made["Peserta"] = _build_peserta(made.get("Peserta"), before.hasil)
    made[PELATIHAN.name] = _build_pelatihan(before.hasil, after.hari)
    made[KESEPAKATAN.name] = build_kesepakatan(before)
    made[TINDAK_LANJUT.name] = build_rtl(before, codes["kode_opd"])
    return made


def _move(
    frame: pd.DataFrame, checked: pd.DataFrame, codes: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """Return a sheet as typed, with the codes of now in the rows that could be read."""
    out = frame.copy()
    for column, now in codes.items():
        if column not in frame.columns or column not in checked.columns:
            continue
        read = dict(zip(checked[ROW], checked[column], strict=True))
        cells = [
            now.get(read.get(row, ""), cell)
            for row, cell in zip(frame[ROW], frame[column], strict=True)
        ]
        out[column] = pd.Series(cells, index=frame.index, dtype=object)
    return out


def _merge(frame: pd.DataFrame, kode: str, nama: str, now: Mapping[str, str]) -> pd.DataFrame:
    """Return sheet Desa or OPD with one row a code; names that went away become `nama_lain`.

    A successor that has a row of its own keeps it; else the old row goes on under the new code.
    """
    if not now:
        return frame
    records: list[dict[Any, Any]] = []
    at: dict[str, int] = {}
    moved: list[dict[Any, Any]] = []
    for row in frame.to_dict("records"):
        is_moved = row.get(f"{kode}_pengganti") not in (None, "") and row[kode] in now.values()
        if is_moved:
            moved.append(row)
            continue
        at.setdefault(str(row[kode]), len(records))
        records.append(row)
    for row in moved:
        key = str(row[kode])
        if key in at:
            kept = records[at[key]]
            old = [row.get("nama_lain"), row[nama]]
            records[at[key]] = kept | {"nama_lain": _join(kept[nama], kept.get("nama_lain"), *old)}
        else:
            at[key] = len(records)
            records.append(row | {f"{kode}_pengganti": None})
    columns = dict.fromkeys([*frame.columns, "nama_lain"])
    return pd.DataFrame(records, columns=list(columns), dtype=object)


def _join(own: object, *names: object) -> str | None:
    """Return other names divided by ";", each once, without the present one."""
    parts = [text.tidy(part) for name in names if name for part in str(name).split(";")]
    kept = {text.fold(part): part for part in reversed(parts) if part}
    kept.pop(text.fold(own), None)
    return "; ".join(reversed(kept.values())) or None


def _ratified(frame: pd.DataFrame, hasil: Hasil, now: Mapping[str, str]) -> pd.DataFrame:
    """Return sheet Desa with what the room said of each plan; a note does not undo "disahkan"."""
    said = {
        now.get(one.isi.kode_desa, one.isi.kode_desa):
        DITUNDA if one.isi.kata == PENGESAHAN_DITUNDA else DISAHKAN
        for one in hasil.pengesahan
    }  # fmt: skip
    if not said:
        return frame
    old = frame["status_rencana"] if "status_rencana" in frame else [None] * len(frame)
    cells = [said.get(str(kode), cell) for kode, cell in zip(frame["kode_desa"], old, strict=True)]
    return frame.assign(status_rencana=pd.Series(cells, index=frame.index, dtype=object))


def _open_usulan(frame: pd.DataFrame, checked: Checked, day: dt.date) -> pd.DataFrame:
    reached = fold_perkembangan([checked.sheet("Perkembangan")], day)
    done = {key for key, capaian in reached.items() if capaian.is_tutup}
    keep = [usulan_id(value) not in done for value in frame["id_usulan"]]
    return frame[pd.array(keep, dtype=bool)]


def _open_tantangan(frame: pd.DataFrame, before: Before) -> pd.DataFrame:
    """Return the challenges as typed, without those that the room solved or withdrew.

    One on whose solution two writers disagree is open still.
    """
    rows = before.checked.sheet(TANTANGAN.name)[ROW]
    keys = [key for key in before.awal.isi if split_key(key)[0] == rapat.TANTANGAN]
    still = {e.kunci for e in before.hasil.tantangan if e.lawan or not e.is_said}
    done = {row for row, key in zip(rows, keys, strict=True) if key not in still}
    return frame[~frame[ROW].isin(done)]


def _build_peserta(frame: pd.DataFrame | None, hasil: Hasil) -> pd.DataFrame:
    """Return the participants without their attendance, and after them who came uninvited."""
    rows: list[dict[Any, Any]] = []
    if frame is not None:
        rows = frame.drop(columns=["hadir"], errors="ignore").to_dict("records")
    known = {text.fold(row.get("nama")) for row in rows}
    for one in hasil.kehadiran:
        who = one.isi
        if who.tamu and who.hadir and text.fold(who.nama) not in known:
            rows.append({
                "nama": who.nama, "instansi": who.instansi, "peran": "undangan",
                "l_p": who.l_p, "jabatan": who.jabatan, "kode_opd": who.kode_opd,
            })  # fmt: skip
    extra = [] if frame is None else [c for c in frame.columns if c != "hadir"]
    columns = dict.fromkeys([*PESERTA.names, *extra])
    return _blank_to_none(pd.DataFrame(rows, columns=list(columns), dtype=object))


def _build_pelatihan(hasil: Hasil, day: dt.date) -> pd.DataFrame:
    """Return the training that is not over yet on the day of the next Rakor."""
    rows = [
        vars(one.isi)
        | {name: read_day(getattr(one.isi, name)) for name in ("tanggal_mulai", "tanggal_selesai")}
        for one in hasil.dukungan
        if (read_day(one.isi.tanggal_selesai or one.isi.tanggal_mulai) or day) >= day
    ]
    return _blank_to_none(pd.DataFrame(rows, columns=list(PELATIHAN.names), dtype=object))


def build_kesepakatan(before: Before) -> pd.DataFrame:
    """Return the agreements that still stand: older ones with their state, then the room's own.

    (asal_rakor, nomor) is what names one for life.
    """
    asal = before.rakor.rakor_sebelumnya
    rows = [
        {str(k): v for k, v in row.items()} | {"asal_rakor": row["asal_rakor"] or asal}
        for row in before.checked.sheet(KESEPAKATAN.name).to_dict("records")
        if row["status"] not in TERMINAL
    ]
    rows += [
        {"nomor": nomor, "isi": isi, "asal_rakor": before.rakor.rakor}
        for nomor, isi in number_kesepakatan(before.hasil)
    ]
    return _blank_to_none(pd.DataFrame(rows, columns=list(KESEPAKATAN.names), dtype=object))


def build_rtl(before: Before, codes: Mapping[str, str]) -> pd.DataFrame:
    """Return the open follow-up under its number, with its latest state.

    What the workbook brought along keeps its cells (address and note as well); what the room
    agreed is named by its UUID.
    """
    sheet = before.checked.sheet(TINDAK_LANJUT.name)
    own = _rows_of(before, sheet)
    rows = []
    for one in before.hasil.rtl:
        if one.status in TERMINAL:
            continue
        held = own.get(one.id, {})
        last = one.kemajuan[-1].isi if one.kemajuan else None
        isi = one.isi
        kode = isi.kode_opd or held.get("kode_opd", "")
        rows.append(held | {
            "id_rtl": held.get("id_rtl") or one.id,
            "rencana": isi.rencana,
            "penanggung_jawab": isi.penanggung_jawab,
            "kode_opd": codes.get(kode, kode),
            "batas_waktu": one.batas or isi.batas_waktu or None,
            "status": one.status,
            "bukti": (last.bukti if last else "") or held.get("bukti", ""),
            "catatan": (last.catatan if last else "") or held.get("catatan", ""),
            "asal_rakor": isi.asal_rakor or before.rakor.rakor,
        })  # fmt: skip
    return _blank_to_none(pd.DataFrame(rows, columns=list(TINDAK_LANJUT.names), dtype=object))


def _rows_of(before: Before, sheet: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Return the workbook's own row of each follow-up, by the id that the room knows it under."""
    asal = before.rakor.rakor_sebelumnya
    return {
        derive_id(RTL, row["id_rtl"], row["asal_rakor"] or asal): {
            str(k): v for k, v in row.items() if k != ROW
        }
        for row in sheet.to_dict("records")
    }


def _blank_to_none(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(object).where(frame.notna() & (frame != ""), None)


def count_left(before: Before, made: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Return how many rows of each kind stayed behind: merged, finished or cancelled."""
    closed = [one for one in before.hasil.rtl if one.status in TERMINAL]
    return {
        name: len(before.workbook.frames[name]) - len(made[name])
        for name in ("Desa", "OPD", "Rencana", TANTANGAN.name)
        if name in made and len(before.workbook.frames[name]) != len(made[name])
    } | ({TINDAK_LANJUT.name: len(closed)} if closed else {})
