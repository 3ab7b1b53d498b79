"""The house rules, each held by a test: a rule that is not tested is a wish."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from build import ROOT

from bangkit_nb import cli
from bangkit_nb.columns import SHEETS

PACKAGE = ROOT / "bangkit_nb"
MODULES = sorted(PACKAGE.rglob("*.py"))
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("bukan checkout git")
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


# --- set-up ---------------------------------------------------------------------------------------


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().removeprefix("python-tzdata") or "tzdata"


def test_environment_pyproject_and_constraints_agree() -> None:
    wanted = dict(
        re.fullmatch(r"([A-Za-z0-9_.\-]+)>=([0-9.]+)", line).groups()  # type: ignore[union-attr]
        for line in PROJECT["project"]["dependencies"]
    )
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())
    assert conda["name"] == "bangkit" and conda["channels"] == ["conda-forge"]
    assert conda["dependencies"][-1] == {"pip": ["-e ."]}
    floors = dict(
        line.split(" >=")
        for line in conda["dependencies"]
        if isinstance(line, str) and ">=" in line
    )
    assert floors.pop("python").split(",")[0] == "3.11"
    assert {normal(k): v for k, v in floors.items()} == {normal(k): v for k, v in wanted.items()}
    pins = dict(
        line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    )  # fmt: skip
    assert all(re.fullmatch(r"[0-9][A-Za-z0-9.+!]*", version) for version in pins.values())
    pinned = {normal(k): v for k, v in pins.items()}
    extras = PROJECT["project"]["optional-dependencies"]["test"]
    for line in [*PROJECT["project"]["dependencies"], *extras]:
        name, floor = line.replace("[binary]", "").split(">=")
        assert normal(name) in pinned, name
        have = [int(n) for n in re.findall(r"\d+", pinned[normal(name)])]
        assert have >= [int(n) for n in floor.split(".")], name


def test_no_path_of_a_machine_and_no_registry_is_tracked() -> None:
    bad = re.compile(r"/(?:wor[k]|roo[t]|hom[e])/\w|pyp[i]\.org|pythonhoste[d]|registry\.npmj[s]")
    for path in tracked():
        if path.suffix in {".png", ".xlsx", ".docx"}:
            continue
        found = bad.search(path.read_text(encoding="utf-8"))
        assert found is None, (path, found)


def test_nothing_tracked_is_larger_than_a_megabyte() -> None:
    assert [p for p in tracked() if p.stat().st_size > 1_000_000] == []


def test_the_help_loads_nothing_heavy() -> None:
    code = "import sys; from bangkit_nb.cli import main\n"
    code += "try: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print(sorted({m.split('.')[0] for m in sys.modules}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ast.literal_eval(run.stdout.splitlines()[-1]))
    assert loaded.isdisjoint(
        {"pandas", "numpy", "scipy", "papermill", "nbconvert", "nbformat", "babel", "jinja2",
         "yaml", "openpyxl", "python_calamine", "tqdm", "psutil"}
    )  # fmt: skip


# --- README and command line ----------------------------------------------------------------------


def test_the_readme_is_short_and_shows_a_brief() -> None:
    assert len(README.splitlines()) <= 150
    for target in re.findall(r"\]\((docs/[^)]+|[A-Z]+\.md)\)", README):
        assert (ROOT / target).is_file(), target


def test_commands_of_the_readme_are_understood() -> None:
    blocks = "\n".join(re.findall(r"```(?:sh|powershell)\n(.*?)```", README, re.DOTALL))
    lines = [line.split("  #")[0].strip() for line in blocks.splitlines()]
    inline = re.findall(r"`(bangkit [^`]+)`", README)
    commands = [line for line in [*lines, *inline] if line.startswith("bangkit ")]
    assert len(commands) >= 8
    for line in commands:
        parsed = cli.build_parser().parse_args(shlex.split(line)[1:])
        assert callable(parsed.action)
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z]+)", README)) <= targets


def test_every_command_is_in_the_readme_and_has_indonesian_help() -> None:
    parser = cli.build_parser()
    actions = next(a for a in parser._actions if hasattr(a, "choices") and a.choices)
    for name, sub in actions.choices.items():  # type: ignore[union-attr]
        assert f"bangkit {name}" in README
        said = sub.format_help()
        assert said.startswith("pemakaian: ") and "usage:" not in said
        assert "show this help" not in said and "options:" not in said


@pytest.mark.parametrize("argv", [[], ["chek"], ["check"], ["run", "--jobs", "x"], ["match"]])
def test_a_misunderstood_command_exits_2_in_indonesian(
    argv: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(argv)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "--help" in said and not re.search(r"usage|required|invalid|argument ", said), said


# --- names ----------------------------------------------------------------------------------------

GENERAL = {
    "id", "kode", "nama", "lain", "pengganti", "lat", "lng", "status", "idm", "jenis", "berbadan",
    "hukum", "sumber", "dana", "l", "p", "mulai", "selesai", "asal", "nomor", "isi", "email",
    "catatan", "hadir", "singkatan", "sub",
}  # fmt: skip


def glossary() -> set[str]:
    table = README[README.index("| word | meaning |") :]
    words = set(
        re.findall(r"[a-z_]+", " ".join(re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE)))
    )
    return words | {part for word in words for part in word.split("_")}


def test_every_domain_noun_of_the_contract_is_in_the_glossary() -> None:
    known = glossary() | GENERAL
    for sheet in SHEETS:
        for column in sheet.columns:
            assert set(column.name.split("_")) <= known, (sheet.name, column.name)


def identifiers(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for name in ("name", "id", "arg", "attr"):
            value = getattr(node, name, None)
            if isinstance(value, str):
                found.add(value.lower())
    return found


def test_no_translation_synonym_or_english_plural_of_a_domain_noun_in_code() -> None:
    bad = re.compile(
        r"village|agency|ceiling|proposal|skpd|perangkat_daerah|district|subdistrict"
        r"|usulans|desas|opds|rakors|pagus|kecamatans|\butils|helpers"
    )
    for path in MODULES:
        assert not [name for name in identifiers(path) if bad.search(name)], path
        assert not bad.search(path.stem), path


def test_functions_say_their_effect_and_none_says_nothing() -> None:
    empty = re.compile(r"^_?(process|handle|do|get)(_|$)")
    allowed = {"handle_starttag"}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert not empty.match(node.name) or node.name in allowed, (path, node.name)


def test_modules_and_functions_stay_readable() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert text.count("\n") <= 300, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 60, (path, node.name)
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, (path, node.lineno)


def test_no_room_is_empty() -> None:
    for path in MODULES:
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert path.name == "__init__.py" or len(body) > 1, path


def test_excel_is_read_and_written_in_one_module() -> None:
    users = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(n.split(".")[0] in {"openpyxl", "python_calamine"} for n in names):
                users.add(path.relative_to(PACKAGE).as_posix().split("_")[0].removesuffix(".py"))
    assert users <= {"data/workbook", "data/guard"}, users
