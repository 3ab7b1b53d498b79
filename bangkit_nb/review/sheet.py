"""The log as an Excel sheet, one row an usulan, and what an edited row of it says. Pure.

A row notes in its last, hidden column what it was exported from: an edit follows exactly the
events that its writer had before them, so an edit of an old export shows as a conflict.
"""

from __future__ import annotations

import hashlib
import json
import math
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bangkit_nb import columns as c
from bangkit_nb.contract import Column, Sheet
from bangkit_nb.review import carry
from bangkit_nb.review.carry import RowKey
from bangkit_nb.review.carry_match import Known
from bangkit_nb.review.events import Batal, Event, Isi, Seen
from bangkit_nb.review.fold import Item, Log, fold_item
from bangkit_nb.review.judged import build_judged
from bangkit_nb.review.judgements import (
    PUTUSAN,
    Keputusan,
    Padanan,
    check_keputusan,
    check_padanan,
)
from bangkit_nb.text import redact, tidy

JEJAK = "jejak"

SHOWN = ("id_usulan", "nama_desa", "kegiatan", "volume_diminta", "satuan_diminta",
         "anggaran_diminta")  # fmt: skip
TO_PADANAN = ("putusan", "kode_opd", "kode_sub_kegiatan", "jalur")
TO_KEPUTUSAN = (
    "keputusan", "keputusan_oleh", "forum", "tanggal", "keputusan_kode_opd",
    "keputusan_kode_sub_kegiatan", "volume", "satuan", "anggaran", "alasan", "gabung_ke",
    "keputusan_jalur",
)  # fmt: skip

_READ_ONLY = "Hanya untuk dibaca; perubahan di sini tidak diambil"
_SUB = "Kode sub kegiatan seperti di lembar Renja, sebagai teks"

PENILAIAN = Sheet(
    "Penilaian",
    (
        Column("id_usulan", "id", False, "Nomor usulan. Jangan diubah"),
        Column("nama_desa", "teks", False, _READ_ONLY),
        Column("kegiatan", "teks", False, _READ_ONLY),
        Column("volume_diminta", "angka", False, _READ_ONLY),
        Column("satuan_diminta", "teks", False, _READ_ONLY),
        Column("anggaran_diminta", "uang", False, _READ_ONLY, unit="Rp"),
        Column("putusan", "pilihan", False, "Kata petugas: cocok atau tidak", choices=PUTUSAN),
        Column("kode_opd", "kode", False, "Kode OPD padanannya, hanya untuk cocok"),
        Column("kode_sub_kegiatan", "kode", False, f"{_SUB}, hanya untuk cocok"),
        Column("jalur", "pilihan", False, "Jalur menurut petugas", choices=c.SEMUA_JALUR),
        Column("keadaan", "teks", False, _READ_ONLY),
        Column("keputusan", "pilihan", False, "Kata OPD atau forum, bukan kata petugas",
               choices=c.KATA_KEPUTUSAN),
        Column("keputusan_oleh", "teks", False, "Siapa yang menyatakannya: OPD atau forum"),
        Column("forum", "teks", False, "Di mana: Rakor, Forum OPD, Musrenbang, surat OPD"),
        Column("tanggal", "tanggal", False, "Kapan dinyatakan"),
        Column("keputusan_kode_opd", "kode", False, "OPD yang mengakomodir, atau OPD tujuan baru"),
        Column("keputusan_kode_sub_kegiatan", "kode", False, _SUB),
        Column("volume", "angka", False, "Volume yang disetujui"),
        Column("satuan", "teks", False, "Satuannya"),
        Column("anggaran", "uang", False, "Anggaran yang disetujui", unit="Rp"),
        Column("alasan", "teks", False, "Wajib untuk ditolak, ditunda dan dialihkan"),
        Column("gabung_ke", "id", False, "ID usulan tempat bergabung"),
        Column("keputusan_jalur", "pilihan", False, "Jalur menurut OPD atau forum",
               choices=c.SEMUA_JALUR),
        Column("keputusan_keadaan", "teks", False, _READ_ONLY),
        Column(JEJAK, "teks", False, "Penanda versi. Jangan diubah atau dihapus"),
    ),
    "Penilaian setiap usulan: yang dikatakan petugas, dan yang dikatakan OPD atau forum.",
)  # fmt: skip


