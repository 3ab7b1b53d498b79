"""Show packs in a notebook: the output cell is at once what Lab displays and what is exported."""

from __future__ import annotations

from typing import Any

from bangkit_nb import __version__
from bangkit_nb.data.checks import Checked
from bangkit_nb.hasil.lintas_read import read_lintas
from bangkit_nb.pack import briefing, lintas, problems, render
from bangkit_nb.pack.blocks import Pack
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.params import Rakor


class ShownPack:
    """Show a pack; its marked output is what the exporter `briefing` keeps."""

    def __init__(self, pack: Pack, log: str = "") -> None:
        self.pack = pack
        self.log = log  # hash of the log's state that the pack tells of

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        # Lab needs the style in the output; the exporter takes it off again and sets its own.
        html = render.render_shown(self.pack)
        mark = {"judul": self.pack.title, "bahasa": self.pack.bahasa, "log": self.log}
        return {"text/html": html, "text/plain": self.pack.title}, {"bangkit": mark}


def show_rakor_pack(made: Briefing) -> ShownPack:
    """Show the whole meeting's pack as the cell's output."""
    return ShownPack(briefing.build_rakor_pack(made), made.log.sha256)


def show_problems(checked: Checked, rakor: Rakor) -> ShownPack:
    """Show the workbook's problems by sheet, with counts, as the cell's output."""
    return ShownPack(problems.build_problem_pack(checked, rakor, version=__version__))


def show_lintas_pack(rakor: Rakor) -> ShownPack:
    """Read this Rakor and those before it, and show what became of all that they decided.

    Raises as hasil.lintas_read.read_lintas.
    """
    return ShownPack(lintas.build_lintas_pack(read_lintas(rakor)))
