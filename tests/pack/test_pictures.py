"""Pictures: every number recomputed apart, the drawing true to it, nothing by colour alone."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from build import DESA, OPD, RENCANA, RENJA, briefing, rakor
from hypothesis import given, settings
from hypothesis import strategies as st
from page import Page
from test_whose import cocok, keputusan

from bangkit_nb import columns as c
from bangkit_nb import fmt
from bangkit_nb.errors import ParamsError
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import charts, render
from bangkit_nb.pack import map as maps
from bangkit_nb.pack.blocks import Block, Table
from bangkit_nb.pack.outlines import LIMIT, read_outlines, simplify
from bangkit_nb.pack.projection import Sheet, encode_path, encode_slice, gather_points
from bangkit_nb.pack.shapes import Map, Shade, Strip

KODE = [row["kode_desa"] for row in DESA]
PLACED = [row | {"lat": -3.4 - i / 9, "lng": 130.6 + i / 7} for i, row in enumerate(DESA)]


def table_of(blocks: tuple[Block, ...]) -> Table:
    (table,) = [block for block in blocks if isinstance(block, Table)]
    return table


def map_of(blocks: tuple[Block, ...]) -> Map:
    (drawn,) = [block for block in blocks if isinstance(block, Map)]
    return drawn


def numbers(table: Table) -> dict[str, list[int]]:
    return {
        str(row.cells[0]): [int(str(getattr(cell, "text", cell)).replace(".", ""))
                            for cell in row.cells[1:] if not isinstance(cell, Strip)]
        for row in table.rows
    }  # fmt: skip


# --- over random data, from the rows themselves ---------------------------------------------------

ROWS = st.lists(
    st.tuples(
        st.sampled_from(KODE),
        st.sampled_from([*(r["kegiatan"] for r in RENCANA), "zzz qqq"]),
        st.sampled_from(c.BIDANG_PENGHIDUPAN[:3]),
        st.one_of(st.none(), st.integers(1, 10**8)),
        st.sampled_from(["", "cocok", c.TIDAK_ADA, *c.KATA_KEPUTUSAN]),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=10,
)


@settings(max_examples=25)
@given(ROWS)
def test_every_number_of_the_meetings_pack_is_what_the_rows_say(
    rows: list[tuple[Any, ...]],
) -> None:
    rencana = [
        {"id_usulan": f"U{i}", "kode_desa": kode, "kegiatan": text, "bidang_penghidupan": bidang,
         "anggaran": rupiah, "tahun": 2025} for i, (kode, text, bidang, rupiah, _, _) in
        enumerate(rows)
    ]  # fmt: skip
    said = []
    for i, (*_, word, at) in enumerate(rows):
        if word == "cocok":
            said.append(cocok(f"U{i}", at))
        elif word == c.TIDAK_ADA:
            said.append({"id_usulan": f"U{i}", "putusan": word, "keadaan": c.BERLAKU})
        elif word:
            said.append(keputusan(f"U{i}", word, gabung_ke="U0"))
    b = briefing(Rencana=rencana, putusan=said, Desa=PLACED)
    words = [row[4] for row in rows]
    n_done = sum(word in c.KATA_KEPUTUSAN for word in words)
    place = {row["kode_desa"]: row["kecamatan"] for row in DESA}

    by_opd = numbers(table_of(charts.opd_bars(b)))
    total = by_opd.pop("Semua")
    assert total[-1] == len(rows) == sum(counts[-1] for counts in by_opd.values())
    kinds = [n for n in (n_done, words.count("cocok")) if n]
    assert total[: len(kinds)] == kinds
    assert all(sum(column) == whole for *column, whole in zip(*by_opd.values(), total, strict=True))

    heat = charts.heat(b)
    assert heat is not None
    counted = Counter((row[2], place[row[0]]) for row in rows)
    shown = {
        (str(row.cells[0]), column.label): int(cell.text)
        for row in heat.rows[:-1]
        for column, cell in zip(heat.columns[1:], row.cells[1:], strict=True)
        if isinstance(cell, Shade)
    }
    assert {key: n for key, n in shown.items() if n} == counted
    assert sum(counted.values()) == numbers(heat)["Semua"][-1] == len(rows)

    drawn = map_of(maps.build_map(b))
    answered = Counter(row[0] for row in rows if row[4] in c.KATA_KEPUTUSAN)
    asked = Counter(row[0] for row in rows)
    assert [p.label for p in drawn.places] == [
        f"{row['nama_desa']}: {answered[row['kode_desa']]} dari {asked[row['kode_desa']]}"
        for row in DESA
    ]

    page = Page(render.render_page(packs.build_rakor_pack(b)))
    for row in DESA:
        mine = [r for r in rows if r[0] == row["kode_desa"]]
        known = [r[3] for r in mine if r[3] is not None]
        money = fmt.rupiah_singkat(sum(known)) if known else fmt.DASH
        (cells,) = [r for t in page.tables for r in t if r[0].split(" ")[0] == row["nama_desa"]
                    and len(r) == 4 and r[1].isdigit()]  # fmt: skip
        assert cells[1:] == [str(len(mine)), str(answered[row["kode_desa"]]), money]


@settings(max_examples=25)
@given(ROWS)
def test_what_is_asked_against_a_pagu_is_the_sum_of_its_rows(rows: list[tuple[Any, ...]]) -> None:
    rencana = [
        {"id_usulan": f"U{i}", "kode_desa": kode, "kegiatan": "zzz", "tahun": 2025,
         "bidang_penghidupan": bidang, "anggaran": rupiah}
        for i, (kode, _, bidang, rupiah, _, _) in enumerate(rows)
    ]  # fmt: skip
    said = [cocok(f"U{i}", row[5]) for i, row in enumerate(rows)]
    b = briefing(Rencana=rencana, putusan=said)
    sums: Counter[int] = Counter()
    for row in rows:
        sums[row[5]] += row[3] or 0
    blocks = charts.pagu_bars(b)
    made = table_of(blocks).rows if blocks else ()
    expected = {RENJA[at]["sub_kegiatan"]: (n, RENJA[at]["pagu"]) for at, n in sums.items() if n}
    most = max((value for pair in expected.values() for value in pair), default=0)
    assert len(made) == len(expected)
    for row in made:
        asked, pagu = next(v for name, v in expected.items() if str(row.cells[0]).startswith(name))
        assert row.cells[3:] == (fmt.rupiah(asked), fmt.rupiah(pagu))
        strip = row.cells[1]
        assert isinstance(strip, Strip)
        lengths = [part.length for part in strip.parts]
        assert lengths == pytest.approx([100 * asked / most, 100 * pagu / most])


def test_a_pagu_of_two_lines_is_drawn_and_named_twice_and_never_summed() -> None:
    twice = [*RENJA, RENJA[0] | {"lokasi": "Bula", "pagu": 120_000_000}]
    (row, *_) = table_of(charts.pagu_bars(briefing(Renja=twice))).rows
    assert isinstance(row.cells[1], Strip) and len(row.cells[1].parts) == 3
    said = str(row.cells[4]).replace("\u00a0", " ")
    assert said == "Rp 500.000.000 (Semua Kecamatan); Rp 120.000.000 (Bula)"
    assert "620" not in said


# --- what is drawn --------------------------------------------------------------------------------


def test_strips_add_up_and_look_different_without_colour() -> None:
    said = [cocok("U-1", 0), keputusan("U-2", c.DIAKOMODIR)]
    table = table_of(charts.opd_bars(briefing(putusan=said)))
    looks = set()
    for row in table.rows[:-1]:
        strip = row.cells[1]
        assert isinstance(strip, Strip)
        total = sum(part.length for part in strip.parts)
        most = max(numbers(table)[str(r.cells[0])][-1] for r in table.rows[:-1])
        assert total == pytest.approx(100 * numbers(table)[str(row.cells[0])][-1] / most)
        looks |= {part.look for part in strip.parts}
    assert looks == {"penuh", "garis", "tepi", "samar"}


def test_a_column_of_noughts_is_left_out() -> None:
    heads = [column.label for column in table_of(charts.opd_bars(briefing())).columns]
    assert heads == ["OPD", "Gambar", "Calon mesin", "Usulan"]


def test_the_planning_year_shows_this_rakor_among_its_doors() -> None:
    table = table_of(charts.timeline(briefing()))
    assert [str(row.cells[0]) for row in table.rows] == [
        "Musrenbang Kecamatan", "Rakor ini", "Forum OPD", "Musrenbang Kabupaten",
    ]  # fmt: skip
    strips = [row.cells[1] for row in table.rows]
    places = [s.parts[1].start for s in strips if isinstance(s, Strip)]
    assert places == sorted(places)
    # 2024 has 366 days: 1 March is the 61st
    assert places[1] == pytest.approx(100 * 60 / 366)
    assert {s.parts[0].look for s in strips if isinstance(s, Strip)} == {"kini"}
    assert [s.parts[1].look for s in strips if isinstance(s, Strip)] == [
        "titik", "titik", "titik", "bulat",
    ]  # fmt: skip
    assert str(table.rows[0].cells[2]) == "12 Februari 2024, lewat 18 hari"


def test_without_a_schedule_months_are_drawn_as_guesses_without_a_day_count() -> None:
    table = table_of(charts.timeline(briefing(Jadwal=[])))
    for row in table.rows:
        if row.cells[0] != "Rakor ini":
            assert str(row.cells[2]).endswith("perkiraan") and "hari" not in str(row.cells[2])
            assert isinstance(row.cells[1], Strip) and row.cells[1].parts[1].look == "tepi"


@given(st.floats(0.01, 0.99))
def test_a_mark_fills_like_a_clock(share: float) -> None:
    path = encode_slice(10, 20, share, 5)
    x, y = map(float, re.findall(r"1 (\S+) (\S+)z", path)[0])
    assert math.hypot(x - 10, y - 20) == pytest.approx(5, abs=0.1)
    assert (x >= 9.9) == (share <= 0.51) or abs(share - 0.5) < 0.02
    assert (" 1 1 " in path) == (share > 0.5)


def test_a_map_has_words_for_those_who_do_not_see_it() -> None:
    page = Page(render.render_page(packs.build_rakor_pack(briefing(Desa=PLACED))))
    assert page.faults == []
    assert "Peta desa menurut bagian usulan yang sudah dijawab" in page.drawn
    assert any(said.startswith("3 desa: 0 sudah dijawab semua") for said in page.drawn)
    assert "Pulau Gorom" in page.drawn


def test_desa_without_a_place_make_no_map_and_one_alone_makes_one() -> None:
    assert maps.build_map(briefing()) == ()
    one = map_of(maps.build_map(briefing(Desa=[*PLACED[:1], *DESA[1:]])))
    assert len(one.places) == 1 and 0 < one.places[0].x < one.width


def test_places_keep_their_order_from_west_to_east_within_a_panel() -> None:
    drawn = map_of(maps.build_map(briefing(Desa=PLACED)))
    assert [p.x for p in drawn.places] == sorted(p.x for p in drawn.places)
    for place in drawn.places:
        assert 0 <= place.x <= drawn.width and 0 <= place.y <= drawn.height


def test_islands_far_apart_get_panels_at_one_scale() -> None:
    far = {"81.05.15": [(130.0, -3.0), (130.1, -3.1)], "81.05.04": [(135.0, -3.0), (135.2, -3.1)]}
    sheet = Sheet.of(far)
    assert len(sheet.boxes) == 2
    assert sheet.frames["81.05.15"].per_lat == sheet.frames["81.05.04"].per_lat
    near = {"81.05.15": [(130.0, -3.0)], "81.05.04": [(130.02, -3.0)]}
    assert Sheet.of(near).boxes == ()


# --- outlines -------------------------------------------------------------------------------------


def square(kode: str, west: float, **more: Any) -> dict[str, Any]:
    ring = [[west, -3.0], [west + 0.1, -3.0], [west + 0.1, -3.1], [west, -3.1], [west, -3.0]]
    return {"type": "Feature", "properties": {"kode_desa": kode} | more,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def write_map(folder: Path, content: Any) -> Any:
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "peta.geojson").write_text(text, encoding="utf-8")
    return rakor(folder, peta="peta.geojson")


def test_outlines_are_drawn_and_the_other_desa_keep_their_dots(tmp_path: Path) -> None:
    told = {"type": "FeatureCollection", "features": [
        square(KODE[0], 130.6), square("81.05.15.2999", 130.7)]}  # fmt: skip
    made = write_map(tmp_path, told)
    outlines = read_outlines(made)
    drawn = map_of(maps.build_map(briefing(made, Desa=PLACED), outlines))
    assert [bool(p.outline) for p in drawn.places] == [True, False, False]
    assert drawn.places[0].outline.startswith("M") and drawn.land.startswith("M")


def test_neighbours_keep_one_border(tmp_path: Path) -> None:
    told = {"features": [square(KODE[0], 130.6), square(KODE[1], 130.7)]}
    one, other = read_outlines(write_map(tmp_path, told))
    assert len(set(one.rings[0]) & set(other.rings[0])) == 2


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"features": 3}', '{"features": [{}]}', "[" * 100_000,
     {"features": [square("", 130.0) | {"geometry": {"type": "Polygon", "coordinates": [[[1]]]}}]},
     {"features": [square(KODE[0], 1300.0)]},
     {"features": [square(KODE[0], 1) | {"geometry": {"type": "Point", "coordinates": [1, 2]}}]},
     {"features": []}, {"features": [square(7, 130.0)]}],
)  # fmt: skip
def test_a_map_that_is_none_is_refused_in_words(content: Any, tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match=r"params/.*peta 'peta.geojson'"):
        read_outlines(write_map(tmp_path, content))


def test_a_missing_map_is_refused_and_none_is_asked_for_without_one(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="tidak ada"):
        read_outlines(rakor(tmp_path, peta="tidak-ada.geojson"))
    assert read_outlines(rakor(tmp_path)) == ()


def test_real_outlines_are_light_and_so_is_the_page(shared: Path, tmp_path: Path) -> None:
    source = shared / "peta_sbt_4_kecamatan.geojson"
    if not source.is_file():
        pytest.skip("peta_sbt_4_kecamatan.geojson tidak ada di sini")
    made = write_map(tmp_path, source.read_text(encoding="utf-8"))
    outlines = read_outlines(made)
    sheet = Sheet.of(gather_points(outlines))
    assert len(outlines) == 64 and sum(len(sheet.path(o)) for o in outlines) <= LIMIT <= 15_000
    desa = [{"kode_desa": o.kode_desa, "nama_desa": f"Desa {i}", "kecamatan": o.kode_desa[:8]}
            for i, o in enumerate(outlines)]  # fmt: skip
    rows = [RENCANA[i % 4] | {"id_usulan": f"U-{i}", "kode_desa": desa[i % 64]["kode_desa"]}
            for i in range(400)]  # fmt: skip
    data = briefing(made, Desa=desa, Rencana=rows, OPD=OPD)
    page = render.render_page(packs.build_rakor_pack(packs_with(data, outlines)))
    assert len(page.encode()) <= 60_000 and page.count('class="a0"') == 64


def packs_with(b: Any, outlines: Any) -> Any:
    from dataclasses import replace

    return replace(b, peta=outlines)


def test_a_path_closes_and_stays_on_the_half_unit() -> None:
    sheet = Sheet.of({"81.05.15": [(130.0, -3.0), (130.5, -3.4)]})
    path = encode_path([((130.0, -3.0), (130.5, -3.0), (130.5, -3.4))], sheet.frames["81.05.15"])
    assert re.fullmatch(r"M[\d.]+ [\d.]+l(-?\d*(\.5)?[ -]?)+z", path)


def test_simplifying_stops_at_the_limit_of_bytes() -> None:
    import shapely

    jagged = {
        f"81.05.15.2{n:03}": shapely.Point(130 + n, -3).buffer(0.4, quad_segs=400)
        for n in range(20)
    }
    sheet_bytes = [len(Sheet.of(gather_points(made)).path(o)) for made in
                   [simplify(jagged, 3000)] for o in made]  # fmt: skip
    assert len(sheet_bytes) == 20 and sum(sheet_bytes) <= 3000
