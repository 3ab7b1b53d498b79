"""Compute what is asked of each reader: at most three requests, each one answerable.

Every request names its addressee, the number, the Rupiah, the deadline and what happens without
an answer. Nothing here is fixed text about a particular meeting: change the data, and other
requests come out.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import pandas as pd

from bangkit_nb import fmt, text
from bangkit_nb.hasil.awal import KATA_SAH
from bangkit_nb.hasil.records import TERMINAL
from bangkit_nb.pack import decided, said, schedule, summary
from bangkit_nb.pack.blocks import Request
from bangkit_nb.pack.doors import OPD_DOORS
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.summary import Rows, Usulan

MOST = 3
NAME = 80
"""Characters shown of a name that somebody typed."""


@dataclass(frozen=True)
class Weighed:
    """Hold a request with its weight: how many items wait for its answer."""

    weight: float
    request: Request


def build_rakor_requests(b: Briefing) -> tuple[Request, ...]:
    """Return what the whole meeting is asked."""
    found = [_ratify(b), _unmatched(b), _overdue(b), _carry_out(b, "")]
    found += [_confirm(b, nama, rows) for _, nama, rows in summary.by_opd(b.asked)]
    return pick_heaviest(found)


def build_opd_requests(b: Briefing, kode_opd: str) -> tuple[Request, ...]:
    """Return what one OPD is asked."""
    nama = _opd_name(b, kode_opd)
    found = [_confirm(b, nama, b.asked_of_opd(kode_opd)), _report(b, kode_opd, nama)]
    return pick_heaviest([*found, _train(b, kode_opd), _carry_out(b, kode_opd)])


def pick_heaviest(found: list[Weighed | None]) -> tuple[Request, ...]:
    """Return the heaviest requests, at most MOST."""
    real = [w for w in found if w is not None]
    # sorted() is stable: equal weights keep the order in which they were thought of
    return tuple(w.request for w in sorted(real, key=lambda w: -w.weight)[:MOST])


def _opd_name(b: Briefing, kode_opd: str) -> str:
    return str(b.opd[kode_opd]["nama_opd"]) if kode_opd in b.opd else kode_opd


def say_deadline(b: Briefing, doors: tuple[str, ...]) -> str:
    """Say before which of these doors an answer is needed."""
    opening = schedule.next_open(b.openings, doors, b.rakor.per)
    if opening is None:
        return b.t("pintu.tertutup", tahun=b.rakor.tahun_rencana)
    return b.t("minta.sebelum", pintu=schedule.say_opening(opening, b.rakor.per, b.t))


def count_phrases(b: Briefing, rows: Rows) -> dict[str, str]:
    """Return the counted phrases that sentences share."""
    n = summary.tally(rows)
    return {
        "usulan": b.t.n("umum.n_usulan", n.n_usulan),
        "desa": b.t.n("umum.n_desa", n.n_desa),
        "sub": b.t.n("umum.n_sub_kegiatan", n.n_sub_kegiatan),
        "rupiah": b.t.rupiah(n.rupiah),
        "asal": said.count_asal(n, b.t),
    }


def _ratify(b: Briefing) -> Weighed | None:
    if b.hasil is not None and b.is_after:
        left = {kode for kode in decided.list_unratified(b.hasil) if kode in b.desa}
    else:
        left = {kode for kode, row in b.desa.items()
                if text.fold(row["status_rencana"]) not in KATA_SAH}  # fmt: skip
    rows = [row for row in b.rows if row["kode_desa"] in left]
    if not rows:
        return None
    return Weighed(
        len(rows),
        Request(
            b.t("minta.sahkan.kepada", forum=b.rakor.forum),
            b.t("minta.sahkan.isi", **count_phrases(b, rows)),
            say_meeting(b),
            b.t("minta.sahkan.jika_tidak", tahun=b.rakor.tahun_rencana),
        ),
    )


def _unmatched(b: Briefing) -> Weighed | None:
    rows = b.unmatched
    if not rows:
        return None
    return Weighed(
        len(rows),
        Request(
            b.t("minta.tunjuk.kepada"),
            b.t("minta.tunjuk.isi", **count_phrases(b, rows)),
            say_deadline(b, OPD_DOORS),
            b.t("minta.tunjuk.jika_tidak"),
        ),
    )


def _confirm(b: Briefing, nama: str, rows: Rows) -> Weighed | None:
    if not rows:
        return None
    return Weighed(
        len(rows),
        Request(
            nama,
            b.t("minta.pastikan.isi", **count_phrases(b, rows)),
            say_deadline(b, OPD_DOORS),
            b.t("minta.pastikan.jika_tidak", tahun=b.rakor.tahun_rencana),
        ),
    )


def open_rtl(rtl: pd.DataFrame) -> pd.DataFrame:
    """Return the RTL that are neither finished nor cancelled."""
    return summary.keep(rtl, map(is_open, rtl["status"]))


def is_open(status: str) -> bool:
    """Tell whether an RTL of that status is neither finished nor cancelled."""
    return text.fold(status) not in TERMINAL


def is_overdue(b: Briefing, row: Usulan) -> bool:
    """Tell whether an RTL is past its batas_waktu on the Rakor's one clock."""
    return row["batas_waktu"] is not None and row["batas_waktu"] < b.rakor.per


