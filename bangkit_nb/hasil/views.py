"""Lay out each tab of the meeting's screen as plain values. Pure.

A tab: `kepala` (said large), `keterangan`, `baris` (rows, see rows.py), `alat` (buttons for all
rows), `kosong` (said where there are no rows), `cari` (the label of its search, "" for none) and
`enter` (what Enter does in the search: tick the first row, or go to it).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bangkit_nb import fmt
from bangkit_nb.hasil import views_rapat, views_tindak
from bangkit_nb.hasil.session import Meeting
from bangkit_nb.review import rapat

HADIR, SAHKAN, SEPAKAT, JAWAB = "hadir", "sahkan", "sepakat", "jawab"
TANTANGAN, DUKUNGAN, TINDAK, TUTUP = "tantangan", "dukungan", "tindak", "tutup"

TABS: tuple[tuple[str, str], ...] = (
    (HADIR, "Hadir"), (SAHKAN, "Pengesahan"), (SEPAKAT, "Kesepakatan"), (JAWAB, "Jawaban OPD"),
    (TANTANGAN, "Tantangan"), (DUKUNGAN, "Dukungan"), (TINDAK, "Tindak lanjut"), (TUTUP, "Tutup"),
)  # fmt: skip
"""Tabs in their order; the digit of its place opens each."""

JENIS: Mapping[str, str] = {
    HADIR: rapat.KEHADIRAN, SEPAKAT: rapat.KESEPAKATAN, TANTANGAN: rapat.TANTANGAN,
    DUKUNGAN: rapat.DUKUNGAN, TINDAK: rapat.RTL,
}  # fmt: skip
"""Tab -> the kind of entry that its form makes."""


FOLDED = (HADIR, TANTANGAN, DUKUNGAN)
"""Tabs that mostly work on the workbook's own rows: their form is folded away until N."""


def build_tab(meeting: Meeting, tab: str) -> dict[str, Any]:
    """Return what a tab shows."""
    blank = {"kepala": "", "keterangan": "", "baris": [], "alat": [], "kosong": "", "cari": ""}
    made = _BUILDERS.get(tab)
    return blank | (made(meeting) if made else {})


def count_tabs(meeting: Meeting) -> dict[str, str]:
    """Return the number beside each tab's name."""
    held = meeting.hasil
    said = len(meeting.ruang.desa) - len(held.belum_disahkan)
    return {
        HADIR: fmt.angka(len(held.hadir)),
        SAHKAN: f"{fmt.angka(said)}/{fmt.angka(len(meeting.ruang.desa))}",
        SEPAKAT: fmt.angka(len(held.kesepakatan)),
        TANTANGAN: fmt.angka(sum(one.is_said for one in held.tantangan)),
        DUKUNGAN: fmt.angka(sum(one.is_said for one in held.dukungan)),
        TINDAK: fmt.angka(sum(not one.is_lama for one in held.rtl)),
        TUTUP: "ditutup" if held.ditutup else "",
    }


def _jawab(meeting: Meeting) -> dict[str, Any]:
    return {
        "kepala": "Jawaban OPD dan forum",
        "keterangan": "Di bawah: buka satu usulan, atau centang beberapa di Daftar, lalu catat "
        "jawabannya. Hanya yang dikatakan OPD atau forum.",
    }


_BUILDERS: Mapping[str, Callable[[Meeting], dict[str, Any]]] = {
    HADIR: views_rapat.build_hadir, SAHKAN: views_rapat.build_sahkan,
    SEPAKAT: views_rapat.build_sepakat, TANTANGAN: views_rapat.build_tantangan,
    DUKUNGAN: views_rapat.build_dukungan, TINDAK: views_tindak.build_tindak,
    TUTUP: views_tindak.build_tutup, JAWAB: _jawab,
}  # fmt: skip
