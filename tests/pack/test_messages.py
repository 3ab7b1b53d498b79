"""Catalogues: every visible word in both languages, none of it in code."""

from __future__ import annotations

import ast
import re
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bangkit_nb.pack.messages import Pesan

PACK = Path(__file__).resolve().parents[2] / "bangkit_nb" / "pack"


def catalogue(bahasa: str) -> dict[str, tuple[str, ...]]:
    with (PACK / "pesan" / f"{bahasa}.po").open("rb") as stream:
        found = read_po(stream, locale=bahasa)
    return {
        (m.id if isinstance(m.id, str) else m.id[0]): (
            (m.string,) if isinstance(m.string, str) else tuple(m.string)
        )
        for m in found
        if m.id
    }


def fields(said: tuple[str, ...]) -> set[str]:
    return {name for text in said for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_hold_the_same_keys_with_the_same_places_to_fill() -> None:
    indonesian, english = catalogue("id"), catalogue("en")
    assert indonesian.keys() == english.keys()
    for key, said in indonesian.items():
        assert all(said) and all(english[key]), key
        assert fields(said) == fields(english[key]), key


def used_keys() -> tuple[set[str], set[str]]:
    """Keys named whole, and the beginnings of keys that are put together."""
    whole, starts = set(), set()
    for path in [*PACK.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_staged":
                whole |= {f"{a.value}_sesudah" for a in node.args if isinstance(a, ast.Constant)}
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                starts.add(node.values[0].value)
    return whole, {s for s in starts if re.fullmatch(r"[a-z_]+[._]", s)}


def test_no_key_is_unused() -> None:
    whole, starts = used_keys()
    heads = {w.lstrip("#~=") for w in whole}
    for key in catalogue("id"):
        known = key in whole or any(key.startswith(s) for s in starts)
        assert known or key.split(".")[-1] in heads, key


def test_an_unknown_key_is_an_error_not_a_blank() -> None:
    with pytest.raises(KeyError):
        Pesan("id")("tidak.ada")
    with pytest.raises(KeyError):
        Pesan("en").n("tidak.ada", 2)


def test_english_has_a_plural_and_indonesian_none() -> None:
    assert Pesan("en").n("umum.n_desa", 1) == "1 village"
    assert Pesan("en").n("umum.n_desa", 1200) == "1,200 villages"
    assert Pesan("id").n("umum.n_desa", 1200) == "1.200 desa"


def test_no_visible_text_stands_in_code_or_templates() -> None:
    """Strings of two or more words in pack code are keys, docstrings or errors, never page text."""
    # the exporter's name in Lab's menu is Lab's and a command's help the terminal's, not a page's
    for path in set(PACK.rglob("*.py")) - {PACK / "exporter.py", PACK / "commands.py"}:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        docs = {ast.get_docstring(n, clean=False) for n in ast.walk(tree)
                if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)}  # fmt: skip
        raised = {id(c) for n in ast.walk(tree) if isinstance(n, ast.Raise) for c in ast.walk(n)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if id(node) in raised or node.value in docs or _is_bare(node.value, tree):
                continue
            words = re.findall(r"[A-Za-z]{3,}", node.value)
            assert len(words) < 2 or not re.search(r"[a-z] [a-z]", node.value), (path, node.value)
    for path in (PACK / "templates").rglob("*.j2"):
        text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", path.read_text(), flags=re.S)
        text = re.sub(r"<[^>]*>", "", text)
        assert set(text) <= set(" \n:"), (path, text.split())


def _is_bare(value: str, tree: ast.Module) -> bool:
    """Whether a string is an attribute's docstring (an expression of its own)."""
    return any(
        isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant) and n.value.value == value
        for n in ast.walk(tree)
    )
