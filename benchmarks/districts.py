"""Draw N districts from the sample's distributions: each its own desa, codes, usulan and Renja.

Deterministic: district 7 is the same district 7, whatever N. Numbers of desa and usulan vary by a
third around the sample's; every text is one of the sample's. The workbooks are written as bare XML,
for openpyxl would take longer than the runs that are to be measured.
"""

from __future__ import annotations

import datetime as dt
import random
import shutil
import sys
import zipfile
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from bangkit_nb.columns import ROW
from bangkit_nb.data.workbook import read_workbook

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "sbt-2024-03-01"
_KABUPATEN = "81.05"

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType=
"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{sheets}</Types>"""
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>"""
_LINK = (
    '<Relationship Id="rId{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{kind}" Target="{target}"/>'
)
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def read_sample() -> dict[str, pd.DataFrame]:
    """Return the sample's sheets as plain cells."""
    values = yaml.safe_load((ROOT / "params" / f"{SAMPLE}.yml").read_text(encoding="utf-8"))
    frames = read_workbook(ROOT / values["buku_kerja"]).frames
    return {name: frame.drop(columns=[ROW]) for name, frame in frames.items()}


def make_project(folder: Path, n: int, size: tuple[int, int] | None = None) -> list[str]:
    """Write a project of n districts into an empty folder; return their keys.

    size: numbers of desa and of usulan of every district, where they are not to be drawn.
    """
    for name in ("params", "data"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", dirs_exist_ok=True)
    sample = read_sample()
    values = yaml.safe_load((ROOT / "params" / f"{SAMPLE}.yml").read_text(encoding="utf-8"))
    return [write_district(folder, sample, values, at, size) for at in range(n)]


def write_district(
    folder: Path,
    sample: dict[str, pd.DataFrame],
    values: dict[str, Any],
    at: int,
    size: tuple[int, int] | None = None,
) -> str:
    """Write params and workbook of district number `at`; return its key."""
    kode = f"{11 + at // 30:02d}.{1 + at % 30:02d}"
    key = f"kab{at:03d}-2024-03-01"
    own = values | {
        "rakor": key, "kode_kabupaten": kode, "kabupaten": f"Kabupaten Uji {at}",
        "forum": f"Pokja Kabupaten Uji {at}", "buku_kerja": f"data/{key}.xlsx", "contoh": False,
        "rakor_sebelumnya": "",
    }  # fmt: skip
    text = yaml.safe_dump(own, allow_unicode=True)
    (folder / "params" / f"{key}.yml").write_text(text, encoding="utf-8")
    write_book(folder / "data" / f"{key}.xlsx", draw_frames(sample, kode, random.Random(at), size))
    return key


def draw_frames(
    sample: dict[str, pd.DataFrame],
    kode: str,
    dice: random.Random,
    size: tuple[int, int] | None = None,
) -> dict[str, pd.DataFrame]:
    """Return one district's sheets; size: see make_project."""
    frames = {name: frame.map(lambda cell: _recode(cell, kode)) for name, frame in sample.items()}
    desa, usulan = frames["Desa"], frames["Rencana"]
    if size is None:
        keep = max(8, round(len(desa) * dice.uniform(0.67, 1.0)))
        n = round(len(usulan) * dice.uniform(0.67, 1.33))
        frames["Desa"] = desa.iloc[sorted(dice.sample(range(len(desa)), keep))]
    else:
        n = size[1]
        frames["Desa"] = _more_desa(desa, size[0])
    places = list(frames["Desa"]["kode_desa"])
    drawn = usulan.iloc[[dice.randrange(len(usulan)) for _ in range(n)]].copy()
    drawn["id_usulan"] = [f"{kode}-{number:04d}" for number in range(1, n + 1)]
    drawn["kode_desa"] = [dice.choice(places) for _ in range(n)]
    frames["Rencana"] = drawn
    renja = frames["Renja"]
    kept = dice.sample(range(len(renja)), round(len(renja) * dice.uniform(0.8, 1.0)))
    frames["Renja"] = renja.iloc[sorted(kept)]
    return frames


def _more_desa(desa: pd.DataFrame, n: int) -> pd.DataFrame:
    """Return n desa: the sample's, and copies of them under numbers and names of their own."""
    parts = []
    for at in range(-(-n // len(desa))):
        part = desa.copy()
        part["kode_desa"] = [
            f"{code[:-3]}{int(code[-3:]) + 100 * at:03d}" for code in desa["kode_desa"]
        ]
        if at:
            part["nama_desa"] = [f"{name} {at + 1}" for name in desa["nama_desa"]]
        parts.append(part)
    return pd.concat(parts, ignore_index=True).iloc[:n]


def _recode(cell: Any, kode: str) -> Any:
    return cell.replace(_KABUPATEN, kode) if isinstance(cell, str) else cell


def write_book(path: Path, frames: dict[str, pd.DataFrame]) -> None:
    """Write sheets as an .xlsx of inline strings and numbers; same input, same bytes."""
    names = list(frames)
    parts = {
        "[Content_Types].xml": _TYPES.format(
            sheets="".join(_SHEET_TYPE.format(n=n) for n in range(1, len(names) + 1))
        ),
        "_rels/.rels": _RELS.format(
            _LINK.format(n=1, kind="officeDocument", target="xl/workbook.xml")
        ),
        "xl/_rels/workbook.xml.rels": _RELS.format(
            "".join(
                _LINK.format(n=n, kind="worksheet", target=f"worksheets/sheet{n}.xml")
                for n in range(1, len(names) + 1)
            )
        ),
        "xl/workbook.xml": f"<workbook {_MAIN} {_REL}><sheets>"
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, name in enumerate(names, 1)
        )
        + "</sheets></workbook>",
    }
    for n, name in enumerate(names, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = _sheet(frames[name])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        for part, content in parts.items():
            info = zipfile.ZipInfo(part, (2024, 1, 1, 0, 0, 0))
            book.writestr(info, content, zipfile.ZIP_DEFLATED)


def _sheet(frame: pd.DataFrame) -> str:
    rows = [list(frame.columns), *frame.itertuples(index=False, name=None)]
    lines = []
    for number, row in enumerate(rows, 1):
        cells = "".join(_cell(f"{_letter(at)}{number}", value) for at, value in enumerate(row))
        lines.append(f'<row r="{number}">{cells}</row>')
    return f"<worksheet {_MAIN}><sheetData>{''.join(lines)}</sheetData></worksheet>"


def _cell(place: str, value: Any) -> str:
    if value is None or value == "" or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, dt.date | dt.datetime):
        value = value.isoformat()[:10]
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f'<c r="{place}"><v>{value}</v></c>'
    text = escape(str(value), quote=False)
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _letter(at: int) -> str:
    return chr(65 + at) if at < 26 else _letter(at // 26 - 1) + _letter(at % 26)


if __name__ == "__main__":
    made = make_project(Path(sys.argv[1]), int(sys.argv[2]))
    print(f"{sys.argv[1]}: {len(made)} Rakor, {made[0]} .. {made[-1]}")
