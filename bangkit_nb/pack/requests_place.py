"""Compute what is asked of a camat and of a desa's government."""

from __future__ import annotations

import math

from bangkit_nb import text
from bangkit_nb.pack import said
from bangkit_nb.pack.blocks import Request
from bangkit_nb.pack.doors import DESA_DOORS, KECAMATAN_DOORS
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.requests import NAME, Weighed, count_phrases, pick_heaviest, say_deadline
from bangkit_nb.pack.summary import Rows, Usulan


def build_kecamatan_requests(b: Briefing, kode_kecamatan: str) -> tuple[Request, ...]:
    """Return what one kecamatan's camat is asked."""
    rows = b.of_kecamatan(kode_kecamatan)
    camat = b.t("minta.camat", kecamatan=str(rows[0]["kecamatan"])) if rows else ""
    found = [_guard(b, camat, rows), _complete(b, "lengkapi", camat, rows)]
    return pick_heaviest([*found, _unplaced(b, camat, rows)])


def build_desa_requests(b: Briefing, kode_desa: str) -> tuple[Request, ...]:
    """Return what one desa's government is asked."""
    rows = b.of_desa(kode_desa)
    nama = text.shorten(b.desa_names().get(kode_desa, kode_desa), NAME)
    who = b.t("minta.pemdes", desa=nama)
    found = [_complete(b, "lengkapi_sendiri", who, rows), _other_way(b, who, rows)]
    return pick_heaviest([*found, _announce(b, who, rows)])


def _guard(b: Briefing, camat: str, rows: Rows) -> Weighed | None:
    matched = [row for row in rows if row["is_padanan"]]
    if not matched:
        return None
    return Weighed(
        len(matched),
        Request(
            camat,
            b.t("minta.kawal.isi", **count_phrases(b, matched)),
            say_deadline(b, KECAMATAN_DOORS),
            b.t("minta.kawal.jika_tidak", tahun=b.rakor.tahun_rencana),
        ),
    )


def _complete(b: Briefing, key: str, who: str, rows: Rows) -> Weighed | None:
    lacking = [row for row in rows if not row["is_dijawab"] and _is_lacking(row)]
    if not lacking:
        return None
    return Weighed(
        len(lacking),
        Request(
            who,
            b.t(f"minta.{key}.isi", **count_phrases(b, lacking)),
            say_deadline(b, KECAMATAN_DOORS),
            b.t("minta.lengkapi.jika_tidak"),
        ),
    )


def _is_lacking(row: Usulan) -> bool:
    return math.isnan(row["anggaran"]) or math.isnan(row["volume"]) or row["satuan"] == ""


def _unplaced(b: Briefing, camat: str, rows: Rows) -> Weighed | None:
    lone = [row for row in rows if not row["is_padanan"] and not row["is_dijawab"]]
    if not lone:
        return None
    return Weighed(
        len(lone),
        Request(
            camat,
            b.t("minta.jalur_lain.isi", **count_phrases(b, lone)),
            say_deadline(b, DESA_DOORS),
            b.t("minta.jalur_lain.jika_tidak"),
        ),
    )


def _other_way(b: Briefing, who: str, rows: Rows) -> Weighed | None:
    """Ask a desa to find another way for what fits nowhere and for what was not taken."""
    left = [row for row in rows if row["asal"] == "" or row["keputusan"] in said.NOT_TAKEN]
    if not left:
        return None
    return Weighed(
        len(left),
        Request(
            who,
            b.t("minta.jalur_desa.isi", **count_phrases(b, left)),
            say_deadline(b, DESA_DOORS),
            b.t("minta.jalur_lain.jika_tidak"),
        ),
    )


def _announce(b: Briefing, who: str, rows: Rows) -> Weighed | None:
    done = [row for row in rows if row["is_dijawab"]]
    if not done:
        return None
    return Weighed(
        len(done),
        Request(
            who,
            b.t("minta.umumkan.isi", **count_phrases(b, done)),
            "",
            b.t("minta.umumkan.jika_tidak"),
        ),
    )
