"""The modules of the screens: one text each, of what they share and of their own."""

import re
from importlib import import_module
from pathlib import Path

import pytest

from bangkit_nb import screen

ROOMS = {"review": "ReviewWidget", "hasil": "RoomWidget", "mail": "MailWidget", "desk": "Desk"}
TOP = re.compile(r"^(?:async )?(?:const|let|var|function|class) (\w+)", re.M)


@pytest.mark.parametrize(("room", "widget"), ROOMS.items())
def test_a_screen_runs_one_module_that_imports_nothing(room: str, widget: str) -> None:
    module = import_module(f"bangkit_nb.{room}.widget")
    made = screen.read_module(Path(module.__file__ or "").parent)
    shown = getattr(module, widget)._esm
    assert getattr(shown, "_content", shown) == made
    assert len(re.findall(r"^export default \{$", made, re.M)) == 1
    assert not re.search(r"^\s*import\b|\bimport\(|\beval\(|\bnew Function\b|https?:", made, re.M)
    names = TOP.findall(made)
    assert len(names) == len(set(names)) > 12  # a second one of a name is a SyntaxError


def test_nothing_that_all_screens_share_is_written_again_in_a_room() -> None:
    shared = set(TOP.findall(screen.SHARED.read_text(encoding="utf-8")))
    assert {"el", "keepKeys", "button", "kbd"} <= shared
    for room in ROOMS:
        own = (screen.SHARED.parent / room / "widget.js").read_text(encoding="utf-8")
        assert "createElement" not in own
        assert not shared & set(TOP.findall(own))
