"""Matching: properties of the score, reasons that can be believed, and no surprise on odd input."""

from __future__ import annotations

import csv
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
import pytest
from build import OPD, RENCANA, RENJA, checked
from hypothesis import given, settings
from hypothesis import strategies as st

from bangkit_nb import columns, words
from bangkit_nb.align import candidates, matching, ranking, scoring, thesaurus
from bangkit_nb.align.matching import build_matcher, match_usulan, rank_usulan, remember
from bangkit_nb.align.rakor import explain_match, is_padanan, match_rakor
from bangkit_nb.align.rows import code_key
from bangkit_nb.errors import InputError, WorkbookError

NAMES = {row["kode_opd"]: row["nama_opd"] for row in OPD}
ROWS = pd.DataFrame(
    [row | {"opd": NAMES[row["kode_opd"]]} for row in RENJA]
    + [
        {"kode_opd": "3.27.01", "kode_sub_kegiatan": "3.27.01.2.01.0001",
         "sub_kegiatan": "Penyusunan Dokumen Perencanaan Perangkat Daerah"},
        {"kode_opd": "2.17.01", "kode_sub_kegiatan": "2.17.07.2.01.0015",
         "sub_kegiatan": "Peningkatan Kapasitas UMKM melalui Pelatihan"},
        {"kode_opd": "3.27.01", "kode_sub_kegiatan": "3.27.02.2.06.0003",
         "sub_kegiatan": "Pengadaan Benih/Bibit Ternak yang Sumbernya dari Kabupaten Lain",
         "lokasi": "Teluk Waru"},
    ]
).astype(object)  # fmt: skip
ROWS = ROWS.where(ROWS.notna(), "")
TEXTS = st.one_of(
    st.sampled_from(
        ["ketinting 5 unit", "bibit kambing", "pelatihan VCO", "rumput laut", "BUMDes",
         "mesin jahit",
         "hutan desa", "", "zzz", "Penyusunan dokumen perencanaan perangkat daerah"]
    ),
    st.text(max_size=40),
)  # fmt: skip
ASKED = st.lists(
    st.fixed_dictionaries(
        {
            "kegiatan": TEXTS,
            "komoditas": st.sampled_from(["", "kambing", "rumput laut"]),
            "bidang_penghidupan": st.sampled_from(["", "peternakan", "rumput laut", "asing"]),
            "nama_desa": st.sampled_from(["", "Solang"]),
            "jenis_dukungan": st.sampled_from(["", "sarana", "pelatihan", "lain"]),
            "kecamatan": st.sampled_from(["", "Teluk Waru"]),
            "anggaran": st.one_of(st.none(), st.integers(0, 10**9)),
        }
    ),
    max_size=6,
)


def usulan(rows: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        [row | {"id_usulan": f"U{i}"} for i, row in enumerate(rows)],
        columns=["id_usulan", "kegiatan", "komoditas", "bidang_penghidupan", "nama_desa",
                 "kecamatan", "anggaran", "jenis_dukungan"],
    )  # fmt: skip


def ask(*texts: str) -> pd.DataFrame:
    return usulan([{"kegiatan": value} for value in texts])


def parts(calon: pd.DataFrame) -> pd.DataFrame:
    return calon[[name for name in calon.columns if name.startswith("part_")]]


# --- properties -----------------------------------------------------------------------------------


@given(ASKED)
def test_parts_sum_to_skor_and_chances_are_chances(rows: list[dict[str, Any]]) -> None:
    calon = match_usulan(usulan(rows), ROWS)
    assert list(calon.columns[:11]) == list(columns.CALON)
    assert np.allclose(parts(calon).sum(axis=1), calon["skor"], atol=1e-9)
    for name in ("peluang", "peluang_tidak_ada"):
        assert calon[name].between(0, 1).all()
    assert set(calon["pita"]) <= {"tinggi", "sedang", "rendah", ""}
    assert not calon.isna().any().any()


