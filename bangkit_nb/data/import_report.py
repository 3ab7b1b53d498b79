"""Say what an import read, placed, left out and could not place; its numbers add up. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bangkit_nb.columns import BELUM_TERBACA
from bangkit_nb.data.import_accept import BELUM, Left
from bangkit_nb.text import shorten

_LISTED = 8


@dataclass(frozen=True)
class Read:
    """Count the rows of one sheet of a document.

    n_rows = n_placed + n_heading + n_total + n_joined + n_left. said: the layout in words, or why
    there is none. notes: what was seen on the way.
    """

    berkas: str
    lembar: str
    said: str
    n_rows: int
    n_placed: int
    n_heading: int
    n_total: int
    n_joined: int
    n_left: int
    notes: tuple[str, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        parts = (self.n_placed, self.n_heading, self.n_total, self.n_joined, self.n_left)
        return self.n_rows == sum(parts)


@dataclass(frozen=True)
class Taken:
    """Count what one sheet of the workbook took: rows new, changed and as they were.

    notes: edits kept, ids kept, rows that the document no longer has.
    """

    lembar: str
    n_new: int
    n_updated: int
    n_same: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportReport:
    """Hold what an import did.

    path: the file written, None where nothing was. backup: the workbook as it was. is_beside: it
    was written beside the workbook, which is open in Excel. left: lines of "Belum terbaca".
    """

    tujuan: str
    reads: tuple[Read, ...]
    taken: tuple[Taken, ...]
    left: tuple[Left, ...]
    path: Path | None = None
    backup: Path | None = None
    is_beside: bool = False
    is_dry: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def n_left(self) -> int:
        """How many rows could not be placed."""
        return sum(read.n_left for read in self.reads)

    @property
    def sentence(self) -> str:
        """What was done, in one sentence."""
        placed = sum(read.n_placed for read in self.reads)
        left = f", {_n(self.n_left)} belum terbaca" if self.n_left else ""
        verb = "Uji coba" if self.is_dry else "Impor selesai"
        beside = " Buku kerja terbuka di Excel: hasilnya di sampingnya." if self.is_beside else ""
        return f"{verb}: {_n(placed)} baris ditempatkan{left}.{beside}"

    def __str__(self) -> str:
        return render_report(self)


def render_report(report: ImportReport) -> str:
    """Return the report as an officer reads it."""
    lines: list[str] = []
    for read in report.reads:
        lines.append(f"{read.berkas}: {read.said}")
        lines.append(
            f"  {_n(read.n_rows)} baris terbaca = {_n(read.n_placed)} ditempatkan"
            f" + {_n(read.n_heading)} judul + {_n(read.n_total)} jumlah"
            f" + {_n(read.n_joined)} sambungan nama + {_n(read.n_left)} belum terbaca"
        )
        lines += [f"  {note}" for note in read.notes]
    lines.append("")
    for taken in report.taken:
        lines.append(
            f"Lembar {taken.lembar}: {_n(taken.n_new)} baris baru, "
            f"{_n(taken.n_updated)} diperbarui, "
            f"{_n(taken.n_same)} tidak berubah."
        )
        lines += [f"  {note}" for note in taken.notes]
    lines += _list_left(report)
    lines += report.notes
    lines.append(_say_written(report))
    return "\n".join(lines)


def _list_left(report: ImportReport) -> list[str]:
    names = Counter((x.nama, x.alasan, x.usul) for x in report.left if x.nama)
    rows = [x for x in report.left if x.keadaan == BELUM]
    doubts = [x for x in report.left if x.keadaan != BELUM]
    lines = []
    if rows or doubts:
        lines.append(f"Lembar '{BELUM_TERBACA}': {_n(len(rows))} belum ditempatkan, "
                     f"{_n(len(doubts))} perlu dilihat.")  # fmt: skip
    for (nama, alasan, usul), n in names.most_common(_LISTED):
        lines.append(f"  {shorten(nama, 60)} ({_n(n)} baris): {alasan} {_hint(nama, usul)}")
    if len(names) > _LISTED:
        lines.append(
            f"  ... dan {_n(len(names) - _LISTED)} nama lain; lihat lembar '{BELUM_TERBACA}'."
        )
    lines += _list_places([x for x in rows if not x.nama])
    lines += _list_places(doubts)
    return lines


def _hint(nama: str, usul: str) -> str:
    """Return what to do about a name: accept what it may mean, or mend it where it came from."""
    if not usul:
        return ("Betulkan di berkas asal, atau tambahkan ke lembar itu (ejaan lain: kolom "
                "nama_lain).")  # fmt: skip
    kode = usul.split(" ", 1)[0]
    return (f"Mungkin: {usul}? Tulis ya di kolom Terima lembar '{BELUM_TERBACA}' lalu impor lagi, "
            f'atau pakai --terima "{shorten(nama, 60)}={kode}".')  # fmt: skip


def _list_places(items: Sequence[Left]) -> list[str]:
    """Return each file and sheet, and below it each reason with its rows and how many they are."""
    places: dict[tuple[str, str], dict[str, list[str]]] = {}
    for x in items:
        places.setdefault((x.berkas, x.lembar), {}).setdefault(x.alasan, []).append(x.baris)
    lines, free = [], _LISTED
    for (berkas, lembar), reasons in places.items():
        if free > 0:
            lines.append(f"  {berkas or 'buku kerja'}, lembar '{shorten(lembar, 40)}':")
        for alasan, rows in list(reasons.items())[: max(free, 0)]:
            lines.append(f"    baris {list_some(rows)}: {alasan}")
        free -= len(reasons)
    if free < 0:
        lines.append(f"    ... dan {_n(-free)} alasan lain; lihat lembar '{BELUM_TERBACA}'.")
    return lines


def _say_written(report: ImportReport) -> str:
    if report.is_dry:
        return f"Uji coba: {report.tujuan} tidak diubah."
    if report.path is None:
        return f"Tidak ada yang berubah di {report.tujuan}."
    if report.is_beside:
        return (
            f"{report.tujuan} sedang terbuka di Excel. Hasilnya ditulis di sampingnya: "
            f"{report.path.name}. Tutup Excel, periksa, lalu pakai berkas itu atau impor lagi."
        )
    kept = f" Salinan lama: {report.backup.parent.parent.name}/" if report.backup else ""
    tail = f"{report.backup.parent.name}/{report.backup.name}." if report.backup else ""
    return f"Ditulis: {report.path.name}.{kept}{tail}"


def _n(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def list_some(words: Sequence[str], limit: int = 5) -> str:
    """Return "a, b, c, ... (9)"."""
    more = f", ... ({len(words)})" if len(words) > limit else ""
    return ", ".join(words[:limit]) + more