@dataclass(frozen=True)
class Book:
    """Hold the workbook of a Rakor and its log, as a sheet is made from and read against.

    usulan, renja, desa: the frames of a checked workbook. opd: the codes of its sheet OPD.
    """

    rakor: str
    log: Log
    usulan: pd.DataFrame
    renja: pd.DataFrame
    desa: pd.DataFrame
    opd: frozenset[str]

    @property
    def rows(self) -> set[RowKey]:
        """(kode_opd, kode_sub_kegiatan) of every row of the Renja."""
        return set(zip(self.renja["kode_opd"], self.renja["kode_sub_kegiatan"], strict=True))


def build_sheet(book: Book) -> pd.DataFrame:
    """Return the sheet PENILAIAN of a workbook, one row an usulan, in the workbook's order."""
    judged = build_judged(book.log, book.usulan, book.renja, book.desa).tinjauan
    items = carry.inherited_items(book.log, carry.carry_keys(book.log, book.usulan, book.desa))
    names = dict(zip(book.desa["kode_desa"], book.desa["nama_desa"], strict=True))
    frame = judged.drop(columns="oleh").assign(
        nama_desa=[names.get(kode, "") for kode in book.usulan["kode_desa"]],
        kegiatan=book.usulan["kegiatan"].tolist(),
        volume_diminta=book.usulan["volume"].tolist(),
        satuan_diminta=book.usulan["satuan"].tolist(),
        anggaran_diminta=book.usulan["anggaran"].tolist(),
    )
    frame["keputusan"] = frame["keputusan"].replace(c.BELUM_DIBAHAS, "")
    frame["alasan"] = [redact(value) for value in frame["alasan"]]
    frame[JEJAK] = [
        _note(known, items.get(known.kunci, Item()), row)
        for known, row in zip(carry.build_known(book.usulan), frame.to_dict("records"), strict=True)
    ]
    return frame[list(PENILAIAN.names)]


def _note(known: Known, item: Item, row: Mapping[Any, Any]) -> str:
    lamport = max((event.lamport for event in item.events), default=0)
    note = {
        "kunci": known.kunci, "isi": known.isi_hash, "parents": list(item.heads),
        "lamport": lamport, "padanan": fingerprint(row, TO_PADANAN),
        "keputusan": fingerprint(row, TO_KEPUTUSAN),
    }  # fmt: skip
    return json.dumps(note, sort_keys=True, separators=(",", ":"))


def fingerprint(row: Mapping[Any, Any], names: tuple[str, ...]) -> str:
    """Return a hash of some cells of a row by which an edit is noticed."""
    said = json.dumps([_plain(row.get(name)) for name in names])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return tidy(float(value) if isinstance(value, int) else value)


# --- an edited row --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Note:
    """Hold what a row was exported from; see `_note`."""

    kunci: str
    isi: str
    parents: tuple[str, ...]
    lamport: int
    padanan: str
    keputusan: str


def parse_note(text: str) -> Note | None:
    """Return the note of a row; None where it was changed or lost."""
    try:
        note = Note(**json.loads(text))
        uuids = tuple(str(uuid.UUID(one)) for one in note.parents)
        is_whole = isinstance(note.lamport, int) and 0 <= note.lamport < 10**9
        texts = (note.kunci, note.isi, note.padanan, note.keputusan)
        if not is_whole or not all(isinstance(one, str) for one in texts):
            return None
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return Note(note.kunci, note.isi, uuids, note.lamport, note.padanan, note.keputusan)


def build_isi(row: Mapping[str, Any], kind: str, numbers: Mapping[str, str]) -> Isi:
    """Return what a row says; numbers: folded id_usulan -> key. Missing cells are "" or NaN."""
    if kind == "padanan":
        return Padanan(row["putusan"], row["kode_opd"], row["kode_sub_kegiatan"], row["jalur"])
    volume, anggaran, day = row["volume"], row["anggaran"], row["tanggal"]
    return Keputusan(
        kata=row["keputusan"], oleh=row["keputusan_oleh"], forum=row["forum"],
        tanggal=day.isoformat() if day else "", kode_opd=row["keputusan_kode_opd"],
        kode_sub_kegiatan=row["keputusan_kode_sub_kegiatan"],
        volume=None if math.isnan(volume) else volume, satuan=row["satuan"],
        anggaran=None if math.isnan(anggaran) else round(anggaran), alasan=row["alasan"],
        gabung_ke=numbers.get(row["gabung_ke"].casefold(), ""), jalur=row["keputusan_jalur"],
    )  # fmt: skip