@given(ASKED)
def test_peluang_is_monotone_in_skor_and_ranks_fall(rows: list[dict[str, Any]]) -> None:
    calon = match_usulan(usulan(rows), ROWS, top=9)
    found = calon[calon["rank"] > 0].sort_values("skor")
    assert found["peluang"].is_monotonic_increasing
    for _, group in calon.groupby("id_usulan"):
        if group["rank"].iloc[0]:
            assert group["rank"].tolist() == list(range(1, len(group) + 1))
            assert group["skor"].is_monotonic_decreasing


@settings(max_examples=25)
@given(ASKED, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], dice: Any) -> None:
    asked = usulan(rows)
    order = list(range(len(ROWS)))
    dice.shuffle(order)
    turned = list(range(len(asked)))
    dice.shuffle(turned)
    first = match_usulan(asked, ROWS)
    second = match_usulan(asked.iloc[turned], ROWS.iloc[order])
    by = ["id_usulan", "rank"]
    pd.testing.assert_frame_equal(
        first.sort_values(by).reset_index(drop=True), second.sort_values(by).reset_index(drop=True)
    )


@settings(max_examples=25)
@given(ASKED)
def test_one_usulan_alone_is_ranked_as_among_others(rows: list[dict[str, Any]]) -> None:
    asked = usulan(rows)
    together = match_usulan(asked, ROWS)
    for at in range(len(asked)):
        alone = match_usulan(asked.iloc[[at]], ROWS)
        same = together[together["id_usulan"] == f"U{at}"].reset_index(drop=True)
        pd.testing.assert_frame_equal(alone, same)


def test_chunks_give_what_one_pass_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ask(
        *[f"bibit kambing {word}" for word in ("desa", "ternak", "laut", "tani", "zzz")] * 3
    )
    whole = match_usulan(asked, ROWS)
    monkeypatch.setattr(matching, "CHUNK", 4)
    pd.testing.assert_frame_equal(match_usulan(asked, ROWS), whole)


def test_neither_threads_nor_blocks_show_in_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    heads, tails = ("bibit kambing", "jaring", "pelatihan VCO", "jalan tani"), range(100)
    asked = ask(
        *[f"{head} {chr(97 + at % 26)}{'ikan' * (at % 3)}" for at in tails for head in heads]
    )
    whole = match_usulan(asked, ROWS, top=9)
    search = candidates.search

    def otherwise(*given: Any) -> candidates.Found:
        return search(*given, block=7, jobs=1)

    monkeypatch.setattr(candidates, "search", otherwise)
    pd.testing.assert_frame_equal(match_usulan(asked, ROWS, top=9), whole, check_exact=True)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-9, 9)), max_size=40))
def test_pairs_are_ordered_as_by_two_keys(pairs: list[tuple[int, int]]) -> None:
    group = np.array(sorted(g for g, _ in pairs), np.int64)
    skor = np.round(np.array([s * 0.070001 for _, s in pairs]), 6)
    assert ranking.order_pairs(skor, group).tolist() == np.lexsort((-skor, group)).tolist()


@given(st.lists(st.lists(st.sampled_from("ikan ikanan laut la".split()), max_size=4), max_size=5))
def test_words_cut_once_are_indexed_as_words_cut_each_time(texts: list[list[str]]) -> None:
    once = candidates.index_letters(texts)
    grams = [candidates.char_grams(" ".join(value)) for value in texts]
    each = candidates.index_grams(grams, candidates.COMMON)
    assert once.vocabulary == each.vocabulary
    assert (once.rows != each.rows).nnz == 0 and (once.idf == each.idf).all()


def test_the_collector_runs_again_after_a_match_and_after_a_fault() -> None:
    import gc

    match_usulan(ask("bibit kambing"), ROWS)
    assert gc.isenabled()
    with pytest.raises(InputError):
        match_usulan(ask("x").drop(columns="kegiatan"), ROWS)
    assert gc.isenabled()


