"""Put imported rows into a sheet's rows by their key: change, add, or leave as it is. Pure.

What a person edited stays: `base` remembers what the last import wrote, so an edit (workbook
differs from base) is told from news (file differs from base).
"""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from bangkit_nb.columns import RENCANA, RENJA, ROW, Sheet
from bangkit_nb.data.import_rows import Row
from bangkit_nb.data.raw import Cell
from bangkit_nb.text import fold, tidy

KEYS: Mapping[str, tuple[str, ...]] = {
    "Desa": ("kode_desa",), "OPD": ("kode_opd",), "Rencana": ("id_usulan",),
    "Renja": ("kode_opd", "kode_sub_kegiatan", "lokasi", "indikator"),
    "Peserta": ("nama", "instansi"), "Pelatihan": ("topik", "tanggal_mulai", "angkatan"),
    "Tindak Lanjut": ("id_rtl",), "Kesepakatan": ("nomor", "asal_rakor"),
}  # fmt: skip
"""Columns that say which row is which; other sheets: their required columns."""

ALIKE = 0.85
"""Likeness above which a changed text of one desa is the same usulan (RELIABILITY.md row 15)."""

Base = Mapping[str, Mapping[str, str]]
"""Key of a row as text -> column -> what the last import wrote, as text."""
_ASAL = ""  # where it keeps the layout of the document; no column is called so


@dataclass(frozen=True)
class Merge:
    """Hold what an import changes in one sheet.

    Attributes:
        sheet: its contract. changes: (Excel row, column) -> new cell. added: rows below the last.
        base: what is to be remembered. n_new, n_updated, n_same: rows of the import.
        kept: (Excel row, column, the file's value) where a person's edit was kept.
        replaced: (Excel row, column, old value, new value). moved: ids that kept a changed text.
        absent: rows that such a document wrote for the same OPD or desa and that this one lacks.
        doubts: (Excel row of the file, what to look at).
    """

    sheet: Sheet
    changes: Mapping[tuple[int, str], Cell]
    added: tuple[Row, ...]
    base: Base
    n_new: int
    n_updated: int
    n_same: int
    kept: tuple[tuple[int, str, str], ...] = ()
    replaced: tuple[tuple[int, str, str, str], ...] = ()
    moved: tuple[str, ...] = ()
    absent: tuple[int, ...] = ()


@dataclass
class _Work:
    """Collect one merge."""

    changes: dict[tuple[int, str], Cell] = field(default_factory=dict)
    added: list[Row] = field(default_factory=list)
    base: dict[str, dict[str, str]] = field(default_factory=dict)
    kept: list[tuple[int, str, str]] = field(default_factory=list)
    replaced: list[tuple[int, str, str, str]] = field(default_factory=list)
    n_updated: int = 0
    n_same: int = 0


def merge_rows(
    sheet: Sheet, frame: pd.DataFrame, rows: Sequence[Row], base: Base, before: Base | None = None,
    asal: str = "",
) -> Merge:  # fmt: skip
    """Return what `rows` change in the sheet's `frame` (raw cells and `baris`).

    base: what was written last; before: the same as it stood when this import began. asal: the
    layout of the document, in which rows that another kind of document wrote are not missed.
    """
    moved: tuple[str, ...] = ()
    if sheet is RENCANA:
        rows, moved = _give_ids(rows, frame, base)
    names = KEYS.get(sheet.name, tuple(c.name for c in sheet.columns if c.required))
    records = [{str(k): v for k, v in item.items()} for item in frame.to_dict("records")]
    there = dict(zip(_number(_keys_of(frame, names)), records, strict=True))
    work = _Work(base={key: dict(cells) for key, cells in base.items()})
    keys = _number([tuple(_text(row.values.get(name)) for name in names) for row in rows])
    stand_in = _stand_ins(keys, there) if sheet is RENJA else {}
    for key, row in zip(keys, rows, strict=True):
        values = {**row.values, **row.extras}
        old = there.get(stand_in.get(key, key))
        remembered = base.get(_say(key), {})
        if old is None:
            work.added.append(row)
        elif _change(work, old, values, remembered):
            work.n_updated += 1
        else:
            work.n_same += 1
        work.base[_say(key)] = {name: tidy(v) for name, v in values.items()} | {_ASAL: asal}
    return Merge(
        sheet, work.changes, tuple(work.added), work.base, len(work.added), work.n_updated,
        work.n_same, tuple(work.kept), tuple(work.replaced), moved,
        _absent(sheet, there, {*keys, *stand_in.values()}, rows,
                base if before is None else before, asal),
    )  # fmt: skip


