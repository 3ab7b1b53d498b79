"""Runs: the same bytes twice, one failure stops no other, the run's own state is the truth."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import nbformat
import pytest
from build import DESA, RENCANA, drop_sheet, frames, write_project
from page import Page

from bangkit_nb.columns import BERLAKU, COCOK, DIAKOMODIR
from bangkit_nb.errors import RunError
from bangkit_nb.review.events import Event, Seen, content_hash, usulan_key
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.store import open_store
from bangkit_nb.run.changes import find_runnable
from bangkit_nb.run.manifest import sha256
from bangkit_nb.run.notebook import check_parameters, run_notebook
from bangkit_nb.run.pool import run_all
from bangkit_nb.run.runner import STAGE, run_rakor

pytestmark = pytest.mark.slow


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def made(folder: Path) -> dict[str, bytes]:
    found = contents(folder)
    found.pop("manifest.json")
    return found


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """A project in which one good Rakor has been run once."""
    folder = tmp_path_factory.mktemp("proyek")
    for name in ("params", "data"):
        (folder / name).mkdir()
    shutil.copytree(root / "notebooks", folder / "notebooks")
    write_project(folder)
    outcome = run_rakor("uji-2024-03-01", str(folder))
    assert outcome.ok, outcome
    return folder


def test_a_run_leaves_everything_that_is_promised(ran: Path) -> None:
    found = contents(ran / "outputs" / "uji-2024-03-01")
    assert set(found) == {
        "index.html", "manifest.json", "tabel/padanan.csv", "tabel/masalah.csv",
        "tabel/jalur.csv", "tabel/serupa.csv", "tabel/tinjauan.csv",
        "notebooks/1_periksa_data.ipynb", "notebooks/3_paket_briefing.ipynb",
        f"{STAGE}/rakor.html", f"{STAGE}/opd-3.25.01.html", f"{STAGE}/opd-3.27.01.html",
        *(f"{STAGE}/desa-{row['kode_desa']}.html" for row in DESA),
        f"{STAGE}/kecamatan-81.05.04.html", f"{STAGE}/kecamatan-81.05.15.html",
        "dokumen/berita-acara.docx", "dokumen/daftar-hadir.docx", "dokumen/undangan.docx",
        "dokumen/padanan.xlsx", "dokumen/wa.txt", "paket.zip",
    }  # fmt: skip


def test_the_manifest_tells_what_came_from_what(ran: Path) -> None:
    out = ran / "outputs" / "uji-2024-03-01"
    told = json.loads((out / "manifest.json").read_text())
    assert told["keadaan"] == "berhasil" and told["per_tanggal"] == "2024-03-01"
    book = (ran / "data" / "uji-2024-03-01.xlsx").read_bytes()
    assert told["buku_kerja"] == {"nama": "uji-2024-03-01.xlsx", "sha256": sha256(book)}
    assert told["baris"]["Rencana"] == {"dibaca": 4, "dipakai": 4, "disisihkan": 0}
    assert told["usulan"] == {
        "semua": 4, "padanan_petugas": 0, "calon_mesin": 3, "dijawab": 0, "tanpa_padanan": 1
    }  # fmt: skip
    assert told["log"]["putusan"] == told["log"]["keputusan"] == {}
    assert told["berkas"] == {name: sha256(content) for name, content in sorted(made(out).items())}
    assert set(told["waktu"]) >= {"1_periksa_data", "3_paket_briefing", "paket"}


def test_rakor_html_is_the_executed_notebook(ran: Path) -> None:
    out = ran / "outputs" / "uji-2024-03-01"
    page = Page((out / STAGE / "rakor.html").read_text())
    assert page.faults == [] and page.lang == "id"
    assert "Paket Briefing Rakor Kabupaten Uji" in page.text
    assert "import bangkit_nb" not in page.text and "Untuk petugas" not in page.text


def test_the_same_run_twice_gives_the_same_bytes(ran: Path) -> None:
    out = ran / "outputs" / "uji-2024-03-01"
    before = made(out)
    (out / STAGE / "opd-9.99.html").write_text("basi")
    (out / "tabel" / "lama.csv").write_text("basi")
    assert run_rakor("uji-2024-03-01", str(ran)).ok
    assert made(out) == before


def test_no_path_clock_or_secret_of_this_machine_is_left(
    ran: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANGKIT_SMTP_URL", "smtp://kenari:sandi-kenari@localhost")
    assert run_rakor("uji-2024-03-01", str(ran)).ok
    for name, content in contents(ran / "outputs").items():
        for canary in (str(ran), str(Path.home()), "sandi-kenari", sys.prefix):
            assert canary.encode() not in content, (name, canary)


def test_one_failing_rakor_does_not_stop_the_others(ran: Path, capfd: Any) -> None:
    write_project(ran, "rusak-2024-03-01")
    drop_sheet(ran / "data" / "rusak-2024-03-01.xlsx", "Renja")
    (ran / "params" / "salah-2024-03-01.yml").write_text("rakor: [\n")
    try:
        keys = ["rusak-2024-03-01", "salah-2024-03-01", "uji-2024-03-01"]
        for jobs in (1, 2):
            outcomes = run_all(keys, str(ran), jobs=jobs)
            assert [(o.rakor, o.ok) for o in outcomes] == [
                (keys[0], False), (keys[1], False), (keys[2], True)
            ]  # fmt: skip
            assert "Renja" in outcomes[0].message
            assert "salah-2024-03-01.yml" in outcomes[1].message
            kept = outcomes[0].kept_path
            assert kept is not None and kept.name == "3_paket_briefing.ipynb"
            assert "BERHENTI" in kept.read_text() or "Renja" in kept.read_text()
            told = json.loads((kept.parent / "keterangan.json").read_text())
            assert told["keadaan"] == "gagal"
    finally:
        (ran / "params" / "rusak-2024-03-01.yml").unlink()
        (ran / "params" / "salah-2024-03-01.yml").unlink()


def test_a_failure_leaves_the_packs_of_the_last_good_run_and_a_rerun_heals(project: Path) -> None:
    key = write_project(project)
    assert run_rakor(key, str(project)).ok
    out = project / "outputs" / key
    good = contents(out)
    book = project / "data" / f"{key}.xlsx"
    whole = book.read_bytes()
    book.write_bytes(whole[: len(whole) // 2])
    outcome = run_rakor(key, str(project))
    assert not outcome.ok and outcome.where == f"data/{key}.xlsx"
    assert {n: c for n, c in contents(out).items() if not n.startswith("gagal/")} == good
    book.write_bytes(whole)
    assert run_rakor(key, str(project)).ok
    found = contents(out)
    assert not any(name.startswith("gagal/") for name in found)
    assert found.keys() == good.keys()


KILL = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
@pytest.mark.parametrize("at", [2, 5, 7])
def test_a_kernel_that_dies_at_any_cell_marks_the_run_failed(project: Path, at: int) -> None:
    key = write_project(project)
    path = project / "notebooks" / "3_paket_briefing.ipynb"
    whole = path.read_text()
    notebook = nbformat.reads(whole, as_version=4)
    notebook.cells.insert(at, nbformat.v4.new_code_cell(KILL))
    nbformat.write(notebook, path)
    outcome = run_rakor(key, str(project))
    assert not outcome.ok and "mati" in outcome.message and "3_paket_briefing" in outcome.where
    assert not (project / "outputs" / key / "manifest.json").exists()
    path.write_text(whole)
    assert run_rakor(key, str(project)).ok


def test_a_failing_cell_is_named_and_kept(project: Path) -> None:
    key = write_project(project)
    path = project / "notebooks" / "1_periksa_data.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[-1].source = "1 / 0"
    nbformat.write(notebook, path)
    outcome = run_rakor(key, str(project))
    assert outcome.where == "1_periksa_data, sel 7" and "ZeroDivisionError" in outcome.message
    assert outcome.kept_path is not None
    kept = nbformat.read(outcome.kept_path, as_version=4)
    assert any(o.output_type == "error" for c in kept.cells for o in c.get("outputs", []))


def test_samples_run_only_where_no_real_rakor_exists(project: Path) -> None:
    write_project(project, "contoh-2024-03-01", contoh=True)
    assert find_runnable(project) == ["contoh-2024-03-01"]
    write_project(project, "nyata-2024-03-01")
    assert find_runnable(project) == ["nyata-2024-03-01"]


# --- the strict run -------------------------------------------------------------------------------


def test_unknown_and_mistyped_parameters_are_refused_before_a_kernel_starts(root: Path) -> None:
    source = root / "notebooks" / "3_paket_briefing.ipynb"
    with pytest.raises(RunError, match="Maksudnya 'rakor'"):
        check_parameters(source, {"rakorr": "x"})
    with pytest.raises(RunError, match="harus str, bukan int"):
        check_parameters(source, {"rakor": 5})
    check_parameters(source, {"rakor": "x", "proyek": ""})


def test_a_notebook_without_or_with_two_parameter_cells_is_refused(
    root: Path, tmp_path: Path
) -> None:
    notebook = nbformat.read(root / "notebooks" / "3_paket_briefing.ipynb", as_version=4)
    notebook.cells.append(nbformat.from_dict({**notebook.cells[1], "id": "kembar"}))
    nbformat.write(notebook, tmp_path / "dua.ipynb")
    with pytest.raises(RunError, match="2 sel"):
        run_notebook(tmp_path / "dua.ipynb", tmp_path / "o.ipynb", {"rakor": "x"}, folder=tmp_path)


# --- the same notebook under other hands --------------------------------------------------------


def test_plain_papermill_and_nbconvert_work_from_a_foreign_folder(
    ran: Path, tmp_path: Path
) -> None:
    source, target = ran / "notebooks" / "3_paket_briefing.ipynb", tmp_path / "hasil.ipynb"
    run = [sys.executable, "-m", "papermill", str(source), str(target), "--no-progress-bar"]
    run += ["-p", "rakor", "uji-2024-03-01", "-p", "proyek", str(ran)]
    subprocess.run(run, cwd=tmp_path, check=True, capture_output=True)
    convert = [sys.executable, "-m", "nbconvert", "--to", "briefing", "hasil.ipynb"]
    subprocess.run(convert, cwd=tmp_path, check=True, capture_output=True)
    page = (tmp_path / "hasil.html").read_text()
    assert page == (ran / "outputs" / "uji-2024-03-01" / STAGE / "rakor.html").read_text()


def test_exporting_an_unexecuted_notebook_is_refused(root: Path) -> None:
    from bangkit_nb.errors import BangkitError
    from bangkit_nb.pack.exporter import export_briefing

    notebook = nbformat.read(root / "notebooks" / "3_paket_briefing.ipynb", as_version=4)
    with pytest.raises(BangkitError, match="Jalankan semua selnya"):
        export_briefing(notebook)


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)><iframe src='/etc/passwd'></iframe>"


def test_what_others_put_into_the_notebook_is_dropped_or_sanitised(ran: Path) -> None:
    from bangkit_nb.pack.exporter import export_briefing

    path = ran / "outputs" / "uji-2024-03-01" / "notebooks" / "3_paket_briefing.ipynb"
    notebook = nbformat.read(path, as_version=4)
    plain = nbformat.v4.new_output(
        "display_data", {"text/html": HOSTILE, "image/svg+xml": "<svg/>"}
    )
    marked = nbformat.v4.new_output(
        "display_data",
        {"text/html": f"<style>a</style>{HOSTILE}<p onclick='x()' style='x:url(//a)'>teks</p>"},
        metadata={"bangkit": {"judul": HOSTILE, "bahasa": HOSTILE}},
    )
    notebook.cells[-1].outputs += [plain, marked]
    notebook.cells.append(nbformat.v4.new_markdown_cell(HOSTILE))
    notebook.cells.append(nbformat.v4.new_raw_cell(HOSTILE))
    page = Page(export_briefing(notebook))
    assert page.faults == [] and "teks" in page.text
    notebook.cells[-3].outputs = [marked]
    assert Page(export_briefing(notebook)).faults == []


def write_events(project: Path, *said: tuple[dict[str, Any], Padanan | Keputusan]) -> list[Event]:
    made = []
    for row, isi in said:
        tahun = str(row["tahun"])
        kunci = usulan_key(row["kode_desa"], tahun, row["kegiatan"], row["id_usulan"])
        seen = Seen(row["id_usulan"], row["kode_desa"], tahun, row["kegiatan"], content_hash(row))
        made.append(Event(str(uuid.uuid4()), "uji-2024-03-01", kunci, isi, (), 1, "ani",
                          "2024-02-20T10:00:00+09:00", seen))  # fmt: skip
    with open_store(project) as store:
        store.append(made)
    return made


TAKEN = Keputusan(DIAKOMODIR, "Dinas Perikanan", "Forum OPD", "2024-03-05", "3.25.01",
                  "3.25.03.2.01.0002", 5, "unit", 75_000_000)  # fmt: skip


def test_what_people_said_reaches_packs_tables_and_manifest(project: Path) -> None:
    key = write_project(project)
    cocok = Padanan(COCOK, "3.27.01", "3.27.07.2.01.0002")
    made_events = write_events(project, (RENCANA[0], TAKEN), (RENCANA[2], cocok))
    assert run_rakor(key, str(project)).ok
    out = project / "outputs" / key
    told = json.loads((out / "manifest.json").read_text())
    ids = "\n".join(sorted(event.id for event in made_events))
    assert told["log"] == {
        "sha256": sha256(ids.encode()), "n_peristiwa": 2,
        "putusan": {COCOK: {BERLAKU: 1}}, "keputusan": {DIAKOMODIR: {BERLAKU: 1}},
    }  # fmt: skip
    assert told["usulan"] == {
        "semua": 4, "padanan_petugas": 1, "calon_mesin": 1, "dijawab": 1, "tanpa_padanan": 1
    }  # fmt: skip
    for name in ("rakor.html", "opd-3.25.01.html"):
        said = Page((out / STAGE / name).read_text()).text
        assert "Dinas Perikanan, Forum OPD, 5 Maret 2024" in said
        assert f"Catatan: 2 peristiwa ({told['log']['sha256'][:8]})" in said
    said = Page((out / STAGE / "opd-3.27.01.html").read_text()).text
    assert "padanan petugas, dimintakan konfirmasi" in said
    table = (out / "tabel" / "tinjauan.csv").read_text("utf-8-sig").splitlines()
    assert len(table) == 5 and "Diakomodir (Dinas Perikanan, Forum OPD" in table[1]
    before = made(out)
    assert run_rakor(key, str(project)).ok
    assert made(out) == before


def test_an_event_that_comes_in_while_the_notebook_runs_is_in_every_pack(project: Path) -> None:
    key = write_project(project)
    write_events(project, (RENCANA[0], TAKEN))
    database, late = project / "data" / "bangkit.db", project / "nanti.db"
    database.rename(late)
    path = project / "notebooks" / "3_paket_briefing.ipynb"
    notebook = nbformat.read(path, as_version=4)
    at = next(n for n, cell in enumerate(notebook.cells) if "read_judged" in cell.source)
    arrive = f"import shutil\nshutil.copy({str(late)!r}, {str(database)!r})"
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(arrive))
    nbformat.write(notebook, path)
    assert run_rakor(key, str(project)).ok
    out = project / "outputs" / key / STAGE
    for name in ("rakor.html", "opd-3.25.01.html"):
        assert "Catatan: 1 peristiwa" in Page((out / name).read_text()).text, name


def test_formulas_in_village_text_stay_text_in_the_tables(project: Path) -> None:
    rows = [RENCANA[0] | {"kegiatan": "jaring", "id_usulan": "=1+1"},
            RENCANA[1] | {"id_usulan": "@SUM(A1)"}]  # fmt: skip
    key = write_project(project, book=frames(Rencana=rows))
    assert run_rakor(key, str(project)).ok
    table = (project / "outputs" / key / "tabel" / "padanan.csv").read_text("utf-8-sig")
    assert "'=1+1" in table and "'@SUM(A1)" in table
    assert not any(line.startswith(("=", "@", '"=')) for line in table.splitlines())
