"""Show what became of each item of earlier Rakor: agreements, follow-up, usulan, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from bangkit_nb import fmt, text
from bangkit_nb.hasil import lintas_records as r
from bangkit_nb.pack import schedule
from bangkit_nb.pack.blocks import Note, Row, Section, Table, Tagged
from bangkit_nb.pack.folding import FOLD, fold_table
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.said import say_status, say_word
from bangkit_nb.pack.sections.lintas import build_table, say_step
from bangkit_nb.pack.whose import plain

NAME = 80
"""Characters shown of a name that somebody typed."""

LONG = 400
"""Characters shown of an agreement or a follow-up."""


def _said(value: object, limit: int) -> str:
    """Return what somebody typed as one line, without personal numbers and addresses."""
    return text.shorten(plain(value), limit)


def agreements(made: r.Lintas, t: Pesan) -> Section | None:
    """List every agreement with its state as last told."""
    if not made.sepakat:
        return None
    rows: list[Row] = []
    for asal, found in _by_rakor(made.sepakat, t):
        rows.append(Row(group=asal))
        for one in found:
            state = say_status(one.status, t)
            if one.is_putus:
                state = t("lintas.putus", keadaan=state)
            rows.append(Row((_said(one.isi, LONG), _with_proof(state, one.bukti))))
    table = build_table(t, "lintas.judul_kesepakatan", ("isi", "keadaan"), rows)
    table = replace(table, fold_key="lintas.lipat_kesepakatan")
    return Section("kesepakatan", t("bagian.nasib_kesepakatan"), (table,))


def follow_up(made: r.Lintas, t: Pesan) -> Section | None:
    """List every follow-up with what became of it, and count them."""
    if not made.janji:
        return None
    rows: list[Row] = []
    for asal, found in _by_rakor(made.janji, t):
        rows.append(Row(group=asal))
        for one in found:
            plan = _named(_said(one.rencana, LONG), one.nomor)
            who = _said(one.penanggung_jawab, NAME) or fmt.DASH
            state = _with_proof(_say_nasib(one, t), one.bukti)
            rows.append(Row((plan, who, fmt.tanggal(one.batas, t.bahasa), state)))
    counts = [(word, sum(one.nasib == word for one in made.janji)) for word in r.NASIB]
    said = ", ".join(t.n(f"nasib_{word}", n) for word, n in counts if n)
    heads = ("rencana", "penanggung_jawab", "batas_waktu", "keadaan")
    note = Note(t("lintas.rtl_ringkas", n=t.angka(len(made.janji)), rincian=said))
    table = replace(build_table(t, "lintas.judul_rtl", heads, rows), fold_key="lintas.lipat_rtl")
    return Section("rtl", t("bagian.nasib_rtl"), (note, table))


def _named(rencana: str, nomor: str) -> str | Tagged:
    """Return a follow-up with the number that people quote; a UUID is nobody's number."""
    return Tagged(rencana, nomor) if nomor and len(nomor) <= 24 else rencana


def _say_nasib(one: r.Janji, t: Pesan) -> str:
    said = t(f"nasib.{one.nasib}")
    if one.selesai is not None:
        return t("lintas.pada", keadaan=said, tanggal=fmt.tanggal(one.selesai, t.bahasa))
    if one.menunggu:
        return t("lintas.sejak_rtl", keadaan=said, n=t.angka(one.menunggu))
    return said


def _with_proof(state: str, bukti: str) -> str:
    return f"{state}: {_said(bukti, 160)}" if bukti else state


def usulan(made: r.Lintas, t: Pesan) -> Section:
    """List what became of the usulan, the farthest first, the longest waiting last."""
    first = made.pertemuan[0].rakor
    ordered = sorted(made.usulan, key=_distance)
    listed = [one for one in ordered if one.rakor == first] or ordered
    rows = [
        Row((
            Tagged(_said(one.kegiatan, 100), one.id_usulan),
            _said(one.nama_desa, 40) or one.kode_desa,
            _say_answer(one, t),
            _say_stage(one, t),
        ))
        for one in listed
    ]  # fmt: skip
    heads = ("usulan", "desa", "jawaban", "tahapan")
    caption = t("lintas.judul_usulan", rakor=schedule.say_rakor(first, t))
    table = replace(build_table(t, "bagian.nasib_usulan", heads, rows), caption=caption)
    return Section("usulan", t("bagian.nasib_usulan"), (_fold(table, t, FOLD),))