def check_isi(said: Isi, kunci: str, rows: set[RowKey], opd: frozenset[str]) -> list[str]:
    """Return what forbids to record a statement, in Indonesian; [] when nothing does."""
    assert isinstance(said, Padanan | Keputusan)
    faults = check_padanan(said) if isinstance(said, Padanan) else check_keputusan(said)
    if said.kode_sub_kegiatan and (said.kode_opd, said.kode_sub_kegiatan) not in rows:
        faults.append("Baris Renja itu tidak ada: samakan kode OPD dan sub kegiatannya.")
    elif said.kode_opd and said.kode_opd not in opd:
        faults.append(f"OPD {said.kode_opd} tidak ada di lembar OPD.")
    if isinstance(said, Keputusan) and said.gabung_ke == kunci:
        faults.append("Usulan tidak dapat digabungkan ke dirinya sendiri.")
    return faults


def build_event(
    book: Book, known: Known, place: int, isi: Isi, note: Note, penulis: str, waktu: str
) -> Event:
    """Return the event of an edited row; the same edit of the same export has the same id."""
    row = book.usulan.iloc[place]
    told = json.dumps([book.rakor, note.kunci, repr(isi), note.parents, penulis])
    return Event(
        str(uuid.uuid5(uuid.NAMESPACE_OID, told)), book.rakor, note.kunci, isi,
        tuple(sorted(note.parents)), max(book.log.lamport, note.lamport) + 1, penulis, waktu,
        Seen(str(row["id_usulan"]), str(row["kode_desa"]), known.tahun, str(row["kegiatan"]),
             known.isi_hash, model="excel", kembar=known.kembar),
    )  # fmt: skip


# --- an emptied row -------------------------------------------------------------------------------


def seen_item(item: Item, parents: tuple[str, ...]) -> Item:
    """Return an usulan's item as its row was exported: `parents` and all before them."""
    known = {event.id: event for event in item.events}
    ahead = [one for one in parents if one in known]
    seen = set(ahead)
    while ahead:
        fresh = [one for one in known[ahead.pop()].parents if one in known and one not in seen]
        seen.update(fresh)
        ahead += fresh
    return fold_item(event for event in item.events if event.id in seen)


def is_emptied(
    row: Mapping[str, Any], kind: str, names: tuple[str, ...], before: Item, note: Note
) -> bool:
    """Tell whether all cells of a judgement were emptied, or its word alone and nothing else."""
    if fingerprint(row, names) == fingerprint({}, names):
        return True
    said = before.of(kind).event
    if said is None or tidy(row[names[0]]) or not isinstance(said.isi, Padanan | Keputusan):
        return False
    word = said.isi.putusan if isinstance(said.isi, Padanan) else said.isi.kata
    return fingerprint({**row, names[0]: word}, names) == str(getattr(note, kind))


def build_undo(
    book: Book, before: Item, kind: str, note: Note, penulis: str, waktu: str
) -> list[Event]:
    """Return the events that take back all that a row had said of one kind when it was exported.

    All, for an older word would else show in the emptied row. Read twice, they have the same ids.
    """
    said = [e for e in before.events if e.id in before.active and e.jenis == kind]
    lamport = max(book.log.lamport, note.lamport)
    ids = [uuid.uuid5(uuid.UUID(event.id), f"batal {penulis} {note.parents}") for event in said]
    paket = str(uuid.uuid5(ids[0], "paket")) if len(ids) > 1 else ""
    return [
        Event(
            str(made), book.rakor, event.kunci, Batal(event.id), tuple(sorted(note.parents)),
            lamport + 1 + at, penulis, waktu, None, paket,
        )
        for at, (made, event) in enumerate(zip(ids, said, strict=True))
    ]  # fmt: skip
