"""Build broken and hostile workbooks in code: none is kept in the repository.

`HOSTILE` lists them with the words that the officer must read. `mutate` breaks a good workbook at
random. `KILLERS` are those on which python-calamine alone aborts the whole process.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
CELL = '<row r="1"><c r="A1"><v>1</v></c></row>'

Part = str | bytes


def sheet(rows: str = CELL, before: str = "", after: str = "") -> str:
    """Return a worksheet's XML."""
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    )


def strings(items: str = "<si><t>a</t></si>", attrs: str = 'count="1" uniqueCount="1"') -> str:
    """Return a shared strings part."""
    return f'{HEAD}<sst xmlns="{MAIN}" {attrs}>{items}</sst>'


def workbook(sheets: str = '<sheet name="A" sheetId="1" r:id="rId1"/>', more: str = "") -> str:
    """Return xl/workbook.xml."""
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets>{more}'
        "</workbook>"
    )


def relations(*items: tuple[str, str, str]) -> str:
    """Return a .rels part of (id, type word, target)."""
    inner = "".join(
        f'<Relationship Id="{i}" Type="{OFFICE}/{k}" Target="{t}"/>' for i, k, t in items
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{inner}</Relationships>'


def parts(rows: str = CELL, **changed: Part | None) -> dict[str, Part]:
    """Return a small good workbook, part by part; None removes one."""
    made: dict[str, Part | None] = {
        "[Content_Types].xml": (
            f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>'
        ),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(),
        "xl/_rels/workbook.xml.rels": relations(
            ("rId1", "worksheet", "worksheets/sheet1.xml"),
            ("rId2", "sharedStrings", "sharedStrings.xml"),
            ("rId3", "styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": sheet(rows),
        "xl/sharedStrings.xml": strings(),
        "xl/styles.xml": f'{HEAD}<styleSheet xmlns="{MAIN}"/>',
    }
    names = {
        "strings": "xl/sharedStrings.xml",
        "styles": "xl/styles.xml",
        "book": "xl/workbook.xml",
        "rels": "xl/_rels/workbook.xml.rels",
        "sheet": "xl/worksheets/sheet1.xml",
    }
    made.update({names.get(key, key): value for key, value in changed.items()})
    return {name: part for name, part in made.items() if part is not None}


def pack(items: Mapping[str, Part], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return the zip of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, part in items.items():
            archive.writestr(name, part)
    return stream.getvalue()


def book(rows: str = CELL, **changed: Part | None) -> bytes:
    """Return a small workbook with parts replaced."""
    return pack(parts(rows, **changed))


# --- OLE (CFB) containers ------------------------------------------------------------------------


def cfb_header() -> bytes:
    """Return the 612-byte header on which calamine's .xls reader reserves memory without end."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("d0cf11e0a1b11ae1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<II", header, 44, 0xFFFFFFFF, 0)
    struct.pack_into("<I", header, 72, 0x7FFFFFFF)
    return bytes(header) + bytes(100)


def cfb(stream_name: str) -> bytes:
    """Return an OLE file whose directory names one stream."""
    header = bytearray(cfb_header()[:512])
    struct.pack_into("<I", header, 72, 0)
    entry = stream_name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<H", 2) + bytes(62)
    return bytes(header) + bytes(512) + entry.ljust(512, b"\0")


# --- zips that lie -------------------------------------------------------------------------------


def bomb(name: str, n_megabytes: int = 300) -> bytes:
    """Return a workbook whose part `name` inflates to `n_megabytes`, built without inflating it."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    block, crc, packed = b" " * 1_000_000, 0, []
    for _ in range(n_megabytes):
        crc = zlib.crc32(block, crc)
        packed.append(squeeze.compress(block))
    packed.append(squeeze.flush())
    return _with_raw(name, b"".join(packed), crc, n_megabytes * 1_000_000)


def lying_bomb(declared: int = 1000) -> bytes:
    """Return a bomb that declares a small size in both of its headers."""
    content = bytearray(bomb("xl/worksheets/sheet1.xml"))
    size = struct.pack("<I", 300_000_000)
    return bytes(content.replace(size, struct.pack("<I", declared)))


def _with_raw(name: str, packed: bytes, crc: int, size: int) -> bytes:
    """Return a workbook with one part given as raw deflate data."""
    items = parts()
    items.pop(name, None)
    plain = pack(items)
    end = plain.rindex(b"PK\x05\x06")
    count, length, start = struct.unpack_from("<HII", plain, end + 10)
    directory = plain[start : start + length]
    encoded = name.encode()
    core = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(packed), size, len(encoded), 0)
    local = b"PK\x03\x04" + core + encoded + packed
    entry = (
        b"PK\x01\x02"
        + struct.pack("<H", 20)
        + core
        + struct.pack("<HHHII", 0, 0, 0, 0, start)
        + encoded
    )
    directory += entry
    tail = b"PK\x05\x06" + struct.pack(
        "<HHHHIIH", 0, 0, count + 1, count + 1, len(directory), start + len(local), 0
    )
    return plain[:start] + local + directory + tail


def with_flag(bit: int) -> bytes:
    """Return a workbook whose every directory entry has this flag bit set."""
    content = bytearray(book())
    for match in re.finditer(b"PK\x01\x02", bytes(content)):
        content[match.start() + 8] |= bit
    for match in re.finditer(b"PK\x03\x04", bytes(content)):
        content[match.start() + 6] |= bit
    return bytes(content)


def doubled(first: str, second: str) -> bytes:
    """Return a workbook with one more sheet part, renamed in place from `first` to `second`."""
    items = {**parts(), first: sheet()}
    return pack(items).replace(first.encode(), second.encode())


def wrong_crc() -> bytes:
    """Return a workbook with one bit of a stored part turned over."""
    content = bytearray(pack(parts(), zipfile.ZIP_STORED))
    at = bytes(content).index(b"<sheetData>")
    content[at + 3] ^= 1
    return bytes(content)


def many_entries(count: int) -> bytes:
    """Return a workbook with `count` empty parts more."""
    return pack({**parts(), **{f"xl/media/{n}.bin": "" for n in range(count)}})


def lying_count() -> bytes:
    """Return a zip with 20,000 entries whose end record says 3."""
    content = bytearray(many_entries(20_000))
    struct.pack_into("<HH", content, bytes(content).rindex(b"PK\x05\x06") + 8, 3, 3)
    return bytes(content)


# --- sheets that are too much --------------------------------------------------------------------


def tall(n_rows: int, cells: str = '<c r="A{0}"><v>1</v></c>') -> bytes:
    """Return a sheet of `n_rows` rows."""
    rows = "".join(f'<row r="{n}">{cells.format(n)}</row>' for n in range(1, n_rows + 1))
    return book(rows)


def letters(column: int) -> str:
    """Return Excel's letters of a 1-based column."""
    made = ""
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def wide(n_columns: int) -> str:
    """Return one row of `n_columns` cells."""
    cells = "".join(f'<c r="{letters(n)}1"><v>1</v></c>' for n in range(1, n_columns + 1))
    return f'<row r="1">{cells}</row>'


def full(n_rows: int, n_columns: int) -> bytes:
    """Return a sheet full of numbers, without references (as some exporters write it)."""
    row = f"<row>{'<c><v>1</v></c>' * n_columns}</row>"
    return book(row * n_rows)


def repeated_text(length: int, n_cells: int) -> bytes:
    """Return a small file in which one long text is shown by many cells."""
    cells = '<c t="s"><v>0</v></c>' * 100
    rows = f"<row>{cells}</row>" * (n_cells // 100)
    return book(rows, strings=strings(f"<si><t>{'x' * length}</t></si>"))


ENTITY = '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">'
LAUGHS = (
    '<!DOCTYPE a [<!ENTITY a0 "ha">'
    + "".join(f"<!ENTITY a{n} '" + f"&a{n - 1};" * 10 + "'>" for n in range(1, 10))
    + "]>"
)


def with_doctype(doctype: str, text: str) -> str:
    """Put a DOCTYPE behind the XML declaration."""
    return text.replace(HEAD, HEAD + doctype, 1)


@dataclass(frozen=True)
class Hostile:
    """Hold one file: its name on disk, how to build it, and words of the reason expected.

    `says` "" means that it may be read as well; then only survival is asked.
    """

    name: str
    build: Callable[[], bytes]
    says: str
    file_name: str = "buku.xlsx"


_SPARSE = CELL + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
_ONE = '<row r="1"><c r="A1" t="s"><v>0</v></c></row>'

KILLERS = (
    Hostile("cfb_612_bytes", cfb_header, "Excel lama (.xls)"),
    Hostile("sparse_to_XFD1048576", lambda: book(_SPARSE), "50.000 baris"),
    Hostile(
        "unique_count_4_billion",
        lambda: book(_ONE, strings=strings(attrs='count="1" uniqueCount="4294967295"')),
        "daftar teksnya mengaku",
    ),
    Hostile(
        "column_ZZZZZZZ",
        lambda: book('<row r="1"><c r="ZZZZZZZ1"><v>1</v></c></row>'),
        "susunan selnya",
    ),
)

_CONTAINERS = (
    Hostile("empty", lambda: b"", "kosong (0 bita)"),
    Hostile("zeros", lambda: bytes(9000), "hanya nol"),
    Hostile("one_byte", lambda: b"P", "berkas teks"),
    Hostile("only_pk", lambda: b"PK\x03\x04", "terpotong"),
    Hostile(
        "random_after_pk", lambda: b"PK\x03\x04" + random.Random(1).randbytes(5000), "terpotong"
    ),
    Hostile("random", lambda: random.Random(2).randbytes(5000), "bukan berkas Excel"),
    Hostile("truncated_half", lambda: book()[: len(book()) // 2], "terpotong"),
    Hostile("truncated_end", lambda: book()[:-10], "terpotong"),
    Hostile("beheaded", lambda: book()[100:], "bukan berkas Excel"),
    Hostile("middle_cut_out", lambda: book()[:300] + book()[600:], "rusak"),
    Hostile("empty_zip", lambda: pack({}), "arsip kosong"),
    Hostile("xls_renamed", lambda: cfb("Workbook"), "Excel lama (.xls)"),
    Hostile("password_by_hand", lambda: cfb("EncryptedPackage"), "kata sandi"),
    Hostile("html_renamed", lambda: b"\xef\xbb\xbf <HTML><table><tr><td>1</table>", "halaman web"),
    Hostile("csv_renamed", lambda: b"kode_desa;nama_desa\r\n81.05.15.2004;Solang\r\n", "CSV"),
    Hostile("xml_2003_renamed", lambda: b'<?xml version="1.0"?><Workbook/>', "berkas XML"),
    Hostile("pdf_renamed", lambda: b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    Hostile(
        "docx_renamed", lambda: pack({"[Content_Types].xml": "", "word/document.xml": ""}), "Word"
    ),
    Hostile("ods_renamed", lambda: pack({"mimetype": "x", "content.xml": "<a/>"}), "OpenDocument"),
    Hostile(
        "xlsb_renamed", lambda: pack({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "biner"
    ),
    Hostile("plain_zip", lambda: pack({"catatan.txt": "x"}), "arsip zip biasa"),
    Hostile("over_25_megabytes", lambda: b"PK\x03\x04" + bytes(25_000_000), "25 MB"),
    Hostile("bomb_in_sheet", lambda: bomb("xl/worksheets/sheet1.xml"), "bom zip"),
    Hostile("bomb_in_picture", lambda: bomb("xl/media/gambar.bin"), "bom zip"),
    Hostile("bomb_under_150_megabytes", lambda: bomb("xl/media/gambar.bin", 140), "bom zip"),
    Hostile("bomb_that_declares_1000_bytes", lying_bomb, "rusak"),
    Hostile("bomb_that_declares_149_megabytes", lambda: lying_bomb(149_000_000), "bom zip"),
    Hostile("5000_entries", lambda: many_entries(5000), "2000 bagian"),
    Hostile("20000_entries_said_to_be_3", lying_count, "2000 bagian"),
    Hostile(
        "name_twice",
        lambda: doubled("xl/worksheets/sheetX.xml", "xl/worksheets/sheet1.xml"),
        "bernama ganda",
    ),
    Hostile(
        "name_twice_but_for_case",
        lambda: doubled("xl/worksheets/sheetX.xml", "xl/Worksheets/Sheet1.xml"),
        "bernama ganda",
    ),
    Hostile("name_with_dots", lambda: pack({**parts(), "../../etc/x.xml": "x"}), "ke luar berkas"),
    Hostile("name_absolute", lambda: pack({**parts(), "/etc/x.xml": "x"}), "ke luar berkas"),
    Hostile("name_with_drive", lambda: pack({**parts(), "C:/x.xml": "x"}), "ke luar berkas"),
    Hostile(
        "name_with_backslash",
        lambda: pack({**parts(), "a/b.xml": "x"}).replace(b"a/b.xml", b"..\\.xml"),
        "ke luar berkas",
    ),
    Hostile("encrypted_entries", lambda: with_flag(1), "kata sandi"),
    Hostile("bzip2_entries", lambda: pack(parts(), zipfile.ZIP_BZIP2), "tidak dipakai Excel"),
    Hostile("lzma_entries", lambda: pack(parts(), zipfile.ZIP_LZMA), "tidak dipakai Excel"),
    Hostile("wrong_crc", wrong_crc, "rusak"),
    Hostile("trailing_megabyte", lambda: book() + bytes(1_000_000), "terpotong"),
    Hostile("two_zips_in_one", lambda: book() + book(CELL.replace("1", "2")), ""),
)

_XML = (
    Hostile("entity_in_sheet", lambda: book(sheet=with_doctype(ENTITY, sheet())), "DOCTYPE"),
    Hostile(
        "laughs_in_strings",
        lambda: book(_ONE, strings=with_doctype(LAUGHS, strings("<si><t>&a9;</t></si>"))),
        "DOCTYPE",
    ),
    Hostile("entity_in_workbook", lambda: book(book=with_doctype(ENTITY, workbook())), "DOCTYPE"),
    Hostile(
        "remote_dtd_in_styles",
        lambda: book(styles=with_doctype(REMOTE, f'{HEAD}<styleSheet xmlns="{MAIN}"/>')),
        "DOCTYPE",
    ),
    Hostile(
        "entity_in_relations",
        lambda: book(rels=with_doctype(ENTITY, relations(("rId1", "worksheet", "x.xml")))),
        "DOCTYPE",
    ),
    Hostile(
        "entity_in_unread_part",
        lambda: book(**{"docProps/app.xml": with_doctype(ENTITY, f"{HEAD}<a/>")}),
        "DOCTYPE",
    ),
    Hostile(
        "undeclared_entity", lambda: book('<row r="1"><c r="A1"><v>&e;</v></c></row>'), "rusak"
    ),
    Hostile(
        "sheet_in_utf16",
        lambda: book(sheet=sheet().replace("UTF-8", "UTF-16").encode("utf-16")),
        "UTF-8",
    ),
    Hostile(
        "sheet_in_latin1",
        lambda: book(sheet=sheet().replace("UTF-8", "ISO-8859-1").encode("latin-1")),
        "UTF-8",
    ),
    Hostile(
        "sheet_not_utf8", lambda: book(sheet=sheet().encode().replace(b"<v>1", b"<v>\xff")), "rusak"
    ),
    Hostile("sheet_cut_off", lambda: book(sheet=sheet()[:-30]), "rusak"),
    Hostile("sheet_empty", lambda: book(sheet=b""), "rusak"),
    Hostile("a_million_levels", lambda: book(sheet=HEAD + "<a>" * 1_000_000), "rusak"),
    Hostile(
        "a_million_closed_levels",
        lambda: book(sheet=sheet(before="<a>" * 1_000_000 + "</a>" * 1_000_000)),
        "",
    ),
    Hostile(
        "attribute_of_50_megabytes", lambda: book('<row r="1" x="' + "y" * 50_000_000 + '"/>'), ""
    ),
    Hostile(
        "value_of_200000_digits",
        lambda: book(CELL.replace("1</v>", "1" * 200_000 + "</v>")),
        "rusak",
    ),
    Hostile(
        "a_million_attributes",
        lambda: book("<row " + " ".join(f"a{n}=''" for n in range(1_000_000)) + "/>"),
        "",
    ),
)


_SHEETS = (
    Hostile(
        "unique_count_over_64_bits",
        lambda: book(_ONE, strings=strings(attrs='uniqueCount="18446744073709551615"')),
        "daftar teksnya mengaku",
    ),
    Hostile(
        "count_without_unique_count",
        lambda: book(_ONE, strings=strings(attrs='count="4294967295"')),
        "daftar teksnya mengaku",
    ),
    Hostile(
        "row_over_32_bits",
        lambda: book('<row r="4294967297"><c r="A4294967297"><v>1</v></c></row>'),
        "susunan selnya",
    ),
    Hostile("row_zero", lambda: book('<row r="0"><c r="A0"><v>1</v></c></row>'), "susunan selnya"),
    Hostile(
        "row_negative", lambda: book('<row r="-1"><c r="A-1"><v>1</v></c></row>'), "susunan selnya"
    ),
    Hostile(
        "row_without_number",
        lambda: book('<row r="x"><c r="A1"><v>1</v></c></row>'),
        "susunan selnya",
    ),
    Hostile(
        "cell_in_lower_case",
        lambda: book('<row r="1"><c r="a1"><v>1</v></c></row>'),
        "susunan selnya",
    ),
    Hostile(
        "cell_of_another_row",
        lambda: book('<row r="5"><c r="A2"><v>1</v></c></row>'),
        "susunan selnya",
    ),
    Hostile(
        "cell_twice",
        lambda: book('<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
        "susunan selnya",
    ),
    Hostile(
        "cells_out_of_order",
        lambda: book('<row r="1"><c r="C1"><v>1</v></c><c r="A1"><v>2</v></c></row>'),
        "susunan selnya",
    ),
    Hostile("rows_out_of_order", lambda: book(f'<row r="5"/>{CELL}'), "susunan selnya"),
    Hostile(
        "two_tables_in_one_sheet",
        lambda: book(
            sheet=sheet(after='<sheetData><row r="3"><c r="A3"><v>1</v></c></row></sheetData>')
        ),
        "susunan selnya",
    ),
    Hostile(
        "string_that_is_not_there",
        lambda: book('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
        "rusak",
    ),
    Hostile(
        "string_number_negative",
        lambda: book('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>'),
        "rusak",
    ),
    Hostile(
        "word_in_a_number", lambda: book('<row r="1"><c r="A1" t="n"><v>abc</v></c></row>'), "rusak"
    ),
    Hostile(
        "style_that_is_not_there",
        lambda: book('<row r="1"><c r="A1" s="999999999"><v>1</v></c></row>'),
        "",
    ),
    Hostile(
        "merged_over_everything",
        lambda: book(
            sheet=sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
        ),
        "",
    ),
    Hostile(
        "dimension_over_everything",
        lambda: book(sheet=sheet(before='<dimension ref="A1:XFD1048576"/>')),
        "",
    ),
    Hostile(
        "dimension_nonsense",
        lambda: book(sheet=sheet(before='<dimension ref="ZZZZZZ99999999999:A"/>')),
        "",
    ),
    Hostile(
        "date_out_of_time",
        lambda: book('<row r="1"><c r="A1" t="d"><v>99999-13-45</v></c></row>'),
        "",
    ),
    Hostile("100000_rows", lambda: tall(100_000), "50.000 baris"),
    Hostile("300_columns", lambda: book(wide(300)), "200 kolom"),
    Hostile("2_million_cells", lambda: full(45_000, 50), "2.000.000 sel"),
    Hostile(
        "area_of_7_million",
        lambda: book(wide(150) + '<row r="49999"><c r="A49999"><v>1</v></c></row>'),
        "terlalu luas",
    ),
    Hostile(
        "one_text_in_100000_cells", lambda: repeated_text(30_000, 100_000), "terlalu banyak teks"
    ),
    Hostile("no_sheets", lambda: book(book=workbook("")), "satu lembar pun"),
    Hostile(
        "500_sheets",
        lambda: book(
            book=workbook(
                "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 501))
            )
        ),
        "200 lembar",
    ),
    Hostile(
        "one_part_shown_as_200_sheets",
        lambda: pack(
            {
                **parts("<row><c><v>1</v></c></row>" * 2_000),
                "xl/workbook.xml": workbook(
                    "".join(
                        f'<sheet name="S{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 201)
                    )
                ),
            }
        ),
        "",
    ),
    Hostile("sheet_part_missing", lambda: book(sheet=None), "rusak"),
    Hostile("relations_missing", lambda: book(rels=None), "buku kerja yang rusak"),
    Hostile(
        "relation_to_elsewhere",
        lambda: book(rels=relations(("rId1", "worksheet", "../../../etc/passwd"))),
        "rusak",
    ),
    Hostile(
        "relation_outside",
        lambda: book(
            rels=relations(("rId1", "worksheet", "http://127.0.0.1:9/s.xml")).replace(
                "Target=", 'TargetMode="External" Target='
            )
        ),
        "rusak",
    ),
    Hostile(
        "relation_to_the_workbook",
        lambda: book(rels=relations(("rId1", "worksheet", "workbook.xml"))),
        "",
    ),
    Hostile(
        "a_million_styles",
        lambda: book(
            styles=f'{HEAD}<styleSheet xmlns="{MAIN}"><cellXfs>'
            + '<xf numFmtId="14"/>' * 1_000_000
            + "</cellXfs></styleSheet>"
        ),
        "",
    ),
)

HOSTILE: tuple[Hostile, ...] = (*KILLERS, *_CONTAINERS, *_XML, *_SHEETS)


# --- mutations of a good file ---------------------------------------------------------------------

_NUMBERS = (
    "0",
    "-1",
    "1",
    "200",
    "16385",
    "1048577",
    "4294967295",
    "4294967296",
    "99999999999",
    "1e308",
    "NaN",
    "",
    "A1",
    "XFD1048576",
    "\u0661",
)


def mutate(good: bytes, seed: int) -> bytes:
    """Return `good` broken in one of nine ways: its bytes, its container or its XML."""
    dice = random.Random(seed)
    kind = dice.randrange(9)
    if kind < 4:
        return _mutate_bytes(good, dice, kind)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        items = {name: archive.read(name) for name in archive.namelist()}
    name = dice.choice(sorted(n for n in items if n.startswith(("xl/", "_rels"))))
    if kind == 4:
        del items[name]
    elif kind == 5:
        items[name] = _mutate_bytes(items[name], dice, dice.randrange(4))
    elif kind == 6:
        items[name] = items[dice.choice(sorted(items))]
    else:
        items[name] = _mutate_xml(items[name], dice)
    return pack(items, dice.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)))


def _mutate_bytes(content: bytes, dice: random.Random, kind: int) -> bytes:
    made = bytearray(content)
    if not made:
        return b"?"
    at = dice.randrange(len(made))
    if kind == 0:
        for _ in range(dice.choice((1, 2, 8, 64))):
            made[dice.randrange(len(made))] = dice.randrange(256)
    elif kind == 1:
        del made[at:]
    elif kind == 2:
        del made[at : at + dice.choice((1, 4, 64, 1024))]
    else:
        made[at:at] = made[at : at + dice.choice((1, 4, 64, 1024))]
    return bytes(made)


def _mutate_xml(content: bytes, dice: random.Random) -> bytes:
    text = content.decode("utf-8")
    for _ in range(dice.choice((1, 3, 10))):
        pattern = dice.choice((r'"[^"<>]*"', r">[^<>]+<", r"<[^<>]+>"))
        found = list(re.finditer(pattern, text))
        if not found:
            continue
        hit = dice.choice(found)
        new = {
            '"': f'"{dice.choice(_NUMBERS)}"',
            ">": f">{dice.choice(_NUMBERS)}<",
            "<": dice.choice(("", hit[0] * 2, "<c>", "<row>", "</row>", "<f/>", "<si/>")),
        }[hit[0][0]]
        text = text[: hit.start()] + new + text[hit.end() :]
    return text.encode("utf-8")


def write(folder: Path, item: Hostile) -> Path:
    """Write one hostile file into `folder` and return its path."""
    path = folder / item.file_name
    path.write_bytes(item.build())
    return path
