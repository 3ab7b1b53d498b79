"""Describe the annexes of the minutes: activities agreed (T-D.4 columns), not agreed, and why.

Before the meeting is closed, annex II holds what OPD are asked to confirm, and is called so. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bangkit_nb import columns as c
from bangkit_nb import fmt
from bangkit_nb.frames import list_rows
from bangkit_nb.pack import said, summary
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_words import KERTAS, mask, mask_optional

AGREED = (*said.TAKEN, c.DIGABUNG)
"""Words of an answer that put an usulan into annex II."""

MOST_ROWS = 400
"""Rows that a group of a draft shows; a final annex shows every one."""

NAME = 120


@dataclass(frozen=True)
class Kegiatan:
    """Hold one row of annex II or III, or (`kelompok`) a heading over the rows that follow.

    anggaran: what the desa asked for. pagu: what was agreed for this very activity (in a draft:
    what is asked), never the ceiling of the sub kegiatan. prioritas_daerah, sasaran_daerah: not in
    the workbook; the office writes them. catatan: what a merged usulan is merged into.
    """

    kelompok: str = ""
    no: str = ""
    id_usulan: str = ""
    kegiatan: str = ""
    sub_kegiatan: str = ""
    program: str = ""
    prioritas_daerah: str = fmt.DASH
    sasaran_daerah: str = fmt.DASH
    sasaran_kegiatan: str = fmt.DASH
    lokasi: str = fmt.DASH
    volume: str = fmt.DASH
    anggaran: str = fmt.DASH
    pagu: str = fmt.DASH
    opd: str = fmt.DASH
    alasan: str = ""
    catatan: str = ""


def split_agreed(b: Briefing, *, is_final: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the usulan of annex II and those of annex III.

    Together they are all but those that an earlier Rakor took: they stand in its own minutes.
    """
    rows = b.alignment[b.alignment["dulu_rakor"] == ""]
    rows = rows.sort_values(["kode_desa", "id_usulan"], kind="stable")
    is_in = rows["is_dijawab"] & rows["keputusan"].isin(AGREED)
    if not is_final:
        is_in = is_in | rows["is_padanan"]
    rows = rows.assign(_opd=rows["kode_opd"].where(rows["kode_opd"] != "", "\uffff"))
    taken = rows[is_in].sort_values("_opd", kind="stable")
    return taken.drop(columns="_opd"), rows[~is_in].drop(columns="_opd")


def say_sum(rows: pd.DataFrame, is_final: bool) -> str:
    """Say how many usulan and desa an annex holds, and the Rupiah agreed or asked for."""
    n = summary.tally(rows)
    money = float(rows["keputusan_anggaran"].sum(min_count=1)) if is_final else n.rupiah
    counts = {"usulan": KERTAS.angka(n.n_usulan), "desa": KERTAS.angka(n.n_desa)}
    return KERTAS("lampiran.jumlah", **counts, rupiah=fmt.rupiah(money))


def list_agreed(b: Briefing, rows: pd.DataFrame, *, is_final: bool) -> tuple[Kegiatan, ...]:
    """Return the rows of annex II; a draft tells what was answered from what is asked."""
    if is_final:
        return _number([("", rows)], _Teller(b, rows), None)
    answered, asked = rows[rows["is_dijawab"]], rows[~rows["is_dijawab"]]
    groups = [
        (KERTAS(key, n=KERTAS.angka(len(group))), group)
        for key, group in (("lampiran.dijawab", answered), ("lampiran.diminta", asked))
    ]
    return _number(groups, _Teller(b, rows), MOST_ROWS)


def list_not_agreed(b: Briefing, rows: pd.DataFrame, *, is_final: bool) -> tuple[Kegiatan, ...]:
    """Return the rows of annex III by what was said: the answers first, then the rest."""
    groups = []
    for kata in said.KATA:
        group = rows[rows["is_dijawab"] & (rows["keputusan"] == kata)]
        word = said.say_word(kata, KERTAS)
        groups.append((KERTAS("lampiran.kata", kata=word, n=KERTAS.angka(len(group))), group))
    rest = rows[~rows["is_dijawab"]]
    key = "lampiran.belum_dibahas" if is_final else "lampiran.tanpa_padanan"
    groups.append((KERTAS(key, n=KERTAS.angka(len(rest))), rest))
    most = None if is_final else MOST_ROWS
    return _number(groups, _Teller(b, rows, is_final=is_final), most)


