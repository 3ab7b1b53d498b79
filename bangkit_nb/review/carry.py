"""Carry the log over to a workbook that changed after it was judged.

Events keep the key under which they were written. What is decided here is which usulan of the
workbook an old key belongs to now, and whether what was said of it still counts. A wrong row is
worse than none: where two answers are possible, neither is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from bangkit_nb import text
from bangkit_nb.columns import BERLAKU, BERTENTANGAN, PERIKSA_LAGI
from bangkit_nb.review.carry_match import (
    BERNOMOR_BARU,
    TETAP,
    Known,
    Lineage,
    match_keys,
)
from bangkit_nb.review.events import (
    CONTENT,
    Event,
    content_hash,
    key_words,
    usulan_key,
)
from bangkit_nb.review.fold import Item, Log, Standing, fold_item
from bangkit_nb.review.judgements import Keputusan, Padanan

if TYPE_CHECKING:  # the session's own form, which knows the whole match
    from bangkit_nb.review.carried import Carried

RowKey = tuple[str, str]
"""(kode_opd, kode_sub_kegiatan) of a Renja row."""


@dataclass(frozen=True)
class Link:
    """Hold where a key of the log belongs now.

    kunci: as in the log. kini: key of the usulan in the workbook, "" where there is none.
    sebab: why (a word of carry_match.SEBAB). keadaan: BERLAKU or PERIKSA_LAGI for what the newest
    events under `kunci` say; "" where there is no usulan.
    """

    kunci: str
    kini: str
    sebab: str
    keadaan: str


def build_known(usulan: pd.DataFrame) -> list[Known]:
    """Return what identifies each usulan of a workbook, in its order (columns as sheet Rencana).

    kembar is counted: it is what an event's `Seen` has to note.
    """
    columns = ("id_usulan", "kode_desa", "tahun", "kegiatan", *CONTENT)
    cells = [usulan[n].tolist() if n in usulan else [None] * len(usulan) for n in columns]
    found = []
    for values in zip(*cells, strict=True):
        row = dict(zip(columns, values, strict=True))
        tahun = "" if pd.isna(row["tahun"]) else text.tidy(row["tahun"])
        kunci = usulan_key(row["kode_desa"], tahun, row["kegiatan"], row["id_usulan"])
        said = key_words(row["kegiatan"])
        place, number = text.fold(row["kode_desa"]), text.fold(row["id_usulan"])
        found.append(Known(kunci, number, place, tahun, said, content_hash(row)))
    alike = Counter(known.same_text for known in found)
    return [replace(known, kembar=alike[known.same_text]) for known in found]


def carry_keys(
    log: Log,
    usulan: pd.DataFrame,
    desa: pd.DataFrame | None = None,
    *,
    known: list[Known] | None = None,
) -> dict[str, Link]:
    """Return for each key of the log where it belongs now, in the log's order of keys.

    usulan: the workbook's frame (columns as sheet Rencana). desa: sheet Desa, whose
    kode_desa_pengganti says which code a desa has now. known: build_known(usulan), if at hand.
    """
    if not log.kunci:
        return {}
    now = build_known(usulan) if known is None else known
    counts = Counter(one.kunci for one in now)
    now = [one for one in now if counts[one.kunci] == 1]  # a doubled usulan is nobody's
    hashes = {one.kunci: one.isi_hash for one in now}
    old = {kunci: _old_known(log.item(kunci).events, _codes(desa)) for kunci in log.kunci}
    found = match_keys(_lineages(log, old), now, old)
    links = {}
    for kunci, before in old.items():
        kini, sebab = found[kunci]
        is_same = before is None or before.isi_hash == hashes.get(kini)
        counts_still = sebab == TETAP or (sebab == BERNOMOR_BARU and is_same)
        keadaan = BERLAKU if counts_still else PERIKSA_LAGI if kini else ""
        links[kunci] = Link(kunci, kini, sebab, keadaan)
    return links


def inherited_items(log: Log, links: Mapping[str, Link]) -> dict[str, Item]:
    """Return what was said of each usulan of the workbook, under its own key and under older ones.

    A new event takes the `heads` of such an item as its parents, so that it follows what was said
    before the workbook changed and does not stand beside it as a conflict.
    """
    keys: dict[str, list[str]] = {}
    for one in links.values():
        if one.kini:
            keys.setdefault(one.kini, []).append(one.kunci)
    return {
        kini: log.item(kini)
        if together == [kini]
        else fold_item(event for kunci in together for event in log.item(kunci).events)
        for kini, together in keys.items()
    }


def build_carried(links: Mapping[str, Link]) -> Carried:
    """Return the same for a review session: which old key is which usulan now."""
    from bangkit_nb.review.carried import Carried

    moved = [one for one in links.values() if one.kini not in ("", one.kunci)]
    same = frozenset(one.kunci for one in moved if one.sebab == BERNOMOR_BARU)
    return Carried({one.kunci: one.kini for one in moved}, same)


def state_of(
    standing: Standing,
    known: Known,
    links: Mapping[str, Link],
    rows: Collection[RowKey],
) -> str:
    """Return how far what stands on an usulan counts: a `keadaan` of columns, "" for nothing.

    known: the usulan as the workbook has it. rows: the (kode_opd, kode_sub_kegiatan) of the Renja.
    """
    event = standing.event
    if event is None:
        return ""
    if standing.is_conflict:
        return BERTENTANGAN
    is_moved = event.kunci != known.kunci
    if is_moved and links[event.kunci].keadaan != BERLAKU:
        return PERIKSA_LAGI
    if event.seen is not None and event.seen.isi_hash != known.isi_hash:
        return PERIKSA_LAGI
    isi = event.isi
    row = (
        (isi.kode_opd, isi.kode_sub_kegiatan) if isinstance(isi, Padanan | Keputusan) else ("", "")
    )
    return BERLAKU if not row[1] or row in rows else PERIKSA_LAGI


def _codes(desa: pd.DataFrame | None) -> dict[str, str]:
    """Return old code -> code now, as the workbook's sheet Desa says."""
    if desa is None or "kode_desa_pengganti" not in desa:
        return {}
    pairs = zip(desa["kode_desa"], desa["kode_desa_pengganti"], strict=True)
    return {text.fold(old): text.fold(new) for old, new in pairs if text.fold(new)}


