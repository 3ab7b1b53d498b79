"""Run Rakor: check, execute the notebooks, export the packs, publish them, say what failed."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from bangkit_nb import __version__, text
from bangkit_nb.align.rakor import match_rakor
from bangkit_nb.data.checks import Checked, check_workbook
from bangkit_nb.data.guard import BANGKIT_BACAAN
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.errors import BangkitError, explain_fault
from bangkit_nb.files import write_atomic
from bangkit_nb.hasil.beda import read_beda
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import documents, exports, render
from bangkit_nb.pack.beda import build_beda_table
from bangkit_nb.pack.exporter import export_briefing, find_log
from bangkit_nb.pack.facts import SEBELUM, Briefing
from bangkit_nb.pack.paper import read_templates
from bangkit_nb.pack.reading import read_briefing
from bangkit_nb.params import Rakor, open_rakor
from bangkit_nb.review.judged import Judged, read_judged
from bangkit_nb.run import bundle, lintas, manifest
from bangkit_nb.run.changes import Inputs
from bangkit_nb.run.lock import hold_run
from bangkit_nb.run.notebook import run_notebook
from bangkit_nb.run.outcome import BRIEF, CHECK, LINTAS, STEPS, Outcome
from bangkit_nb.run.publish import publish_files

TRIES = 3
STAGE = f"paket/{SEBELUM}"
"""Where packs made before the meeting lie, below outputs/<rakor>/."""

PAPERS = "kertas dan zip"
"""What of the step "paket" goes into papers and zip, in the manifest's clock."""

Report = Callable[[str, str], None]
"""Called as report(rakor, step) when a step begins, and with step "" at the end."""


def run_rakor(rakor: str, proyek: str = "", report: Report = lambda rakor, step: None) -> Outcome:
    """Run one Rakor; every fault comes back in the Outcome, so that the others go on."""
    start = time.perf_counter()
    where, kept, failed_path = "", None, None
    with tempfile.TemporaryDirectory(prefix="bangkit-") as scratch:
        try:
            where = f"params/{rakor}.yml"
            opened = open_rakor(rakor, proyek)
            where = opened.buku_kerja
            with hold_run(opened), _read_once(Path(scratch)):
                failed_path = opened.outputs_path / "gagal"
                index = _run(opened, Path(scratch), report)
                shutil.rmtree(failed_path, ignore_errors=True)
            report(rakor, "")
            return Outcome(rakor, True, time.perf_counter() - start, index)
        except BangkitError as fault:
            message = str(fault)
            where = getattr(fault, "where", "") or where
        except OSError as fault:
            message = f"Berkas tidak dapat ditulis atau dibaca: {explain_fault(fault)}."
        except Exception as fault:  # one broken Rakor must never stop the others
            message = f"Kesalahan program ({type(fault).__name__}: {fault}). Laporkan ke pengelola."
        if failed_path is not None:
            kept = _keep_failure(failed_path, Path(scratch), where, message)
    report(rakor, "")
    return Outcome(rakor, False, time.perf_counter() - start, None, where, message, kept)


@contextlib.contextmanager
def _read_once(scratch: Path) -> Iterator[None]:
    """Let this process and its notebooks read the workbook's bytes by one child."""
    os.environ[BANGKIT_BACAAN] = str(scratch)
    try:
        yield
    finally:
        os.environ.pop(BANGKIT_BACAAN, None)


def _run(rakor: Rakor, scratch: Path, report: Report) -> Path:
    clock: dict[str, float] = {}
    began = time.perf_counter()

    def step(name: str) -> None:
        nonlocal began
        now = time.perf_counter()
        if clock:
            last = next(reversed(clock))
            clock[last] = now - began
        clock[name] = 0.0
        began = now
        report(rakor.rakor, name)

    step(STEPS[0])
    # before anything is read: what changes meanwhile is met by the next run
    masukan = Inputs(rakor.proyek).read_parts(rakor.rakor)
    checked = check_workbook(read_workbook(rakor), rakor)
    step(CHECK)
    made = _execute(rakor, CHECK, scratch)
    step(BRIEF)
    putusan, told = _execute_brief(rakor, checked, scratch)
    made |= told
    step(STEPS[3])
    calon = match_rakor(checked, padanan=putusan.padanan)
    briefing = read_briefing(rakor, checked, calon, putusan)
    rakor_page = _export(made[f"notebooks/{BRIEF}.ipynb"])
    told_lintas = None
    if lintas.has_chain(rakor):
        made |= _execute(rakor, LINTAS, scratch)
        told_lintas = lintas.build_told(rakor, _export(made[f"notebooks/{LINTAS}.ipynb"]))
    within: dict[str, float] = {}
    made |= _build_files(briefing, rakor_page, told_lintas, within)
    step(STEPS[4])
    step("")
    clock.pop("")
    return _publish(briefing, made, clock | within, masukan)


