"""Describe one card in words: what the screen shows of an usulan, its candidates and its history.

Everything returned is plain data (texts, lists, flags) that widget.js paints with textContent; a
text with its shared words is a list of [piece, is_shared].
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

import numpy as np
import pandas as pd

from bangkit_nb import fmt, text, words
from bangkit_nb.align import matching
from bangkit_nb.align import memory as mem
from bangkit_nb.align.scoring import COMPARISONS
from bangkit_nb.frames import list_rows
from bangkit_nb.review import ordering
from bangkit_nb.review.materials import Line, Materials, Row, RowKey, Usulan
from bangkit_nb.review.session import Session
from bangkit_nb.review.telling import describe_item

ALIKE = 0.5
"""Cosine from which a past text counts as "mirip" on a card."""

LINES = 2
"""Lines of a Renja row shown on a card."""

MEANT = 10
"""Rows that a search adds by meaning."""

Marked = list[tuple[str, bool]]


def build_card(session: Session) -> dict[str, Any] | None:
    """Return the card of the usulan that the session shows; None when there is none."""
    key = session.kunci
    if not key:
        return None
    one = session.materials.usulan[key]
    found = session.rank(key)
    blind = session.is_blind(key)
    rows = [
        session.materials.rows[row]
        for row in zip(found["kode_opd"], found["kode_sub_kegiatan"], strict=True)
    ]
    held = frozenset(word for row in rows for word in row.words)
    # what the machine makes of it (a route, who else holds the first candidate) would be a hint
    jalur, alasan = ("", "") if blind else session.materials.route(key)
    alike = () if blind else session.materials.serupa.get(one.id_usulan, ())
    return {
        "kunci": key,
        "id": one.id_usulan,
        "kegiatan": mark(one.kegiatan, held),
        "tempat": f"{one.nama_desa or one.kode_desa}, Kec. {one.kecamatan or fmt.DASH}",
        "fakta": _facts(one),
        "serupa": list(alike),
        "jalur": {"usul": jalur, "alasan": alasan},
        # an answer that was heard would lead a blind reader as a suggestion does
        "dulu": "" if blind else session.materials.dulu.get(one.id_usulan, ""),
        "buta": blind,
        "calon": _candidates(session, one, found, rows, blind),
        "tanpa": "" if blind else _without(found),
        **describe_item(session, key),
        "sama": [session.materials.usulan[other].nama_desa for other in find_same(session, key)],
    }


def mark(value: str, held: Collection[str]) -> Marked:
    """Cut a text into pieces and tell which are words that the other side holds too.

    Each word is read as the match reads it ("utk" is "untuk"); joining the pieces gives the text.
    """
    own = frozenset(words.words(value))  # an amount ("1 unit") is none of its words
    pieces: Marked = []
    for piece in re.findall(r"\w+|\W+", value):
        said = words.words(piece) if piece[0].isalnum() else []
        is_shared = bool(said) and all(word in held and word in own for word in said)
        if pieces and pieces[-1][1] == is_shared:
            pieces[-1] = (pieces[-1][0] + piece, is_shared)
        else:
            pieces.append((piece, is_shared))
    return pieces


def _facts(one: Usulan) -> list[tuple[str, str]]:
    volume = " ".join(part for part in (_angka(one.volume), one.satuan) if part)
    people = [f"{fmt.angka(n)} {word}" for n, word in
              ((one.sasaran_l, "L"), (one.sasaran_p, "P"), (one.disabilitas, "difabel"))
              if n is not None]  # fmt: skip
    legal = {"ya": " (berbadan hukum)", "tidak": " (belum berbadan hukum)"}
    facts = [
        ("Bidang", one.bidang_penghidupan),
        ("Komoditas", one.komoditas),
        ("Dukungan", one.jenis_dukungan),
        ("Kelompok", one.kelompok + legal.get(one.kelompok_berbadan_hukum, "")),
        ("Volume", volume),
        ("Anggaran", fmt.rupiah(one.anggaran)),
        ("Sasaran", ", ".join(people)),
        ("Sumber dana", one.sumber_dana),
        ("Tahun", one.tahun),
    ]
    return [(label, value or fmt.DASH) for label, value in facts]


def _angka(value: float | None) -> str:
    return "" if value is None else fmt.angka(value)


def _candidates(
    session: Session, one: Usulan, found: pd.DataFrame, rows: list[Row], blind: bool
) -> list[dict[str, Any]]:
    mine = frozenset(words.words(one.kegiatan))
    asked = requested(session, {row.key for row in rows})
    alike = _alike(session, one, rows)
    chosen = session.judged.get(one.kunci)
    made = []
    for at, (row, cells) in enumerate(zip(rows, list_rows(found), strict=True)):
        made.append(
            describe_row(row)
            | {
                "nama": mark(row.sub_kegiatan, mine),
                "alasan": "" if blind else str(cells["penjelasan"]),
                "pita": "" if blind else str(cells["pita"]),
                "mirip": "" if blind or not alike[at] else f"Mirip {alike[at]} padanan Anda.",
                "diminta": asked[row.key],
                "bagian": [] if blind else _parts(cells),
                "terpilih": row.key == chosen,
            }
        )
    return made


def describe_row(row: Row) -> dict[str, Any]:
    """Return what a card and the search show of a Renja row."""
    return {
        "kode_opd": row.kode_opd,
        "kode": row.kode_sub_kegiatan,
        "opd": row.opd,
        "nama": [(row.sub_kegiatan, False)],
        "induk": " \u203a ".join(part for part in (row.program, row.kegiatan) if part),
        "baris": [_line(line) for line in row.lines[:LINES]],
        "lebih": max(len(row.lines) - LINES, 0),
    }


def _line(line: Line) -> dict[str, str]:
    indikator = ": ".join(part for part in (line.indikator, line.target) if part)
    return {
        "lokasi": line.lokasi or fmt.DASH,
        "indikator": indikator or fmt.DASH,
        "pagu": fmt.rupiah(line.pagu),
    }


def requested(session: Session, rows: Collection[RowKey]) -> dict[RowKey, str]:
    """Say what the usulan judged to fit each row ask for together; "" where none does."""
    usulan = session.materials.usulan
    asked: dict[RowKey, list[float | None]] = {row: [] for row in rows}
    for key, row in session.judged.items():
        if row in asked:
            asked[row].append(usulan[key].anggaran)
    said = {}
    for row, amounts in asked.items():
        known = [amount for amount in amounts if amount is not None]
        missing = len(amounts) - len(known)
        told = f"Sudah cocok: {len(amounts)} usulan"
        told += f", diminta {fmt.rupiah(sum(known))}" if known else ""
        told += f" ({missing} tanpa anggaran)." if missing else "."
        said[row] = told if amounts else ""
    return said


def _alike(session: Session, one: Usulan, rows: list[Row]) -> list[int]:
    memory = session.matcher.memory
    if memory is None:
        return [0] * len(rows)
    near = mem.similarity(memory, [f"{one.kegiatan} {one.komoditas}".strip()])[0] >= ALIKE
    near &= memory.past["id_usulan"].to_numpy(object) != one.id_usulan
    kode = memory.past["kode_sub_kegiatan"].to_numpy(object)
    return [int(np.sum(near & (kode == row.kode_sub_kegiatan))) for row in rows]


def _parts(cells: dict[Any, Any]) -> list[tuple[str, str]]:
    parts = [(part.label, float(cells[f"part_{part.name}"])) for part in COMPARISONS]
    shown = sorted((p for p in parts if abs(p[1]) >= 0.0005), key=lambda p: (-abs(p[1]), p[0]))
    return [
        *((label, fmt.angka(value, decimals=3)) for label, value in shown),
        ("jumlah (skor)", fmt.angka(float(cells["skor"]), decimals=3)),
    ]


def _without(found: pd.DataFrame) -> str:
    if found.empty:
        return "Tidak ada baris Renja yang mirip. Cari di Renja, atau pilih tidak ada yang cocok."
    if float(found["peluang_tidak_ada"].iloc[0]) >= 0.5:
        return "Mesin menduga tidak ada baris Renja yang cocok untuk usulan ini."
    return ""


def find_same(session: Session, key: str) -> list[str]:
    """Return the usulan that say the same and are not judged yet."""
    made = session.materials
    return [
        other
        for other in made.sama[made.usulan[key].sama]
        if other != key and session.status(other) == ordering.BELUM
    ]


def search_rows(materials: Materials, said: str, most: int) -> list[Row]:
    """Return Renja rows that hold every word of `said` (or its beginning), best first.

    A word counts most in the name; a code finds its row. Then come rows that mean the same by the
    match ("rumput laut" finds pembudidayaan ikan). At most `most` rows.
    """
    terms = text.fold(said).split()
    if not terms:
        return []
    literal = []
    for row in materials.rows.values():
        if all(term in row.searched for term in terms):
            name = f" {text.fold(row.sub_kegiatan)}"
            literal.append((-sum(f" {t}" in name for t in terms), len(name), row.key))
    keys = [key for *_, key in sorted(literal)]
    asked = pd.DataFrame([{"id_usulan": "cari", "kegiatan": said}])
    found = matching.rank_usulan(materials.matcher, asked, top=MEANT, explained=0)
    found = found[found["rank"] > 0]
    keys += zip(found["kode_opd"], found["kode_sub_kegiatan"], strict=True)
    return [materials.rows[key] for key in dict.fromkeys(keys)][:most]
