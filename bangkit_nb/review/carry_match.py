"""Find the usulan that an old key means after its number, text or desa was changed. Pure.

The log knows only the usulan that were judged, so "the only one with this text" cannot be told
from the log alone: `Seen.kembar` says how many there were when it was judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
"""The same under one number: less is another usulan that was given a number used before."""


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


Pairs = Iterable[tuple[Known, Known]]


def match_moved(
    lineages: Sequence[tuple[list[str], Known | None]], now: Sequence[Known]
) -> dict[str, tuple[str, str]]:
    """Return old key -> (key now, why) for keys that the workbook no longer has.

    lineages: the log's keys, grouped by usulan, and what identifies the newest key of each.
    """
    present = {known.kunci for known in now}
    found: dict[str, tuple[str, str]] = {}
    lost: dict[str, Known] = {}
    names: dict[str, list[str]] = {}
    for keys, newest in lineages:
        kept = [kunci for kunci in keys if kunci in present]
        gone = [kunci for kunci in keys if kunci not in present]
        if kept:
            found.update(dict.fromkeys(gone, (kept[-1], TEKS_BERUBAH)))
        elif newest is not None:
            lost[newest.kunci] = newest
            names[newest.kunci] = keys
    whole = [newest for _, newest in lineages if newest is not None]
    pairs = _Matching(whole, now, lost, present & {k for keys, _ in lineages for k in keys})
    for kunci, (kini, sebab) in pairs.run().items():
        for name in names[kunci]:
            # an older text of the same usulan is not what the workbook says, whatever the newest is
            found[name] = (kini, sebab if name == kunci or not kini else TEKS_BERUBAH)
    return found


class _Matching:
    """Pair lost usulan with free ones, the surest evidence first."""

    def __init__(
        self, old: Sequence[Known], now: Sequence[Known], lost: Mapping[str, Known], taken: set[str]
    ) -> None:
        self.lost = dict(lost)
        self.taken = set(taken)
        self.found: dict[str, tuple[str, str]] = {}
        self.renumbered: set[str] = set()
        self.old_texts = Counter(known.same_text for known in old)
        self.now_texts = _group(now, lambda known: known.same_text)
        self.now_numbers = _group(now, lambda known: known.id_usulan)
        self.now_desa = _group(now, lambda known: known.kode_desa)

    def run(self) -> dict[str, tuple[str, str]]:
        """Return old key -> (key now or "", why)."""
        self.renumbered = {old.kode_desa for old, _ in self._take(BERNOMOR_BARU, self._by_text())}
        self._take(TEKS_BERUBAH, self._by_number())
        self._take(DESA_BERUBAH, self._by_number_elsewhere())
        self._take(SEMUA_BERUBAH, self._by_likeness())
        for kunci, known in self.lost.items():
            is_there = any(self._is_free(one) for one in self.now_texts.get(known.same_text, ()))
            self.found[kunci] = ("", RANCU if is_there else HILANG)
        return self.found

    def _is_free(self, known: Known) -> bool:
        return known.kunci not in self.taken

    def _take(self, sebab: str, pairs: Pairs) -> list[tuple[Known, Known]]:
        """Take the pairs in which no usulan is claimed twice; return them."""
        pairs = list(pairs)
        claims = Counter(kini.kunci for _, kini in pairs)
        sure = [pair for pair in pairs if claims[pair[1].kunci] == 1]
        for old, kini in sure:
            self.found[old.kunci] = (kini.kunci, sebab)
            self.taken.add(kini.kunci)
            del self.lost[old.kunci]
        return sure

    def _by_text(self) -> Pairs:
        """The same words in the same desa and year, once then and once now; twins by contents."""
        for old in self.lost.values():
            alike = self.now_texts.get(old.same_text, [])
            if self.old_texts[old.same_text] > 1 or old.kembar > 1:
                if old.kembar != len(alike):  # one was added or dropped: who is who?
                    continue
                alike = [one for one in alike if one.isi_hash == old.isi_hash]
            is_sure = old.kembar > 0 or (alike and alike[0].isi_hash == old.isi_hash)
            if len(alike) == 1 and is_sure and self._is_free(alike[0]):
                yield old, alike[0]

    def _by_number(self) -> Pairs:
        """The same number and desa with edited words, where numbers have not been given anew."""
        for old in self.lost.values():
            for one in self.now_numbers.get(old.id_usulan, ()):
                if (
                    one.kode_desa == old.kode_desa
                    and self._is_free(one)
                    and old.kode_desa not in self.renumbered
                    and _likeness(old.said, one.said) >= EDITED
                ):
                    yield old, one

    def _by_number_elsewhere(self) -> Pairs:
        """The same number, words and contents under another code: a desa's code was mended."""
        for old in self.lost.values():
            for one in self.now_numbers.get(old.id_usulan, ()):
                is_same = (one.said, one.isi_hash) == (old.said, old.isi_hash)
                if is_same and self._is_free(one) and old.kode_desa not in self.renumbered:
                    yield old, one

    def _by_likeness(self) -> Pairs:
        """Like words and the same contents in one desa, each the other's best by far."""
        by_desa = _group(self.lost.values(), lambda known: known.kode_desa)
        for kode_desa, lost in by_desa.items():
            now = self.now_desa.get(kode_desa, [])
            best = {old.kunci: _best(old, now) for old in lost}
            for old in lost:
                one = best[old.kunci]
                if one is None or not self._is_free(one) or one.isi_hash != old.isi_hash:
                    continue
                if _best(one, lost) == old and one.tahun == old.tahun:
                    yield old, one


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
