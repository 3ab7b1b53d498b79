"""The looks of cells in an existing workbook: those of neighbours, and a few of our own."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from bangkit_nb.data.workbook_sheet import MAIN


class Styles:
    """Give cells a look of xl/styles.xml, adding one only where the file has none that fits.

    root: the parsed part, or None for a file without one (then every look is 0).
    """

    def __init__(self, root: Any) -> None:
        self.root = root
        self.is_changed = False
        self._formats = None if root is None else root.find(f"{{{MAIN}}}cellXfs")
        self._made: dict[tuple[str, int], int] = {}

    def quoted(self, style: int) -> int:
        """Return the same look with Excel's mark for text: F2 and Enter make no formula of it."""
        return self._make("quoted", style, {"quotePrefix": "1"})

    def dated(self, style: int) -> int:
        """Return the same look with the day format 14 (dd/mm/yyyy by the machine's language)."""
        if self._formats is None or style >= len(self._formats):
            return style
        if self._formats[style].get("numFmtId", "0") not in ("0", "49"):
            return style
        return self._make("dated", style, {"numFmtId": "14", "applyNumberFormat": "1"})

    def header(self) -> int:
        """Return the look of a header as the template has it: bold, white on dark green."""
        if self._formats is None:
            return 0
        key = ("header", 0)
        if key not in self._made:
            fonts, fills = (self.root.find(f"{{{MAIN}}}{name}") for name in ("fonts", "fills"))
            if fonts is None or fills is None or not len(fonts):
                return 0
            font = deepcopy(fonts[0])
            for name in ("b", "color"):
                for old in font.findall(f"{{{MAIN}}}{name}"):
                    font.remove(old)
            font.insert(0, font.makeelement(f"{{{MAIN}}}b", {}))
            size = [i for i, item in enumerate(font) if item.tag == f"{{{MAIN}}}sz"]
            color = font.makeelement(f"{{{MAIN}}}color", {"rgb": "FFFFFFFF"})
            font.insert(size[0] + 1 if size else 1, color)
            fill = fills.makeelement(f"{{{MAIN}}}fill", {})
            pattern = fill.makeelement(f"{{{MAIN}}}patternFill", {"patternType": "solid"})
            pattern.append(fill.makeelement(f"{{{MAIN}}}fgColor", {"rgb": "FF1B5E20"}))
            fill.append(pattern)
            for group, item in ((fonts, font), (fills, fill)):
                group.append(item)
                group.set("count", str(len(group)))
            look = {"fontId": len(fonts) - 1, "fillId": len(fills) - 1, "applyFont": 1,
                    "applyFill": 1}  # fmt: skip
            self._make("header", 0, {k: str(v) for k, v in look.items()}, wrap=True)
        return self._made[key]

    def wrapped(self) -> int:
        """Return the look of running text: wrapped, at the top of its cell."""
        return self._make("wrapped", 0, {}, wrap=True)

    def _make(self, name: str, style: int, changes: dict[str, str], *, wrap: bool = False) -> int:
        if self._formats is None or not len(self._formats):
            return style
        key = (name, style)
        if key not in self._made:
            made = deepcopy(self._formats[style if style < len(self._formats) else 0])
            for attribute, value in changes.items():
                made.set(attribute, value)
            if wrap:
                for old in made.findall(f"{{{MAIN}}}alignment"):
                    made.remove(old)
                made.insert(0, made.makeelement(
                    f"{{{MAIN}}}alignment", {"wrapText": "1", "vertical": "top"}
                ))  # fmt: skip
                made.set("applyAlignment", "1")
            self._formats.append(made)
            self._formats.set("count", str(len(self._formats)))
            self.is_changed = True
            self._made[key] = len(self._formats) - 1
        return self._made[key]
