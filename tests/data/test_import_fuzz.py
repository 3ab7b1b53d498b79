"""Mutated documents of every kind: a frame or one clear sentence; never a trace, never a hang."""

from __future__ import annotations

import io
import os
import random
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from build import SOAK
from documents import Odd, print_sipd, print_tc33, write_csv, write_xlsx
from hostile import mutate
from test_forms import PLACES

from bangkit_nb.data.form_columns import find_form
from bangkit_nb.data.form_table import Table
from bangkit_nb.data.form_tree import read_table
from bangkit_nb.data.forms import FORMS
from bangkit_nb.data.guard import read_foreign
from bangkit_nb.data.import_rows import build_rows
from bangkit_nb.errors import BangkitError, WorkbookError

N_MUTATED = 10_000 if SOAK else 200
ROW = {
    "kode_sub_kegiatan": "3.25.03.2.01.0002", "sub_kegiatan": "Penyediaan Prasarana Usaha",
    "kegiatan": "Pengelolaan", "program": "PROGRAM", "indikator": "Jumlah", "target": "5",
    "satuan": "unit", "lokasi": "Bula", "pagu": "500000000", "sumber_dana": "DAU",
}  # fmt: skip
ODS_ROWS = "".join(
    "<table:table-row>"
    + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in cells
    )
    + "</table:table-row>"
    for cells in (["Nama Desa", "Kegiatan", "Volume"], ["Solang", "Bibit", "5"])
)


def write_ods(path: Path) -> Path:
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    body = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{ODS_ROWS}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", body)
    return path


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Good documents of every layout and kind, to be damaged."""
    folder = tmp_path_factory.mktemp("benih")
    odd = Odd(halaman=2, jumlah=True, kosong=1, kaki=True)
    tree = print_tc33([ROW] * 4, "Dinas Perikanan", odd)
    return [
        write_xlsx(folder / "tc33.xlsx", {"R": tree, "S": tree}),
        write_xlsx(folder / "sipd.xlsx", {"R": print_sipd([ROW] * 4, "Dinas Perikanan", odd)}),
        write_csv(folder / "tc33.csv", tree.rows),
        write_ods(folder / "desa.ods"),
    ]


def read(path: Path) -> str:
    """Return what became of a file: "" a frame, else the sentence; anything else is raised."""
    try:
        book = read_foreign(path)
        for sheet in book.sheets:
            found = find_form(sheet, FORMS)
            if found is not None:
                table: Table = read_table(sheet, found)
                rows = build_rows(table, sheet.name, PLACES)
                parts = (len(table.lines), table.n_heading, table.n_total, table.n_joined)
                assert table.n_rows == sum(parts) + sum(u.n for u in table.unread)
                assert rows.n_lines + len(rows.unread) == len(table.lines)
    except WorkbookError as refused:
        return str(refused)
    return ""


def damage(seed: int, good: list[Path], folder: Path) -> tuple[float, str]:
    dice = random.Random(seed)
    source = good[seed % len(good)]
    content = source.read_bytes()
    if source.suffix == ".xlsx":
        content = mutate(content, seed)
    else:
        body = bytearray(content)
        for _ in range(dice.randrange(1, 40)):
            at = dice.randrange(len(body))
            body[at : at + dice.randrange(4)] = dice.randbytes(dice.randrange(4))
        content = bytes(body)
    path = folder / f"{seed}{source.suffix}"
    path.write_bytes(content)
    start = time.monotonic()
    said = read(path)
    path.unlink()
    return time.monotonic() - start, said


@pytest.mark.slow
def test_mutated_documents_end_in_a_frame_or_one_clear_sentence(
    seeds: list[Path], tmp_path: Path
) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(lambda seed: damage(seed, seeds, tmp_path), range(N_MUTATED)))
    slow = [seconds for seconds, _ in done if seconds > 20]
    refused = [said for _, said in done if said]
    assert not slow
    assert all(said.startswith("Berkas '") and "Traceback" not in said for said in refused)
    assert 0 < len(refused) < N_MUTATED  # some are still read, some are not


@pytest.mark.parametrize("name", ["a.docx", "a.exe", "a"])
def test_other_kinds_of_file_are_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"apa saja")
    with pytest.raises(BangkitError, match="tidak dapat dibaca"):
        read_foreign(tmp_path / name)


def bomb_ods(before: str = "") -> bytes:
    """An .ods of 30 kB whose one row claims to be repeated a million times, 16,384 cells wide."""
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    body = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet><table:table "
        'table:name="A"><table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>a</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", before + body)
    return made.getvalue()


HOSTILE = {
    "bom.ods": bomb_ods, "dtd.ods": lambda: bomb_ods('<!DOCTYPE a [<!ENTITY b "c">]>'),
    "lebar.csv": lambda: b"a," * 300,
    "panjang.csv": lambda: b"a,b\n" * 60_000,
    "sel.csv": lambda: b'a,b\n"' + b"x" * 2_000_000,
    "nol.csv": lambda: b"a\0b\n" * 10,
    "web.xls": lambda: b"<html><table><tr><td>1</td></tr></table></html>",
    "kepala.xls": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 604,
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_document_of_another_kind_ends_in_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(HOSTILE[name]())
    start = time.monotonic()
    with pytest.raises(WorkbookError) as refused:
        read_foreign(tmp_path / name)
    assert time.monotonic() - start < 20
    assert str(refused.value).startswith(f"Berkas '{name}' tidak dapat dibaca: ")
