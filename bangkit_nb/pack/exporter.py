"""The nbconvert exporter `briefing`: an executed notebook's packs as one small HTML page.

`jupyter nbconvert --to briefing X.ipynb` and Lab's "Save and Export Notebook As" find it by its
entry point. Only the outputs that `pack` made are kept; input cells, the officer's notes and other
outputs are dropped, and what is kept is sanitised against an allow-list.
"""

from __future__ import annotations

import os
import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

# nbformat's format checker imports a grammar that takes 2 s and is never used on notebooks.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.preprocessors import Preprocessor
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from traitlets import default

from bangkit_nb.errors import BangkitError
from bangkit_nb.pack import render

TAGS = [
    "a", "caption", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "header", "li", "main",
    "ol", "p", "section", "span", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    "circle", "desc", "g", "line", "path", "rect", "svg", "text", "title",
]  # fmt: skip
ATTRIBUTES = {
    "*": ["class", "id", "aria-labelledby", "aria-hidden"],
    "a": ["href"],
    "td": ["data-l"],
    "th": ["scope", "colspan"],
    "section": ["tabindex", "aria-label"],
    "svg": ["viewBox", "role", "aria-describedby"],
    "circle": ["cx", "cy", "r"],
    "line": ["x1", "x2", "y1", "y2"],
    "path": ["d"],
    "rect": ["x", "y", "width", "height"],
    "text": ["x", "y"],
}
_STYLE = re.compile(r"\A<style>[^<]*</style>\s*")


class KeepPacks(Preprocessor):  # type: ignore[misc]
    """Keep the cells' pack outputs only, without the style that Lab needs."""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Return the notebook with only pack outputs; raises BangkitError when it has none."""
        marks = []
        for cell in nb.cells:
            kept = []
            for output in cell.get("outputs", []):
                mark = output.get("metadata", {}).get("bangkit")
                if mark and "text/html" in output.get("data", {}):
                    output.data = {"text/html": _STYLE.sub("", output.data["text/html"])}
                    kept.append(output)
                    marks.append(mark)
            if cell.cell_type == "code":
                cell.outputs = kept
        nb.cells = [cell for cell in nb.cells if cell.get("outputs")]
        if not marks:
            raise BangkitError(
                "Notebook ini belum berisi paket. Jalankan semua selnya, lalu ekspor lagi."
            )
        opening, closing = render.render_frame(str(marks[0]["judul"]), str(marks[0]["bahasa"]))
        resources["briefing"] = {"buka": opening, "tutup": closing}
        return nb, resources


class BriefingExporter(TemplateExporter):  # type: ignore[misc]
    """Export the packs of an executed notebook as one page, the way an attendee gets it.

    Not nbconvert's HTMLExporter: that parses each finished page once more, to mark the images and
    the input cells that ours has not.
    """

    export_from_notebook = "Briefing"  # Lab shows the entry point's name in any case
    output_mimetype = "text/html"

    @default("file_extension")  # type: ignore[untyped-decorator]
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")  # type: ignore[untyped-decorator]
    def _template_name_default(self) -> str:
        return "briefing"

    @default("extra_template_basedirs")  # type: ignore[untyped-decorator]
    def _basedirs_default(self) -> list[str]:
        return [os.fspath(Path(str(render.TEMPLATES)))]

    def _init_preprocessors(self) -> None:
        """Keep our packs and sanitise them; nbconvert's own steps serve cells that we drop.

        The exporter's option sanitize_html only reaches templates (measured: a script in an output
        stayed), so the preprocessor itself is set up here.
        """
        self._preprocessors: list[Preprocessor] = []
        self.register_preprocessor(KeepPacks(parent=self), enabled=True)
        self.register_preprocessor(
            SanitizeHTML(parent=self, tags=TAGS, attributes=ATTRIBUTES), enabled=True
        )


def find_log(notebook: NotebookNode) -> str:
    """Return the hash of the log's state that an executed notebook's packs tell of, "" for none."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    marks = [output.get("metadata", {}).get("bangkit", {}) for output in outputs]
    return next((str(mark["log"]) for mark in marks if mark.get("log")), "")


def export_briefing(notebook: NotebookNode) -> str:
    """Return the page of an executed notebook; raises BangkitError when it holds no pack."""
    page, _ = _exporter().from_notebook_node(notebook)
    return str(page)


@lru_cache(maxsize=1)
def _exporter() -> BriefingExporter:
    """Return one exporter for this process: a new one compiles its templates anew."""
    return BriefingExporter()
