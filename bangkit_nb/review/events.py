"""The event: one thing that one person said of one usulan, or the room of one item of the meeting.

The log is append-only. An event knows its `parents`: the latest events on that usulan that its
writer had seen. Order is the Lamport counter, then the id; the time is for display only.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar, get_origin, get_type_hints

from bangkit_nb import text
from bangkit_nb.errors import LogError
from bangkit_nb.review import rapat
from bangkit_nb.review.judgements import Keputusan, Padanan

PADANAN, KEPUTUSAN, BATAL = "padanan", "keputusan", "batal"


@dataclass(frozen=True)
class Batal:
    """Hold what an event takes back: the id of a statement (undo) or of a `Batal` (redo)."""

    membatalkan: str


@dataclass(frozen=True)
class Lain:
    """Hold a statement of a kind that this version does not know: kept, carried, not read."""

    data: str


Isi = Padanan | Keputusan | Batal | Lain | rapat.IsiRapat

_KINDS: Mapping[str, type[Padanan | Keputusan | Batal | rapat.IsiRapat]] = {
    PADANAN: Padanan,
    KEPUTUSAN: Keputusan,
    BATAL: Batal,
    **rapat.KINDS,
}


@dataclass(frozen=True)
class Calon:
    """Hold one candidate as it stood on the screen."""

    kode_opd: str
    kode_sub_kegiatan: str
    skor: float


@dataclass(frozen=True)
class Seen:
    """Hold what the writer had before them.

    id_usulan, kode_desa, tahun, kegiatan: the usulan as the workbook had it (personal numbers
    masked); isi_hash: `content_hash` of its other cells. calon: candidates in the order shown.
    model: which model ranked them. is_blind: shown shuffled, without a suggestion. kembar: how many
    usulan of that desa and year had the same words then, this one included; 0 = not counted.
    """

    id_usulan: str
    kode_desa: str
    tahun: str
    kegiatan: str
    isi_hash: str
    calon: tuple[Calon, ...] = ()
    model: str = ""
    is_blind: bool = False
    kembar: int = 0


@dataclass(frozen=True)
class Event:
    """Hold one event.

    Attributes:
        id: UUID as text.
        rakor: key of the Rakor.
        kunci: key of the usulan (usulan_key) or of the meeting's item (rapat.rapat_key).
        isi: what was said.
        parents: ids of the latest events on this usulan that the writer had seen, sorted.
        lamport: larger than that of every event the writer had seen.
        penulis: who wrote it down.
        waktu: ISO time with zone, for display only.
        seen: what the writer had before them; None for a `Batal` and in the meeting.
        paket: id shared by the events of one bulk action, "" otherwise.
    """

    id: str
    rakor: str
    kunci: str
    isi: Isi
    parents: tuple[str, ...]
    lamport: int
    penulis: str
    waktu: str
    seen: Seen | None = None
    paket: str = ""
    jenis: str = ""

    def __post_init__(self) -> None:
        if not self.jenis:
            object.__setattr__(self, "jenis", kind_of(self.isi))

    @property
    def order(self) -> tuple[int, str]:
        """Sort key, the same on every machine."""
        return (self.lamport, self.id)


def kind_of(isi: Isi) -> str:
    """Return the kind of a statement."""
    return next((kind for kind, made in _KINDS.items() if isinstance(isi, made)), "")


def usulan_key(kode_desa: str, tahun: str, kegiatan: str, id_usulan: str) -> str:
    """Return the stable key of an usulan: 20 hex digits over desa, year, text and source id.

    The text counts by its letters and digits only. The match's own normalisation is not used: its
    tables grow, and a key must outlive them.
    """
    parts = [text.fold(kode_desa), text.fold(tahun), key_words(kegiatan), text.fold(id_usulan)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]


def key_words(kegiatan: str) -> str:
    """Return the letters and digits of an usulan's text, by which two texts count as the same."""
    return " ".join(re.findall(r"\w+", text.fold(kegiatan)))