def _stand_ins(
    keys: Sequence[tuple[str, ...]], there: Mapping[tuple[str, ...], object]
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return file key -> key of the Renja row it means though one of the two says less.

    A list without lokasi and indikator means the one row of that sub kegiatan; a row without them
    is filled by the first line that has them. Where several rows may be meant, none is.
    """
    said = set(keys)
    free: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for key in there:
        if key not in said:
            free.setdefault(key[:2], []).append(key)
    found = {}
    for key in keys:
        rest = free.get(key[:2], [])
        if key in there or not rest:
            continue
        bare = [k for k in rest if not any(k[2:4])]
        if not any(key[2:4]):
            bare = rest if len(rest) == 1 and sum(k[:2] == key[:2] for k in there) == 1 else []
        if bare:
            found[key] = bare[0]
            rest.remove(bare[0])
    return found


def _change(
    work: _Work, old: Mapping[str, Cell], values: Mapping[str, Cell], base: Mapping[str, str]
) -> bool:
    """Note the cells of a row to change; tell whether there are any."""
    number = int(str(old[ROW]))
    changed = False
    for name, value in values.items():
        here, there = _plain(old.get(name)), _plain(value)
        if here == there or not there:
            continue
        known = name in base
        if known and here != _plain(base[name]):
            work.kept.append((number, name, tidy(value)))
            continue
        work.changes[number, name] = value
        changed = True
        if here:
            work.replaced.append((number, name, tidy(old.get(name)), tidy(value)))
    return changed


def _absent(
    sheet: Sheet, there: Mapping[tuple[str, ...], Mapping[str, Cell]], keys: set[tuple[str, ...]],
    rows: Sequence[Row], base: Base, asal: str,
) -> tuple[int, ...]:  # fmt: skip
    """Return rows that an import wrote once for an OPD or desa of this file, and that it lacks."""
    owner = {RENJA.name: "kode_opd", RENCANA.name: "kode_desa"}.get(sheet.name)
    if owner is None:
        return ()
    told = {_text(row.values.get(owner)) for row in rows}
    return tuple(sorted(
        int(str(old[ROW])) for key, old in there.items()
        if key not in keys and _say(key) in base and _text(old.get(owner)) in told
        and base[_say(key)].get(_ASAL, asal) == asal
    ))  # fmt: skip


# --- keys ----------------------------------------------------------------------------------------


def _keys_of(frame: pd.DataFrame, names: Sequence[str]) -> list[tuple[str, ...]]:
    columns = [
        [_text(v) for v in frame[name].tolist()] if name in frame.columns else [""] * len(frame)
        for name in names
    ]
    return list(zip(*columns, strict=True)) if columns else []


def _number(keys: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return the keys with the number of each repeat: sibling lines never overwrite each other."""
    seen: Counter[tuple[str, ...]] = Counter()
    numbered = []
    for key in keys:
        seen[key] += 1
        numbered.append((*key, str(seen[key])))
    return numbered


def _say(key: tuple[str, ...]) -> str:
    return " | ".join(key)


def _text(value: object) -> str:
    return "" if value is None or value != value else fold(value)  # noqa: PLR0124 - NaN


def _plain(value: object) -> str:
    """Return a cell as it is compared: 22500000 and 22500000.0 are one, dates by their day."""
    if value is None or value != value:  # noqa: PLR0124 - NaN
        return ""
    if isinstance(value, dt.datetime):
        value = value.date()
    return tidy(value)


# --- ids of usulan -------------------------------------------------------------------------------


def build_id(kode_desa: str, tahun: str, kegiatan: str, nth: int) -> str:
    """Return the id of an usulan whose document gives none: of its desa, year and text alone."""
    said = "|".join((kode_desa, tahun, _letters(kegiatan), str(nth)))
    return f"{kode_desa}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _letters(text: str) -> str:
    return "".join(c for c in fold(text) if c.isalnum())


def _give_ids(
    rows: Sequence[Row], frame: pd.DataFrame, base: Base
) -> tuple[list[Row], tuple[str, ...]]:
    """Give each usulan its id: its own, that of the same usulan in the workbook, or a new one.

    A text that was edited in the document keeps the id: within its desa the one row that an
    earlier import wrote, that no row of this document has, and that is at least 0.85 alike, where
    each is the other's best.
    """
    table = [{str(k): v for k, v in item.items()} for item in frame.to_dict("records")]
    said_before = _texts_before(base)
    ids = {tidy(item.get("id_usulan")) for item in table}
    by_text: dict[tuple[str, str, int], str] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for item in table:
        pair = (tidy(item.get("kode_desa")), _letters(tidy(item.get("kegiatan"))))
        counted[pair] += 1
        by_text.setdefault((*pair, counted[pair]), tidy(item.get("id_usulan")))
    given: list[str] = []
    nth: Counter[tuple[str, str, str]] = Counter()
    for row in rows:
        desa, text = tidy(row.values["kode_desa"]), tidy(row.values["kegiatan"])
        tahun = tidy(row.values.get("tahun"))
        nth[desa, tahun, _letters(text)] += 1
        n = nth[desa, tahun, _letters(text)]
        own = tidy(row.values.get("id_usulan")) or build_id(desa, tahun, text, n)
        if own not in ids and not tidy(row.values.get("id_usulan")):
            own = by_text.get((desa, _letters(text), n), own)
        given.append(own)
    moved = _find_edited(rows, given, ids, table, said_before)
    final = [moved.get(i, own) for i, own in enumerate(given)]
    return (
        [replace(r, values={"id_usulan": own, **{k: v for k, v in r.values.items()
                                                 if k != "id_usulan"}})
         for r, own in zip(rows, final, strict=True)],
        tuple(moved.values()),
    )  # fmt: skip


def _texts_before(base: Base) -> dict[str, tuple[str, str]]:
    return {
        cells["id_usulan"]: (cells.get("kegiatan", ""), cells.get("tahun", ""))
        for cells in base.values() if cells.get("id_usulan")
    }  # fmt: skip


def _find_edited(
    rows: Sequence[Row], given: Sequence[str], ids: set[str], table: Sequence[Mapping[str, Cell]],
    said_before: Mapping[str, tuple[str, str]],
) -> dict[int, str]:  # fmt: skip
    """Return number of the row -> id of the usulan whose text it changed."""
    taken = set(given)
    free = {
        tidy(item.get("id_usulan")): tidy(item.get("kode_desa")) for item in table
        if tidy(item.get("id_usulan")) in said_before and tidy(item.get("id_usulan")) not in taken
    }  # fmt: skip
    scores: dict[tuple[int, str], float] = {}
    for i, (row, own) in enumerate(zip(rows, given, strict=True)):
        if own in ids or tidy(row.values.get("id_usulan")):
            continue
        text, desa = fold(row.values["kegiatan"]), tidy(row.values["kode_desa"])
        for old, place in free.items():
            before, tahun = said_before[old]
            if place != desa or tahun != tidy(row.values.get("tahun")):
                continue
            score = difflib.SequenceMatcher(None, fold(before), text, autojunk=False).ratio()
            if score >= ALIKE:
                scores[i, old] = score
    best_of_row = {i: max((s, o) for (j, o), s in scores.items() if j == i)[1] for i, _ in scores}
    best_of_old = {o: max((s, -j) for (j, p), s in scores.items() if p == o)[1] for _, o in scores}
    return {i: old for i, old in best_of_row.items() if -best_of_old[old] == i}
