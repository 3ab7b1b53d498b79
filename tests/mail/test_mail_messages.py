"""The mails' catalogues: the same keys in both languages, each used."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bangkit_nb.mail.messages import PesanSurel

MAIL = Path(__file__).resolve().parents[2] / "bangkit_nb" / "mail"


def catalogue(bahasa: str) -> dict[str, set[str | None]]:
    with (MAIL / "pesan" / f"{bahasa}.po").open("rb") as stream:
        found = read_po(stream, locale=bahasa)
    made = {}
    for m in found:
        if m.id:
            said = (m.string,) if isinstance(m.string, str) else m.string
            assert all(said), m.id
            key = m.id if isinstance(m.id, str) else m.id[0]
            made[key] = {n for t in said for _, n, _, _ in string.Formatter().parse(t) if n}
    return made


def test_both_languages_hold_the_same_keys_and_each_is_used() -> None:
    assert catalogue("id") == catalogue("en")
    code = "".join(path.read_text(encoding="utf-8") for path in MAIL.rglob("*.py"))
    for key in catalogue("id"):
        assert f'"{key}"' in code, key


def test_the_words_of_packs_stand_behind_and_an_unknown_key_is_an_error() -> None:
    assert PesanSurel("id")("umum.data_contoh") == "DATA CONTOH"
    assert PesanSurel("en").n("surel.lipat", 1).startswith("1 more row is")
    with pytest.raises(KeyError):
        PesanSurel("id")("tidak.ada")


def test_no_visible_text_stands_in_templates() -> None:
    for path in (MAIL / "templates").rglob("*.j2"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.S)
        text = re.sub(r"<[^>]*>|&nbsp;", "", text)
        assert set(text) <= set(" \n:.()·"), (path, text.split())
