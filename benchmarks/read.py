"""Reading a Rakor's workbook in its guarded child, and a long Renja as a document of others.

The peers: openpyxl in this process, and plain pandas.read_excel with calamine.
"""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import openpyxl  # noqa: E402
from build import RENCANA, RENJA, frames  # noqa: E402

from bangkit_nb.data.checks import check_workbook  # noqa: E402
from bangkit_nb.data.workbook import read_workbook, write_workbook  # noqa: E402


def seconds(action: Callable[[], object], rounds: int = 5) -> float:
    """Return the median of `rounds` timings."""
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def read_with_openpyxl(path: Path) -> int:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    n = sum(1 for sheet in book for _ in sheet.iter_rows(values_only=True))
    book.close()
    return n


PEER = """
import pandas as pd
begin()
pd.read_excel(sys.argv[1], engine="calamine")
"""
GUARDED = """
from pathlib import Path
from bangkit_nb.data.guard import read_foreign
begin()
assert len(read_foreign(Path(sys.argv[1])).sheets[0].rows) == 20_002
"""
PLACED = """
from pathlib import Path
from bangkit_nb.data.form_columns import find_form
from bangkit_nb.data.form_tree import read_table
from bangkit_nb.data.forms import FORMS
from bangkit_nb.data.guard import read_foreign
from bangkit_nb.data.import_rows import Places, build_rows
from bangkit_nb.data.names import DesaNames, Opd, OpdNames
known = Places(DesaNames(()), OpdNames((Opd("3.25.01", "Dinas Perikanan"),)))
begin()
sheet = read_foreign(Path(sys.argv[1])).sheets[0]
table = read_table(sheet, find_form(sheet, FORMS))
assert len(build_rows(table, sheet.name, known).rows) == 20_000, table.unread[:1]
"""
MEASURE = """
import json, resource, sys, time
who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
start = []
def cpu():
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))
def begin():
    start.extend((time.perf_counter(), cpu()))
{code}
seconds = (time.perf_counter() - start[0], cpu() - start[1])
print(json.dumps([*seconds, sum(resource.getrusage(one).ru_maxrss for one in who) / 1024]))
"""
"""Seconds and processor seconds after the imports; MB at the peak; the guarded child's added."""


MAIN = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
INLINE = rb' t="inlineStr"><is><t(?: xml:space="preserve")?>([^<]*)</t></is></c>'


def measure(code: str, path: Path) -> tuple[float, ...]:
    """Return the median seconds, processor seconds and MB of five fresh processes."""
    # A small shell starts it: a process's peak memory begins with that of the one that forked it.
    command = [
        "sh",
        "-c",
        '"$@"; exit $?',
        "sh",
        sys.executable,
        "-c",
        MEASURE.format(code=code),
        str(path),
    ]
    done = [
        json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        for _ in range(5)
    ]
    return tuple(map(statistics.median, zip(*done, strict=True)))


def write_renja(path: Path) -> Path:
    """Write a T-C.33 of 20,000 sub kegiatan rows."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Renja 2025")
    sheet.append(["Perangkat Daerah : Dinas Perikanan"])
    sheet.append(["Kode", "Urusan/Bidang Urusan/Program/Kegiatan", "Indikator Kinerja", "Lokasi",
                  "Target Capaian Kinerja", "Pagu Indikatif", "Sumber Dana", "Catatan Penting",
                  "Prakiraan Maju Target", "Prakiraan Maju Pagu"])  # fmt: skip
    for i in range(20_000):
        sheet.append([f"3.25.03.2.01.{i % 9000 + 1:04}", f"Penyediaan Prasarana Usaha {i}",
                      f"Jumlah prasarana {i % 300}", "Semua Kecamatan", f"{i % 50} unit",
                      1_000_000 + i, "DAU", "", f"{i % 50} unit", 1_100_000 + i])  # fmt: skip
    book.save(path)
    return path


def share_texts(path: Path, shared: Path) -> Path:
    """Write the workbook with its texts in one list, as Excel saves it."""
    texts: dict[bytes, int] = {}

    def replace(found: re.Match[bytes]) -> bytes:
        return b' t="s"><v>%d</v></c>' % texts.setdefault(found[1], len(texts))

    with zipfile.ZipFile(path) as old, zipfile.ZipFile(shared, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                content = re.sub(INLINE, replace, content)
            elif name == "xl/_rels/workbook.xml.rels":
                link = f'<Relationship Id="rIdTeks" Type="{KIND}" Target="sharedStrings.xml"/>'
                content = content.replace(b"</Relationships>", f"{link}</Relationships>".encode())
            new.writestr(name, content)
        listed = b"".join(b"<si><t>%b</t></si>" % text for text in texts)
        new.writestr("xl/sharedStrings.xml", b'<sst xmlns="%b">%b</sst>' % (MAIN, listed))
    return shared


def _cells(measured: tuple[float, ...], peer: tuple[float, ...] = ()) -> str:
    """Return seconds, processor seconds and MB, each with its ratio to that of a peer."""
    cells = [f"{value:.2f}" if value < 10 else f"{value:.0f}" for value in measured]
    for at, theirs in enumerate(peer):
        cells[at] += f" ({measured[at] / theirs:.1f}x)"
    return " | ".join(cells) + " |"


def compare_documents(folder: Path) -> None:
    """Print how long a 20,000-row Renja takes, and its memory, against plain pandas."""
    print("\n| Renja T-C.33, 20,000 rows | seconds | processor (s) | MB at peak |")
    print("|---|---|---|---|")
    inline = write_renja(folder / "renja.xlsx")
    shared = share_texts(inline, folder / "renja-teks.xlsx")
    for path, texts in ((inline, "texts in the cells"), (shared, "texts in one list")):
        peer = measure(PEER, path)
        print(f"| {texts}: pandas.read_excel, calamine | " + _cells(peer))
        for name, code in (("guarded reading alone", GUARDED), ("read and placed", PLACED)):
            print(f"| {texts}: {name} | " + _cells(measure(code, path), peer))
    print("\nProcessor seconds hold the guarded child's. Others may have used the machine at the "
          "same time: seconds suffer from that, processor seconds hardly.")  # fmt: skip


def main() -> None:
    """Print one line a workbook."""
    print("| workbook | guarded child (s) | openpyxl (s) | ratio | checks (s) |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "besar.xlsx"
        many = [RENCANA[i % 4] | {"id_usulan": f"U{i}"} for i in range(4000)]
        rows = [RENJA[i % 3] | {"lokasi": f"Lokasi {i}"} for i in range(3000)]
        write_workbook(large, frames(Rencana=many, Renja=rows))
        sample = ROOT / "data" / "contoh-sbt" / "sbt-2024-03-01.xlsx"
        for name, path in (("SBT sample", sample), ("4,000 usulan, 3,000 Renja", large)):
            ours = seconds(lambda p=path: read_workbook(p))
            theirs = seconds(lambda p=path: read_with_openpyxl(p), 3)
            book = read_workbook(path)
            checks = seconds(lambda b=book: check_workbook(b))
            print(f"| {name} | {ours:.2f} | {theirs:.2f} | {theirs / ours:.1f}x | {checks:.2f} |")
        compare_documents(Path(folder))
    cold = [sys.executable, "-m", "bangkit_nb.cli", "--help"]
    once = seconds(lambda: subprocess.run(cold, capture_output=True, check=True))
    floor = seconds(lambda: subprocess.run([sys.executable, "-c", ""], check=True))
    print(
        f"\n`bangkit --help`: {once:.3f} s, {once / floor:.1f}x of an empty Python ({floor:.3f} s)"
    )


if __name__ == "__main__":
    main()
