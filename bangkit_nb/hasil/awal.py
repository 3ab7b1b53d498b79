"""Take from the checked workbook what the room starts from: guests, plans, what is open. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from bangkit_nb import text
from bangkit_nb.data.checks import Checked
from bangkit_nb.frames import list_rows
from bangkit_nb.hasil.records import BELUM_MULAI, Awal
from bangkit_nb.params import Rakor
from bangkit_nb.review import rapat
from bangkit_nb.review.rapat import (
    Dukungan,
    IsiRapat,
    Kehadiran,
    Kemajuan,
    Rtl,
    Tantangan,
    derive_id,
    rapat_key,
)

KATA_SAH = ("disahkan", "sah")
"""What sheet Desa says of a plan that a Rakor has ratified (by a musdes alone it is not)."""


def build_awal(rakor: Rakor, checked: Checked) -> Awal:
    """Return what the workbook says before the room speaks.

    Rows that say the same (two people of one name and office) are told apart by their order.
    """
    isi: dict[str, IsiRapat] = {}
    kemajuan: dict[str, Kemajuan] = {}
    for row in _rows(checked.sheet("Peserta")):
        _add(isi, rapat.KEHADIRAN, (row["nama"], row["instansi"]), _peserta(row))
    for row in _rows(checked.sheet("Tantangan")):
        cells = (row["tantangan"], _codes(row["kode_desa"]), row["lokasi"])
        _add(isi, rapat.TANTANGAN, cells, _tantangan(row))
    for row in _rows(checked.sheet("Pelatihan")):
        cells = (row["topik"], row["angkatan"], _codes(row["kode_desa"]))
        _add(isi, rapat.DUKUNGAN, cells, _pelatihan(row))
    for row in _rows(checked.sheet("Tindak Lanjut")):
        asal = row["asal_rakor"] or rakor.rakor_sebelumnya
        key = _add(isi, rapat.RTL, (row["id_rtl"], asal), _rtl(row, asal))
        kemajuan[key] = _kemajuan(row)
    desa = checked.sheet("Desa")
    sah = [text.fold(said) in KATA_SAH for said in desa["status_rencana"]]
    return Awal(isi, kemajuan, tuple(desa["kode_desa"]), frozenset(desa["kode_desa"][sah]))


def _rows(frame: pd.DataFrame) -> Iterator[Mapping[str, Any]]:
    for row in list_rows(frame):
        yield {str(name): value for name, value in row.items()}


def _add(isi: dict[str, IsiRapat], jenis: str, cells: tuple[str, ...], said: IsiRapat) -> str:
    key = rapat_key(jenis, derive_id(jenis, *cells))
    n = 1
    while key in isi:
        n += 1
        key = rapat_key(jenis, derive_id(jenis, "", *cells, n))
    isi[key] = said
    return key


def _peserta(row: Mapping[str, Any]) -> Kehadiran:
    return Kehadiran(
        row["nama"], row["instansi"], row["l_p"], row["jabatan"], row["kode_opd"],
        row["hadir"] == "ya",
    )  # fmt: skip


def _tantangan(row: Mapping[str, Any]) -> Tantangan:
    return Tantangan(
        row["tantangan"], row["solusi"], row["penanggung_jawab"], _codes(row["kode_desa"]),
        row["lokasi"],
    )  # fmt: skip


def _pelatihan(row: Mapping[str, Any]) -> Dukungan:
    return Dukungan(
        row["topik"], _day(row["tanggal_mulai"]), _day(row["tanggal_selesai"]), row["tempat"],
        row["angkatan"], _codes(row["kode_desa"]), _whole(row["peserta_l"]),
        _whole(row["peserta_p"]), row["narasumber_opd"],
    )  # fmt: skip


def _rtl(row: Mapping[str, Any], asal: str) -> Rtl:
    return Rtl(
        row["rencana"], row["penanggung_jawab"], _day(row["batas_waktu"]), row["kode_opd"],
        asal_rakor=asal,
    )  # fmt: skip


def _kemajuan(row: Mapping[str, Any]) -> Kemajuan:
    day = _day(row.get("tanggal_selesai"))
    return Kemajuan(day, row["status"] or BELUM_MULAI, row["bukti"], row["catatan"])


def _codes(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else ""


def _day(value: Any) -> str:
    return value.isoformat() if value else ""


def _whole(value: float) -> int | None:
    return None if math.isnan(value) else round(value)
