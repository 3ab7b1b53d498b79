import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.frames import join_blocks, list_rows

CELLS = st.one_of(st.none(), st.text(max_size=5), st.booleans())
TABLES = st.integers(0, 6).flatmap(
    lambda n: st.fixed_dictionaries(
        {
            "kode": st.lists(st.sampled_from("abc"), min_size=n, max_size=n),
            "apa saja": st.lists(CELLS, min_size=n, max_size=n),
            "angka": st.lists(st.floats(allow_nan=False), min_size=n, max_size=n),
        }
    )
)


def frame_of(table: dict[str, list[object]]) -> pd.DataFrame:
    return pd.DataFrame(table).astype({"apa saja": object, "angka": float})


@given(TABLES)
def test_rows_are_what_pandas_says(table: dict[str, list[object]]) -> None:
    frame = frame_of(table)
    assert list_rows(frame) == frame.to_dict("records")


@given(TABLES)
def test_joining_blocks_changes_no_cell_and_not_its_input(table: dict[str, list[object]]) -> None:
    frame = frame_of(table).astype({"kode": "str"})
    before = frame.copy()
    joined = join_blocks(frame)
    assert list_rows(joined) == list_rows(frame)
    assert joined["kode"].dtype == object
    pd.testing.assert_frame_equal(frame, before)
