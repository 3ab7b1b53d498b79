"""Compute what is asked of a camat and of a desa's government."""

from __future__ import annotations

import pandas as pd

from bangkit_nb import text
from bangkit_nb.pack import said
from bangkit_nb.pack.blocks import Request
from bangkit_nb.pack.doors import DESA_DOORS, KECAMATAN_DOORS
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.requests import NAME, Weighed, count_phrases, pick_heaviest, say_deadline


def build_kecamatan_requests(b: Briefing, kode_kecamatan: str) -> tuple[Request, ...]:
    """Return what one kecamatan's camat is asked."""
    rows = b.of_kecamatan(kode_kecamatan)
    camat = b.t("minta.camat", kecamatan=str(rows["kecamatan"].iloc[0])) if len(rows) else ""
    found = [_guard(b, camat, rows), _complete(b, "lengkapi", camat, rows)]
    return pick_heaviest([*found, _unplaced(b, camat, rows)])


def build_desa_requests(b: Briefing, kode_desa: str) -> tuple[Request, ...]:
    """Return what one desa's government is asked."""
    rows = b.of_desa(kode_desa)
    nama = text.shorten(b.desa_names().get(kode_desa, kode_desa), NAME)
    who = b.t("minta.pemdes", desa=nama)
    found = [_complete(b, "lengkapi_sendiri", who, rows), _other_way(b, who, rows)]
    return pick_heaviest([*found, _announce(b, who, rows)])


def _guard(b: Briefing, camat: str, rows: pd.DataFrame) -> Weighed | None:
    matched = rows[rows["is_padanan"]]
    if matched.empty:
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


def _complete(b: Briefing, key: str, who: str, rows: pd.DataFrame) -> Weighed | None:
    waiting = rows[~rows["is_dijawab"]]
    is_lacking = waiting["anggaran"].isna() | waiting["volume"].isna() | (waiting["satuan"] == "")
    lacking = waiting[is_lacking]
    if lacking.empty:
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


def _unplaced(b: Briefing, camat: str, rows: pd.DataFrame) -> Weighed | None:
    lone = rows[~rows["is_padanan"] & ~rows["is_dijawab"]]
    if lone.empty:
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


def _other_way(b: Briefing, who: str, rows: pd.DataFrame) -> Weighed | None:
    """Ask a desa to find another way for what fits nowhere and for what was not taken."""
    left = rows[(rows["asal"] == "") | rows["keputusan"].isin(said.NOT_TAKEN)]
    if left.empty:
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


def _announce(b: Briefing, who: str, rows: pd.DataFrame) -> Weighed | None:
    done = rows[rows["is_dijawab"]]
    if done.empty:
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
