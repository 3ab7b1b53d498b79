"""Read events of an earlier workbook under the usulan that it has become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bangkit_nb.review.events import Event
from bangkit_nb.review.fold import Item, Log, fold_item
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.materials import RowKey, Usulan


@dataclass(frozen=True)
class Carried:
    """Hold which key of the log is which usulan of the workbook now.

    to: key in the log -> key now, for those whose key changed. same: keys in the log whose text
    and desa are word for word those of the usulan now (only its number changed), so that nothing
    needs a second look. Events keep the key under which they were written.
    """

    to: Mapping[str, str]
    same: frozenset[str] = frozenset()

    def now(self, kunci: str) -> str:
        """Return the key that an event's key stands for now."""
        return self.to.get(kunci, kunci)

    @cached_property
    def _earlier(self) -> Mapping[str, tuple[str, ...]]:
        made: dict[str, list[str]] = {}
        for old, now in self.to.items():
            made.setdefault(now, []).append(old)
        return {now: tuple(sorted(olds)) for now, olds in made.items()}

    def item(self, log: Log, key: str) -> Item:
        """Return all that was said of an usulan, under this key and its earlier ones."""
        olds = self._earlier.get(key, ())
        if not olds:
            return log.item(key)
        return fold_item(event for one in (key, *olds) for event in log.item(one).events)

    def is_current(self, event: Event, one: Usulan, rows: Mapping[RowKey, object]) -> bool:
        """Tell whether what a statement rested on is still so: the usulan and its Renja row."""
        if event.kunci != one.kunci and event.kunci not in self.same:
            return False
        if event.seen is not None and event.seen.isi_hash != one.isi_hash:
            return False
        said = event.isi
        chose = isinstance(said, Padanan | Keputusan) and said.kode_sub_kegiatan != ""
        return not chose or (said.kode_opd, said.kode_sub_kegiatan) in rows  # type: ignore[union-attr]
