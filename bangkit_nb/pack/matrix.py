"""Describe padanan.xlsx: every usulan with whose word stands on it, and every line of the Renja.

Pure; data/workbook_matrix.py draws it. A pagu stands once a Renja line, never beside a desa.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bangkit_nb import fmt
from bangkit_nb.data.workbook_matrix import Kind, NoteSheet, TableColumn, TableSheet, build_tables
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import said, summary
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_words import KERTAS, mask, mask_optional

NAME = "padanan.xlsx"
LONG = 30_000
"""Characters kept of a cell: all that Excel can show, and no pack does."""

N_CALON = 3

USULAN: tuple[tuple[str, Kind, float], ...] = (
    ("id_usulan", "teks", 22), ("kegiatan", "teks", 44), ("nama_desa", "teks", 18),
    ("kecamatan", "teks", 16), ("kode_desa", "teks", 15), ("bidang_penghidupan", "teks", 18),
    ("komoditas", "teks", 15), ("kelompok", "teks", 22), ("volume", "angka", 10),
    ("satuan", "teks", 10), ("anggaran", "rupiah", 17), ("sumber_dana", "teks", 15),
    ("sasaran_l", "angka", 10), ("sasaran_p", "angka", 10), ("prioritas", "angka", 10),
    ("keadaan", "teks", 30), ("opd", "teks", 28), ("kode_sub_kegiatan", "teks", 18),
    ("sub_kegiatan", "teks", 38), ("penjelasan", "teks", 38), ("jalur", "teks", 22),
    ("jawaban", "teks", 20), ("jawaban_oleh", "teks", 24), ("jawaban_forum", "teks", 22),
    ("jawaban_tanggal", "tanggal", 18), ("jawaban_volume", "angka", 12),
    ("jawaban_satuan", "teks", 12), ("jawaban_anggaran", "rupiah", 19),
    ("jawaban_alasan", "teks", 36), ("calon_1", "teks", 36), ("calon_2", "teks", 36),
    ("calon_3", "teks", 36),
)  # fmt: skip

RENJA: tuple[tuple[str, Kind, float], ...] = (
    ("opd", "teks", 30), ("program", "teks", 34), ("kode_sub_kegiatan", "teks", 18),
    ("sub_kegiatan", "teks", 44), ("lokasi", "teks", 24), ("indikator", "teks", 36),
    ("target", "teks", 14), ("satuan", "teks", 12), ("pagu", "rupiah", 19),
    ("sumber_dana", "teks", 14), ("n_usulan", "angka", 10), ("n_desa", "angka", 10),
    ("diminta", "rupiah", 19),
)  # fmt: skip


def build_matrix(b: Briefing) -> bytes:
    """Return padanan.xlsx of this Rakor."""
    t, r = KERTAS, b.rakor
    day = (
        fmt.tanggal(r.hari) if len(r.tanggal) == 10 else fmt.bulan_tahun(r.hari.year, r.hari.month)
    )
    key = "lembar.judul_contoh" if r.contoh else "lembar.judul"
    sheets = (
        TableSheet(t("lembar.padanan"), _columns(USULAN), _usulan_rows(b), n_frozen=2),
        TableSheet(t("lembar.sub_kegiatan"), _columns(RENJA), _renja_rows(b), n_frozen=1),
        _reading(b),
    )
    title = t(key, kabupaten=mask(r.kabupaten), tanggal=day)
    mark = t("umum.data_contoh") if r.contoh else ""
    return build_tables(sheets, title, mark=mark, missing=fmt.DASH)


def _columns(wanted: tuple[tuple[str, Kind, float], ...]) -> tuple[TableColumn, ...]:
    return tuple(
        TableColumn(KERTAS(f"xlsx.{name}"), KERTAS(f"xlsx.{name}.arti"), kind, width)
        for name, kind, width in wanted
    )


def _usulan_rows(b: Briefing) -> list[tuple[object, ...]]:
    candidates = _name_candidates(b)
    routes = dict(zip(b.jalur["id_usulan"], b.jalur["jalur"], strict=True))
    rows = b.alignment.sort_values(["kode_desa", "id_usulan"], kind="stable")
    made = []
    for row in list_rows(rows):
        key = row["id_usulan"]
        values = _tell_usulan(row, routes.get(key, ""), candidates.get(key, []))
        made.append(tuple(values[name] for name, _, _ in USULAN))
    return made


def _tell_usulan(row: Mapping[Any, Any], jalur: str, calon: list[str]) -> dict[str, object]:
    """Return column -> value of one usulan; a row that nobody asks about names no OPD."""
    is_named = row["is_padanan"] or row["is_dijawab"]
    answer = "keputusan" if row["is_dijawab"] else ""
    plain = (
        "id_usulan", "kegiatan", "nama_desa", "kecamatan", "kode_desa", "bidang_penghidupan",
        "komoditas", "kelompok", "satuan", "sumber_dana",
    )  # fmt: skip
    values: dict[str, object] = {name: mask_optional(row[name], LONG) for name in plain}
    for name in ("volume", "anggaran", "sasaran_l", "sasaran_p", "prioritas"):
        values[name] = row[name]
    for name in ("opd", "kode_sub_kegiatan", "sub_kegiatan"):
        values[name] = mask_optional(row[name], LONG) if is_named else ""
    values["penjelasan"] = mask_optional(row["penjelasan"], LONG) if is_named else ""
    values["keadaan"] = mask(said.say_state(row, KERTAS), LONG)
    values["jalur"] = said.say_jalur(
        row["keputusan_jalur"] or row["jalur_petugas"] or jalur, KERTAS
    )
    values["jawaban"] = said.say_word(row["keputusan"], KERTAS) if answer else ""
    for name in ("oleh", "forum", "satuan", "alasan"):
        values[f"jawaban_{name}"] = mask_optional(row[f"keputusan_{name}"], LONG)
    for name in ("tanggal", "volume", "anggaran"):
        values[f"jawaban_{name}"] = row[f"keputusan_{name}"]
    for rank in range(1, N_CALON + 1):
        values[f"calon_{rank}"] = calon[rank - 1] if len(calon) >= rank else ""
    return values


def _name_candidates(b: Briefing) -> dict[str, list[str]]:
    """Return id_usulan -> its best candidates in words, best first."""
    names = dict(zip(b.sheet("OPD")["kode_opd"], b.sheet("OPD")["nama_opd"], strict=True))
    rows = b.calon[(b.calon["rank"] >= 1) & (b.calon["rank"] <= N_CALON)]
    made: dict[str, list[str]] = {}
    for row in list_rows(rows.sort_values(["id_usulan", "rank"], kind="stable")):
        said_row = KERTAS(
            "lembar.calon", opd=mask(names.get(row["kode_opd"], row["opd"]), 200),
            sub=mask(row["sub_kegiatan"], 400), kode=mask(row["kode_sub_kegiatan"], 60),
            pita=row["pita"] or fmt.DASH,
        )  # fmt: skip
        made.setdefault(row["id_usulan"], []).append(said_row)
    return made


def _renja_rows(b: Briefing) -> list[tuple[object, ...]]:
    names = dict(zip(b.sheet("OPD")["kode_opd"], b.sheet("OPD")["nama_opd"], strict=True))
    parts = summary.group_rows(b.asked, "kode_opd", "kode_sub_kegiatan")
    groups = {key: summary.tally(group) for key, group in parts}
    made = []
    told: set[tuple[str, str]] = set()
    renja = b.sheet("Renja").sort_values(["kode_opd", "kode_sub_kegiatan"], kind="stable")
    for row in list_rows(renja):
        key = (row["kode_opd"], row["kode_sub_kegiatan"])
        n = None if key in told else groups.get(key)  # once a sub kegiatan, or sums would double
        told.add(key)
        values: dict[str, object] = {
            name: mask_optional(row[name], LONG)
            for name in ("program", "kode_sub_kegiatan", "sub_kegiatan", "lokasi", "indikator",
                         "target", "satuan", "sumber_dana")
        }  # fmt: skip
        values["opd"] = mask(names.get(row["kode_opd"], row["kode_opd"]), LONG)
        values["pagu"] = row["pagu"]
        values["n_usulan"] = n.n_usulan if n else None
        values["n_desa"] = n.n_desa if n else None
        values["diminta"] = n.rupiah if n else None
        made.append(tuple(values[name] for name, _, _ in RENJA))
    return made


def _reading(b: Briefing) -> NoteSheet:
    t, r = KERTAS, b.rakor
    source = t(
        "baca.sumber", nama=mask(b.checked.name, 120), sidik=b.checked.sha256[:8],
        log=b.log.sha256[:8] or fmt.DASH, tanggal=fmt.tanggal(r.per), versi=b.version,
    )  # fmt: skip
    lines = tuple(t(key) for key in ("baca.padanan_lembar", "baca.siapa", "baca.pagu"))
    mark = t("baca.contoh") if r.contoh else ""
    return NoteSheet(t("lembar.keterangan"), t("baca.judul"), (*lines, source), mark)
