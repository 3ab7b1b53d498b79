"""Read what a code says: desa, kecamatan, kabupaten, bidang urusan (pure, no look-up in a file).

Codes of places: PP.KK.CC.DDDD (Kepmendagri 100.1.1-6117/2022). Codes of sub kegiatan:
urusan.bidang.program.level.kegiatan.sub, the last part with 2 digits up to Kepmendagri
050-5889/2021 and 4 digits from 900.1.15.5-1317/2023; "X.XX" stands for any urusan in the
penunjang program. The fourth part is 2 for most kabupaten programmes, but the nomenclature also
has 3, 4, 5 and 7, so any digit is right there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

_DESA = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}")
_KECAMATAN = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
_SUB_KEGIATAN = re.compile(
    r"(?:[0-9]\.[0-9]{2}\.[0-9]{2}|(?:[0-9]\.XX|X\.XX)\.01)\.[0-9]\.[0-9]{2}\.(?:[0-9]{2}|[0-9]{4})"
)
_PENUNJANG = re.compile(r"[0-9X]\.(?:[0-9]{2}|XX)\.01(?:\..*)?")


@dataclass(frozen=True)
class Kecamatan:
    """Hold one kecamatan of the workbook: its code and its name as most rows write it."""

    kode: str
    nama: str


def is_kode_desa(kode: str) -> bool:
    """Tell whether `kode` has the form PP.KK.CC.DDDD."""
    return _DESA.fullmatch(kode) is not None


def is_kode_kecamatan(kode: str) -> bool:
    """Tell whether `kode` has the form PP.KK.CC."""
    return _KECAMATAN.fullmatch(kode) is not None


def is_kode_wilayah(kode: str) -> bool:
    """Tell whether `kode` is that of a kabupaten, a kecamatan or a desa."""
    return re.fullmatch(r"[0-9]{2}\.[0-9]{2}", kode) is not None or (
        is_kode_kecamatan(kode) or is_kode_desa(kode)
    )


def is_kode_sub_kegiatan(kode: str) -> bool:
    """Tell whether `kode` is a sub kegiatan, by either ending; X.XX only for penunjang."""
    return _SUB_KEGIATAN.fullmatch(kode) is not None


def kode_kecamatan(kode_desa: str) -> str:
    """Return "81.05.15" of desa "81.05.15.2004"; "" when it is no code of a desa."""
    return kode_desa[:8] if is_kode_desa(kode_desa) else ""


def kode_kabupaten(kode: str) -> str:
    """Return "81.05" of a code of a desa or kecamatan; "" when it is neither."""
    return kode[:5] if is_kode_desa(kode) or is_kode_kecamatan(kode) else ""


def kode_bidang_urusan(kode_sub_kegiatan: str) -> str:
    """Return "3.27" of "3.27.07.2.01.0002"; "" when it is no code of a sub kegiatan."""
    return kode_sub_kegiatan[:4] if is_kode_sub_kegiatan(kode_sub_kegiatan) else ""


def is_penunjang(kode: str) -> bool:
    """Tell whether a program, kegiatan or sub kegiatan is of the penunjang program (x.xx.01)."""
    return _PENUNJANG.fullmatch(kode) is not None


def desa_table(frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the checked desa: kode_desa, nama_desa, kode_kecamatan, kecamatan; sorted by code.

    `kecamatan` is the name that `list_kecamatan` gives for the code, so that one kecamatan has one
    name however its rows spell it.
    """
    desa = frames["Desa"]
    names = {item.kode: item.nama for item in list_kecamatan(frames)}
    codes = [str(kode) for kode in desa["kode_desa"]]
    kecamatan = [kode_kecamatan(kode) for kode in codes]
    columns = {
        "kode_desa": codes,
        "nama_desa": [str(nama) for nama in desa["nama_desa"]],
        "kode_kecamatan": kecamatan,
        "kecamatan": [names.get(kode, "") for kode in kecamatan],
    }
    table = pd.DataFrame(columns, dtype=object)
    return table.sort_values("kode_desa", kind="stable", ignore_index=True)


def list_kecamatan(frames: Mapping[str, pd.DataFrame]) -> tuple[Kecamatan, ...]:
    """Return the kecamatan of the checked desa, sorted by code.

    The name is the commonest spelling among the desa of that code; the first row wins a tie.
    """
    desa = frames["Desa"]
    spellings: dict[str, Counter[str]] = {}
    for kode, nama in zip(desa["kode_desa"], desa["kecamatan"], strict=True):
        if is_kode_desa(kode):
            spellings.setdefault(kode_kecamatan(kode), Counter())[nama] += 1
    return tuple(
        Kecamatan(kode, names.most_common(1)[0][0]) for kode, names in sorted(spellings.items())
    )
