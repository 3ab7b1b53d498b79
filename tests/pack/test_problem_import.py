"""The problems of a workbook whose plans are empty say where documents are taken in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from build import frames, write_project

from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook, write_workbook
from bangkit_nb.pack import problems, render
from bangkit_nb.params import open_rakor


@pytest.mark.parametrize(("bahasa", "says"), [("id", "masih kosong"), ("en", "still empty")])
def test_an_empty_plan_leads_to_the_import_and_a_filled_one_does_not(
    project: Path, tmp_path: Path, bahasa: str, says: str
) -> None:
    write_project(project)
    rakor = replace(open_rakor("uji-2024-03-01", project), bahasa=bahasa)
    for changes, n in (({}, 0), ({"Renja": []}, 1), ({"Renja": [], "Rencana": []}, 2)):
        path = write_workbook(tmp_path / f"{n}.xlsx", frames(**changes))
        checked = check_workbook(read_workbook(path), rakor)
        page = render.render_shown(problems.build_problem_pack(checked, rakor))
        assert page.count(says) == page.count("Impor berkas") == n