def _fold(table: Table, t: Pesan, most: int) -> Table:
    return fold_table(replace(table, fold_key="lintas.lipat"), t, most)


def _distance(one: r.Perjalanan) -> tuple[int, int, int, str]:
    """Sort key: the latest stage first, then those answered, then the longest waiting."""
    days = [day.toordinal() for day in one.capaian.tahap.values()]
    return (-len(days), -max(days, default=0), 0 if one.keputusan else 1, one.id_usulan)


def _say_answer(one: r.Perjalanan, t: Pesan) -> str:
    if not one.keputusan:
        return t("lintas.belum_dijawab")
    said = f"{say_word(one.keputusan, t)} ({_said(one.keputusan_oleh, 60)})"
    return f"{said}: {_said(one.alasan, 120)}" if one.alasan else said


def _say_stage(one: r.Perjalanan, t: Pesan) -> str:
    reached = one.capaian
    if not reached.kini:
        waits = one.menunggu
        said = t("lintas.belum_ada_data")
        if waits is None:
            return said
        return t("lintas.sejak", keadaan=said, n=t.angka(waits))
    day = fmt.tanggal(reached.tahap[reached.kini], t.bahasa)
    return t("lintas.pada", keadaan=say_step(reached.kini, t), tanggal=day)


def waiting(made: r.Lintas, t: Pesan) -> Section | None:
    """Count the usulan that wait, by the Rakor since which they do."""
    found = [one for one in made.usulan if one.menunggu is not None]
    if not found:
        return None
    rows = []
    for meeting in made.pertemuan:
        own = [one for one in found if one.rakor == meeting.rakor]
        if own:
            n_desa = len({one.kode_desa for one in own})
            rows.append(Row((
                schedule.say_rakor(meeting.rakor, t), t.angka(own[0].menunggu or 0),
                t.angka(len(own)), t.angka(n_desa),
            )))  # fmt: skip
    heads = ("sejak_rakor", "#bulan", "#usulan", "#desa")
    table = build_table(t, "lintas.judul_menunggu", heads, rows)
    return Section("menunggu", t("bagian.menunggu"), (Note(t("lintas.menunggu_catatan")), table))


def remarks(made: r.Lintas, t: Pesan) -> Section | None:
    """List what kecamatan reported besides the stages: obstacles, lessons, needs."""
    if not made.catatan:
        return None
    names = {one.id_usulan: one for one in made.usulan}
    rows = []
    for said in made.catatan:
        one = names.get(said.id_usulan)
        what = Tagged(_said(one.kegiatan, 80) if one else fmt.DASH, said.id_usulan)
        desa = _said(one.nama_desa, 40) if one else fmt.DASH
        told = (said.kendala, said.pembelajaran, said.dukungan)
        rows.append(Row((what, desa, *(_said(v, 200) or fmt.DASH for v in told))))
    heads = ("usulan", "desa", "kendala", "pembelajaran", "dukungan")
    table = build_table(t, "lintas.judul_catatan", heads, rows)
    return Section("catatan", t("bagian.kendala"), (_fold(table, t, FOLD),))


def _by_rakor(
    items: Sequence[r.Sepakat] | Sequence[r.Janji], t: Pesan
) -> Iterable[tuple[str, list]]:  # type: ignore[type-arg]
    """Group items by the Rakor that agreed them, the latest first: a long list folds its end."""
    groups: dict[str, list[r.Sepakat | r.Janji]] = {}
    for one in items:
        groups.setdefault(one.asal_rakor, []).append(one)
    for asal, found in reversed(groups.items()):
        yield schedule.say_rakor(asal, t) if asal else t("lintas.tanpa_asal"), found
