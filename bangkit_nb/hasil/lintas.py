"""Tell what became of everything that a chain of Rakor decided. Pure; clock: the last Rakor's.

Nothing is inferred: a stage counts by its own evidence, an answer by who gave it, a follow-up by a
date that somebody wrote. What nobody recorded is None, never zero.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from bangkit_nb.columns import DITOLAK, TAHAPAN
from bangkit_nb.frames import list_rows
from bangkit_nb.hasil import lintas_records as r
from bangkit_nb.hasil.lintas_janji import build_janji, build_sepakat, count_months
from bangkit_nb.hasil.perkembangan import Capaian, fold_perkembangan, list_remarks, usulan_id
from bangkit_nb.review.judgements import TAKEN
from bangkit_nb.review.rapat import DENGAN_CATATAN, DISAHKAN

SAH = (DISAHKAN, DENGAN_CATATAN)
"""Words of a ratified plan."""


def summarise_chain(stasiun: Sequence[r.Stasiun], putus: str = "") -> r.Lintas:
    """Return what became of a chain's usulan, follow-up and agreements.

    stasiun: one or more Rakor of one kabupaten, the first first. putus: an earlier Rakor that the
    first one names and that could not be found.
    """
    last = stasiun[-1].rakor
    codes = find_successors([one.desa for one in stasiun])
    usulan = _build_usulan(stasiun, codes)
    names = {
        codes.get(kode, kode): nama
        for one in stasiun
        for kode, nama in zip(one.desa["kode_desa"], one.desa["nama_desa"], strict=True)
    }
    made = r.Lintas(
        last,
        tuple(_meeting(one) for one in stasiun),
        usulan,
        _build_funnel(stasiun, usulan),
        build_janji(stasiun),
        build_sepakat(stasiun),
        list_remarks([one.perkembangan for one in stasiun], last.per),
        names,
        putus,
    )
    return replace(made, kabupaten=(summarise_kabupaten(made),))


def find_successors(sheets: Sequence[pd.DataFrame], kode: str = "kode_desa") -> dict[str, str]:
    """Return old code -> the code it has in the end, as any of the sheets (Desa, OPD) says.

    A later sheet wins; a ring of successors changes nothing.
    """
    following: dict[str, str] = {}
    for sheet in sheets:
        pairs = zip(sheet[kode], sheet[f"{kode}_pengganti"], strict=True)
        following |= {old: new for old, new in pairs if new and new != old}
    found = {}
    for old, new in following.items():
        seen, now = {old}, new
        while now in following and now not in seen:
            seen.add(now)
            now = following[now]
        if now not in seen:
            found[old] = now
    return found


def _build_usulan(
    stasiun: Sequence[r.Stasiun], codes: Mapping[str, str]
) -> tuple[r.Perjalanan, ...]:
    per = stasiun[-1].rakor.per
    reached = fold_perkembangan([one.perkembangan for one in stasiun], per)
    made: dict[str, r.Perjalanan] = {}
    for one in stasiun:
        places = {
            codes.get(kode, kode): (nama, kecamatan)
            for kode, nama, kecamatan in zip(
                one.desa["kode_desa"], one.desa["nama_desa"], one.desa["kecamatan"], strict=True
            )
        }
        said = {codes.get(e.isi.kode_desa, e.isi.kode_desa): e.isi.kata
                for e in one.hasil.pengesahan}  # fmt: skip
        answers = {usulan_id(row["id_usulan"]): row for row in list_rows(one.jawaban)}
        cells = zip(*(one.rencana[c] for c in ("id_usulan", "kode_desa", "kegiatan")), strict=True)
        for number, place, kegiatan in cells:
            key, kode = usulan_id(number), codes.get(place, place)
            before = made.get(key)
            nama, kecamatan = places.get(kode, ("", ""))
            now = r.Perjalanan(
                number, kegiatan, kode, nama, kecamatan, one.rakor.rakor, one.rakor.hari,
                one.rakor.rakor,
            ) if before is None else replace(
                before, kegiatan=kegiatan, kode_desa=kode, nama_desa=nama or before.nama_desa,
                kecamatan=kecamatan or before.kecamatan, terakhir=one.rakor.rakor,
            )  # fmt: skip
            if kode in said:
                now = replace(now, pengesahan=said[kode])
            if key in answers:
                word = answers[key]
                now = replace(
                    now, keputusan=word["keputusan"], keputusan_oleh=word["keputusan_oleh"],
                    keputusan_rakor=one.rakor.rakor, alasan=word["alasan"],
                )  # fmt: skip
            made[key] = now
    ended = [_ended(one, reached.get(key, Capaian()), per) for key, one in made.items()]
    return tuple(sorted(ended, key=lambda one: (one.kode_desa, one.id_usulan)))


def _ended(one: r.Perjalanan, capaian: Capaian, per: dt.date) -> r.Perjalanan:
    is_waiting = not capaian.is_mulai and one.keputusan != DITOLAK
    months = count_months(one.mulai, per) if is_waiting else None
    return replace(one, capaian=capaian, menunggu=months)


def _build_funnel(
    stasiun: Sequence[r.Stasiun], usulan: Sequence[r.Perjalanan]
) -> tuple[r.Anak, ...]:
    has_said = any(one.hasil.pengesahan for one in stasiun)
    has_answer = any(len(one.jawaban) for one in stasiun)
    sah = [one for one in usulan if one.pengesahan in SAH]
    taken = [one for one in usulan if one.keputusan in TAKEN]
    steps = [
        _step(r.RENCANA, usulan, is_known=True),
        _step(r.DISAHKAN, sah, is_known=has_said),
        _step(r.DIAKOMODIR, taken, is_known=has_answer),
    ]
    for tahapan in TAHAPAN:
        found = [one for one in usulan if tahapan in one.capaian.tahap]
        steps.append(_step(tahapan, found, is_known=bool(found)))
    return tuple(steps)


def _step(key: str, found: Sequence[r.Perjalanan], *, is_known: bool) -> r.Anak:
    if not is_known:
        return r.Anak(key, None)
    return r.Anak(key, len(found), tuple(sorted({one.kode_desa for one in found})))


def _meeting(one: r.Stasiun) -> r.Pertemuan:
    hasil = one.hasil
    n = len(hasil.hadir)
    return r.Pertemuan(
        one.rakor.rakor, one.rakor.tanggal, n or None, hasil.n_l, hasil.n_p, len(one.rencana),
        len(hasil.kesepakatan), sum(not rtl.is_lama for rtl in hasil.rtl),
    )  # fmt: skip


def summarise_kabupaten(made: r.Lintas) -> r.Ringkas:
    """Return a chain in one line."""
    due = [one for one in made.janji if one.nasib in (r.TEPAT, r.TERLAMBAT, r.LEWAT)]
    waited = [one.menunggu for one in made.usulan if one.menunggu is not None]
    return r.Ringkas(
        made.rakor.kabupaten, made.rakor.rakor, made.rakor.per.isoformat(), len(made.pertemuan),
        len(made.usulan), len({one.kode_desa for one in made.usulan}),
        tuple((step.key, step.n) for step in made.corong),
        len(due), sum(one.nasib == r.TEPAT for one in due),
        float(statistics.median(waited)) if waited else None,
    )  # fmt: skip
