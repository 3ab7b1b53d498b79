"""Write the sample Rakor's workbooks and their meetings' logs from the CSVs beside this script.

Run as ``python data/contoh-sumber/write_contoh.py [--out FOLDER]``. The same CSVs give the same
bytes. A Rakor that follows another begins as `bangkit new-rakor --from` would have it; ubah.csv
says what its office changed after that, and its own CSVs stand for whole sheets.
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
    "sbt-2023-12": "data/contoh-sbt/sbt-2023-12.xlsx",
    "sbt-2024-03-01": "data/contoh-sbt/sbt-2024-03-01.xlsx",
    "sbt-2024-08-20": "data/contoh-sbt/sbt-2024-08-20.xlsx",
    "sbd-2024-01-31": "data/contoh-sbd/sbd-2024-01-31.xlsx",
    "sbd-2024-12-05": "data/contoh-sbd/sbd-2024-12-05.xlsx",
}
DARI = {"sbt-2024-08-20": "sbt-2024-03-01", "sbd-2024-12-05": "sbd-2024-01-31"}
"""Rakor whose workbook was begun from another's."""
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
    "perkembangan": "Perkembangan",
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
    "pelaku_l",
    "pelaku_p",
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
    """Read every sheet of one sample Rakor that has a CSV, keyed by sheet name, in sheet order."""
    paths = {sheet: SUMBER / rakor / f"{stem}.csv" for stem, sheet in SHEETS.items()}
    return {sheet: read_sheet(path) for sheet, path in paths.items() if path.is_file()}


def change_frames(rakor: str, frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the frames as ubah.csv changes them: a cell, or with an empty column a whole row out.

    id: of the row; "X#2" is the second row with id X; agreements are named asal_rakor/nomor.
    """
    out = dict(frames)
    with (SUMBER / rakor / "ubah.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            frame = out[row["sheet"]]
            at = find_row(row["sheet"], frame, row["id"])
            if not row["kolom"]:
                out[row["sheet"]] = frame.drop(index=at)
                continue
            changed = frame.copy()
            if row["kolom"] not in changed:
                changed[row["kolom"]] = None
            changed[row["kolom"]] = changed[row["kolom"]].astype(object)
            changed.at[at, row["kolom"]] = typed_cell(row["kolom"], row["isi"])
            out[row["sheet"]] = changed
    return out


def find_row(sheet: str, frame: pd.DataFrame, name: str) -> int:
    """Return the index of the row that ubah.csv names; SystemExit where there is none."""
    wanted, _, which = name.partition("#")
    if sheet == "Kesepakatan":
        ids = [f"{a or ''}/{n}" for a, n in zip(frame["asal_rakor"], frame["nomor"], strict=True)]
    else:
        column = {"Rencana": "id_usulan", "Desa": "kode_desa", "Tindak Lanjut": "id_rtl",
                  "Renja": "kode_sub_kegiatan"}[sheet]  # fmt: skip
        ids = frame[column].tolist()
    asal = [] if sheet != "Tindak Lanjut" else frame["asal_rakor"].tolist()
    found = [
        at for n, (at, one) in enumerate(zip(frame.index, ids, strict=True))
        if one == wanted or (asal and one == rapat_id(wanted, asal[n]))
    ]  # fmt: skip
    if len(found) < int(which or 1):
        raise SystemExit(f"ubah.csv: {sheet} {name} tidak ada")
    return int(found[int(which or 1) - 1])


def rapat_id(name: str, asal: str | None) -> str:
    """Return the id of a follow-up that a sample meeting agreed under this name."""
    from bangkit_nb.review.rapat import RTL, derive_id

    return derive_id(RTL, name, asal or "")


def build_next(rakor: str, folder: Path) -> dict[str, pd.DataFrame]:
    """Return the frames of a Rakor that follows another, whose files lie in `folder` already."""
    from bangkit_nb.data.checks import check_workbook
    from bangkit_nb.data.workbook import read_workbook
    from bangkit_nb.hasil.awal import build_awal
    from bangkit_nb.hasil.fold import fold_hasil
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.log_file import read_events
    from bangkit_nb.run.carry_over import Before, build_carried

    dari, after = open_rakor(DARI[rakor], PROYEK), open_rakor(rakor, PROYEK)
    path = folder / RAKOR[dari.rakor]
    workbook = read_workbook(path)
    checked = check_workbook(workbook, dari)
    events = read_events(path.with_suffix(".jsonl"), dari.rakor)
    hasil = fold_hasil(events, after.hari, awal=build_awal(dari, checked))
    made = build_carried(Before(dari, workbook, checked, hasil), after)
    return {**change_frames(rakor, made), **read_frames(rakor)}


def write_contoh(folder: Path) -> list[Path]:
    """Write the sample workbooks and logs below the folder and return their paths."""
    from write_rapat import build_log

    from bangkit_nb.data.checks import check_workbook
    from bangkit_nb.data.workbook import read_workbook, write_workbook
    from bangkit_nb.params import open_rakor

    paths = []
    for key, name in RAKOR.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        frames = build_next(key, folder) if key in DARI else read_frames(key)
        write_workbook(path, frames, contoh=True)
        rakor = open_rakor(key, PROYEK)
        log = path.with_suffix(".jsonl")
        log.write_bytes(build_log(rakor, check_workbook(read_workbook(path), rakor)))
        paths += [path, log]
    return paths


def main() -> None:
    """Parse the command line and write the workbooks."""
    parser = argparse.ArgumentParser(description="Tulis buku kerja dan catatan rapat contoh.")
    parser.add_argument("--out", type=Path, default=PROYEK, metavar="FOLDER")
    for path in write_contoh(parser.parse_args().out):
        print(path)


if __name__ == "__main__":
    main()