CONTENT = (
    "bidang_penghidupan", "komoditas", "jenis_dukungan", "kelompok", "kelompok_berbadan_hukum",
    "volume", "satuan", "anggaran", "sasaran_l", "sasaran_p", "disabilitas",
)  # fmt: skip
"""Cells of an usulan besides its key that a judgement rests on."""


def content_hash(cells: Mapping[str, object]) -> str:
    """Return 16 hex digits over the CONTENT cells; spelling by case and spacing is ignored."""
    said = json.dumps([_plain(cells.get(name)) for name in CONTENT])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    said = text.fold(value)
    return "" if said in {"nan", "<na>", "nat"} else said


def to_json(event: Event) -> str:
    """Return an event as one line of canonical JSON; LogError where it holds no plain values."""
    made = asdict(event)
    if isinstance(event.isi, Lain):
        made["isi"] = json.loads(event.isi.data)
    try:
        return json.dumps(
            made, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
    except (TypeError, ValueError) as fault:
        raise LogError(f"Catatan tidak dapat disimpan: {text.shorten(fault, 80)}.") from None


def from_json(line: str) -> Event:
    """Return the event of a line that `to_json` wrote; raises LogError where it is no event."""
    try:
        made = json.loads(line, parse_constant=_refuse)
        kind = _KINDS.get(made["jenis"])
        if kind is None:
            isi: Isi = Lain(json.dumps(made["isi"], sort_keys=True, ensure_ascii=False))
        else:
            isi = _record(kind, made["isi"])
        seen = made["seen"]
        if seen is not None:
            calon = tuple(_record(Calon, one) for one in seen["calon"])
            seen = _record(Seen, {**seen, "calon": calon})
        event = _record(
            Event, {**made, "isi": isi, "seen": seen, "parents": tuple(made["parents"])}
        )
        _check_event(event)
        if _HALF.search(line):
            to_json(event).encode()
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as fault:
        raise LogError(f"Catatan tidak terbaca: {text.shorten(fault, 80)}.") from None
    return event


_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
"""Half a character, which no database takes; written out it may be one of a pair."""


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} bukan angka")


_R = TypeVar("_R")


def _record(kind: type[_R], cells: Any) -> _R:
    """Build a record; cells that a newer version added are refused, for they would be lost."""
    known = _TYPES[kind]
    extra = set(cells) - set(known)
    if extra:
        raise ValueError(f"kolom {', '.join(sorted(extra))} dari versi lebih baru")
    for name, value in cells.items():
        is_truth = type(value) is bool  # which Python counts as a whole number
        if not isinstance(value, known[name]) or is_truth != (known[name] is bool):
            raise ValueError(f"isi kolom {name} bukan yang diharapkan")
    return kind(**cells)


def _field_type(hint: Any) -> Any:
    """Return what `isinstance` takes for a field; a whole number may stand for a fraction."""
    if hint in (float, float | None):
        return hint | int
    return get_origin(hint) if get_origin(hint) is tuple else hint


_TYPES: Mapping[type, Mapping[str, Any]] = {
    kind: {name: _field_type(hint) for name, hint in get_type_hints(kind).items()}
    for kind in (Event, Seen, Calon, *_KINDS.values())
}

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def _check_event(event: Event) -> None:
    ids = [event.id, *event.parents]
    if isinstance(event.isi, Batal):
        ids.append(event.isi.membatalkan)
    texts = (event.rakor, event.kunci, event.penulis, event.waktu, event.paket, event.jenis)
    if (
        not all(isinstance(one, str) and _UUID.fullmatch(one) for one in ids)
        or not event.rakor
        or not event.kunci
        or any("\0" in one for one in texts)  # PostgreSQL has no place for it
        or not 0 < event.lamport < 2**62
    ):
        raise ValueError("nomor, kunci atau urutannya tidak benar")
