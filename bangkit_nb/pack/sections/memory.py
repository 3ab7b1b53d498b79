"""Show training, challenges, agreements, follow-up and the planning year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bangkit_nb import fmt, text
from bangkit_nb.data import wilayah
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import charts, requests, said, schedule
from bangkit_nb.pack.blocks import (
    Block,
    Facts,
    Note,
    Row,
    Section,
)  # fmt: skip
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.sections.tables import (
    fold_rows,
    make_section,
    make_table,
)  # fmt: skip
from bangkit_nb.pack.summary import Rows


def training(b: Briefing, kode: str) -> Section | None:
    """List the training plan."""
    return _training(b, b.pelatihan)


def training_of_opd(b: Briefing, kode: str) -> Section | None:
    """List the training for which this OPD is the resource person."""
    return _training(b, requests.trainings_of(b, kode))


def training_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """List the training that this kecamatan's desa join."""
    return _training(b, _touching(b.pelatihan, kode))


def training_of_desa(b: Briefing, kode: str) -> Section | None:
    """List the training that this desa joins."""
    return _training(b, [row for row in b.pelatihan if kode in row["kode_desa"]])


def _touching(rows: Rows, kode_kecamatan: str) -> Rows:
    return [
        row
        for row in rows
        if any(wilayah.kode_kecamatan(kode) == kode_kecamatan for kode in row["kode_desa"])
    ]


def _training(b: Briefing, rows: Rows) -> Section | None:
    if not rows:
        return None
    made = []
    for row in rows:
        topic = row["topik"]
        if row["angkatan"]:
            topic = b.t("pelatihan.angkatan", topik=topic, angkatan=row["angkatan"])
        made.append(
            Row((topic, _span(b, row["tanggal_mulai"], row["tanggal_selesai"]),
                 row["tempat"] or fmt.DASH, _desa_names(b, row["kode_desa"]),
                 f"{b.t.angka(row['peserta_l'])} / {b.t.angka(row['peserta_p'])}",
                 row["narasumber_opd"] or fmt.DASH))
        )  # fmt: skip
    heads = ("topik", "waktu", "tempat", "desa_asal", "#l_p", "narasumber")
    return make_section(
        b, "pelatihan", fold_rows(b, make_table(b, "pelatihan.judul_tabel", heads, made))
    )


def _span(b: Briefing, first: object, last: object) -> str:
    days = [fmt.tanggal(d, b.t.bahasa) for d in dict.fromkeys((first, last)) if d is not None]
    return f" {b.t('umum.sampai')} ".join(days) or fmt.DASH


def _desa_names(b: Briefing, codes: Sequence[str]) -> str:
    names = b.desa_names()
    return b.t.daftar([names.get(kode, kode) for kode in codes], 4)


def challenges(b: Briefing, kode: str) -> Section | None:
    """List the challenges and the way out that is proposed."""
    return _challenges(b, b.tantangan)


def challenges_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """List the challenges of this kecamatan's desa."""
    return _challenges(b, _touching(b.tantangan, kode))


def _challenges(b: Briefing, rows: Rows) -> Section | None:
    if not rows:
        return None
    made = [
        Row((row["tantangan"], row["lokasi"] or _desa_names(b, row["kode_desa"]),
             row["solusi"] or fmt.DASH, _name(row["penanggung_jawab"])))
        for row in rows
    ]  # fmt: skip
    heads = ("tantangan", "lokasi", "solusi", "penanggung_jawab")
    return make_section(
        b, "tantangan", fold_rows(b, make_table(b, "tantangan.judul_tabel", heads, made))
    )


def _name(value: str) -> str:
    return text.shorten(value, requests.NAME) or fmt.DASH


def agreements(b: Briefing, kode: str) -> Section | None:
    """List what the last Rakor agreed."""
    rows = b.sheet("Kesepakatan")
    if rows.empty:
        return None
    has_state = any(rows["status"]) or any(rows["bukti"])  # a column of dashes says nothing
    made = []
    for row in list_rows(rows):
        state = said.say_status(row["status"], b.t)
        state = f"{state}: {row['bukti']}" if row["bukti"] else state
        told = (row["nomor"], row["isi"], schedule.say_rakor(row["asal_rakor"], b.t))
        made.append(Row((*told, state) if has_state else told))
    heads = ("nomor", "isi", "asal_rakor", *(("status",) if has_state else ()))
    return make_section(
        b, "kesepakatan", fold_rows(b, make_table(b, "kesepakatan.judul_tabel", heads, made))
    )


def follow_up(b: Briefing, kode: str) -> Section | None:
    """List the follow-up with its state and what is overdue."""
    return _follow_up(b, b.rtl)


def follow_up_of_opd(b: Briefing, kode: str) -> Section | None:
    """List the follow-up that this OPD answers for."""
    return _follow_up(b, [row for row in b.rtl if row["kode_opd"] == kode])


def _follow_up(b: Briefing, rows: Rows) -> Section | None:
    if not rows:
        return None
    made: list[Row] = []
    last = None
    for row in rows:
        if b.is_after and row["is_baru"] != last:
            last = row["is_baru"]
            made.append(Row(group=b.t("rtl.kelompok_baru" if last else "rtl.kelompok_lama")))
        day = row["batas_waktu"]
        when = fmt.tanggal(day, b.t.bahasa)
        if day is not None and requests.is_open(row["status"]):
            when = f"{when} ({schedule.say_days(day, b.rakor.per, b.t)})"
        state = said.say_status(row["status"], b.t)
        made.append(
            Row((row["rencana"], _name(row["penanggung_jawab"]), when,
                 f"{state}: {row['bukti']}" if row["bukti"] else state))
        )  # fmt: skip
    heads = ("rencana", "penanggung_jawab", "batas_waktu", "status")
    table = fold_rows(b, make_table(b, "rtl.judul_tabel", heads, made))
    section = make_section(b, "rtl", table)
    return replace(section, title=b.t("bagian.rtl_sesudah")) if b.is_after else section


def planning_year(b: Briefing, kode: str) -> Section:
    """Show the planning year and what each of its doors is for."""
    return _year(b, charts.timeline(b))


def planning_year_in_words(b: Briefing, kode: str) -> Section:
    """Say which doors are still open, without a picture: a village's sheet is short."""
    per = b.rakor.per
    coming = [
        (b.t(f"pintu.{o.door.key}"), schedule.say_when(o, per, b.t))
        for o in b.openings
        if o.last >= per
    ]
    return _year(b, (Facts(tuple(coming)),) if coming else ())


def _year(b: Briefing, blocks: tuple[Block, ...]) -> Section:
    closed = Note(b.t("pintu.tertutup", tahun=b.rakor.tahun_rencana))
    is_open = any(o.last >= b.rakor.per for o in b.openings)
    return make_section(b, "jadwal", None if is_open else closed, *blocks)
