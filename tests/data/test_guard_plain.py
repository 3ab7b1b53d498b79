"""The fast scan of a plain sheet: it finds what the slow one finds, or leaves the sheet to it."""

from __future__ import annotations

import io
import zipfile
from array import array

import openpyxl
import pytest
from build import SOAK
from hostile import sheet
from hypothesis import given, settings
from hypothesis import strategies as st

from bangkit_nb.data import guard_plain, guard_scan
from bangkit_nb.data.guard_plain import scan_plain
from bangkit_nb.data.guard_scan import Budget, Refused
from bangkit_nb.data.guard_sheet import SheetScan

LENGTHS = array("q", [1, 20, 300])
N_EXAMPLES = 40_000 if SOAK else 500


ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def facts(seen: SheetScan, budget: Budget) -> object:
    ends = (seen.last_row, seen.last_column, seen.far_row, seen.far_column)
    return seen.facts(), ends, budget.cells, budget.text


def slow(content: bytes, *, recalculate: bool = False) -> object:
    budget = Budget()
    try:
        return facts(SheetScan("A", content, LENGTHS, budget, recalculate), budget)
    except Refused as refusal:
        return str(refusal)


def fast(content: bytes, *, recalculate: bool = False) -> object:
    budget = Budget()
    seen = scan_plain("A", content, LENGTHS, budget, recalculate)
    if seen is None:
        assert (budget.cells, budget.text) == (0, 0)
        return None
    assert seen.budget is budget
    return facts(seen, budget)


# --- what is plain ------------------------------------------------------------------------------

PLAIN = {
    "numbers": '<row r="1"><c r="A1"><v>1</v></c><c r="B1" s="3" t="n"><v>-2.5E+10</v></c></row>',
    "shared": '<row r="1"><c r="A1" s="1" t="s"><v>2</v></c>'
    '<c r="C1" t="s" s="1"><v>1</v></c></row>',
    "inline": '<row r="2"><c r="A2" t="inlineStr"><is>'
    '<t xml:space="preserve"> a &amp; b</t></is></c>'
    '<c r="B2" t="inlineStr"><is><t/></is></c></row>',
    "empty": '<row r="1"><c r="A1" s="1"/><c r="B1"></c><c r="C1"><v/></c></row><row r="9"/>',
    "excel": '<row r="3" spans="1:2" ht="15.75" customHeight="1" x14ac:dyDescent="0.25">'
    '<c r="A3"><v>1</v></c></row>',
    "libreoffice": '<row r="1" customFormat="false" ht="12.8" hidden="false" customHeight="false" '
    'outlineLevel="0" collapsed="false"><c r="A1" s="0" t="s"><v>0</v></c></row>',
    "hidden": '<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="4" hidden="true"/>',
    "formula": '<row r="1"><c r="A1"><f>SUM(B1:B2)</f><v>0</v></c>'
    '<c r="B1" t="str"><f t="shared" si="0"/><v>teks</v></c></row>',
    "late column": '<row r="1"><c r="B1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c>'
    '<c r="AA2"/></row>',
    "characters by number": '<row r="1"><c r="A1" t="inlineStr"><is><t>T&#232;ks &#x1F600;</t></is>'
    "</c></row>",
    "nothing": "",
}  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_sheet_is_scanned_fast_and_alike(name: str) -> None:
    content = _worksheet(PLAIN[name])
    assert fast(content) == slow(content) is not None


def test_what_openpyxl_writes_is_plain_with_its_merges_and_hidden_columns() -> None:
    for write_only in (False, True):
        book = openpyxl.Workbook(write_only=write_only)
        made = book.create_sheet("A", 0)
        for i in range(40):
            made.append([f"Tèks {i % 3}", i, None, 1.5, "", True])
        if not write_only:
            made.merge_cells("A3:B4")
            made.column_dimensions["D"].hidden = True
        stream = io.BytesIO()
        book.save(stream)
        with zipfile.ZipFile(stream) as made_zip:
            content = made_zip.read("xl/worksheets/sheet1.xml")
        told = fast(content)
        assert told == slow(content) is not None
        assert write_only or "'merged': [(3, 0, 4, 1)]" in str(told)


