"""Notebooks stay thin: their shape is read from the file, cell by cell (DESIGN.md section 5)."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest
from build import ROOT

import bangkit_nb

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
FORBIDDEN = (
    ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Try, ast.With, ast.Lambda,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.Subscript,
)  # fmt: skip


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks() -> None:
    expected = ["0_mulai", "1_periksa_data", "2_tinjau_padanan", "3_paket_briefing",
                "4_catat_hasil", "5_lintas_rakor", "6_kirim_surel"]  # fmt: skip
    assert [path.stem for path in NOTEBOOKS] == expected


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_the_first_cell_says_what_the_notebook_is_for(path: Path) -> None:
    first = nbformat.read(path, as_version=4).cells[0]
    assert first.cell_type == "markdown" and first.source.startswith("# ")
    assert all(word in first.source for word in ("Masuk:", "Keluar:", "Untuk petugas"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_only_the_first_code_cell_is_parameters_and_it_declares_rakor_and_proyek(
    path: Path,
) -> None:
    cells = code_cells(path)
    tagged = [i for i, cell in enumerate(cells) if "parameters" in cell.metadata.get("tags", [])]
    assert tagged == [0]
    lines = cells[0].source.splitlines()
    assert [line.split(":")[0] for line in lines] == ["rakor", "proyek"]
    for line in lines:
        head, help_ = line.split("  # ")
        assert head.count("=") == 1 and "=" not in help_, line


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_one_import_then_one_call_a_cell(path: Path) -> None:
    cells = code_cells(path)
    assert len(cells) <= 12
    assert cells[1].source == "import bangkit_nb as bk"
    for cell in cells[2:]:
        (statement,) = ast.parse(cell.source).body
        value = statement.value if isinstance(statement, ast.Assign | ast.Expr) else None
        assert isinstance(value, ast.Call), cell.source
        calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call)]
        assert len(calls) == 1, cell.source
        assert isinstance(value.func, ast.Attribute)
        assert value.func.attr in bangkit_nb.__all__
        assert not any(isinstance(n, FORBIDDEN) for n in ast.walk(statement)), cell.source


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_committed_without_outputs_and_with_its_kernel(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in code_cells(path):
        assert cell.outputs == [] and cell.execution_count is None


def test_public_names_are_about_a_dozen_verbs_that_tell_their_effect() -> None:
    allowed = ("open_", "read_", "write_", "send_", "show_", "run_", "check_", "match_", "explain_",
               "rank_", "apply_", "summarise_", "build_", "render_", "fold_")  # fmt: skip
    assert len(bangkit_nb.__all__) <= 16
    for name in bangkit_nb.__all__:
        assert name.startswith(allowed), name
        assert callable(getattr(bangkit_nb, name))
    with pytest.raises(AttributeError):
        bangkit_nb.tidak_ada  # noqa: B018
