"""Write the two sample Rakor workbooks from the CSV sources beside this script.

Run as ``python data/contoh-sumber/write_contoh.py [--out FOLDER]``. The same CSVs
give the same frames, and ``write_workbook`` the same bytes for the same frames.
"""

from __future__ import annotations

import argparse
import csv
import re
from datetime import date
from pathlib import Path

import pandas as pd

SUMBER = Path(__file__).resolve().parent
PROYEK = SUMBER.parents[1]

RAKOR = {
    "sbt-2024-03-01": "data/contoh-sbt/sbt-2024-03-01.xlsx",
    "sbd-2024-01-31": "data/contoh-sbd/sbd-2024-01-31.xlsx",
}
SHEETS = {
    "desa": "Desa",
    "rencana": "Rencana",
    "opd": "OPD",
    "renja": "Renja",
    "peserta": "Peserta",
    "pelatihan": "Pelatihan",
    "tantangan": "Tantangan",
    "kesepakatan": "Kesepakatan",
    "tindak_lanjut": "Tindak Lanjut",
    "jadwal": "Jadwal",
}
NUMBERS = {
    "lat",
    "lng",
    "volume",
    "anggaran",
    "tahun",
    "sasaran_l",
    "sasaran_p",
    "disabilitas",
    "prioritas",
    "target",
    "pagu",
    "angkatan",
    "peserta_l",
    "peserta_p",
    "nomor",
}
DATES = {
    "tanggal_musdes",
    "tanggal_mulai",
    "tanggal_selesai",
    "batas_waktu",
    "tanggal",
}

Cell = str | int | float | date | None


def typed_cell(column: str, text: str) -> Cell:
    """Give a CSV cell the type a person's Excel would hold.

    A bare integer or decimal in a number column becomes a number, an ISO date in a
    date column a date, an empty cell None; all else ("15 jt", "1 Maret 2024", every
    kode_*) stays text exactly as typed.
    """
    if text == "":
        return None
    if column in NUMBERS and re.fullmatch(r"-?[0-9]+", text):
        return int(text)
    if column in NUMBERS and re.fullmatch(r"-?[0-9]+\.[0-9]+", text):
        return float(text)
    if column in DATES and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return date.fromisoformat(text)
    return text


def read_sheet(path: Path) -> pd.DataFrame:
    """Read one CSV into a frame of object cells, columns and rows in their order."""
    with path.open(encoding="utf-8", newline="") as handle:
        header, *rows = csv.reader(handle)
    pairs = [list(zip(header, row, strict=True)) for row in rows]
    cells = [[typed_cell(column, text) for column, text in row] for row in pairs]
    return pd.DataFrame(cells, columns=header, dtype=object)


def read_frames(rakor: str) -> dict[str, pd.DataFrame]:
    """Read every sheet of one sample Rakor, keyed by sheet name, in sheet order."""
    paths = {sheet: SUMBER / rakor / f"{stem}.csv" for stem, sheet in SHEETS.items()}
    return {sheet: read_sheet(path) for sheet, path in paths.items()}


def write_contoh(folder: Path) -> list[Path]:
    """Write both sample workbooks below the folder and return their paths."""
    from bangkit_nb.data.workbook import write_workbook  # frames are read without it

    paths = []
    for rakor, name in RAKOR.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(path, read_frames(rakor), contoh=True)
        paths.append(path)
    return paths


def main() -> None:
    """Parse the command line and write the workbooks."""
    parser = argparse.ArgumentParser(description="Tulis dua buku kerja contoh.")
    parser.add_argument("--out", type=Path, default=PROYEK, metavar="FOLDER")
    for path in write_contoh(parser.parse_args().out):
        print(path)


if __name__ == "__main__":
    main()