LEFT = {
    "error value": '<row r="1"><c r="A1" t="e"><v>#N/A</v></c></row>',
    "formula without a result": '<row r="1"><c r="A1"><f>B1</f></c></row>',
    "two cells at one place": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "columns out of order": '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "Z before AA": '<row r="1"><c r="AA1"><v>1</v></c><c r="Z1"><v>2</v></c></row>',
    "rows out of order": '<row r="2"><c r="A2"/></row><row r="1"><c r="A1"/></row>',
    "a row twice": '<row r="1"><c r="A1"/></row><row r="1"><c r="B1"/></row>',
    "a cell of another row": '<row r="1"><c r="A2"><v>1</v></c></row>',
    "shared text that is not there": '<row r="1"><c r="A1" t="s"><v>3</v></c></row>',
    "shared text by no number": '<row r="1"><c r="A1" t="s"><v>1x</v></c></row>',
    "row beyond Excel": '<row r="1048577"><c r="A1048577"/></row>',
    "filled row beyond the limit": '<row r="50001"><c r="A50001"><v>1</v></c></row>',
    "filled column beyond the limit": '<row r="1"><c r="GS1"><v>1</v></c></row>',
    "comment": '<row r="1"><!-- --><c r="A1"><v>1</v></c></row>',
    "CDATA": '<row r="1"><c r="A1" t="inlineStr"><is><t><![CDATA[<v>]]></t></is></c></row>',
    "instruction": '<row r="1"><?a <v>1</v>?><c r="A1"><v>1</v></c></row>',
    "entity in a value": '<row r="1"><c r="A1"><v>&#49;</v></c></row>',
    "unknown entity": '<row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row>',
    "control character": '<row r="1"><c r="A1" t="inlineStr"><is><t>\x01</t></is></c></row>',
    "two brackets and a sign": '<row r="1"><c r="A1" t="inlineStr"><is><t>]]></t></is></c></row>',
    "no character of XML": '<row r="1"><c r="A1" t="inlineStr"><is><t>\ufffe</t></is></c></row>',
    "an entity without an end": '<row r="1"><c r="A1" t="inlineStr"><is><t>&amp b</t></is>'
    "</c></row>",
    "an entity of no character": '<row r="1"><c r="A1" t="inlineStr"><is><t>&#1;</t></is>'
    "</c></row>",
    "an attribute of a row twice": '<row r="1" ht="1" ht="2"><c r="A1"/></row>',
    "an attribute of a formula twice": '<row r="1"><c r="A1"><f a="" a="">B1</f><v>0</v></c></row>',
    "no attribute of a formula": '<row r="1"><c r="A1"><f a>B1</f><v>0</v></c></row>',
    "an entity in an attribute": '<row r="1"><c r="A1"><f a="&x;"/><v>0</v></c></row>',
    "an attribute twice": '<row r="1"><c r="A1" s="1" t="n" s="1"><v>1</v></c></row>',
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_not_plain_is_left_to_the_slow_scan(name: str) -> None:
    assert fast(_worksheet(LEFT[name])) is None


@pytest.mark.parametrize("bad", [b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xe2\x82"])
def test_bytes_that_are_no_utf8_are_left_and_then_refused(bad: bytes) -> None:
    row = '<row r="1"><c r="A1" t="inlineStr"><is><t>Desa ?</t></is></c></row>'
    content = _worksheet(row).replace(b"Desa ?", b"Desa " + bad)
    assert fast(content) is None
    assert isinstance(slow(content), str)


def test_a_zero_under_a_formula_of_a_book_to_be_recalculated_is_left() -> None:
    content = _worksheet('<row r="1"><c r="A1"><f>SUM(B1:B2)</f><v>0</v></c></row>')
    assert fast(content, recalculate=True) is None
    assert "'uncomputed': [(1, 0)]" in str(slow(content, recalculate=True))


def test_cells_outside_of_the_sheet_are_left() -> None:
    for more in ("<x><c/></x>", '<x><row r="9"/></x>', f"<x>{ONE}</x>", "<sheetData></sheetData>"):
        assert fast(_worksheet(ONE, more)) is None, more
        assert fast(_worksheet(ONE, "", more)) is None, more


def test_rows_within_a_comment_or_an_instruction_are_no_rows() -> None:
    for hides in ("<!-- {} -->", "<?x {}?>", "<![CDATA[{}]]>"):
        content = _worksheet(ONE).replace(
            b"<sheetData>", hides.split("{")[0].encode() + b"<sheetData>"
        )
        content = content.replace(b"</sheetData>", b"</sheetData>" + hides.split("}")[1].encode())
        assert fast(content) is None, content
        assert "0, -1, 0, -1" in str(slow(content))


def test_a_column_that_first_comes_far_down_is_known_besides_those_above() -> None:
    rows = [f'<row r="{n}"><c r="C{n}"><v>1</v></c><c r="Z{n}"/></row>' for n in range(1, 900)]
    content = _worksheet("".join((*rows, '<row r="900"><c r="B900"><v>1</v></c></row>')))
    assert fast(content) == slow(content)
    assert "(900, 2, 900, 25)" in str(fast(content))


def test_limits_of_the_whole_book_are_left_to_the_slow_scan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = _worksheet(PLAIN["shared"])
    for limit, enough in (("MAX_CELLS", 2), ("MAX_TEXT", 320)):
        with monkeypatch.context() as patch:
            patch.setattr(guard_scan, limit, enough)
            assert fast(content) == slow(content) is not None
            patch.setattr(guard_scan, limit, enough - 1)
            assert fast(content) is None
            assert isinstance(slow(content), str)


# --- whatever the bytes ---------------------------------------------------------------------------

COLUMNS = ("A", "B", "C", "Z", "AA", "AB", "GR", "GS")
CONTENTS = (
    "/>", "></c>", "><v/></c>", "><v></v></c>", "><v>1</v></c>", "><v>-1.5e3</v></c>",
    "><v> </v></c>", '><f>A1&amp;"x"</f><v>7</v></c>', "><f>A1</f><v>0</v></c>", "><f>A1</f></c>",
    "><is><t>Desa &lt; </t></is></c>", "><is><t/></is></c>", "><is><r><t>a</t></r></is></c>",
    '><f t="shared" si="0"/><v>2</v></c>', "><v>\u00a0</v></c>", "><v>teks biasa</v></c>",
    "><v>2</v><is><t>a</t></is></c>", "><v>99</v></c>", "><f a>A1</f><v>7</v></c>",
    '><f ref="A1:A2" ref="A1">A1</f><v>7</v></c>', "><f>A1&x</f><v>7</v></c>",
    "><is><t>a ]]> b</t></is></c>", "><is><t>a ] b \ufffd</t></is></c>",
    "><is><t>\uffff</t></is></c>",
)  # fmt: skip
KINDS = ("", "", ' t="n"', ' t="s"', ' t="s"', ' t="str"', ' t="inlineStr"', ' t="b"', ' t="e"',
         ' s="4"', ' s="4" t="s"', ' t="s" s="4"', ' t="d"')  # fmt: skip
MORE = ("", "", "", ' spans="1:3"', ' hidden="1"', ' hidden="0"', ' ht="15" customHeight="1"',
        ' hidden="true" collapsed="1"', ' ht="1" ht="1"')  # fmt: skip
PIECES = (
    b"<!-- -->", b"<![CDATA[", b"]]>", b"<?a?>", b"&#49;", b"&a;", b'<c r="A1">', b"<v>1</v>",
    b"<f/>", b"<sheetData>", b"</sheetData>", b"\xc2\xa0",
    b'<row r="2">', b"</row>", b"</c>", b"<is>", b"</v>", b" ", b"\n", b'"', b"'", b"/", b">", b"<",
    b"]", b"&amp;", b"&amp", b"\xef\xbf\xbe", b"&#232;", b"&#xG;",
    b"0", b"\xff", b"\x00", b"x:", b' t="e"', b' hidden="1"',
)  # fmt: skip


_OFTEN = st.integers(0, 19).map(bool)
_ODD = st.tuples(st.sampled_from(KINDS), st.sampled_from(CONTENTS)).map("".join)
_USUAL = st.sampled_from((
    "><v>1</v></c>", ' s="2"/>', ' t="s"><v>1</v></c>', ' t="s" s="4"><v>2</v></c>',
    ' t="inlineStr"><is><t>Desa</t></is></c>', "><f>A1</f><v>3</v></c>",
))  # fmt: skip
_CELLS = st.integers(0, 9).flatmap(lambda dice: _USUAL if dice else _ODD)


def _worksheet(rows: str, before: str = "", after: str = "") -> bytes:
    content = sheet(rows, before, after)
    spaces = ' xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"'
    return content.replace("<worksheet", f"<worksheet{spaces}", 1).encode()


@pytest.mark.parametrize("kind", sorted(set(KINDS)))
def test_one_cell_of_any_kind_and_content_is_scanned_alike_or_left(kind: str) -> None:
    for body in CONTENTS:
        content = _worksheet(f'<row r="1"><c r="A1"><v>1</v></c><c r="B1"{kind}{body}</row>')
        for recalculate in (False, True):
            told = fast(content, recalculate=recalculate)
            assert told is None or told == slow(content, recalculate=recalculate), content


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    """Draw a sheet that is plain but for an oddity here and there."""
    numbers = draw(st.lists(st.integers(1, 60), min_size=0, max_size=4, unique=True))
    if draw(_OFTEN):
        numbers.sort()
    rows = []
    for number in numbers:
        names = draw(st.lists(st.sampled_from(COLUMNS), max_size=4, unique=draw(_OFTEN)))
        if draw(_OFTEN):
            names.sort(key=lambda name: (len(name), name))
        cells = "".join(f'<c r="{name}{number}"{draw(_CELLS)}' for name in names)
        rows.append(f'<row r="{number}"{draw(st.sampled_from(MORE))}>{cells}</row>')
    before = draw(st.sampled_from(("", '<cols><col min="2" max="3" hidden="1"/></cols>')))
    after = draw(st.sampled_from(("", '<mergeCells><mergeCell ref="A1:B3"/></mergeCells>')))
    return _worksheet("".join(rows), before, after)


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Draw such a sheet with pieces put in, cut out or doubled."""
    content = draw(sheets())
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(content)))
        until = min(len(content), at + draw(st.integers(0, 12)))
        piece = draw(st.sampled_from((*PIECES, content[at:until] * 2)))
        content = content[:at] + piece + content[until:]
    return content


@settings(max_examples=N_EXAMPLES)
@given(st.one_of(sheets(), broken()), st.booleans())
def test_both_scans_find_the_same_or_the_fast_one_declines(
    content: bytes, recalculate: bool
) -> None:
    told = fast(content, recalculate=recalculate)
    assert told is None or told == slow(content, recalculate=recalculate)


def test_only_a_large_sheet_is_worth_the_fast_scan(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def watch(name: str, content: bytes, *rest: object) -> SheetScan | None:
        asked.append(len(content))
        return scan_plain(name, content, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(guard_plain, "scan_plain", watch)
    few, many = (
        _worksheet("".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, end)))
        for end in (100, 3000)
    )
    for content in (few, many):
        budget = Budget()
        seen = guard_plain.scan_sheet("A", content, LENGTHS, budget, False)
        assert facts(seen, budget) == slow(content)
    assert asked == [len(many)]


def test_what_the_fast_scan_leaves_the_slow_one_refuses() -> None:
    rows = "".join(f'<row r="{n}"/>' for n in range(1, 6000))
    for content in (_worksheet("<row"), _worksheet(f"{rows}<row")):
        with pytest.raises(Refused):
            guard_plain.scan_sheet("A", content, LENGTHS, Budget(), False)
