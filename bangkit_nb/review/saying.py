"""Build the events of an action: a judgement, an answer, a bulk action, an undo. Nothing is kept.

Each function returns a `Plan`; the owner of the store appends its events and tells the session.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bangkit_nb import columns as c
from bangkit_nb import text
from bangkit_nb.errors import LogError
from bangkit_nb.review import ordering
from bangkit_nb.review.events import Batal, Event, Isi
from bangkit_nb.review.judgements import Keputusan, Padanan, check_keputusan, check_padanan
from bangkit_nb.review.session import Session


@dataclass(frozen=True)
class Skipped:
    """Hold an usulan that a bulk action left out, and why."""

    kunci: str
    why: str


@dataclass(frozen=True)
class Plan:
    """Hold what an action would write, a sentence about it, and the usulan it leaves out."""

    events: tuple[Event, ...]
    said: str
    skipped: tuple[Skipped, ...] = ()


WITH_ROW = (c.DIAKOMODIR, c.DIUBAH, c.CADANGAN)
"""Answers that speak of a row of the Renja."""

_TOLD = {
    c.COCOK: "cocok",
    c.TIDAK_ADA: "tidak ada yang cocok",
    c.KEWENANGAN_LAIN: "kewenangan lain",
    c.RAGU: "ragu",
}


def say_padanan(session: Session, key: str, said: Padanan, together: Sequence[str] = ()) -> Plan:
    """Return the events by which the officer judges an usulan, and `together` those alike.

    Raises LogError where the judgement lacks something or names a row that is not there.
    """
    faults = check_padanan(said)
    row = (said.kode_opd, said.kode_sub_kegiatan)
    if said.putusan == c.COCOK and row not in session.materials.rows:
        faults.append("Baris Renja itu tidak ada di buku kerja.")
    if faults:
        raise LogError(" ".join(faults))
    keys = [key, *(other for other in together if other != key)]
    also = f" untuk {len(keys)} usulan" if len(keys) > 1 else ""
    told = f"Tersimpan: {_TOLD[said.putusan]}{also}."
    return Plan(_write(session, dict.fromkeys(keys, said)), told)


def say_keputusan(session: Session, key: str, said: Keputusan) -> Plan:
    """Return the event that records what an OPD or a forum said; raises LogError if it lacks."""
    faults = check_keputusan(said) + check_target(session, key, said)
    if faults:
        raise LogError(" ".join(faults))
    return Plan(_write(session, {key: said}), f"Tercatat: {said.kata}.")


def check_target(session: Session, key: str, said: Keputusan) -> list[str]:
    """Return what is wrong with the usulan, OPD or row that an answer names, in Indonesian."""
    made = session.materials
    faults = []
    if said.gabung_ke and (said.gabung_ke == key or said.gabung_ke not in made.usulan):
        faults.append("Usulan tempat bergabung tidak ada di buku kerja, atau usulan ini sendiri.")
    if said.kode_opd and said.kode_opd not in made.opd:
        faults.append(f"OPD {said.kode_opd} tidak ada di lembar OPD.")
    row = (said.kode_opd, said.kode_sub_kegiatan)
    if said.kode_sub_kegiatan and row not in made.rows:
        faults.append("Baris Renja itu tidak ada di buku kerja.")
    return faults


def say_keputusan_all(session: Session, keys: Sequence[str], said: Keputusan) -> Plan:
    """Record one word for many usulan; each takes volume, satuan and anggaran from its row.

    An usulan that misses what the word needs is left out and listed.
    """
    ready: dict[str, Isi] = {}
    skipped = []
    for key in keys:
        one = prefill(session, key, said)
        faults = check_keputusan(one) + check_target(session, key, one)
        if faults:
            skipped.append(Skipped(key, " ".join(faults)))
        else:
            ready[key] = one
    told = f"Tercatat: {said.kata} untuk {len(ready)} usulan."
    if skipped:
        told += f" {len(skipped)} dilewati karena datanya kurang; lihat daftarnya."
    return Plan(_write(session, ready), told, tuple(skipped))


def prefill(session: Session, key: str, said: Keputusan) -> Keputusan:
    """Fill what an answer leaves open from the usulan's own row and its padanan."""
    one = session.materials.usulan[key]
    anggaran = said.anggaran
    if anggaran is None and one.anggaran is not None:
        anggaran = round(one.anggaran)
    volume = one.volume if said.volume is None else said.volume
    filled = replace(said, volume=volume, satuan=said.satuan or one.satuan, anggaran=anggaran)
    return with_row(session, key, filled)


def with_row(session: Session, key: str, said: Keputusan) -> Keputusan:
    """Name the sub kegiatan of the officer's padanan where its OPD is the one that answers."""
    row = session.judged.get(key)
    if row is None or said.kata not in WITH_ROW or said.kode_sub_kegiatan:
        return said
    if said.kode_opd not in ("", row[0]):
        return said
    return replace(said, kode_opd=row[0], kode_sub_kegiatan=row[1])


def is_acceptable(session: Session, key: str) -> bool:
    """Tell whether an usulan may be accepted in bulk: unjudged, band "tinggi", not a blind card."""
    return (
        key in session.materials.usulan
        and session.status(key) == ordering.BELUM
        and session.materials.best[key].pita == "tinggi"
        and not ordering.is_blind(key)
    )


def accept_all(session: Session, keys: Sequence[str]) -> Plan:
    """Accept the first candidate of each that `is_acceptable`; the others are left as they are."""
    best = session.materials.best
    ready: dict[str, Isi] = {
        key: Padanan(c.COCOK, *best[key].row) for key in keys if is_acceptable(session, key)
    }
    told = f"Diterima: {len(ready)} usulan berpita tinggi. Batalkan (U) mengembalikan semuanya."
    return Plan(_write(session, ready), told)


def undo(session: Session) -> Plan:
    """Return the events that take back this officer's last action; none when there is none."""
    steps = session.steps().undo
    if not steps:
        return Plan((), "Tidak ada lagi yang dapat dibatalkan.")
    return _take_back(session, steps[-1], "Dibatalkan")


def redo(session: Session) -> Plan:
    """Return the events that bring back what this officer took back last."""
    steps = session.steps().redo
    if not steps:
        return Plan((), "Tidak ada lagi yang dapat dikembalikan.")
    return _take_back(session, steps[-1], "Dikembalikan")


def _take_back(session: Session, ids: Sequence[str], word: str) -> Plan:
    targets = [event for at in ids if (event := session.log.event(at)) is not None]
    paket = session.new_id() if len(targets) > 1 else ""
    made = []
    for at, event in enumerate(targets):
        heads = session.item(session.carried.now(event.kunci)).heads
        made.append(
            Event(
                session.new_id(), session.rakor, event.kunci, Batal(event.id), heads,
                session.log.lamport + 1 + at, session.petugas, session.now(), None, paket,
            )
        )  # fmt: skip
    one = session.materials.usulan.get(session.carried.now(targets[0].kunci)) if targets else None
    what = f"{len(made)} usulan" if len(made) > 1 or one is None else text.shorten(one.kegiatan, 60)
    return Plan(tuple(made), f"{word}: {what}.")


def _write(session: Session, said: Mapping[str, Isi]) -> tuple[Event, ...]:
    paket = session.new_id() if len(said) > 1 else ""
    return tuple(
        Event(
            session.new_id(), session.rakor, key, isi, session.item(key).heads,
            session.log.lamport + 1 + at, session.petugas, session.now(), session.seen(key), paket,
        )
        for at, (key, isi) in enumerate(said.items())
    )  # fmt: skip