def _number(
    groups: Iterable[tuple[str, pd.DataFrame]], tell: _Teller, most: int | None
) -> tuple[Kegiatan, ...]:
    """Return the groups' rows numbered through, each group under its heading."""
    made: list[Kegiatan] = []
    no = 0
    for heading, group in groups:
        if group.empty:
            continue
        if heading:
            made.append(Kegiatan(kelompok=heading))
        shown = group if most is None else group.head(most)
        for row in list_rows(shown):
            no += 1
            made.append(tell.tell(no, row))
        if len(group) > len(shown):
            no += len(group) - len(shown)
            folded = KERTAS.angka(len(group) - len(shown))
            made.append(Kegiatan(kelompok=KERTAS("lampiran.lipat", n=folded)))
    return tuple(made)


class _Teller:
    """Tell one row of the alignment as a row of an annex."""

    def __init__(self, b: Briefing, rows: pd.DataFrame, *, is_final: bool = False) -> None:
        renja = b.sheet("Renja")
        lines = zip(renja["kode_opd"], renja["kode_sub_kegiatan"], renja["program"], strict=True)
        self._programs = {(opd, sub): name for opd, sub, name in reversed(list(lines))}
        merged = set(rows["keputusan_gabung_ke"])
        a = b.alignment[b.alignment["id_usulan"].isin(merged)]
        self._others = {
            key: f"{mask(kegiatan, 80)} ({mask(desa, 60)})"
            for key, kegiatan, desa in zip(
                a["id_usulan"], a["kegiatan"], a["nama_desa"], strict=True
            )
        }
        self._is_final = is_final

    def tell(self, no: int, row: Mapping[Any, Any]) -> Kegiatan:
        """Return the annex row of one usulan."""
        answered = row["is_dijawab"]
        is_asked = row["is_padanan"] or answered
        sub = row["kode_sub_kegiatan"] if is_asked else ""
        money = row["keputusan_anggaran"] if answered else row["anggaran"]
        volume, unit = _amount(row)
        return Kegiatan(
            no=str(no),
            id_usulan=mask(row["id_usulan"], 60),
            kegiatan=mask(row["kegiatan"]),
            sub_kegiatan=_name_sub(row) if sub else "",
            program=mask(self._programs.get((row["kode_opd"], sub)), NAME),
            sasaran_kegiatan=_beneficiaries(row),
            lokasi=f"{mask(row['nama_desa'], 60)}, {mask(row['kecamatan'], 60)}",
            volume=f"{volume} {unit}".strip(),
            anggaran=fmt.rupiah(row["anggaran"]),
            pagu=fmt.rupiah(money),
            opd=mask(row["opd"], NAME) if is_asked else fmt.DASH,
            alasan=self._reason(row),
            catatan=self._merged(row),
        )

    def _merged(self, row: Mapping[Any, Any]) -> str:
        if not row["is_dijawab"] or row["keputusan"] != c.DIGABUNG:
            return ""
        goal = row["keputusan_gabung_ke"]
        return KERTAS("lampiran.gabung", usulan=self._others.get(goal) or mask(goal, 60))

    def _reason(self, row: Mapping[Any, Any]) -> str:
        if row["is_dijawab"]:
            content = said.say_content(row, KERTAS, self._others)
            source = mask(said.say_source(row, KERTAS))
            return KERTAS("lampiran.alasan", isi=mask(content, 400), sumber=source)
        if self._is_final:
            return KERTAS("lampiran.menunggu" if row["is_padanan"] else "lampiran.tanpa_jalan")
        state = said.say_state(row, KERTAS)
        return state[:1].upper() + state[1:]


def _amount(row: Mapping[Any, Any]) -> tuple[str, str]:
    names = ("keputusan_volume", "keputusan_satuan") if row["is_dijawab"] else ("volume", "satuan")
    volume = KERTAS.angka(row[names[0]])
    return volume, "" if volume == fmt.DASH else mask_optional(row[names[1]], 20)


def _name_sub(row: Mapping[Any, Any]) -> str:
    name = mask(row["sub_kegiatan"], 160)
    return KERTAS("lampiran.sub_kegiatan", nama=name, kode=mask(row["kode_sub_kegiatan"], 40))


def _beneficiaries(row: Mapping[Any, Any]) -> str:
    kelompok = mask_optional(row["kelompok"], NAME)
    counts = {name: KERTAS.angka(row[f"sasaran_{name}"]) for name in ("l", "p")}
    if set(counts.values()) == {fmt.DASH}:
        return kelompok or fmt.DASH
    if kelompok:
        return KERTAS("lampiran.sasaran_kelompok", kelompok=kelompok, **counts)
    return KERTAS("lampiran.sasaran", **counts)
