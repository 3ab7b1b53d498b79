"""Lay out one row of the meeting's screen, and the words that stand against each other. Pure.

A row: kunci, judul, ket (lines), status with nada (baik | perhatian | salah | biasa), tanda (a
tick, None where there is none), aksi (buttons, each with its key), konflik (words to choose from).
"""

from __future__ import annotations

from typing import Any

from bangkit_nb.hasil.records import Entri, TindakLanjut
from bangkit_nb.hasil.words import say_isi, say_moment
from bangkit_nb.review import rapat

Row = dict[str, Any]


def action(aksi: str, label: str, key: str = "", **rest: Any) -> dict[str, Any]:
    """Return one button of a row; key: the letter that presses it while the row has the focus."""
    return {"aksi": aksi, "label": label, "tombol": key, **rest}


def build_row(
    one: Entri[Any], judul: str, ket: list[str], aksi: list[dict[str, Any]], **more: Any
) -> Row:
    """Return a row; more: what it shows beside its title, lines and buttons."""
    konflik = _conflict(one)
    if konflik:  # nothing that two people contradict each other on is shown as said
        more |= {"status": "bertentangan", "nada": "salah"}
    return {
        "kunci": one.kunci, "judul": judul, "ket": [line for line in ket if line],
        "aksi": aksi, "status": "", "nada": "biasa", "tanda": None,
        "konflik": konflik,
        "oleh": f"{one.oleh}, {say_moment(one.waktu)}" if one.is_said else "",
        **more,
    }  # fmt: skip


def _conflict(one: Entri[Any]) -> list[dict[str, str]]:
    """Return the words that stand against each other, the one that counts for now first."""
    if not one.lawan:
        return []
    own = {"id": one.peristiwa, "teks": say_isi(one.isi), "oleh": one.oleh}
    if isinstance(one, TindakLanjut) and any(e.jenis == rapat.KEMAJUAN for e in one.lawan):
        last = one.kemajuan[-1]
        own = {"id": last.peristiwa, "teks": say_isi(last.isi), "oleh": last.oleh}
    others = [{"id": e.id, "teks": say_isi(e.isi), "oleh": e.penulis} for e in one.lawan]
    return [own, *others]
