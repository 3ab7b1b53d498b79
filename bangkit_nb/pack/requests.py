"""Compute what is asked of each reader: at most three requests, each one answerable.

Every request names its addressee, the number, the Rupiah, the deadline and what happens without
an answer. Nothing here is fixed text about a particular meeting: change the data, and other
requests come out.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from bangkit_nb import fmt, text
from bangkit_nb.pack import decided, said, schedule, summary
from bangkit_nb.pack.blocks import Request
from bangkit_nb.pack.doors import OPD_DOORS
from bangkit_nb.pack.facts import Briefing

MOST = 3
NAME = 80
"""Characters shown of a name that somebody typed."""

_CLOSED = ("selesai", "dibatalkan")


@dataclass(frozen=True)
class Weighed:
    """Hold a request with its weight: how many items wait for its answer."""

    weight: float
    request: Request


def build_rakor_requests(b: Briefing) -> tuple[Request, ...]:
    """Return what the whole meeting is asked."""
    found = [_ratify(b), _unmatched(b), _overdue(b), _carry_out(b, "")]
    found += [_confirm(b, nama, rows) for _, nama, rows in summary.by_opd(b.alignment)]
    return pick_heaviest(found)


def build_opd_requests(b: Briefing, kode_opd: str) -> tuple[Request, ...]:
    """Return what one OPD is asked."""
    nama = _opd_name(b, kode_opd)
    found = [_confirm(b, nama, b.asked(kode_opd)), _report(b, kode_opd, nama), _train(b, kode_opd)]
    return pick_heaviest([*found, _carry_out(b, kode_opd)])


def pick_heaviest(found: list[Weighed | None]) -> tuple[Request, ...]:
    """Return the heaviest requests, at most MOST."""
    real = [w for w in found if w is not None]
    # sorted() is stable: equal weights keep the order in which they were thought of
    return tuple(w.request for w in sorted(real, key=lambda w: -w.weight)[:MOST])


def _opd_name(b: Briefing, kode_opd: str) -> str:
    names = b.sheet("OPD").loc[b.sheet("OPD")["kode_opd"] == kode_opd, "nama_opd"]
    return str(names.iloc[0]) if len(names) else kode_opd


def say_deadline(b: Briefing, doors: tuple[str, ...]) -> str:
    """Say before which of these doors an answer is needed."""
    opening = schedule.next_open(b.openings, doors, b.rakor.per)
    if opening is None:
        return b.t("pintu.tertutup", tahun=b.rakor.tahun_rencana)
    return b.t("minta.sebelum", pintu=schedule.say_opening(opening, b.rakor.per, b.t))


def count_phrases(b: Briefing, rows: pd.DataFrame) -> dict[str, str]:
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
    every = b.sheet("Desa")
    if b.hasil is not None and b.is_after:
        left = decided.list_unratified(b.hasil)
        desa = every[every["kode_desa"].isin(left)]
    else:
        done = (text.fold(v) in {"disahkan", "sah"} for v in every["status_rencana"])
        desa = summary.keep(every, (not is_done for is_done in done))
    rows = b.alignment[b.alignment["kode_desa"].isin(desa["kode_desa"])]
    if rows.empty:
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
    rows = b.unmatched()
    if rows.empty:
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


def _confirm(b: Briefing, nama: str, rows: pd.DataFrame) -> Weighed | None:
    if rows.empty:
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
    return summary.keep(rtl, (text.fold(v) not in _CLOSED for v in rtl["status"]))


def is_overdue(b: Briefing, rtl: pd.DataFrame) -> list[bool]:
    """Tell which RTL are past their batas_waktu on the Rakor's one clock."""
    return [day is not None and day < b.rakor.per for day in rtl["batas_waktu"]]


def _overdue(b: Briefing) -> Weighed | None:
    rtl = b.rtl()
    waiting = open_rtl(rtl[~rtl["is_baru"]])
    late = summary.keep(waiting, is_overdue(b, waiting))
    if late.empty:
        return None
    who = list(dict.fromkeys(text.shorten(v, NAME) for v in late["penanggung_jawab"]))
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
    rtl = b.rtl()
    waiting = open_rtl(rtl[(rtl["kode_opd"] == kode_opd) & ~rtl["is_baru"]])
    if waiting.empty:
        return None
    n_late = sum(is_overdue(b, waiting))
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
    rtl = b.rtl()
    waiting = open_rtl(rtl[rtl["is_baru"]])
    if kode_opd:
        waiting = waiting[waiting["kode_opd"] == kode_opd]
    if waiting.empty:
        return None
    who = list(dict.fromkeys(text.shorten(v, NAME) for v in waiting["penanggung_jawab"]))
    days = sorted(day for day in waiting["batas_waktu"] if day is not None)
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


def trainings_of(b: Briefing, kode_opd: str) -> pd.DataFrame:
    """Return the pelatihan whose narasumber_opd names this OPD (code, name, short or old name)."""
    row = b.sheet("OPD")[b.sheet("OPD")["kode_opd"] == kode_opd]
    rows = b.pelatihan()
    names = {text.fold(kode_opd)}
    for column in ("nama_opd", "singkatan", "nama_lain"):
        for cell in row[column]:
            names |= {text.fold(part) for part in str(cell).split(";") if part.strip()}
    asked = [
        any(text.fold(part) in names for part in str(cell).replace(",", ";").split(";"))
        for cell in rows["narasumber_opd"]
    ]
    return summary.keep(rows, asked)


def _train(b: Briefing, kode_opd: str) -> Weighed | None:
    rows = trainings_of(b, kode_opd)
    coming = summary.keep(rows, (d is None or d >= b.rakor.per for d in rows["tanggal_mulai"]))
    if coming.empty:
        return None
    days = sorted(d for d in coming["tanggal_mulai"] if d is not None)
    people = coming[["peserta_l", "peserta_p"]].sum().sum()
    return Weighed(
        len(coming),
        Request(
            _opd_name(b, kode_opd),
            b.t.n("minta.narasumber.isi", len(coming), peserta=b.t.angka(float(people))),
            b.t("minta.sebelum", pintu=fmt.tanggal(days[0], b.t.bahasa)) if days else "",
            b.t("minta.narasumber.jika_tidak"),
        ),
    )
