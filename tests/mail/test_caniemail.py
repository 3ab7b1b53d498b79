"""What caniemail.com knows of our bodies in the mail programs that readers use; their sizes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from build import ROOT
from kit_mail import kinds

from bangkit_nb.mail import body

HERE = Path(__file__).resolve().parent
AIM, MOST = 40_000, body.MOST_BYTES

UNSUPPORTED = {
    "<body> element": "becomes a div; the table inside carries every style again",
    "role attribute": "for screen readers only; without it a table is read as a table",
    "white-space": "an id may break over two lines",
}
"""What some of these programs do not know, and why nothing is lost by it."""

PARTLY = {
    "<body> element": "becomes a div; the table inside carries every style again",
    "align attribute": "only centres the page where the window is wider than 600 px",
    "background": "background-color is all that is used",
    "font-size": "in px, which all know",
    "font-weight": "bold is all that is used",
    "height attribute": "no image; of a bar, whose number is written above it",
    "height property": "on cells, where it is supported",
    "line-height": "looser lines at worst",
    "margin": "positive and on paragraphs and headings; without it they stand closer",
    "max-width": "beside the attribute width, which Outlook uses",
    "padding": "on cells, where it is supported",
    "white-space": "an id may break over two lines",
    "width attribute": "no image",
    "width property": "on tables and cells, where it is supported",
}
"""What is partly supported, and why our use of it is the part that is."""


def find_library() -> Path:
    """Return the library, or skip; in CI fail."""
    node, path = shutil.which("node"), ROOT / "node_modules/caniemail/dist/index.js"
    if node and path.is_file():
        return path
    lacking = "caniemail is missing (npm install --no-save caniemail@1)" if node else "no node"
    if os.environ.get("CI", "").casefold() in {"1", "true", "yes"}:
        pytest.fail(f"{lacking} (CI=true: not skipped)", pytrace=False)
    pytest.skip(lacking)


def test_nothing_that_carries_meaning_is_unsupported(tmp_path: Path) -> None:
    library = find_library()
    bad = tmp_path / "buruk.html"
    bad.write_text('<body><form><p style="display:grid">x</p></form></body>')
    files = [bad]
    for bahasa in ("id", "en"):
        for name, letter in kinds(bahasa).items():
            files.append(tmp_path / f"{name} {bahasa}.html")
            files[-1].write_text(body.render_html(letter, letter.subject), encoding="utf-8")
    words = ["node", str(HERE / "caniemail.mjs"), str(library), *map(str, files)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    seen = {one["title"] for one in found if one["file"] == bad.name}
    assert {"<form> element", "display:grid"} <= seen, seen
    for one in found:
        known = UNSUPPORTED if one["level"] == "errors" else PARTLY
        assert one["file"] == bad.name or one["title"] in known, one


def test_every_kind_of_body_is_far_below_what_gmail_clips(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for bahasa in ("id", "en"):
        for name, letter in kinds(bahasa).items():
            size = len(body.render_html(letter, letter.subject).encode())
            print(f"{name} ({bahasa}): {size} bytes")
            assert size < AIM < MOST, name
    assert capsys.readouterr().out.count("bytes") == 2 * len(kinds())