def test_neither_argument_is_changed() -> None:
    asked, rows = ask("bibit kambing"), ROWS.copy()
    before = asked.copy()
    match_usulan(asked, rows)
    pd.testing.assert_frame_equal(asked, before)
    pd.testing.assert_frame_equal(rows, ROWS)


@pytest.mark.parametrize(
    "text_",
    ["", " ", "x" * 10_000, "kata " * 2_000, "\U0001f41f\U0001f6a4",
     "\u0645\u0631\u062d\u0628\u0627",
     "5 unit 10 kg", "\x00\u202e", "'; DROP TABLE"],
)  # fmt: skip
def test_odd_texts_are_fine(text_: str) -> None:
    calon = match_usulan(ask(text_, "bibit kambing"), ROWS)
    assert set(calon["id_usulan"]) == {"U0", "U1"}


# --- what it needs --------------------------------------------------------------------------------


def test_four_columns_are_enough_and_a_missing_one_is_named() -> None:
    few = ROWS[["kode_sub_kegiatan", "sub_kegiatan"]]
    assert match_usulan(ask("bibit ternak")[["id_usulan", "kegiatan"]], few)["rank"].max() >= 1
    with pytest.raises(InputError, match="kegiatan"):
        match_usulan(ask("x").drop(columns="kegiatan"), few)
    with pytest.raises(InputError, match="sub_kegiatan"):
        match_usulan(ask("x"), few.drop(columns="sub_kegiatan"))


def test_empty_tables_give_an_empty_answer_or_rank_zero() -> None:
    assert match_usulan(ask(), ROWS).empty
    calon = match_usulan(ask("bibit"), ROWS.iloc[:0])
    assert calon["rank"].tolist() == [0] and calon["sub_kegiatan"].tolist() == [""]


def test_lines_of_one_sub_kegiatan_are_one_candidate() -> None:
    twice = pd.concat([ROWS, ROWS.assign(lokasi="Bula")])
    calon = match_usulan(ask("bibit kambing"), twice, top=9)
    assert not calon.duplicated(["kode_opd", "kode_sub_kegiatan"]).any()


def test_a_blocked_workbook_is_refused_in_a_sentence() -> None:
    data = checked()
    blocked = type(data)(data.frames, data.n_rows, data.problems, "uji.xlsx", "")
    object.__setattr__(blocked, "problems", (columns_problem(),))
    with pytest.raises(WorkbookError, match=r"uji.xlsx: Lembar Renja"):
        match_rakor(blocked)


def columns_problem() -> Any:
    from bangkit_nb.errors import Problem

    return Problem("stop", "Renja", None, "", "", "Lembar Renja tidak ada.")


# --- each comparison ------------------------------------------------------------------------------


def best(text_: str, rows: pd.DataFrame = ROWS, **cells: Any) -> pd.Series:
    return match_usulan(usulan([{"kegiatan": text_} | cells]), rows, top=1).iloc[0]


def test_no_shared_word_is_needed_where_the_thesaurus_knows() -> None:
    found = best("bantuan ketinting 5 unit utk kel. nelayan Usaha Bersama")
    assert found["sub_kegiatan"] == "Penyediaan Prasarana Usaha Perikanan Tangkap"
    assert (
        "\u201cketinting\u201d di Renja: Prasarana Usaha Perikanan Tangkap." in found["penjelasan"]
    )


def test_an_office_may_add_its_own_word() -> None:
    assert "kambing" not in best("londo 3 ekor")["penjelasan"]
    own = [("londo", "bibit ternak", "1", "3.27", "Sumba")]
    calon = match_usulan(ask("londo 3 ekor"), ROWS, tesaurus=own, top=1).iloc[0]
    assert calon["kode_sub_kegiatan"] == "3.27.02.2.06.0003"
    assert "\u201clondo\u201d di Renja: Bibit Ternak" in calon["penjelasan"]


