"""The guard: whatever the file, the reader lives and the officer reads one plain sentence."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import psutil
import pytest
from build import SOAK
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bangkit_nb.data import guard
from bangkit_nb.data.guard import read_raw
from bangkit_nb.data.layouts import apply_layout
from bangkit_nb.data.raw import RawBook
from bangkit_nb.errors import WorkbookError

sys.path.insert(0, str(Path(__file__).parent))
import hostile

N_MUTATED = 5_000 if SOAK else 60
SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
POSIX = pytest.mark.skipif(os.name != "posix", reason="limits of this kind exist on POSIX only")


def read_bytes(folder: Path, content: bytes, name: str = "buku.xlsx") -> RawBook:
    path = folder / name
    path.write_bytes(content)
    return read_raw(path)


def read_made(folder: Path, made: openpyxl.Workbook) -> RawBook:
    stream = io.BytesIO()
    made.save(stream)
    return read_bytes(folder, stream.getvalue())


def refusal(path: Path) -> str:
    with pytest.raises(WorkbookError) as caught:
        read_raw(path)
    return str(caught.value)


def is_plain(message: str, name: str = "buku.xlsx") -> bool:
    return (
        message.startswith(f"Berkas '{name}' tidak dapat dibaca: ")
        and len(message) < 400
        and message.endswith((".", "?"))
        and not any(word in message for word in ("Traceback", "Error", "Exception", "None"))
    )


# --- hostile files --------------------------------------------------------------------------------


@pytest.mark.parametrize("item", hostile.HOSTILE, ids=lambda item: item.name)
def test_a_hostile_file_gives_a_plain_reason_within_20_seconds(
    item: hostile.Hostile, tmp_path: Path
) -> None:
    path = hostile.write(tmp_path, item)
    start = time.monotonic()
    try:
        apply_layout(read_raw(path))
        assert not item.says, "was read, should have been refused"
    except WorkbookError as refused:
        assert is_plain(str(refused))
        assert item.says in str(refused)
    assert time.monotonic() - start < 20


def test_the_hostile_files_are_many_and_distinct() -> None:
    assert len({item.name for item in hostile.HOSTILE}) == len(hostile.HOSTILE) >= 45


_BARE = """
import io, resource, sys
resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
import python_calamine
with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read())) as book:
    for number in range(len(book.sheet_names)):
        book.get_sheet_by_index(number).to_python(False)
"""


@POSIX
@pytest.mark.parametrize("item", hostile.KILLERS, ids=lambda item: item.name)
def test_calamine_alone_dies_of_the_killers(item: hostile.Hostile) -> None:
    # When this fails, calamine got better: the guard's reasons in RELIABILITY.md row 1 are dated.
    command = [sys.executable, "-c", _BARE]
    done = subprocess.run(command, input=item.build(), capture_output=True, check=False)
    assert done.returncode == -signal.SIGABRT


_PEAK = """
import json, resource, sys
from pathlib import Path
from bangkit_nb.data.guard import read_raw
from bangkit_nb.errors import WorkbookError
for name in sys.argv[1:]:
    try:
        read_raw(Path(name))
    except WorkbookError:
        pass
