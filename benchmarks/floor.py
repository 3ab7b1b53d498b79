"""The floor: the calls of notebooks 1 and 3 and the meeting's pack in one warm plain process.

Arguments: keys of Rakor in the project of the working folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.guard import BANGKIT_BACAAN
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.pack import render, shown
from bangkit_nb.pack.facts import build_briefing
from bangkit_nb.params import open_rakor
from bangkit_nb.review.judged import read_judged


def work(key: str) -> str:
    """Return the meeting's page, after what notebook 1 does and what notebook 3 does."""
    rakor = open_rakor(key, Path.cwd())
    checked = check_workbook(read_workbook(rakor), rakor)
    shown.show_problems(checked, rakor)._repr_mimebundle_()
    rakor = open_rakor(key, Path.cwd())
    checked = check_workbook(read_workbook(rakor), rakor)
    said = read_judged(rakor, checked)
    calon = match_rakor(checked, padanan=said.padanan)
    pack = shown.show_rakor_pack(build_briefing(rakor, checked, calon, said)).pack
    return render.render_page(pack)


with tempfile.TemporaryDirectory() as out:
    os.environ[BANGKIT_BACAAN] = out  # as warm.py
    for name in sys.argv[1:]:
        Path(out, f"{name}.html").write_text(work(name), encoding="utf-8")