def test_the_sheet_tesaurus_is_used() -> None:
    data = checked(
        Rencana=[RENCANA[0] | {"kegiatan": "wuas-wuas untuk desa", "bidang_penghidupan": "x"}],
        Tesaurus=[{"kata_desa": "wuas", "istilah_renja": "pembudidayaan rumput laut", "bobot": 1,
                   "bidang_urusan": "3.25"}],
    )  # fmt: skip
    assert match_rakor(data).iloc[0]["sub_kegiatan"].endswith("Rumput Laut")


def test_routine_rows_are_pushed_down_unless_named() -> None:
    calon = match_usulan(ask("dokumen sertifikat tanah"), ROWS, top=9)
    routine = calon[calon["kode_sub_kegiatan"].str.startswith("3.27.01.")]
    assert (routine["part_penunjang"] < 0).all() and len(routine)
    named = best("penyusunan dokumen perencanaan perangkat daerah")
    assert named["part_penunjang"] == 0 and named["kode_sub_kegiatan"] == "3.27.01.2.01.0001"


@pytest.mark.parametrize(
    ("cells", "part", "sign"),
    [
        ({"nama_desa": "Solang", "kecamatan": "Teluk Waru"}, "part_lokasi", 1),
        ({"komoditas": "ternak"}, "part_komoditas", 1),
        ({"bidang_penghidupan": "peternakan"}, "part_urusan", 1),
        ({"bidang_penghidupan": "rumput laut"}, "part_urusan", 0),
    ],
)
def test_a_criterion_shows_in_its_own_part(cells: dict[str, str], part: str, sign: int) -> None:
    found = best("bibit kambing", ROWS[ROWS["kode_sub_kegiatan"] == "3.27.02.2.06.0003"], **cells)
    assert np.sign(found[part]) == sign


def test_asking_more_than_the_whole_pagu_is_said() -> None:
    rows = ROWS[ROWS["kode_sub_kegiatan"] == "3.27.07.2.01.0002"]
    found = best("pelatihan kelompok tani sayur", rows, anggaran=95_000_000)
    assert found["part_pagu"] < 0 and "melebihi pagu" in found["penjelasan"]
    assert best("pelatihan kelompok tani sayur", rows, anggaran=90_000_000)["part_pagu"] == 0


def test_training_goes_with_training_and_goods_with_goods() -> None:
    rows = pd.DataFrame(
        {"kode_sub_kegiatan": ["3.25.03.2.01.0002", "3.25.03.2.02.0001"],
         "sub_kegiatan": ["Penyediaan Sarana Nelayan", "Pembinaan Nelayan"]}
    )  # fmt: skip
    assert best("pelatihan nelayan", rows)["sub_kegiatan"] == "Pembinaan Nelayan"
    assert best("mesin untuk nelayan", rows)["sub_kegiatan"] == "Penyediaan Sarana Nelayan"


def test_what_belongs_to_another_level_is_said() -> None:
    found = best("reboisasi hutan lindung 20 ha")
    assert found["peluang_tidak_ada"] > 0.5 and "kewenangan provinsi" in found["penjelasan"]
    assert best("bibit kambing")["peluang_tidak_ada"] < 0.5


@pytest.mark.parametrize("text_", ["pagar kebun dari babi hutan", "bibit kepiting bakau"])
def test_an_exception_names_no_other_level(text_: str) -> None:
    assert "kewenangan" not in best(f"{text_} nelayan pertanian")["penjelasan"]
    both = best(f"{text_} dan tanam bakau nelayan pertanian")
    assert "Mungkin kewenangan provinsi" in both["penjelasan"]


