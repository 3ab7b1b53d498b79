"""Describe a batch as a page in the packs' style: what failed, what ran and why, how long. Pure."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from bangkit_nb import __version__, fmt
from bangkit_nb.pack import render
from bangkit_nb.pack.blocks import (
    Col,
    Figure,
    Figures,
    Linked,
    Note,
    Pack,
    Row,
    Section,
    Table,
)
from bangkit_nb.run.outcome import Outcome
from bangkit_nb.run.progress import say_seconds
from bangkit_nb.text import shorten

_UP = Path("..") / ".."


def build_report(
    outcomes: Sequence[Outcome],
    reasons: Mapping[str, tuple[str, ...]],
    start: dt.datetime,
    seconds: float,
    outputs: Path,
) -> str:
    """Return the report's page, which lies two folders below `outputs`.

    reasons: rakor -> why it ran. seconds: how long the whole batch took.
    """
    failed = [one for one in outcomes if not one.ok]
    ran = [one for one in outcomes if one.ok and not one.is_unchanged]
    unchanged = [one for one in outcomes if one.is_unchanged]
    sections = [
        Section("ringkasan", "Ringkasan", (_figures(outcomes, seconds),)),
        *([_failures(failed, outputs)] if failed else []),
        *([_done(ran, reasons, outputs)] if ran else []),
        *([_unchanged(unchanged, outputs)] if unchanged else []),
    ]
    day = fmt.tanggal(start.date(), hari=True)
    footer = (f"bangkit {__version__}", "Catatan lengkap: log.jsonl di folder ini.")
    title = f"Jalannya {len(outcomes)} Rakor"
    return render.render_page(
        Pack("batch", "", "index.html", title, f"{day}, {start:%H.%M}", "id", False, "",
             tuple(sections), footer)
    )  # fmt: skip


def _figures(outcomes: Sequence[Outcome], seconds: float) -> Figures:
    ran = [one for one in outcomes if not one.is_unchanged]
    took = sorted(one.seconds for one in ran)
    items = [
        Figure(fmt.angka(sum(one.ok for one in ran)), "selesai dijalankan"),
        Figure(fmt.angka(sum(not one.ok for one in ran)), "gagal"),
        Figure(fmt.angka(len(outcomes) - len(ran)), "tidak berubah"),
        Figure(say_seconds(seconds), "waktu seluruhnya"),
    ]
    if took:
        items.append(Figure(_seconds(took[len(took) // 2]), "tiap Rakor (median)"))
    memory = max((one.memory for one in ran), default=0)
    if memory:
        items.append(Figure(f"{fmt.angka(round(memory / 1e6))} MB", "memori tiap Rakor"))
    return Figures(tuple(items))


def _failures(failed: Sequence[Outcome], outputs: Path) -> Section:
    rows = tuple(Row((one.rakor, _place(one, outputs), one.message)) for one in failed)
    columns = (Col("Rakor"), Col("di mana"), Col("mengapa"))
    note = Note("Paket dari jalan terakhir yang berhasil masih ada. Perbaiki, lalu jalankan lagi; "
                "yang sudah selesai tidak diulang.")  # fmt: skip
    return Section("gagal", "Gagal", (Table("Rakor yang gagal", columns, rows), note))


def _done(ran: Sequence[Outcome], reasons: Mapping[str, tuple[str, ...]], outputs: Path) -> Section:
    rows = tuple(
        Row((_front(one, outputs), ", ".join(reasons[one.rakor]), _seconds(one.seconds)))
        for one in sorted(ran, key=lambda one: -one.seconds)
    )
    columns = (Col("Rakor"), Col("dijalankan karena"), Col("waktu", number=True))
    return Section(
        "selesai", "Selesai", (Table("Rakor yang selesai, terlama dulu", columns, rows),)
    )


def _unchanged(found: Sequence[Outcome], outputs: Path) -> Section:
    rows = tuple(Row((_front(one, outputs), "paketnya masih berlaku")) for one in found)
    columns = (Col("Rakor"), Col("keadaan"))
    return Section("tetap", "Tidak berubah", (Table("Rakor yang tidak berubah", columns, rows),))


def _front(one: Outcome, outputs: Path) -> str | Linked:
    return Linked(one.rakor, _relative(one.index_path, outputs)) if one.index_path else one.rakor


def _place(one: Outcome, outputs: Path) -> str | Linked:
    """Return where it failed; it leads to the executed notebook, where there is one."""
    where = shorten(one.where) or fmt.DASH
    return Linked(where, _relative(one.kept_path, outputs)) if one.kept_path else where


def _relative(path: Path, outputs: Path) -> str:
    return (_UP / os.path.relpath(path, outputs)).as_posix()


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f} detik".replace(".", ",")
