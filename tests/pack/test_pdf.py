"""PDF: printed once per content, light, named for people, and one sentence where nothing prints."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from build import OPD, SOAK, briefing, rakor
from hypothesis import given, settings
from hypothesis import strategies as st
from papers import FULL, HOSTILE, spoil

from bangkit_nb.cli import main
from bangkit_nb.errors import BangkitError, PaperError
from bangkit_nb.pack import paper, pdf, printers, render
from bangkit_nb.pack.briefing import build_desa_packs, build_opd_packs, build_rakor_pack
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.params import Rakor

SHOWN = [text for text in HOSTILE if text.isprintable() and len(text) < 40]
"""Hostile texts whose letters a PDF can give back."""


def publish(b: Briefing) -> Rakor:
    """Leave a run's papers and packs in the project, as `bangkit run` does."""
    out = b.rakor.outputs_path
    made = {f"dokumen/{name}": content for name, content in papers(b).items()}
    packs = [build_rakor_pack(b), *build_opd_packs(b), *build_desa_packs(b)]
    made |= {f"paket/sebelum/{pack.name}": render.render_page(pack).encode() for pack in packs}
    for name, content in made.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_bytes(content)
    (out / "manifest.json").write_text(json.dumps({"berkas": dict.fromkeys(made, "")}))
    return b.rakor


def papers(b: Briefing) -> dict[str, bytes]:
    return paper.build_papers(b, paper.read_templates(b.rakor))


@pytest.fixture
def project(tmp_path: Path) -> Rakor:
    return publish(briefing(rakor(tmp_path), **FULL))


# --- the cache and the names, with programs that only say that they were called -------------------