def _waiting(b: Briefing, *, is_baru: bool, kode_opd: str = "") -> Rows:
    """Return the open RTL of this Rakor (is_baru) or of earlier ones: all, or of one OPD."""
    rows = (row for row in b.rtl if row["is_baru"] == is_baru and is_open(row["status"]))
    return [row for row in rows if kode_opd in ("", row["kode_opd"])]


def _overdue(b: Briefing) -> Weighed | None:
    late = [row for row in _waiting(b, is_baru=False) if is_overdue(b, row)]
    if not late:
        return None
    who = list(dict.fromkeys(text.shorten(row["penanggung_jawab"], NAME) for row in late))
    return Weighed(
        10.0 * len(late),  # a promise not kept weighs as much as ten usulan
        Request(
            b.t.daftar(who, 3),
            b.t.n("minta.lapor_lewat.isi", len(late)),
            say_meeting(b),
            b.t("minta.lapor.jika_tidak"),
        ),
    )


def _report(b: Briefing, kode_opd: str, nama: str) -> Weighed | None:
    waiting = _waiting(b, is_baru=False, kode_opd=kode_opd)
    if not waiting:
        return None
    n_late = sum(is_overdue(b, row) for row in waiting)
    if n_late == len(waiting):
        ask = b.t.n("minta.lapor_lewat.isi", len(waiting))
    elif n_late:
        ask = b.t.n("minta.lapor_sebagian.isi", len(waiting), lewat=b.t.angka(n_late))
    else:
        ask = b.t.n("minta.lapor.isi", len(waiting))
    return Weighed(
        10.0 * n_late + len(waiting),
        Request(nama, ask, say_meeting(b), b.t("minta.lapor.jika_tidak")),
    )


def say_meeting(b: Briefing) -> str:
    """Say that the meeting is where to answer: this one, or once it is closed the next."""
    return b.t("minta.rakor_berikut" if b.is_after else "minta.dalam_rakor")


def _carry_out(b: Briefing, kode_opd: str) -> Weighed | None:
    """Ask for what this Rakor agreed to be done: of everybody, or of one OPD."""
    waiting = _waiting(b, is_baru=True, kode_opd=kode_opd)
    if not waiting:
        return None
    who = list(dict.fromkeys(text.shorten(row["penanggung_jawab"], NAME) for row in waiting))
    days = sorted(row["batas_waktu"] for row in waiting if row["batas_waktu"] is not None)
    first = fmt.tanggal(days[0], b.t.bahasa) if days else ""
    return Weighed(
        10.0 * len(waiting),
        Request(
            b.t.daftar(who, 3),
            b.t.n("minta.laksanakan.isi", len(waiting)),
            b.t("minta.laksanakan.batas", tanggal=first) if first else "",
            b.t("minta.lapor.jika_tidak"),
        ),
    )


def trainings_of(b: Briefing, kode_opd: str) -> Rows:
    """Return the pelatihan whose narasumber_opd names this OPD (code, name, short or old name)."""
    names = b.names_of_opd(kode_opd)
    return [
        row
        for row in b.pelatihan
        if any(text.fold(part) in names for part in re.split("[,;]", str(row["narasumber_opd"])))
    ]


def _train(b: Briefing, kode_opd: str) -> Weighed | None:
    coming = [
        row
        for row in trainings_of(b, kode_opd)
        if row["tanggal_mulai"] is None or row["tanggal_mulai"] >= b.rakor.per
    ]
    if not coming:
        return None
    days = sorted(row["tanggal_mulai"] for row in coming if row["tanggal_mulai"] is not None)
    counts = [row[name] for row in coming for name in ("peserta_l", "peserta_p")]
    people = math.fsum(n for n in counts if not math.isnan(n))
    return Weighed(
        len(coming),
        Request(
            _opd_name(b, kode_opd),
            b.t.n("minta.narasumber.isi", len(coming), peserta=b.t.angka(people)),
            b.t("minta.sebelum", pintu=fmt.tanggal(days[0], b.t.bahasa)) if days else "",
            b.t("minta.narasumber.jika_tidak"),
        ),
    )