def _execute(rakor: Rakor, name: str, scratch: Path) -> dict[str, bytes]:
    target = scratch / f"{name}.ipynb"
    source = rakor.proyek / "notebooks" / f"{name}.ipynb"
    run_notebook(source, target, {"rakor": rakor.rakor}, folder=rakor.proyek)
    return {f"notebooks/{name}.ipynb": target.read_bytes()}


def _execute_brief(
    rakor: Rakor, checked: Checked, scratch: Path
) -> tuple[Judged, dict[str, bytes]]:
    """Execute the briefing notebook; return the judgements that it told of, for the other packs.

    Officers may review meanwhile: where the log grew between its reading there and here, the packs
    would tell two states, so the notebook runs again. Against many busy officers it gives up; each
    pack's footer says which state it tells.
    """
    for _ in range(TRIES):
        made = _execute(rakor, BRIEF, scratch)
        putusan = read_judged(rakor, checked)
        notebook = nbformat.reads(made[f"notebooks/{BRIEF}.ipynb"].decode(), as_version=4)
        if find_log(notebook) == putusan.log_sha256:
            break
    return putusan, made


def _export(notebook: bytes) -> bytes:
    return export_briefing(nbformat.reads(notebook.decode(), as_version=4)).encode()


def _build_files(
    b: Briefing,
    rakor_page: bytes,
    chain: lintas.Told | None = None,
    within: dict[str, float] | None = None,
) -> dict[str, bytes]:
    """Return path -> content of everything without a kernel; rakor_page: the meeting's own pack.

    chain: what became of earlier Rakor; None where there is none. within: takes the seconds of the
    papers and the zip, which are part of the step's.
    """
    tables = {
        f"tabel/{name}.csv": text.to_csv(frame, bom=True)
        for name, frame in exports.build_tables(b).items()
    }
    began = time.perf_counter()
    papers = documents.build_documents(b, read_templates(b.rakor), b.hasil or Hasil(b.rakor.per))
    took = time.perf_counter() - began
    folder = stage_folder(b)
    made = [*packs.build_opd_packs(b), *packs.build_kecamatan_packs(b), *packs.build_desa_packs(b)]
    pages = {f"{folder}/{pack.name}": render.render_page(pack).encode() for pack in made}
    files = {**tables, **pages, f"{folder}/rakor.html": rakor_page, **papers}
    every = [packs.build_rakor_pack(b), *made]
    if b.is_after:
        changed = text.to_csv(build_beda_table(read_beda(b.rakor, b.checked)), bom=True)
        tables |= {"tabel/beda.csv": changed}
        files |= {"tabel/beda.csv": changed}
    if chain is not None:
        tables |= chain.tables
        files |= {f"{folder}/{chain.pack.name}": chain.page, **chain.tables}
        every.append(chain.pack)

    def front(listed: list[str]) -> bytes:
        return render.render_page(
            packs.build_index(b, every, folder, list(tables), listed)
        ).encode()

    inside = files | {"index.html": front(list(papers))}  # the zip's own page links no zip
    began = time.perf_counter()
    zipped = {bundle.NAME: bundle.build_bundle(b.rakor.rakor, inside)}
    if within is not None:
        within[PAPERS] = took + time.perf_counter() - began
    return files | zipped | {"index.html": front([*papers, bundle.NAME])}


def stage_folder(b: Briefing) -> str:
    """Return where a briefing's packs lie: those of the other stage stay as they are."""
    return f"paket/{b.stage}"


def _publish(
    briefing: Briefing, made: dict[str, bytes], clock: dict[str, float], masukan: dict[str, Any]
) -> Path:
    """Publish every file and the manifest, which is the truth about the run."""
    told = manifest.build_manifest(briefing, made, clock) | {"masukan": masukan}
    out = briefing.rakor.outputs_path
    publish_files(out, made, (stage_folder(briefing), "tabel", "notebooks", documents.FOLDER), told)
    return out / "index.html"


def _keep_failure(folder: Path, scratch: Path, where: str, message: str) -> Path | None:
    """Keep what was executed, beside the packs of the last good run, which stay as they were."""
    kept = None
    try:
        shutil.rmtree(folder, ignore_errors=True)
        for path in sorted(scratch.glob("[0-9]*.ipynb")):
            kept = write_atomic(folder / path.name, path.read_bytes())
        told = {"keadaan": "gagal", "di": where, "pesan": message, "versi": __version__}
        write_atomic(folder / "keterangan.json", manifest.to_json(told))
    except OSError:
        return None  # a full or read-only disk: the Outcome still says what failed
    return kept