@pytest.fixture
def fakes(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A browser and an office that write a line each time they start; returns that file."""
    if os.name == "nt":
        pytest.skip("programs of the test are shell scripts")
    folder = tmp_path_factory.mktemp("program")
    log = folder / "mulai.txt"
    script = (
        f"#!{sys.executable}\n"
        "import sys, pathlib\n"
        f"open({str(log)!r}, 'a').write(sys.argv[0].rsplit('/', 1)[1] + '\\n')\n"
        "tagged = '--disable-pdf-tagging' not in sys.argv\n"
        "big = pathlib.Path(__file__).with_suffix('.besar').exists() and tagged\n"
        "body = b'%PDF-1.4 /CreationDate (D:20991231235959+00) ' + b'x' * (400_000 if big else 9)\n"
        "for a in sys.argv[1:]:\n"
        "    if a.startswith('--print-to-pdf='): pathlib.Path(a[15:]).write_bytes(body)\n"
        "    if a.endswith('.docx'): pathlib.Path(a).with_suffix('.pdf').write_bytes(body)\n"
    )
    for variable, name in (("BANGKIT_PERAMBAN", "peramban"), ("BANGKIT_KANTOR", "kantor")):
        path = folder / name
        path.write_text(script)
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv(variable, str(path))
    return log


def starts(log: Path) -> list[str]:
    return log.read_text().split() if log.exists() else []


def test_nothing_is_printed_twice_until_its_source_changes(project: Rakor, fakes: Path) -> None:
    names = pdf.list_printable(project)
    first = list(pdf.read_or_print_pdfs(project, names))
    n_pages = sum(name.endswith(".html") for name in names)
    assert sorted(starts(fakes)) == ["kantor", *["peramban"] * n_pages]  # three papers, one start
    assert list(pdf.read_or_print_pdfs(project, names)) == first
    assert len(starts(fakes)) == 1 + n_pages
    source = project.outputs_path / "paket/sebelum/rakor.html"
    source.write_bytes(source.read_bytes() + b"\n")
    list(pdf.read_or_print_pdfs(project, names))
    assert len(starts(fakes)) == 2 + n_pages
    shutil.rmtree(project.outputs_path / pdf.FOLDER)
    again = list(pdf.read_or_print_pdfs(project, names))
    assert [one.content for one in again[:3]] == [one.content for one in first[:3]]


def test_a_kept_pdf_that_was_tampered_with_or_outdated_is_not_handed_out(
    project: Rakor, fakes: Path
) -> None:
    made = pdf.read_or_print_pdf(project, "dokumen/undangan.docx")
    made.path.write_bytes(b"%PDF-1.4 lain")
    assert pdf.read_or_print_pdf(project, "dokumen/undangan.docx") == made
    assert starts(fakes) == ["kantor", "kantor"]


def test_a_heavy_page_is_printed_again_without_its_structure(project: Rakor, fakes: Path) -> None:
    fakes.with_name("peramban.besar").touch()
    made = pdf.read_or_print_pdf(project, "paket/sebelum/rakor.html")
    assert len(made.content) < pdf.LIGHT and starts(fakes) == ["peramban", "peramban"]


def test_no_clock_stays_in_a_kept_pdf(project: Rakor, fakes: Path) -> None:
    made = pdf.read_or_print_pdf(project, "paket/sebelum/rakor.html")
    assert b"(D:20240101000000+00)" in made.content and b"2099" not in made.content


def test_names_say_what_it_is_and_differ(tmp_path: Path, fakes: Path) -> None:
    twins = [OPD[0], OPD[1] | {"nama_opd": OPD[0]["nama_opd"]}]
    made = publish(briefing(rakor(tmp_path), **(FULL | {"OPD": twins})))
    names = [one.name for one in pdf.read_or_print_pdfs(made, pdf.list_printable(made))]
    assert len(set(names)) == len(names)
    assert "Berita Acara - Rakor UJI 1 Maret 2024.pdf" in names
    assert "Paket Briefing - Rakor UJI 1 Maret 2024.pdf" in names
    assert "Ringkasan Dinas Perikanan (3.25.01) - Rakor UJI 1 Maret 2024.pdf" in names
    assert "Lembar Desa Solang, Kecamatan Teluk Waru - Rakor UJI 1 Maret 2024.pdf" in names


def test_a_sample_says_so_in_its_name_and_an_answer_is_called_one(tmp_path: Path) -> None:
    sample = rakor(tmp_path, contoh=True)
    page = tmp_path / "sesudah" / "desa-81.05.15.2004.html"
    page.parent.mkdir()
    page.write_text("<title>Desa Solang</title>", encoding="utf-8")
    said = pdf.name_pdf(sample, page)
    assert said == "DATA CONTOH - Jawaban untuk Desa Solang - Rakor UJI 1 Maret 2024.pdf"


@settings(max_examples=20_000 if SOAK else 60)
@given(st.text(max_size=300))
def test_any_title_gives_a_name_that_every_system_takes(
    tmp_path_factory: pytest.TempPathFactory, title: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "judul"
    folder.mkdir(exist_ok=True)
    page = folder / "opd-1.01.html"
    html = title.replace("&", "&amp;").replace("<", "&lt;")
    page.write_bytes(f"<title>{html}</title>".encode("utf-8", "replace"))
    name = pdf.name_pdf(rakor(folder), page)
    assert not set(name) & set('<>:"/\\|?*\n\r\t\0') and name.endswith("2024.pdf")
    assert len(name.encode()) <= 255 and not name.startswith((" ", "."))
    assert (folder / name).resolve().parent == folder.resolve()


@pytest.mark.parametrize("name", ["../../etc/passwd", "paket/sebelum/tiada.html", "manifest.json"])
def test_only_what_a_run_left_is_printed(project: Rakor, name: str) -> None:
    with pytest.raises(BangkitError):
        pdf.read_or_print_pdf(project, name)


# --- one sentence ---------------------------------------------------------------------------------


def test_without_a_program_one_sentence_says_what_to_do(
    project: Rakor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for variable, name, word in (
        ("BANGKIT_PERAMBAN", "paket/sebelum/rakor.html", "Chrome, Edge atau Chromium tidak ada"),
        ("BANGKIT_KANTOR", "dokumen/undangan.docx", "LibreOffice atau Word tidak ada"),
    ):
        monkeypatch.setenv(variable, str(tmp_path / "tiada"))
        with pytest.raises(PaperError, match=word):
            pdf.read_or_print_pdf(project, name)
        assert not list(project.outputs_path.glob("pdf/*"))


def test_a_program_that_prints_nothing_or_hangs_is_told(
    project: Rakor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    if os.name == "nt":
        pytest.skip("programs of the test are shell scripts")
    program = tmp_path / "rusak"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("BANGKIT_PERAMBAN", str(program))
    with pytest.raises(PaperError, match="tidak menghasilkan PDF"):
        pdf.read_or_print_pdf(project, "paket/sebelum/rakor.html")
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(printers, "SECONDS", 0.3)
    with pytest.raises(PaperError, match="tidak selesai"):
        pdf.read_or_print_pdf(project, "paket/sebelum/rakor.html")


def test_the_command_prints_and_says_where(
    project: Rakor, fakes: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.proyek / "params").mkdir()
    values = "\n".join(
        f"{key}: {json.dumps(value)}" for key, value in vars(project).items() if key != "proyek"
    )
    (project.proyek / "params" / f"{project.rakor}.yml").write_text(values)
    monkeypatch.setenv("BANGKIT_PROYEK", str(project.proyek))
    assert main(["pdf", project.rakor, "--only", "opd-*", "--only", "undangan"]) == 0
    said = capsys.readouterr().out
    assert said.count(".pdf (") == 3 and "Undangan - Rakor UJI" in said
    assert main(["pdf", project.rakor, "--only", "tiada"]) == 1
    assert "Tidak ada paket" in capsys.readouterr().err
    (project.outputs_path / "manifest.json").unlink()
    assert main(["pdf", project.rakor]) == 1
    assert "bangkit run" in capsys.readouterr().err


def test_a_template_is_written_to_edit_and_checked_once_it_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "kop-undangan.docx"
    assert main(["template", str(path)]) == 0
    assert path.read_bytes() == paper.read_template(paper.UNDANGAN)
    assert (
        main(["template", str(path)]) == 0 and "baik, sebagai undangan" in capsys.readouterr().out
    )
    assert main(["template", str(path), "--for", "daftar-hadir"]) == 1  # acara is not its tag
    assert "tag {{ acara }} tidak dikenal" in capsys.readouterr().out
    assert main(["template", str(tmp_path / "a.doc")]) == 1


# --- the real programs, once ----------------------------------------------------------------------


def is_ci() -> bool:
    return os.environ.get("CI", "").casefold() in {"1", "true", "yes"}


def need(*tools: str) -> None:
    for tool in tools:
        if shutil.which(tool) is None:
            if is_ci():
                pytest.fail(f"{tool} tidak ada (CI=true)", pytrace=False)
            pytest.skip(f"{tool} tidak ada")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, pdf.Pdf]]:
    """Papers and two packs full of hostile text, printed by the programs of this machine."""
    need("pdftotext", "pdfinfo")
    if printers.find_browser() is None or printers.find_office() is None:
        need("chromium", "soffice")
    text = " ".join(SHOWN) + " " + "y" * 2000
    made = publish(briefing(rakor(tmp_path_factory.mktemp("cetak"), contoh=True), **spoil(text)))
    names = [f"dokumen/{name}" for name in paper.PAPERS]
    names += ["paket/sebelum/rakor.html", "paket/sebelum/opd-3.25.01.html"]
    yield {Path(n).name: p for n, p in zip(names, pdf.read_or_print_pdfs(made, names), strict=True)}


@pytest.mark.slow
@pytest.mark.browser
def test_real_prints_are_light_a4_and_show_every_text(printed: dict[str, pdf.Pdf]) -> None:
    for name, made in printed.items():
        assert len(made.content) <= 300_000, (name, len(made.content))
        about = subprocess.run(["pdfinfo", made.path], capture_output=True, text=True, check=True)
        assert "(A4)" in about.stdout or "595" in about.stdout, about.stdout
        assert not about.stderr, (name, about.stderr)
        said = subprocess.run(["pdftotext", made.path, "-"], capture_output=True, check=True)
        flat = "".join(said.stdout.decode("utf-8", "replace").split())
        for text in ("<script>alert(1)</script>", "a & b < c > d", "{{ forum }}"):
            assert "".join(text.split()) in flat, (name, text)
        assert "None" not in flat, name
        # a name in a list is cut before the long word begins
        assert "yyyyyyyyyyyyyyyy" in flat or name == paper.DAFTAR_HADIR, name


@pytest.mark.slow
@pytest.mark.browser
def test_real_prints_carry_no_clock(printed: dict[str, pdf.Pdf]) -> None:
    for name, made in printed.items():
        assert b"D:20240101000000" in made.content, name