def test_the_kind_of_support_is_a_second_witness() -> None:
    rows = pd.DataFrame(
        {"kode_sub_kegiatan": ["3.25.03.2.01.0002", "3.25.03.2.02.0001"],
         "sub_kegiatan": ["Penyediaan Sarana Nelayan", "Pembinaan Nelayan"]}
    )  # fmt: skip
    assert best("untuk nelayan", rows, jenis_dukungan="pelatihan")["sub_kegiatan"] == (
        "Pembinaan Nelayan"
    )
    assert best("untuk nelayan", rows, jenis_dukungan="Sarana")["sub_kegiatan"] == (
        "Penyediaan Sarana Nelayan"
    )
    alone = best("mesin nelayan", rows)["part_jenis"]
    agreed = best("mesin nelayan", rows, jenis_dukungan="sarana")["part_jenis"]
    against = best("mesin nelayan", rows.head(1), jenis_dukungan="pelatihan")["part_jenis"]
    assert agreed == alone > against


def test_pieces_of_several_entries_make_no_whole() -> None:
    rows = pd.DataFrame(
        {"kode_sub_kegiatan": ["3.25.03.2.01.0002", "3.25.04.2.04.0002"],
         "sub_kegiatan": ["Penyediaan Prasarana Usaha Perikanan Tangkap",
                          "Penyediaan Prasarana Pembudidayaan Ikan dalam 1 (Satu) Daerah "
                          "Kabupaten/Kota"]}
    )  # fmt: skip
    own = [("qeram", "prasarana pembudidayaan ikan", "1", "3.25", "uji"),
           ("qeram", "usaha perikanan budidaya", "1", "3.25", "uji")]  # fmt: skip
    calon = match_usulan(ask("qeram 2 unit"), rows, tesaurus=own)
    assert calon["kode_sub_kegiatan"].tolist()[0] == "3.25.04.2.04.0002"
    assert calon["part_utuh"].iloc[0] > 5 * calon["part_utuh"].iloc[1]


def test_every_comparison_has_a_label_a_weight_and_a_column() -> None:
    calon = match_usulan(ask("bibit"), ROWS)
    names = [c.name for c in scoring.COMPARISONS]
    assert len(set(names)) == len(names)
    assert [f"part_{name}" for name in names] == list(parts(calon).columns)
    assert all(c.label and c.weight >= 0 for c in scoring.COMPARISONS)


def test_explain_match_says_the_words_and_each_part() -> None:
    said = explain_match(pd.Series({"id_usulan": "U", "kegiatan": "jaring 5 unit"}), ROWS.iloc[0])
    assert "\u201cjaring\u201d di Renja" in said and "Skor 0," in said
    nothing = explain_match(pd.Series({"id_usulan": "U", "kegiatan": "qq"}), ROWS.iloc[0])
    assert nothing == "Tidak ada yang sama antara usulan dan baris ini."


def test_is_padanan_takes_only_best_rows_that_are_strong() -> None:
    calon = match_usulan(ask("jaring ikan nelayan", "qq", "reboisasi hutan"), ROWS)
    assert set(calon.loc[is_padanan(calon), "id_usulan"]) == {"U0"}
    assert (calon.loc[is_padanan(calon), "rank"] == 1).all()


# --- learning -------------------------------------------------------------------------------------


def judged(*rows: tuple[str, str, str], putusan: str = columns.COCOK) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"id_usulan": f"L{i}", "kegiatan": kegiatan, "komoditas": "", "nama_desa": "Karay",
             "putusan": putusan, "kode_opd": opd, "kode_sub_kegiatan": kode, "oleh": "petugas"}
            for i, (kegiatan, opd, kode) in enumerate(rows)
        ],
        columns=list(columns.PADANAN),
    )  # fmt: skip


UMKM = ("2.17.01", "2.17.07.2.01.0015")