who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
print(json.dumps([resource.getrusage(one).ru_maxrss for one in who]))
"""


@POSIX
def test_parent_and_child_stay_under_one_gigabyte(tmp_path: Path) -> None:
    heavy = ("bomb_in_sheet", "bomb_that_declares_149_megabytes", "one_text_in_100000_cells",
             "a_million_attributes", "attribute_of_50_megabytes", "100000_rows",
             "cfb_612_bytes", "sparse_to_XFD1048576", "unique_count_4_billion")  # fmt: skip
    files = []
    for item in hostile.HOSTILE:
        if item.name in heavy:
            path = tmp_path / f"{item.name}.xlsx"
            path.write_bytes(item.build())
            files.append(str(path))
    assert len(files) == len(heavy)
    # The largest that is allowed: every limit nearly reached at once.
    largest = tmp_path / "largest.xlsx"
    largest.write_bytes(hostile.full(45_000, 44))
    done = subprocess.run(
        [sys.executable, "-c", _PEAK, *files, str(largest)], capture_output=True, check=True
    )
    parent, child = json.loads(done.stdout)
    assert parent < 1_000_000
    assert child < 1_000_000


def test_mutated_workbooks_are_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    good = good_book()

    def read_one(seed: int) -> float:
        path = tmp_path / f"{seed}.xlsx"
        path.write_bytes(hostile.mutate(good, seed))
        start = time.monotonic()
        try:
            apply_layout(read_raw(path))
        except WorkbookError as refused:
            assert is_plain(str(refused), path.name), (seed, str(refused))
        path.unlink()
        return time.monotonic() - start

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        assert max(pool.map(read_one, range(N_MUTATED))) < 20


def good_book() -> bytes:
    made = openpyxl.Workbook()
    first = made.worksheets[0]
    first.title = "Desa"
    first.append(["Kode Desa", "Nama Desa", "Kecamatan", "Lat", "Tanggal Musdes"])
    for number in range(20):
        first.append([f"81.05.15.{2000 + number}", f"Desa & {number}", "Teluk Waru", -3.4,
                      dt.date(2024, 3, 1)])  # fmt: skip
    first["F2"] = "=1+1"
    first.row_dimensions[4].hidden = True
    first.merge_cells("C8:C9")
    made.create_sheet("Renja").append(["Kode OPD", "Kode Sub Kegiatan", "Sub Kegiatan"])
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_real_password_file_asks_to_remove_the_password(tmp_path: Path) -> None:
    ooxml = pytest.importorskip("msoffcrypto.format.ooxml")
    path = tmp_path / "buku.xlsx"
    with path.open("wb") as stream:
        ooxml.OOXMLFile(io.BytesIO(good_book())).encrypt("rahasia", stream)
    message = refusal(path)
    assert is_plain(message)
    assert "dikunci kata sandi" in message


def test_a_real_old_xls_renamed_asks_to_save_as_xlsx(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "lama.xlsx").write_bytes(good_book())
    subprocess.run(
        [soffice, f"-env:UserInstallation=file://{tmp_path}/profil", "--headless", "--convert-to",
         "xls", "lama.xlsx"], cwd=tmp_path, capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    assert "Excel lama (.xls)" in refusal(tmp_path / "lama.xls")
    path = (tmp_path / "lama.xls").rename(tmp_path / "buku.xlsx")
    assert "sebenarnya Excel lama (.xls)" in refusal(path)


# --- paths ----------------------------------------------------------------------------------------


def test_a_missing_file_names_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "sbt-2024-03-01.xlsx").write_bytes(good_book())
    message = refusal(tmp_path / "sbt-2024-3-01.xlsx")
    assert "tidak ada di folder" in message
    assert "Maksudnya 'sbt-2024-03-01.xlsx'?" in message


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    assert "Periksa nama foldernya" in refusal(tmp_path / "tidak" / "ada.xlsx")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("buku.xls", "Excel lama"),
        ("buku.xlsb", "biner"),
        ("buku.ods", "OpenDocument"),
        ("buku.csv", "CSV"),
        ("buku.docx", "'.docx'"),
        ("buku", "tanpa akhiran"),
        ("~$buku.xlsx", "berkas kunci sementara"),
        (".~lock.buku.xlsx", "berkas kunci sementara"),
    ],
)
def test_another_kind_of_file_is_refused_by_its_name(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(good_book())
    message = refusal(tmp_path / name)
    assert is_plain(message, name)
    assert says in message


def test_a_folder_called_xlsx_is_refused(tmp_path: Path) -> None:
    (tmp_path / "buku.xlsx").mkdir()
    assert "ini folder" in refusal(tmp_path / "buku.xlsx")


@POSIX
def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "buku.xlsx")
    assert "bukan berkas biasa" in refusal(tmp_path / "buku.xlsx")


@pytest.mark.parametrize("name", ["a\0b.xlsx", "x" * 300 + ".xlsx", "baris\nbaru\u202e.xlsx"])
def test_an_impossible_name_is_refused_in_one_line(name: str, tmp_path: Path) -> None:
    message = refusal(tmp_path / name)
    assert "tidak dapat dibaca: " in message
    assert "\u202e" not in message.partition(" tidak dapat dibaca")[0]


@POSIX
def test_a_file_without_permission_is_said(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    (tmp_path / "buku.xlsx").write_bytes(good_book())
    (tmp_path / "buku.xlsx").chmod(0)
    assert "tidak punya izin" in refusal(tmp_path / "buku.xlsx")


@pytest.mark.parametrize("lock", ["~$buku.xlsx", ".~lock.buku.xlsx#"])
def test_a_lock_beside_the_file_is_said_and_the_file_is_read(lock: str, tmp_path: Path) -> None:
    (tmp_path / lock).write_bytes(b"x")
    raw = read_bytes(tmp_path, good_book())
    assert [sheet.name for sheet in raw.sheets] == ["Desa", "Renja"]
    assert [problem.severity for problem in raw.problems] == ["info"]
    assert "sedang terbuka di Excel" in raw.problems[0].message
    assert raw.problems[0] in apply_layout(raw).problems


# --- the child ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os; os.abort()", "berhenti mendadak"),
        ("import sys; sys.exit(3)", "berhenti mendadak (kode 3)"),
        ("print('bukan json')", "berhenti mendadak"),
        ("", "berhenti mendadak"),
        ("raise ValueError('rahasia')", "berhenti mendadak"),
    ],
)
def test_a_dead_child_gives_its_own_sentence(
    code: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "CHILD", ("-c", code))
    (tmp_path / "buku.xlsx").write_bytes(good_book())
    message = refusal(tmp_path / "buku.xlsx")
    assert is_plain(message.replace("(kode None)", ""))
    assert says in message


def test_a_child_over_its_time_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "CHILD", ("-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(guard, "WALL_SECONDS", 0.4)
    (tmp_path / "buku.xlsx").write_bytes(good_book())
    start = time.monotonic()
    assert "terlalu lama" in refusal(tmp_path / "buku.xlsx")
    assert time.monotonic() - start < 5
    assert not psutil.Process().children()


def test_a_child_over_its_memory_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The parent's watch is the only belt on Windows, so it is tried without the child's own limit.
    code = "x = b'x' * 200_000_000; import time; time.sleep(60)"
    monkeypatch.setattr(guard, "CHILD", ("-c", code))
    monkeypatch.setattr(guard, "MEMORY_BYTES", 100_000_000)
    (tmp_path / "buku.xlsx").write_bytes(good_book())
    start = time.monotonic()
    assert "memori lebih dari 1 GB" in refusal(tmp_path / "buku.xlsx")
    assert time.monotonic() - start < 5


def test_a_child_that_talks_without_end_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = "import sys\nwhile True: sys.stdout.write('x' * 100_000)"
    monkeypatch.setattr(guard, "CHILD", ("-c", code))
    monkeypatch.setattr(guard, "MAX_ANSWER", 1_000_000)
    (tmp_path / "buku.xlsx").write_bytes(good_book())
    assert "terlalu besar" in refusal(tmp_path / "buku.xlsx")


def test_a_child_that_can_not_start_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "tidak-ada"))
    (tmp_path / "buku.xlsx").write_bytes(good_book())
    assert "tidak dapat memulai pembaca Excel" in refusal(tmp_path / "buku.xlsx")


def test_the_working_folder_can_not_slip_modules_into_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json.py", "zipfile.py", "python_calamine.py"):
        (tmp_path / name).write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert read_bytes(tmp_path, good_book()).sheets


def test_the_guard_is_light() -> None:
    code = (
        "import sys; import bangkit_nb.data.guard, bangkit_nb.data.guard_child; "
        "heavy = {'pandas', 'numpy', 'openpyxl', 'python_calamine', 'psutil'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- what calamine and the scan give --------------------------------------------------------------


def test_cells_come_as_excel_holds_them(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(["0104", 104, 1.5, True, dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 10, 30),
                 dt.time(9, 30), dt.timedelta(hours=30), 0.25, 1e300, -5])  # fmt: skip
    page["B1"].number_format, page["I1"].number_format = "0000", "0%"
    assert read_made(tmp_path, made).sheets[0].rows == [
        ["0104", 104.0, 1.5, True, dt.date(2024, 3, 1), dt.datetime(2024, 3, 1, 10, 30),
         "09:30", "30:00", 0.25, 1e300, -5.0]
    ]  # fmt: skip


def test_the_1904_calendar_is_followed(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.epoch = CALENDAR_MAC_1904
    made.worksheets[0]["A1"] = dt.date(2024, 3, 1)
    assert read_made(tmp_path, made).sheets[0].rows == [[dt.date(2024, 3, 1)]]


def test_row_numbers_are_excels_even_below_empty_rows(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["C7"] = "x"
    rows = read_made(tmp_path, made).sheets[0].rows
    assert len(rows) == 7
    assert rows[6] == ["", "", "x"]


def test_rows_and_cells_without_references_are_counted(tmp_path: Path) -> None:
    rows = '<row/><row><c/><c><v>1</v></c></row><row r="5"><c t="e"><v>#N/A</v></c></row>'
    page = read_bytes(tmp_path, hostile.book(rows)).sheets[0]
    assert page.rows[1] == ["", 1.0]
    assert page.excel_errors == {(5, 0): "#N/A"}


def test_error_values_are_told_apart_from_text(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page["A2"], page["B2"], page["C2"] = "#N/A", "#REF!", "#N/A"
    page["C2"].data_type = "s"
    sheet = read_made(tmp_path, made).sheets[0]
    assert sheet.excel_errors == {(2, 0): "#N/A", (2, 1): "#REF!"}
    assert sheet.rows[1] == ["", "", "#N/A"]


@pytest.mark.parametrize(
    ("cell", "is_uncomputed"),
    [
        ('<c r="A1"><f>1+1</f></c>', True),
        ('<c r="A1"><f>1+1</f><v></v></c>', True),
        ('<c r="A1"><f>1+1</f><v/></c>', True),
        ('<c r="A1" t="str"><f>A2</f></c>', True),
        ('<c r="A1" t="str"><f>IF(1,"")</f><v></v></c>', False),
        ('<c r="A1"><f>1+1</f><v>2</v></c>', False),
        ('<c r="A1"><f>1-1</f><v>0</v></c>', False),
        ('<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>', False),
        ('<c r="A1"><f t="shared" si="0"/><v>2</v></c>', False),
        ('<c r="A1"><v></v></c>', False),
    ],
)
def test_a_formula_without_a_stored_value_is_found(
    cell: str, is_uncomputed: bool, tmp_path: Path
) -> None:
    page = read_bytes(tmp_path, hostile.book(f'<row r="1">{cell}</row>')).sheets[0]
    assert page.uncomputed == (frozenset({(1, 0)}) if is_uncomputed else frozenset())


def test_a_zero_written_by_a_program_that_does_not_calculate_is_no_value(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1"><f>B1*2</f><v>0</v></c><c r="B1"><v>0</v></c></row>'
    content = hostile.book(rows, book=hostile.workbook(more='<calcPr fullCalcOnLoad="1"/>'))
    assert read_bytes(tmp_path, content).sheets[0].uncomputed == {(1, 0)}


def test_hidden_rows_columns_and_sheets_and_merged_cells_are_told(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(["a", "b", "c", "d"])
    page.append([1, 2, 3, 4])
    page.row_dimensions[2].hidden = True
    page.column_dimensions["C"].hidden = True
    page.merge_cells("A2:B3")
    other = made.create_sheet("Lain")
    other.sheet_state = "veryHidden"
    sheets = read_made(tmp_path, made).sheets
    assert sheets[0].hidden == {2}
    assert sheets[0].hidden_columns == {2}
    assert sheets[0].merged == ((2, 0, 3, 1),)
    assert [sheet.is_hidden for sheet in sheets] == [False, True]


def test_namespace_prefixes_and_odd_targets_are_read(tmp_path: Path) -> None:
    page = (
        f'<x:worksheet xmlns:x="{hostile.MAIN}"><x:sheetData><x:row r="2" hidden="true">'
        '<x:c r="A2"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    for folder in ("/xl", ".", "../xl"):
        rels = hostile.relations(("rId1", "worksheet", f"{folder}/worksheets/sheet1.xml"))
        sheet = read_bytes(tmp_path, hostile.book(sheet=page, rels=rels)).sheets[0]
        assert sheet.rows == [[], [7.0]]
        assert sheet.hidden == {2}


def test_text_forms_are_read_whole(tmp_path: Path) -> None:
    cells = (
        '<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>x</t><r><t>y</t></r></is></c>'
        '<c r="C1" t="str"><v> a </v></c>'
    )
    text = '<si><r><t>a</t></r><r><t xml:space="preserve"> b</t></r><rPh><t>ph</t></rPh></si>'
    page = read_bytes(
        tmp_path, hostile.book(f'<row r="1">{cells}</row>', strings=hostile.strings(text))
    ).sheets[0]
    assert page.rows == [["a b", "xy", " a "]]


def test_numbers_that_are_none_become_text(tmp_path: Path) -> None:
    page = read_bytes(tmp_path, hostile.book('<row r="1"><c r="A1"><v>NaN</v></c></row>')).sheets[0]
    assert page.rows == [["NaN"]]


def test_a_macro_workbook_is_read_as_data(tmp_path: Path) -> None:
    content = hostile.pack({**hostile.parts(), "xl/vbaProject.bin": b"\xd0\xcf macro"})
    assert read_bytes(tmp_path, content, "buku.xlsm").sheets[0].rows == [[1.0]]


def test_a_chart_sheet_is_passed_over(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.worksheets[0]["A1"] = 1
    made.create_chartsheet("Grafik")
    assert [sheet.name for sheet in read_made(tmp_path, made).sheets] == ["Sheet"]


@pytest.mark.parametrize(
    "name", ["program_kegiatan_skpd_kode_terpisah.xlsx", "rka_sipd_23_kolom.xlsx"]
)
def test_real_files_are_read(name: str) -> None:
    if not (SHARED / name).exists():
        pytest.skip(f"{name} is not on this machine")
    raw = read_raw(SHARED / name)
    assert sum(len(sheet.rows) for sheet in raw.sheets) > 1
    assert any(problem.severity == "stop" for problem in apply_layout(raw).problems)
