"""The review itself, without a screen: what stands, what is shown next, what is proposed.

A session never touches the disk. Statements are built by saying.py; whoever owns the store appends
them and hands them to `take`, so nothing is shown as said that is not yet kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

import pandas as pd

from bangkit_nb import columns as c
from bangkit_nb.align import matching, ranking
from bangkit_nb.errors import LogError
from bangkit_nb.review import ordering
from bangkit_nb.review.carried import Carried
from bangkit_nb.review.events import PADANAN, Calon, Event, Seen
from bangkit_nb.review.fold import Item, Log, Standing, Steps, fold_steps
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.materials import Materials, RowKey
from bangkit_nb.review.ordering import Filters, Option
from bangkit_nb.review.rapat import is_rapat_key

TOP = 5
"""Candidates on a card."""


class Session:
    """Hold one officer's review of one Rakor.

    materials: see build_materials. log: everything said so far. carried: which key of an earlier
    workbook is which usulan now. now: ISO time for display. new_id: a fresh UUID as text.
    """

    def __init__(
        self,
        materials: Materials,
        log: Log,
        *,
        rakor: str,
        petugas: str,
        now: Callable[[], str],
        new_id: Callable[[], str],
        carried: Carried | None = None,
    ) -> None:
        self.materials = materials
        self.rakor = rakor
        self.petugas = petugas
        self.filters = Filters()
        self.sort = ordering.SORTS[0]
        self.kunci = ""
        self.log = log
        self.now, self.new_id = now, new_id
        self.carried = carried or Carried({})
        self.matcher = materials.matcher
        self.judged: dict[str, RowKey] = {}
        self._is_learned = True
        told = ranking.to_json(self.matcher.model)
        self._model = hashlib.sha256(told.encode()).hexdigest()[:12]
        self._shown: dict[str, tuple[Calon, ...]] = {}
        self._status = dict.fromkeys(materials.usulan, ordering.BELUM)
        self._order = ordering.sort_keys(materials, self.sort)
        for key in materials.usulan:
            self._refresh(key)
        self.show_first()

    # --- what stands ---------------------------------------------------------------------------

    def item(self, key: str) -> Item:
        """Return all that was said of an usulan, what was said before its row changed included."""
        return self.carried.item(self.log, key)

    def status(self, key: str) -> str:
        """Return where an usulan stands: a word of ordering.STATUS."""
        return self._status[key]

    def standing(self, key: str, kind: str = PADANAN) -> Standing:
        """Return what stands of one kind."""
        return self.item(key).of(kind)

    def is_changed(self, key: str, event: Event) -> bool:
        """Tell whether the usulan or its Renja row changed since the event was written."""
        one = self.materials.usulan[key]
        return not self.carried.is_current(event, one, self.materials.rows)

    def opd_of(self, key: str) -> str:
        """Return the OPD an usulan belongs to: its judgement's, else its best candidate's."""
        return self.judged.get(key, self.materials.best[key].row)[0]

    def _refresh(self, key: str) -> None:
        held = self.standing(key)
        self.judged.pop(key, None)
        if held.event is None:
            self._status[key] = ordering.BELUM
            return
        said = held.event.isi
        assert isinstance(said, Padanan)
        if held.is_conflict:
            self._status[key] = ordering.KONFLIK
        elif self.is_changed(key, held.event):
            self._status[key] = c.PERIKSA_LAGI
        else:
            self._status[key] = said.putusan
            if said.putusan == c.COCOK:
                self.judged[key] = (said.kode_opd, said.kode_sub_kegiatan)

    def take(self, events: Iterable[Event]) -> set[str]:
        """Take in events that are kept; returns the usulan of this workbook that they touch."""
        new = [e for e in events if e.rakor == self.rakor]
        keys = {self.carried.now(key) for key in self.log.add(new)} & set(self.materials.usulan)
        for key in keys:
            self._refresh(key)
        self._is_learned = self._is_learned and not keys
        return keys

    # --- the queue -----------------------------------------------------------------------------

    def shown_keys(self) -> list[str]:
        """Return the keys that pass the filters, in order."""
        usulan, best = self.materials.usulan, self.materials.best
        return [
            key
            for key in self._order
            if ordering.is_kept(
                self.filters, usulan[key], self.opd_of(key), best[key].pita, self._status[key]
            )
        ]

    def options(self) -> dict[str, tuple[Option, ...]]:
        """Count the choices of each filter, given the other filters; labels for the screen."""
        usulan, best, names = self.materials.usulan, self.materials.best, self.materials.opd
        values: dict[str, Callable[[str], str]] = {
            "opd": self.opd_of, "kecamatan": lambda k: usulan[k].kecamatan,
            "kode_desa": lambda k: usulan[k].kode_desa, "status": self.status,
            "pita": lambda k: best[k].pita,
        }  # fmt: skip
        labels: dict[str, Mapping[str, str]] = {
            "opd": names, "kode_desa": {one.kode_desa: one.nama_desa for one in usulan.values()},
        }  # fmt: skip
        made = {}
        for name, value in values.items():
            others = replace(self.filters, **{name: ""})
            kept = [
                value(key)
                for key in self._order
                if ordering.is_kept(
                    others, usulan[key], self.opd_of(key), best[key].pita, self._status[key]
                )
            ]
            if name == "status":
                kept += [ordering.SUDAH for status in kept if status != ordering.BELUM]
            made[name] = ordering.count_options(kept, labels.get(name, {}))
        return made

    def set_sort(self, sort: str) -> None:
        """Order the queue anew; raises LogError for an order that does not exist."""
        if sort not in ordering.SORTS:
            raise LogError(f"Urutan '{sort}' tidak dikenal.")
        self.sort = sort
        self._order = ordering.sort_keys(self.materials, sort)
        self.show_first()

    def set_filters(self, **changes: str) -> None:
        """Change filters and show the first usulan that passes."""
        self.filters = replace(self.filters, **changes)
        self.show_first()

    def show_first(self) -> None:
        """Show the first usulan of the queue; none when it is empty."""
        self.kunci = next(iter(self.shown_keys()), "")

    def show(self, key: str) -> None:
        """Show one usulan, whether it passes the filters or not."""
        if key in self.materials.usulan:
            self.kunci = key

    def step(self, by: int) -> None:
        """Go to the next (1) or previous (-1) usulan that passes the filters; stop at the ends."""
        kept = set(self.shown_keys())
        at = self._order.index(self.kunci) if self.kunci else -1
        path = self._order[at + 1 :] if by > 0 else self._order[:at][::-1]
        self.kunci = next((key for key in path if key in kept), self.kunci)

    def advance(self) -> None:
        """Go to the next usulan that still has to be judged, from the start when none is ahead."""
        waiting = (ordering.BELUM, ordering.KONFLIK, c.PERIKSA_LAGI)
        filters = replace(self.filters, status="")
        usulan, best = self.materials.usulan, self.materials.best
        at = self._order.index(self.kunci) + 1 if self.kunci else 0
        for key in (*self._order[at:], *self._order[:at]):
            if self._status[key] in waiting and ordering.is_kept(
                filters, usulan[key], self.opd_of(key), best[key].pita, ""
            ):
                self.kunci = key
                return

    # --- candidates ----------------------------------------------------------------------------

    def rank(self, key: str) -> pd.DataFrame:
        """Rank the rows for one usulan with everything learned so far; columns.CALON and parts."""
        if not self._is_learned:
            self.matcher = _unsure(matching.remember(self.matcher, self.padanan()))
            self._is_learned = True
        at = self.materials.places[key]
        found = matching.rank_usulan(self.matcher, self.materials.frame.iloc[[at]], top=TOP)
        found = found[found["rank"] > 0]
        keys = list(zip(found["kode_opd"], found["kode_sub_kegiatan"], strict=True))
        if self.is_blind(key):
            place = {row: at for at, row in enumerate(ordering.shuffled(key, keys))}
            order = sorted(range(len(found)), key=lambda at: place[keys[at]])
            found = found.iloc[order]
        self._shown[key] = _calon(found)
        return found

    def padanan(self) -> pd.DataFrame:
        """Return the judgements that stand, as the match learns from them (columns.PADANAN)."""
        usulan = self.materials.usulan
        made = [
            (usulan[key].id_usulan, usulan[key].kegiatan, usulan[key].komoditas,
             usulan[key].nama_desa, c.COCOK, opd, kode, "petugas")
            for key, (opd, kode) in self.judged.items()
        ]  # fmt: skip
        return pd.DataFrame(made, columns=list(c.PADANAN), dtype=object)

    @property
    def lost(self) -> list[Event]:
        """What stands of usulan that are no longer in the workbook: kept, and listed."""
        gone = {self.carried.now(key) for key in self.log.kunci} - set(self.materials.usulan)
        found = [self.carried.item(self.log, key).of(PADANAN).event for key in sorted(gone)]
        return [event for event in found if event is not None]

    def is_blind(self, key: str) -> bool:
        """Tell whether the card comes without a suggestion: by hash, and only until judged."""
        return ordering.is_blind(key) and self._status[key] == ordering.BELUM

    def seen(self, key: str) -> Seen:
        """Return what the officer has before them of an usulan, for the record."""
        one = self.materials.usulan[key]
        calon = self._shown.get(key)
        if calon is None:  # judged from the list, where only the first ranking stands
            rows = self.materials.calon
            mine = rows[(rows["id_usulan"] == one.id_usulan) & (rows["rank"] > 0)]
            calon = _calon(mine)
        return Seen(
            one.id_usulan, one.kode_desa, one.tahun, one.kegiatan, one.isi_hash, calon,
            self._model, self.is_blind(key), one.kembar,
        )  # fmt: skip

    def steps(self) -> Steps:
        """Return what this officer can undo and redo here; the meeting has its own."""
        own = (event for event in self.log.events if not is_rapat_key(event.kunci))
        return fold_steps(own, self.petugas)


def _unsure(matcher: matching.Matcher) -> matching.Matcher:
    """Let no row be "tinggi" by a bound that was measured without a memory (ranking.learn)."""
    model = matcher.model
    if matcher.memory is None or "putusan" in model.record:
        return matcher
    return replace(matcher, model=replace(model, tinggi=float("inf")))


def _calon(found: pd.DataFrame) -> tuple[Calon, ...]:
    rows = zip(found["kode_opd"], found["kode_sub_kegiatan"], found["skor"], strict=True)
    return tuple(Calon(opd, kode, round(float(skor), 6)) for opd, kode, skor in rows)
