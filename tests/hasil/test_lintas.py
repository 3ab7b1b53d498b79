"""Every number of a chain, against a second computation from the plain facts it was made from."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from build import rakor, write_project
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.columns import KESEPAKATAN, PERKEMBANGAN, STATUS_RTL, TAHAPAN, TINJAUAN
from bangkit_nb.hasil import lintas_records as r
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.hasil.lintas import summarise_chain
from bangkit_nb.hasil.lintas_janji import count_months
from bangkit_nb.hasil.lintas_read import find_others, read_lintas
from bangkit_nb.hasil.records import Awal
from bangkit_nb.params import open_rakor
from bangkit_nb.review import rapat
from bangkit_nb.review.earlier import find_chain
from bangkit_nb.review.events import Event

DAYS = [dt.date(2023, 12, 15), dt.date(2024, 3, 1), dt.date(2024, 8, 20), dt.date(2025, 3, 24)]
DESA = ["81.05.15.2004", "81.05.15.2005", "81.05.04.2001", "81.05.04.2002"]
IDS = [f"U-{n}" for n in range(6)]
WORDS = ["Diakomodir", "Diakomodir dengan perubahan", "Ditunda", "Tidak diakomodir"]


@dataclass
class Facts:
    """Hold one Rakor as plain facts, from which the test counts on its own."""

    day: dt.date
    usulan: dict[str, str]
    stages: list[tuple[str, dt.date, str, str]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    ratified: dict[str, str] = field(default_factory=dict)
    rtl: dict[str, tuple[dt.date | None, str, dt.date | None]] = field(default_factory=dict)


def station(facts: Facts, at: int, last: dt.date) -> r.Stasiun:
    key = f"uji-{facts.day.isoformat()}"
    made = rakor(rakor=key, tanggal=facts.day.isoformat(), ke=at + 1)
    desa = pd.DataFrame({
        "kode_desa": DESA, "nama_desa": [f"Desa {n}" for n in range(len(DESA))],
        "kecamatan": "Uji", "kode_desa_pengganti": "",
    })  # fmt: skip
    rencana = pd.DataFrame(
        [{"id_usulan": u, "kode_desa": d, "kegiatan": f"kerja {u}"} for u, d in
         facts.usulan.items()],
        columns=["id_usulan", "kode_desa", "kegiatan"],
    )  # fmt: skip
    blank = dict.fromkeys(PERKEMBANGAN.names, "") | {"pelaku_l": math.nan, "pelaku_p": math.nan}
    reached = pd.DataFrame(
        [blank | {"id_usulan": u, "tanggal": d, "tahapan": t, "sumber": s}
         for u, d, t, s in facts.stages],
        columns=list(PERKEMBANGAN.names), dtype=object,
    )  # fmt: skip
    answers = pd.DataFrame(
        [{"id_usulan": u, "keputusan": k, "keputusan_oleh": "OPD", "alasan": ""}
         for u, k in facts.answers.items()],
        columns=list(TINJAUAN),
    )  # fmt: skip
    awal_isi: dict[str, Any] = {}
    kemajuan = {}
    for name, (batas, status, done) in facts.rtl.items():
        item = rapat.rapat_key(rapat.RTL, rapat.derive_id(rapat.RTL, name, "uji-awal"))
        awal_isi[item] = rapat.Rtl(f"Kerja {name}", "DKP", batas.isoformat() if batas else "",
                                   asal_rakor="uji-awal")  # fmt: skip
        kemajuan[item] = rapat.Kemajuan(done.isoformat() if done else "", status)
    events = [
        Event(str(uuid.UUID(int=1000 + n)), key,
              rapat.rapat_key(rapat.PENGESAHAN, rapat.derive_id(rapat.PENGESAHAN, kode)),
              rapat.Pengesahan(kode, word), (), n + 1, "N", f"{facts.day}T10:00:00+09:00")
        for n, (kode, word) in enumerate(facts.ratified.items())
    ]  # fmt: skip
    hasil = fold_hasil(events, last, awal=Awal(awal_isi, kemajuan, tuple(DESA)))
    empty = pd.DataFrame(columns=["baris", *KESEPAKATAN.names])
    return r.Stasiun(made, rencana, desa, reached, empty, answers, hasil)


def summarise(chain: list[Facts]) -> r.Lintas:
    return summarise_chain([station(one, at, chain[-1].day) for at, one in enumerate(chain)])


FEW = st.sampled_from


@st.composite
def chains(draw: st.DrawFn) -> list[Facts]:
    days = DAYS[: draw(st.integers(1, 4))]
    home = {u: draw(FEW(DESA)) for u in IDS}
    made = []
    # a few days come again and again, so that deadlines and days of finishing meet
    any_day = FEW(DAYS) | st.dates(dt.date(2023, 11, 1), dt.date(2025, 6, 1))
    for day in days:
        listed = draw(st.lists(FEW(IDS), unique=True))
        stages = draw(st.lists(
            st.tuples(FEW(IDS), any_day, FEW(TAHAPAN), FEW(["", "BA"])), max_size=6))  # fmt: skip
        answers = draw(st.dictionaries(FEW(listed), FEW(WORDS), max_size=3)) if listed else {}
        words = FEW(["disahkan", "dengan catatan", "ditunda"])
        ratified = draw(st.dictionaries(FEW(DESA), words, max_size=3))
        rtl = draw(st.dictionaries(
            FEW(["R-1", "R-2", "R-3"]),
            st.tuples(st.none() | any_day, FEW(STATUS_RTL), st.none() | any_day), max_size=3,
        ))  # fmt: skip
        rtl = {
            name: (batas, state, done if state == "selesai" else None)
            for name, (batas, state, done) in rtl.items()
        }
        made.append(Facts(day, {u: home[u] for u in listed}, stages, answers, ratified, rtl))
    return made


@given(chains())
def test_every_step_of_the_funnel_is_what_a_second_count_gives(chain: list[Facts]) -> None:
    last = chain[-1].day
    made = summarise(chain)
    home = {u: d for one in chain for u, d in one.usulan.items()}
    reached = {
        stage: {
            u for one in chain for u, day, t, s in one.stages
            if t == stage and s and day <= last and u in home
        }
        for stage in TAHAPAN
    }  # fmt: skip
    word, sah = {}, {}
    for one in chain:
        for u, d in one.usulan.items():
            if u in one.answers:
                word[u] = one.answers[u]
            if d in one.ratified:
                sah[u] = one.ratified[d]
    expected: dict[str, set[str] | None] = {"rencana": set(home)}
    expected["disahkan"] = (
        {u for u in sah if sah[u] in ("disahkan", "dengan catatan")}
        if any(one.ratified for one in chain) else None
    )  # fmt: skip
    expected["diakomodir"] = (
        {u for u in word if word[u].startswith("Diakomodir")}
        if any(one.answers for one in chain) else None
    )  # fmt: skip
    expected |= {stage: reached[stage] or None for stage in TAHAPAN}
    assert [step.key for step in made.corong] == list(expected)
    for step in made.corong:
        found = expected[step.key]
        if found is None:
            assert step.n is None and step.desa == ()
        else:
            assert step.n == len(found)
            assert step.desa == tuple(sorted({home[u] for u in found}))


@given(chains())
def test_months_waited_are_counted_from_the_first_rakor_that_lists_an_usulan(
    chain: list[Facts],
) -> None:
    last = chain[-1].day
    made = {one.id_usulan: one for one in summarise(chain).usulan}
    first: dict[str, dt.date] = {}
    for one in chain:
        for u in one.usulan:
            first.setdefault(u, one.day)
    assert set(made) == set(first)
    waited = []
    for u, day in first.items():
        begun = any(
            one_u == u and s and d <= last and t in ("berjalan", "selesai", "batal")
            for one in chain for one_u, d, t, s in one.stages
        )  # fmt: skip
        words = [one.answers[u] for one in chain if u in one.answers]
        if begun or (words and words[-1] == "Tidak diakomodir"):
            assert made[u].menunggu is None
            continue
        # a second way to count whole months: step on, month by month, until the day is passed
        n = 0
        while (pd.Timestamp(day) + pd.DateOffset(months=n + 1)).date() <= last:
            n += 1
        assert made[u].menunggu == n
        waited.append(n)
    line = summarise(chain).kabupaten[0]
    assert line.menunggu == (float(pd.Series(waited).median()) if waited else None)
    assert (line.n_usulan, line.n_rakor) == (len(first), len(chain))
    assert line.n_desa == len({d for one in chain for d in one.usulan.values()})


@given(chains())
def test_what_became_of_each_follow_up_is_what_its_states_say(chain: list[Facts]) -> None:
    last = chain[-1].day
    made = {one.rencana: one for one in summarise(chain).janji}
    names = {name for one in chain for name in one.rtl}
    assert set(made) == {f"Kerja {name}" for name in names}
    n_due = n_kept = 0
    for name in names:
        told = [(one.day, *one.rtl[name]) for one in chain if name in one.rtl]
        # a day that has not come yet is not reported yet: such a row says "belum mulai"
        told = [
            (day, batas, "belum mulai" if done and done > last else state,
             None if done and done > last else done)
            for day, batas, state, done in told
        ]  # fmt: skip
        closed = [one for one in told if one[2] in ("selesai", "dibatalkan")]
        day, batas, state, done = closed[0] if closed else told[-1]
        still_open = [one[0] for one in told if one[2] not in ("selesai", "dibatalkan")]
        if state == "dibatalkan":
            nasib = "dibatalkan"
        elif state == "selesai" and batas is None:
            nasib = "tepat" if done else "tanpa_tanggal"
        elif state == "selesai" and done:
            nasib = "tepat" if done <= batas else "terlambat"
        elif state == "selesai" and day <= batas:
            nasib = "tepat"
        elif state == "selesai":
            nasib = "terlambat" if [d for d in still_open if d > batas] else "tanpa_tanggal"
        elif name not in chain[-1].rtl:
            nasib = "putus"
        elif batas is None:
            nasib = "tanpa_batas"
        else:
            nasib = "lewat" if batas < last else "belum_tempo"
        assert made[f"Kerja {name}"].nasib == nasib, told
        n_due += nasib in ("tepat", "terlambat", "lewat")
        n_kept += nasib == "tepat"
    line = summarise(chain).kabupaten[0]
    assert (line.janji_due, line.janji_tepat) == (n_due, n_kept)


@pytest.mark.parametrize(
    ("first", "last", "n"),
    [
        ("2023-12-31", "2024-08-20", 7), ("2024-03-01", "2024-08-20", 5),
        ("2024-08-20", "2024-08-20", 0), ("2024-08-21", "2024-08-20", 0),
        ("2024-01-31", "2024-02-29", 0), ("2023-03-01", "2024-03-01", 12),
    ],
)  # fmt: skip
def test_whole_months(first: str, last: str, n: int) -> None:
    assert count_months(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == n


def test_a_desa_with_a_new_code_is_one_desa_and_its_usulan_one_usulan() -> None:
    chain = [
        Facts(DAYS[0], {"U-1": DESA[0]}, ratified={DESA[0]: "disahkan"}),
        Facts(DAYS[1], {"U-1": DESA[1]}),
    ]
    made = [station(one, at, DAYS[1]) for at, one in enumerate(chain)]
    desa = made[0].desa.assign(kode_desa_pengganti=[DESA[1], "", "", ""])
    first = r.Stasiun(**{**vars(made[0]), "desa": desa})
    lintas = summarise_chain([first, made[1]])
    (one,) = lintas.usulan
    assert (one.kode_desa, one.rakor, one.pengesahan) == (DESA[1], "uji-2023-12-15", "disahkan")
    assert lintas.corong[1].desa == (DESA[1],)


# --- from the disk --------------------------------------------------------------------------------


def write_chain(project: Path) -> None:
    write_project(project, "uji-2023-12", tanggal="2023-12", ke=1)
    write_project(project, "uji-2024-03-01", rakor_sebelumnya="uji-2023-12")
    write_project(project, "lain-2024-02-01", tanggal="2024-02-01", kode_kabupaten="81.06",
                  kabupaten="Kabupaten Lain")  # fmt: skip


def test_a_chain_is_read_back_to_its_first_rakor(project: Path) -> None:
    write_chain(project)
    made = read_lintas(open_rakor("uji-2024-03-01", project))
    assert [one.rakor for one in made.pertemuan] == ["uji-2023-12", "uji-2024-03-01"]
    assert {one.rakor for one in made.usulan} == {"uji-2023-12"}
    assert [one.kabupaten for one in made.kabupaten] == ["Kabupaten Lain", "Kabupaten Uji"]


def test_a_missing_or_circling_predecessor_ends_the_chain_and_is_named(project: Path) -> None:
    write_project(project, "uji-2024-03-01", rakor_sebelumnya="uji-2023-12")
    chain, putus = find_chain(open_rakor("uji-2024-03-01", project))
    assert ([one.rakor for one in chain], putus) == (["uji-2024-03-01"], "uji-2023-12")
    write_project(project, "uji-2023-12", tanggal="2023-12", rakor_sebelumnya="uji-2024-03-01")
    chain, putus = find_chain(open_rakor("uji-2024-03-01", project))
    assert ([one.rakor for one in chain], putus) == (
        ["uji-2023-12", "uji-2024-03-01"], "uji-2024-03-01",
    )  # fmt: skip


def test_another_kabupaten_stands_as_of_this_ones_day_and_its_fault_stops_nothing(
    project: Path,
) -> None:
    write_chain(project)
    write_project(project, "lain-2025-02-01", tanggal="2025-02-01", kode_kabupaten="81.06",
                  kabupaten="Kabupaten Lain", rakor_sebelumnya="lain-2024-02-01")  # fmt: skip
    here = open_rakor("uji-2024-03-01", project)
    assert [one.rakor for one in find_others(here)] == ["lain-2024-02-01"]
    first = read_lintas(here)
    assert read_lintas(here) == first
    (kept,) = (project / "outputs" / "lintas").glob("*.json")
    kept.write_text("rusak", encoding="utf-8")
    assert read_lintas(here).kabupaten == first.kabupaten
    (project / "data" / "lain-2024-02-01.xlsx").write_bytes(b"bukan Excel")
    line = read_lintas(here).kabupaten[0]
    assert line.kabupaten == "Kabupaten Lain" and line.gagal and line.n_usulan == 0


@pytest.mark.parametrize(
    ("first", "second", "nasib"),
    [
        ("berjalan", ("selesai", dt.date(2024, 3, 1)), r.TEPAT),  # on its very last day
        ("berjalan", ("selesai", dt.date(2024, 3, 2)), r.TERLAMBAT),
        ("selesai", ("selesai", None), r.TEPAT),  # a Rakor of that day saw it finished
        (
            "berjalan",
            ("selesai", None),
            r.TANPA_TANGGAL,
        ),  # open that day, finished nobody knows when
        ("berjalan", ("berjalan", None), r.LEWAT),
        ("dibatalkan", ("selesai", None), r.DIBATALKAN),  # what was closed stays closed
    ],
)
def test_a_deadline_holds_to_the_end_of_its_day(
    first: str, second: tuple[str, dt.date | None], nasib: str
) -> None:
    batas = DAYS[1]
    chain = [
        Facts(DAYS[1], {"U-0": DESA[0]}, rtl={"R-1": (batas, first, None)}),
        Facts(DAYS[2], {"U-0": DESA[0]}, rtl={"R-1": (batas, *second)}),
    ]
    (one,) = summarise(chain).janji
    assert one.nasib == nasib
