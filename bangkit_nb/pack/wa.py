"""Say a Rakor in at most ten lines that are pasted into WhatsApp. Pure."""

from __future__ import annotations

import datetime as dt

from bangkit_nb import fmt
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.pack import annexes, schedule, summary
from bangkit_nb.pack.attendance import build_kepala
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_words import KERTAS, mask, say_place_in_order
from bangkit_nb.pack.undangan import build_permintaan

NAME = "wa.txt"
MOST_LINES = 10
LINE = 200
"""Characters of a line; a longer one is read by nobody."""


def build_wa(b: Briefing, hasil: Hasil | None = None) -> str:
    """Return the lines, before the meeting what is asked, once it is closed what was agreed."""
    lines = _result(b, hasil) if hasil and hasil.ditutup else _asked(b)
    return "\n".join(lines[:MOST_LINES]) + "\n"


def _when(b: Briefing) -> str:
    """Say when and where, without what is not known yet."""
    r, head = b.rakor, build_kepala(b.rakor, rancangan=True)
    parts = [head.hari if len(r.tanggal) == 10 else "", head.tanggal, head.jam if r.jam else ""]
    if r.tempat:
        parts.append(KERTAS("wa.tempat", tempat=head.tempat))
    return ", ".join(part for part in parts if part)


def _title(b: Briefing, key: str) -> str:
    return KERTAS(f"{key}_contoh" if b.rakor.contoh else key, kabupaten=mask(b.rakor.kabupaten))


def _asked(b: Briefing) -> list[str]:
    t, n = KERTAS, summary.tally(b.alignment)
    counts = {"usulan": t.angka(n.n_usulan), "desa": t.angka(n.n_desa)}
    lines = [
        _title(b, "wa.judul"),
        _when(b),
        t("wa.usulan", **counts, rupiah=fmt.rupiah_singkat(n.rupiah)),
        t("wa.keadaan", konfirmasi=t.angka(n.n_diminta), tanpa=t.angka(n.n_tanpa),
          dijawab=t.angka(n.n_dijawab)),
    ]  # fmt: skip
    asked = build_permintaan(b)
    if asked:
        lines.append(t("wa.minta"))
        lines += [
            mask(t("wa.permintaan", no=no, kepada=one.kepada, isi=one.isi), LINE)
            for no, one in enumerate(asked, 1)
        ]
    return [*lines, _next_door(b), t("wa.berkas")]


def _next_door(b: Briefing) -> str:
    coming = [o for o in b.openings if o.last >= b.rakor.per]
    if not coming:
        return KERTAS("wa.tertutup", tahun=b.rakor.tahun_rencana)
    return KERTAS("wa.pintu", pintu=schedule.say_opening(coming[0], b.rakor.per, KERTAS))


def _result(b: Briefing, hasil: Hasil) -> list[str]:
    t = KERTAS
    taken, rest = annexes.split_agreed(b, is_final=True)
    money = float(taken["keputusan_anggaran"].sum(min_count=1))
    lines = [
        _title(b, "wa.hasil"),
        _when(b),
        t("wa.hadir", n=t.angka(len(hasil.hadir)), l=t.angka(hasil.n_l), p=t.angka(hasil.n_p)),
    ]
    lines += [
        mask(t("wa.butir", urutan=say_place_in_order(place), isi=one.isi.isi), LINE)
        for place, one in enumerate(hasil.kesepakatan[:4], 1)
    ]
    said = {"ya": t.angka(len(taken)), "belum": t.angka(len(rest))}
    if b.alignment["is_dijawab"].any():
        lines.append(t("wa.disepakati", **said, rupiah=fmt.rupiah_singkat(money)))
    else:
        lines.append(t("wa.belum_dijawab", belum=said["belum"]))
    rtl = [one for one in hasil.rtl if not one.is_locked]
    if rtl:
        lines.append(_follow_up(b, hasil))
    return [*lines, t("wa.berkas")]


def _follow_up(b: Briefing, hasil: Hasil) -> str:
    waiting = [one for one in hasil.rtl if not one.is_locked]
    dated = sorted(
        (one.batas, at) for at, one in enumerate(waiting)
        if one.batas is not None and one.batas >= b.rakor.per
    )  # fmt: skip
    n = KERTAS.angka(len(waiting))
    if not dated:
        return KERTAS("wa.rtl", n=n)
    day: dt.date = dated[0][0]
    isi = waiting[dated[0][1]].isi
    said = KERTAS("wa.rtl_terdekat", n=n, tanggal=fmt.tanggal(day), rencana=mask(isi.rencana, 80),
                  siapa=mask(isi.penanggung_jawab, 60))  # fmt: skip
    return mask(said, LINE)
