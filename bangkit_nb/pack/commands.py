"""The commands `bangkit pdf` and `bangkit template`; heavy modules load inside them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bangkit_nb.data.commands import Add
from bangkit_nb.errors import BangkitError

KINDS = ("berita-acara", "daftar-hadir", "undangan")
USUAL = ("rakor", "berita-acara")
"""What `bangkit pdf` prints when nothing is named."""


def add_commands(commands: Any, add: Add) -> None:
    """Add both commands; add: cli's way to make one."""
    pdf = add(commands, "pdf", "cetak paket dan berita acara ke PDF", _pdf)
    pdf.add_argument("rakor", metavar="RAKOR", help="kunci Rakor yang sudah dijalankan")
    pdf.add_argument(
        "--only", action="append", metavar="POLA",
        help="berkas yang dicetak, misalnya undangan, 'opd-*' atau '*'; boleh beberapa",
    )  # fmt: skip
    about = "tulis templat Word untuk disunting kantor, atau periksa yang sudah ada"
    template = add(commands, "template", about, _template)
    template.add_argument("berkas", type=Path, metavar="BERKAS.docx", help="berkas templat")
    template.add_argument(
        "--for", dest="jenis", metavar="JENIS", choices=KINDS,
        help="berita-acara, daftar-hadir atau undangan; tanpa ini dari nama berkas",
    )  # fmt: skip


def _pdf(options: argparse.Namespace) -> int:
    from bangkit_nb.pack import pdf
    from bangkit_nb.params import open_rakor

    rakor = open_rakor(options.rakor)
    names = pdf.find_printable(rakor, options.only or USUAL)
    for made in pdf.read_or_print_pdfs(rakor, names):
        print(f"{made.path} ({round(len(made.content) / 1000)} KB)")
    return 0


def _template(options: argparse.Namespace) -> int:
    from bangkit_nb import files
    from bangkit_nb.pack import paper
    from bangkit_nb.pack.paper_check import check_template, name_paper

    path: Path = options.berkas
    if path.suffix.lower() != ".docx":
        raise BangkitError(f"'{path.name}' harus berakhiran .docx. Ganti namanya.")
    name = f"{options.jenis}.docx" if options.jenis else name_paper(path.name)
    kind = name.removesuffix(".docx")
    if not path.exists():
        files.write_atomic(path, paper.read_template(name))
        print(f"{path}: templat {kind} ditulis. Sunting di Word, lalu periksa dengan perintah ini.")
        return 0
    found = check_template(path.read_bytes(), name)
    for one in found:
        print(f"{one.severity}: {one.sheet}, dekat '{one.value}': {one.message}")
    print(f"{path}: {f'{len(found)} hal perlu dilihat' if found else 'baik'}, sebagai {kind}")
    return 1 if any(one.severity == "stop" for one in found) else 0