def _old_known(events: tuple[Event, ...], codes: Mapping[str, str]) -> Known | None:
    """Return what identified an usulan when it was last judged; None where nobody noted it."""
    seen = next((event.seen for event in reversed(events) if event.seen is not None), None)
    if seen is None:
        return None
    place = text.fold(seen.kode_desa)
    return Known(
        events[-1].kunci,
        text.fold(seen.id_usulan),
        codes.get(place, place),
        text.tidy(seen.tahun),
        key_words(seen.kegiatan),
        seen.isi_hash,
        seen.kembar,
    )


def _lineages(log: Log, old: Mapping[str, Known | None]) -> list[Lineage]:
    """Group keys of one usulan: a judgement that follows one under another key joins the two."""
    root = {kunci: kunci for kunci in old}

    def find(kunci: str) -> str:
        while root[kunci] != kunci:
            root[kunci] = root[root[kunci]]
            kunci = root[kunci]
        return kunci

    for kunci in old:
        for event in log.item(kunci).events:
            for parent in event.parents:
                above = log.event(parent)
                if above is not None and above.kunci != kunci:
                    root[find(above.kunci)] = find(kunci)
    groups: dict[str, list[str]] = {}
    for kunci in old:
        groups.setdefault(find(kunci), []).append(kunci)
    made = []
    for keys in groups.values():
        keys.sort(key=lambda kunci: log.item(kunci).events[-1].order)
        newest = next((old[kunci] for kunci in reversed(keys) if old[kunci] is not None), None)
        made.append(Lineage(tuple(keys), newest))
    return made
