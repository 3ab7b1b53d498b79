"""Find the usulan that an old key means after its number, text or desa was changed. Pure.

The log knows only the usulan that were judged, so "the only one with this text" cannot be told
from the log alone: `Seen.kembar` says how many there were when it was judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

TETAP = "tetap"
ISI_BERUBAH = "isi berubah"
BERNOMOR_BARU = "nomor usulan berubah"
TEKS_BERUBAH = "teks berubah"
SEMUA_BERUBAH = "nomor dan teks berubah"
DESA_BERUBAH = "kode desa berubah"
RANCU = "lebih dari satu kemungkinan"
HILANG = "hilang dari buku kerja"
SEBAB = (
    TETAP, ISI_BERUBAH, BERNOMOR_BARU, TEKS_BERUBAH, SEMUA_BERUBAH, DESA_BERUBAH, RANCU, HILANG,
)  # fmt: skip
"""Why a key of the log belongs where it does; the last two: nowhere."""

ALIKE = 0.85
"""Share of equal letters from which two texts of one desa may be one text that was mended."""

LEAD = 0.05
"""By how much it must be more alike than any other text of that desa."""

EDITED = 0.6
"""The same under one number and with the same contents: less is another usulan that was given a
number used before."""


@dataclass(frozen=True)
class Known:
    """Hold what identifies an usulan, now or when it was judged (folded; see events.Seen)."""

    kunci: str
    id_usulan: str
    kode_desa: str
    tahun: str
    said: str
    isi_hash: str
    kembar: int = 0

    @property
    def same_text(self) -> tuple[str, str, str]:
        """Equal for usulan of one desa and year with the same words."""
        return (self.kode_desa, self.tahun, self.said)


@dataclass(frozen=True)
class Lineage:
    """Hold the keys under which one usulan was judged, oldest first.

    newest: what identified it when it was last judged; None where nobody noted it.
    """

    keys: tuple[str, ...]
    newest: Known | None


def match_keys(
    lineages: Sequence[Lineage], now: Sequence[Known], old: Mapping[str, Known | None]
) -> dict[str, tuple[str, str]]:
    """Return for each key of the log (key now or "", why); see SEBAB.

    now: the workbook. old: key of the log -> what identified it when it was last judged.
    """
    present = {known.kunci: known for known in now}
    kept = {kunci for kunci in old if kunci in present}
    moved = _Matching(lineages, now, kept)
    exchanged = _find_exchanged(old, now, kept, moved.renumbered)
    if exchanged:
        kept -= exchanged
        moved = _Matching(lineages, now, kept)
    found = {}
    for lineage in lineages:
        here = [kunci for kunci in lineage.keys if kunci in kept]
        name = lineage.newest.kunci if lineage.newest else ""
        kini, sebab = (here[-1], TEKS_BERUBAH) if here else moved.found.get(name, ("", HILANG))
        # an older text of the same usulan is not what the workbook says now
        found.update(dict.fromkeys(lineage.keys, (kini, TEKS_BERUBAH if kini else sebab)))
        if not here:
            found[name or lineage.keys[-1]] = (kini, sebab)
        for kunci in here:
            before = old[kunci]
            is_same = before is None or before.isi_hash == present[kunci].isi_hash
            found[kunci] = (kunci, TETAP if is_same else ISI_BERUBAH)
    return found


def _find_exchanged(
    old: Mapping[str, Known | None],
    now: Sequence[Known],
    kept: Collection[str],
    renumbered: Collection[str],
) -> set[str]:
    """Return keys whose number now stands at a twin: same words, but the contents are another's.

    Only usulan with the same words in one desa can exchange numbers without a change of key.
    """
    alike = _group(now, lambda known: known.same_text)
    hashes = {known.kunci: known.isi_hash for known in now}
    return {
        kunci
        for kunci, known in old.items()
        if known is not None and kunci in kept and known.kode_desa in renumbered
        if known.isi_hash != hashes[kunci]
        if any(one.isi_hash == known.isi_hash for one in alike[known.same_text])
    }


@dataclass(frozen=True)
class _Edge:
    """Hold one reason to think that a lost usulan is this one of the workbook."""

    old: Known
    kini: Known
    sebab: str
    is_like: bool


class _Matching:
    """Pair usulan that lost their key with free ones of the workbook.

    found: old key -> (key now or "", why). renumbered: desa whose usulan were given new numbers.
    """

    def __init__(
        self, lineages: Sequence[Lineage], now: Sequence[Known], kept: Collection[str]
    ) -> None:
        newest = [lineage.newest for lineage in lineages if lineage.newest is not None]
        self.lost = {
            one.newest.kunci: one.newest
            for one in lineages
            if one.newest is not None and not any(kunci in kept for kunci in one.keys)
        }
        self.taken = set(kept)
        self.found: dict[str, tuple[str, str]] = {}
        self.old_texts = Counter(known.same_text for known in newest)
        self.contents = Counter((known.kode_desa, known.isi_hash) for known in now)
        self.now_texts = _group(now, lambda known: known.same_text)
        self.now_numbers = _group(now, lambda known: known.id_usulan)
        self.now_desa = _group(now, lambda known: known.kode_desa)
        self.steady = {known.kode_desa for known in now if known.kunci in self.taken}
        self.renumbered: set[str] = set()
        self._run()

    def _run(self) -> None:
        sure, torn = _settle([*self._by_text(), *self._by_number()])
        self.renumbered = {edge.kini.kode_desa for edge in sure if edge.sebab == BERNOMOR_BARU}
        self._take(
            edge
            for edge in sure
            # where numbers were given anew, the same number says nothing by itself
            if edge.sebab == BERNOMOR_BARU
            or edge.is_like
            or edge.old.kode_desa not in self.renumbered
        )
        for kunci in torn:
            self.found[kunci] = ("", RANCU)
            del self.lost[kunci]
        self._take(_settle([*self._by_likeness()])[0])
        for kunci, known in self.lost.items():
            is_there = any(self._is_free(one) for one in self.now_texts.get(known.same_text, ()))
            self.found[kunci] = ("", RANCU if is_there else HILANG)

    def _take(self, edges: Iterable[_Edge]) -> None:
        for edge in edges:
            self.found[edge.old.kunci] = (edge.kini.kunci, edge.sebab)
            self.taken.add(edge.kini.kunci)
            del self.lost[edge.old.kunci]

    def _is_free(self, known: Known) -> bool:
        return known.kunci not in self.taken

    def _is_like(self, old: Known, kini: Known) -> bool:
        """Tell whether the contents are the same and no other usulan of the desa has them."""
        is_own = self.contents[kini.kode_desa, kini.isi_hash] == 1
        return is_own and kini.isi_hash == old.isi_hash

    def _edge(self, old: Known, kini: Known, sebab: str) -> _Edge:
        return _Edge(old, kini, sebab, self._is_like(old, kini))

    def _by_text(self) -> Iterator[_Edge]:
        """The same words in the same desa and year, once then and once now; twins by contents."""
        for old in self.lost.values():
            alike = self.now_texts.get(old.same_text, [])
            is_twin = self.old_texts[old.same_text] > 1 or old.kembar > 1
            if is_twin and old.kembar != len(alike):  # one was added or dropped: who is who?
                continue
            if is_twin or len(alike) > 1 or not old.kembar:
                alike = [one for one in alike if one.isi_hash == old.isi_hash]
            is_one = len(alike) == 1 and self._is_free(alike[0])
            if is_one and alike[0].id_usulan != old.id_usulan:
                yield self._edge(old, alike[0], BERNOMOR_BARU)

    def _by_number(self) -> Iterator[_Edge]:
        """The same number with edited words; or with nothing changed but the code of its desa."""
        for old in self.lost.values():
            for one in self.now_numbers.get(old.id_usulan, ()):
                if not self._is_free(one):
                    continue
                edge = self._edge(old, one, _sebab(old, one))
                floor = EDITED if edge.is_like else ALIKE
                if one.kode_desa != old.kode_desa:
                    if (one.said, one.isi_hash) == (old.said, old.isi_hash):
                        yield replace(edge, sebab=DESA_BERUBAH)
                elif _likeness(old.said, one.said) >= floor:
                    yield edge

    def _by_likeness(self) -> Iterator[_Edge]:
        """Like words and the same contents in one desa, each the other's best by far.

        Only where numbers are no guide: elsewhere, another number and other words are another
        usulan.
        """
        for kode_desa, lost in _group(self.lost.values(), lambda known: known.kode_desa).items():
            if kode_desa in self.steady - self.renumbered:
                continue
            now = self.now_desa.get(kode_desa, [])
            for old in lost:
                same = [
                    one for one in now if (one.isi_hash, one.tahun) == (old.isi_hash, old.tahun)
                ]
                one = _best(old, same)
                # a twin, with the very same words, was refused above for good reason
                if one is None or not self._is_free(one) or one.said == old.said:
                    continue
                if self._is_like(old, one) or (_best(old, now) == one and _best(one, lost) == old):
                    yield self._edge(old, one, SEMUA_BERUBAH)


def _sebab(old: Known, kini: Known) -> str:
    """Return what changed of an usulan that kept its number and desa, whose code may be new."""
    if old.kunci == kini.kunci:
        return ISI_BERUBAH
    return DESA_BERUBAH if old.same_text == kini.same_text else TEKS_BERUBAH


def _settle(edges: Sequence[_Edge]) -> tuple[list[_Edge], set[str]]:
    """Return the edges that no other contradicts, and the old keys that are torn between some.

    Of edges that share an end, one alone with the same contents is right; else none is taken.
    """
    ends: dict[tuple[str, str], set[_Edge]] = {}
    for edge in edges:
        for end in (("old", edge.old.kunci), ("kini", edge.kini.kunci)):
            ends.setdefault(end, set()).add(edge)
    sure = []
    for edge in dict.fromkeys(edges):
        rivals = (ends["old", edge.old.kunci] | ends["kini", edge.kini.kunci]) - {edge}
        if not rivals or (edge.is_like and not any(rival.is_like for rival in rivals)):
            sure.append(edge)
    torn = {edge.old.kunci for edge in edges} - {edge.old.kunci for edge in sure}
    return sure, torn


def _group(items: Iterable[Known], key: Callable[[Known], Hashable]) -> dict[Any, list[Known]]:
    made: dict[Any, list[Known]] = {}
    for known in items:
        made.setdefault(key(known), []).append(known)
    return made


def _best(known: Known, others: Sequence[Known]) -> Known | None:
    """Return the one whose words are alike enough and clearly more so than any other's."""
    ranked = sorted(
        ((_likeness(known.said, one.said, ALIKE - LEAD), one.kunci, one) for one in others),
        reverse=True,
    )
    if not ranked or ranked[0][0] < ALIKE:
        return None
    if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < LEAD:
        return None
    return ranked[0][2]


def _likeness(one: str, other: str, floor: float = 0.0) -> float:
    """Return the share of equal letters of two texts in [0, 1]; 0 where it is below `floor`."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < floor or matcher.quick_ratio() < floor:
        return 0.0
    return matcher.ratio()
