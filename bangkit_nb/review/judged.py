"""What people said of each usulan of a workbook: the one door from the log to packs and ranking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from bangkit_nb import text
from bangkit_nb.columns import BELUM_DIBAHAS, BERLAKU, COCOK, PADANAN, PERIKSA_LAGI, TINJAUAN
from bangkit_nb.data.checks import Checked
from bangkit_nb.params import Rakor
from bangkit_nb.review import events as ev
from bangkit_nb.review.carry import (
    Link,
    RowKey,
    build_known,
    carry_keys,
    inherited_items,
    state_of,
)
from bangkit_nb.review.carry_match import Known
from bangkit_nb.review.fold import Item, Log
from bangkit_nb.review.judgements import TAKEN, Keputusan, Padanan


@dataclass(frozen=True)
class Judged:
    """Hold the log of a Rakor as its workbook stands now.

    Attributes:
        tinjauan: columns.TINJAUAN, one row per usulan of the workbook, in its order.
        padanan: columns.PADANAN, what the match learns from, oldest first.
        log_sha256: hash over the ids of all events; equal logs, equal hash.
        n_events: how many there are.
        lepas: keys of the log that belong to no usulan of the workbook now, and why.
    """

    tinjauan: pd.DataFrame
    padanan: pd.DataFrame
    log_sha256: str
    n_events: int
    lepas: tuple[Link, ...] = ()


def read_judged(rakor: Rakor, checked: Checked) -> Judged:
    """Read the log of a Rakor and fold it over its workbook; no database, no judgements.

    Of a sample whose meeting is over: what its story says was answered there (told.read_recorded).
    Raises LogError where the database cannot be read.
    """
    from bangkit_nb.review.told import read_recorded  # it reads the log by this module

    log = read_recorded(rakor)
    return build_judged(log, *(checked.sheet(name) for name in ("Rencana", "Renja", "Desa")))


def read_log(rakor: Rakor) -> Log:
    """Read all events of a Rakor; a project without a database has none, and none is made."""
    from bangkit_nb.review.place import is_store

    if not is_store(rakor.proyek):
        return Log()
    from bangkit_nb.review.store import open_store  # SQLAlchemy costs 0.3 s

    with open_store(rakor.proyek) as store:
        return Log(store.read(rakor.rakor).events)


def build_judged(
    log: Log,
    usulan: pd.DataFrame,
    renja: pd.DataFrame,
    desa: pd.DataFrame,
    *,
    known: list[Known] | None = None,
) -> Judged:
    """Fold a log over a workbook: usulan, renja, desa as in sheets Rencana, Renja and Desa.

    known: build_known(usulan), where it is at hand.
    """
    known = build_known(usulan) if known is None else known
    links = carry_keys(log, usulan, desa, known=known)
    items = inherited_items(log, links)
    rows = set(zip(renja["kode_opd"], renja["kode_sub_kegiatan"], strict=True))
    numbers = dict(zip((one.kunci for one in known), usulan["id_usulan"], strict=True))
    made = [_review(one, numbers, items.get(one.kunci, Item()), links, rows) for one in known]
    tinjauan = pd.DataFrame(made, columns=list(TINJAUAN), dtype=object)
    lepas = tuple(one for one in links.values() if not one.kini)
    items |= {one.kunci: log.item(one.kunci) for one in lepas}
    padanan = _build_padanan(items, numbers, usulan, desa)
    return Judged(tinjauan, padanan, log.sha256, len(log), lepas)


def _review(
    known: Known,
    numbers: Mapping[str, str],
    item: Item,
    links: Mapping[str, Link],
    rows: set[RowKey],
) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(TINJAUAN, "")
    row |= {"id_usulan": numbers[known.kunci], "keputusan": BELUM_DIBAHAS}
    row |= {"volume": None, "anggaran": None}
    held = item.of(ev.PADANAN)
    if held.event is not None and isinstance(said := held.event.isi, Padanan):
        row |= {
            "putusan": said.putusan, "kode_opd": said.kode_opd,
            "kode_sub_kegiatan": said.kode_sub_kegiatan, "jalur": said.jalur,
            "oleh": held.event.penulis, "keadaan": state_of(held, known, links, rows),
        }  # fmt: skip
    held = item.of(ev.KEPUTUSAN)
    if held.event is not None and isinstance(word := held.event.isi, Keputusan):
        into = links[word.gabung_ke].kini if word.gabung_ke in links else word.gabung_ke
        state = state_of(held, known, links, rows)
        if state == BERLAKU and word.gabung_ke and into not in numbers:
            state = PERIKSA_LAGI
        row |= {
            "keputusan": word.kata, "keputusan_oleh": word.oleh, "forum": word.forum,
            "tanggal": word.tanggal, "keputusan_kode_opd": word.kode_opd,
            "keputusan_kode_sub_kegiatan": word.kode_sub_kegiatan, "volume": word.volume,
            "satuan": word.satuan, "anggaran": word.anggaran, "alasan": word.alasan,
            "gabung_ke": numbers.get(into, ""), "keputusan_jalur": word.jalur,
            "keputusan_keadaan": state,
        }  # fmt: skip
    return row


_FORUM = re.compile(r"\b(rakor|rapat|forum|pokja|musrenbang|musyawarah)\b")
"""Words in `Keputusan.oleh` that name a meeting; anybody else speaks for an OPD."""


def _build_padanan(
    items: Mapping[str, Item], numbers: Mapping[str, str], usulan: pd.DataFrame, desa: pd.DataFrame
) -> pd.DataFrame:
    """Return what stands without contradiction as columns.PADANAN; a decision after a match.

    An usulan that left the workbook still teaches, under its key: its number may be another's now.
    """
    komoditas = dict(zip(numbers, usulan["komoditas"], strict=False))
    names = dict(zip(desa["kode_desa"], desa["nama_desa"], strict=True))
    found: list[tuple[tuple[int, str], dict[str, object]]] = []
    for kunci, item in items.items():
        own = {"id_usulan": numbers.get(kunci, kunci), "komoditas": komoditas.get(kunci, "")}
        for event, *said in _lessons(item):
            if event.seen is None:
                continue
            place = names.get(event.seen.kode_desa, "")
            row = own | {"kegiatan": event.seen.kegiatan, "nama_desa": place}
            words = ("putusan", "kode_opd", "kode_sub_kegiatan", "oleh")
            found.append((event.order, row | dict(zip(words, said, strict=True))))
    made = [row for _, row in sorted(found, key=lambda one: one[0])]
    return pd.DataFrame(made, columns=list(PADANAN), dtype=object)


def _lessons(item: Item) -> Iterable[tuple[ev.Event, str, str, str, str]]:
    held = item.of(ev.PADANAN)
    if held.event is not None and not held.is_conflict and isinstance(held.event.isi, Padanan):
        said = held.event.isi
        yield held.event, said.putusan, said.kode_opd, said.kode_sub_kegiatan, "petugas"
    held = item.of(ev.KEPUTUSAN)
    if held.event is not None and not held.is_conflict and isinstance(held.event.isi, Keputusan):
        word = held.event.isi
        if word.kata in TAKEN and word.kode_opd and word.kode_sub_kegiatan:
            by = "forum" if _FORUM.search(text.fold(word.oleh)) else "opd"
            yield held.event, COCOK, word.kode_opd, word.kode_sub_kegiatan, by