def test_it_learns_from_the_first_judgement_and_says_so() -> None:
    before = best("wadu hau")
    assert not before["rank"] or before["kode_sub_kegiatan"] != UMKM[1]
    padanan = judged(("wadu hau utk mama2", *UMKM))
    after = match_usulan(ask("wadu hau"), ROWS, padanan=padanan, top=1).iloc[0]
    assert after["kode_sub_kegiatan"] == UMKM[1] and after["part_ingatan"] > 0
    assert "Mirip padanan desa Karay" in after["penjelasan"]


def test_only_the_last_and_only_a_fitting_judgement_teaches() -> None:
    first = judged(("wadu hau", *UMKM))
    taken_back = judged(("wadu hau", "", ""), putusan=columns.TIDAK_ADA)
    calon = match_usulan(ask("wadu hau"), ROWS, padanan=pd.concat([first, taken_back]))
    assert (calon["part_ingatan"] == 0).all()


def test_a_code_of_last_year_with_two_digits_teaches_this_years_row() -> None:
    padanan = judged(("wadu hau utk mama2", "2.17.01", "2.17.07.2.01.15"))
    after = match_usulan(ask("wadu hau"), ROWS, padanan=padanan, top=1).iloc[0]
    assert after["kode_sub_kegiatan"] == UMKM[1] and after["part_ingatan"] > 0


def test_a_code_in_two_spellings_is_no_rival_of_itself() -> None:
    short = ROWS.assign(
        kode_sub_kegiatan=[k[:-4] + k[-2:] for k in ROWS["kode_sub_kegiatan"]], kode_opd="lama"
    )
    alone = best("pengadaan benih bibit ternak kambing", bidang_penghidupan="peternakan")
    both = best(
        "pengadaan benih bibit ternak kambing", pd.concat([ROWS, short]),
        bidang_penghidupan="peternakan",
    )  # fmt: skip
    assert alone["pita"] == both["pita"] == "tinggi"


@pytest.mark.parametrize(
    ("kode", "key"),
    [("3.27.02.2.06.03", "3.27.02.2.06.0003"), ("3.27.02.2.06.0003", "3.27.02.2.06.0003"),
     ("X.XX.01.2.01.01", "X.XX.01.2.01.0001"), ("3.27.02", "3.27.02"), ("", ""), ("26", "26")],
)  # fmt: skip
def test_a_code_is_known_by_either_ending(kode: str, key: str) -> None:
    assert code_key(kode) == key


def district(n: int) -> pd.DataFrame:
    """A district whose habit differs from the words: everything with "mesin" goes to UMKM."""
    kinds = [("mesin jahit", UMKM), ("jaring", ("3.25.01", "3.25.03.2.01.0002")),
             ("kambing", ("3.27.01", "3.27.02.2.06.0003"))]  # fmt: skip
    rows = [
        (f"{kinds[i % 3][0]} kelompok {chr(97 + i % 26)}{i}", *kinds[i % 3][1]) for i in range(n)
    ]
    return judged(*rows)


def test_a_learned_model_is_kept_only_if_it_beats_addition() -> None:
    model = build_matcher(ROWS, padanan=district(60)).model
    record = model.record
    assert record["putusan"] == 60
    assert (record["metode"] == "logistik") == (record["logistik"] > record["penjumlahan"])
    assert build_matcher(ROWS, padanan=district(20)).model.record["metode"] == "penjumlahan"


def test_learning_is_deterministic_and_the_model_survives_as_json() -> None:
    one, two = (build_matcher(ROWS, padanan=district(60)).model for _ in range(2))
    assert ranking.to_json(one) == ranking.to_json(two)
    again = ranking.from_json(ranking.to_json(one))
    asked = ask("mesin jahit 3 unit", "jaring")
    matcher = build_matcher(ROWS, padanan=district(60), model=again)
    pd.testing.assert_frame_equal(
        rank_usulan(matcher, asked), match_usulan(asked, ROWS, padanan=district(60))
    )


