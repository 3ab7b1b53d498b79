"""The widths of a printed table's columns: any table, whatever its cells hold."""

from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.pack import widths
from bangkit_nb.pack.blocks import Col, Row, Table, Tagged

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
TEXTS = st.one_of(
    st.lists(WORDS, max_size=30).map(" ".join),
    st.integers(0, 3000).map(lambda n: "x" * n),
)
CELLS = st.one_of(TEXTS, TEXTS.map(lambda text: Tagged(text, "SBT-81.05.04.2004-07")))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    n = draw(st.integers(3, 7))
    columns = tuple(Col(draw(TEXTS), number=draw(st.booleans())) for _ in range(n))
    rows = draw(st.lists(st.lists(CELLS, min_size=n, max_size=n), min_size=1, max_size=8))
    return Table("judul", columns, tuple(Row(tuple(cells)) for cells in rows))


def read_steps(table: Table) -> list[int]:
    return [int(name[1:]) for _, name in widths.share_columns(table)]


@given(tables())
def test_every_column_has_a_width_that_the_style_sheet_knows(table: Table) -> None:
    shared = widths.share_columns(table)
    assert [column for column, _ in shared] == list(table.columns)
    assert set(read_steps(table)) <= set(widths.STEPS)


@given(tables())
def test_the_order_of_rows_changes_no_width_by_more_than_a_step(table: Table) -> None:
    turned = Table(table.caption, table.columns, tuple(reversed(table.rows)))
    at = widths.STEPS.index
    for one, other in zip(read_steps(table), read_steps(turned), strict=True):
        assert abs(at(one) - at(other)) <= 1


def test_a_long_text_gets_more_room_than_short_ones_but_leaves_theirs() -> None:
    columns = (Col("Usulan"), Col("Volume"), Col("Hasil"))
    long = "menunggu jawaban Dinas Koperasi, Usaha Kecil dan Menengah " * 5
    rows = tuple(Row((f"usulan {n}", "5 unit", long)) for n in range(4))
    usulan, volume, hasil = read_steps(Table("judul", columns, rows))
    assert hasil > usulan and hasil > volume
    assert min(usulan, volume) * widths.LINE / 100 >= len("usulan") - 1


def test_of_two_long_texts_the_longer_one_gets_more_room() -> None:
    columns = (Col("Usulan"), Col("Hasil"), Col("Pintu"))
    one = "dimintakan konfirmasi sebelum Musrenbang " * 2
    rows = tuple(Row((f"usulan {n}", one, one * 4)) for n in range(4))
    _, short, long = read_steps(Table("judul", columns, rows))
    assert long > short > widths.STEPS[0]


def test_words_in_a_column_of_numbers_may_be_broken_and_numbers_may_not() -> None:
    columns = (Col("Kabupaten"), Col("Desa", number=True), Col("Pagu", number=True))
    name = "Kabupaten Kepulauan Tanimbar Selatan Daya " * 12

    def room_of_pagu(text: str) -> float:
        rows = tuple(Row((name, "30", text)) for _ in range(4))
        return read_steps(Table("judul", columns, rows))[2] * widths.LINE / 100

    said, counted = "sama sekali tidak ada", "Rp 1.234.567.890.123"
    assert room_of_pagu(counted) > len(counted) > room_of_pagu(said)
    assert [widths.is_wording(cell) for cell in (said, counted, "–", "4 dari 13", "belum ada")] == [
        True, False, False, False, True,
    ]  # fmt: skip


def test_tables_of_two_columns_and_grids_are_left_to_the_browser() -> None:
    two = Table("judul", (Col("a"), Col("b")), (Row(("x", "y")),))
    grid = Table("judul", (Col("a"), Col("b"), Col("c")), (Row(("x", "y", "z")),), is_grid=True)
    for table in (two, grid):
        assert [name for _, name in widths.share_columns(table)] == [""] * len(table.columns)
