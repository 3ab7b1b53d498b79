"""Notebooks 1 and 3 through papermill in forks of the warm server, and the meeting's pack of them.

What `bangkit run` does for these, without its other packs. Arguments as for floor.py.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from bangkit_nb.data.guard import BANGKIT_BACAAN
from bangkit_nb.pack.exporter import export_briefing
from bangkit_nb.run import kernels
from bangkit_nb.run.notebook import run_notebook

with tempfile.TemporaryDirectory() as out, kernels.KernelServer() as server:
    os.environ[BANGKIT_BACAAN] = out  # a run reads its workbook once, for both notebooks
    kernels.adopt(server.channel)
    for key in sys.argv[1:]:
        for stem in ("1_periksa_data", "3_paket_briefing"):
            source, target = Path("notebooks", f"{stem}.ipynb"), Path(out, f"{stem}.ipynb")
            made = run_notebook(source, target, {"rakor": key}, folder=Path.cwd())
        Path(out, f"{key}.html").write_text(export_briefing(made), encoding="utf-8")