@given(st.lists(st.integers(0, 29), min_size=1, max_size=30))
def test_remembering_is_building_anew_with_the_same_model(chosen: list[int]) -> None:
    asked = ask("mesin jahit 3 unit", "jaring", "kambing kelompok")
    every = district(30)
    said = every.iloc[chosen]
    first = build_matcher(ROWS, padanan=every.head(9))
    told = remember(remember(first, every.tail(9)), said)
    anew = build_matcher(ROWS, padanan=said, model=first.model)
    pd.testing.assert_frame_equal(rank_usulan(told, asked), rank_usulan(anew, asked))
    assert first.memory is not None and first.memory.n == 9


def test_remembering_nothing_forgets() -> None:
    asked = ask("mesin jahit 3 unit")
    plain = build_matcher(ROWS)
    told = remember(plain, district(3))
    assert (rank_usulan(told, asked)["part_ingatan"] > 0).any()
    forgot = remember(told, district(3).iloc[:0])
    pd.testing.assert_frame_equal(rank_usulan(forgot, asked), rank_usulan(plain, asked))


def test_a_model_holds_no_text_and_no_code() -> None:
    said = ranking.to_json(build_matcher(ROWS, padanan=district(60)).model)
    assert "jahit" not in said and "2.17" not in said


def test_wilson_bound_is_below_the_share_and_grows_with_what_was_seen() -> None:
    from bangkit_nb.align.ranking import wilson_low

    assert wilson_low(0, 0) == 0
    assert wilson_low(9, 10) < wilson_low(90, 100) < wilson_low(900, 1000) < 0.9


# --- the tables that ship -------------------------------------------------------------------------


def table(name: str) -> list[dict[str, str]]:
    source = resources.files("bangkit_nb.align").joinpath(name)
    return list(csv.DictReader(source.read_text(encoding="utf-8").splitlines()))


def test_the_thesaurus_is_large_clean_and_covers_the_livelihoods() -> None:
    rows = table("tesaurus.csv") + table("tesaurus_umum.csv")
    assert len(table("tesaurus.csv")) >= 500
    keys = [(r["kata_desa"], r["istilah_renja"], r["bidang_urusan"]) for r in rows]
    assert len(set(keys)) == len(keys)
    for row in rows:
        assert 0 < float(row["bobot"]) <= 1 and row["sumber"], row
        assert 1 <= len(row["kata_desa"].split()) <= 3 and words.words(row["istilah_renja"]), row
    urusan = {code for row in rows for code in row["bidang_urusan"].split(";")}
    assert {"3.25", "3.27", "3.31", "3.30", "2.17", "2.13", "1.03", "2.15", "2.07", "2.11", "2.08",
            "1.06", "2.19", "3.26", "2.09"} <= urusan  # fmt: skip


def test_terms_of_the_thesaurus_stand_in_the_nomenclature(shared: Any) -> None:
    with (shared / "nomenklatur_kabkota.csv").open(encoding="utf-8", newline="") as stream:
        held = {
            word
            for row in csv.DictReader(stream)
            for name in ("nama", "kegiatan", "program", "indikator", "definisi_operasional")
            for word in words.words(row[name])
        }
    for row in table("tesaurus.csv") + table("tesaurus_umum.csv"):
        assert set(words.words(row["istilah_renja"])) <= held, row


def test_village_activities_are_real_codes(shared: Any) -> None:
    with (shared / "nomenklatur_desa.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["kode"] for row in csv.DictReader(stream)}
    rows = table("kegiatan_desa.csv")
    assert {row["kode"] for row in rows} <= known
    assert len({row["kode"] for row in rows}) == len(rows) >= 60


def test_longest_phrase_wins_and_nothing_overlaps() -> None:
    made = thesaurus.build_thesaurus(
        [("rumput laut", "pembudidayaan", "1", "3.25", "u"), ("laut", "pesisir", "1", "", "u")]
    )
    hits = made.find("bibit rumput laut di laut".split())
    assert [(h.start, h.end) for h in hits] == [(1, 3), (4, 5)]
