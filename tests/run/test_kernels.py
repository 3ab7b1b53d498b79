"""The warm fork server: the same notebooks as a plain kernel, nothing shared, nobody harmed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from build import write_project
from nbformat.v4 import new_code_cell, new_notebook

from bangkit_nb.errors import RunError
from bangkit_nb.run import kernels, notebook, priming
from bangkit_nb.run.notebook import run_notebook
from bangkit_nb.run.runner import run_rakor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not kernels.is_safe(), reason="sistem ini tidak dapat fork dengan aman"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[kernels.KernelServer]:
    with kernels.KernelServer() as started:
        yield started


@pytest.fixture
def warm(server: kernels.KernelServer, monkeypatch: pytest.MonkeyPatch) -> kernels.KernelServer:
    """This process runs its notebooks in forks of the server."""
    monkeypatch.setattr(kernels, "_channel", server.channel)
    return server


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_channel", None)
    monkeypatch.setenv(kernels.BANGKIT_KERNEL, "biasa")


def write(folder: Path, *cells: str) -> Path:
    """Write a notebook with a parameters cell and the given cells."""
    parameters = new_code_cell('rakor: str = "x"', metadata={"tags": ["parameters"]})
    made = new_notebook(cells=[parameters, *map(new_code_cell, cells)])
    for n, cell in enumerate(made.cells):
        cell["id"] = f"sel-{n}"
    made.metadata["kernelspec"] = {
        "name": "python3", "display_name": "Python 3", "language": "python"
    }  # fmt: skip
    path = folder / "buku.ipynb"
    nbformat.write(made, path)
    return path


def run(source: Path, target: Path) -> Any:
    return run_notebook(source, target, {"rakor": "x"}, folder=source.parent)


def outputs(path: Path) -> list[Any]:
    return [o for cell in nbformat.read(path, as_version=4).cells for o in cell.get("outputs", [])]


SAYING = (
    "import sys, os, warnings\nprint('satu'); print('galat', file=sys.stderr); print('dua')",
    "from IPython.display import display, HTML, clear_output\ndisplay(HTML('<b>x</b>'))\n1 + 1",
    "class A:\n    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    "        return {'text/html': 'h', 'text/plain': 't'}, {'bangkit': {'a': 1}}\nA()",
    "h = display('lama', display_id='k'); h.update('baru')",
    "print('hilang'); clear_output(); print('tinggal')",
    "for n in range(3): print(f'\\r{n}', end='')",
    "rakor, __name__, os.environ['PAGER'], sys.stdout.isatty(), In[2][:6]",
    "import asyncio\nawait asyncio.sleep(0)\n'tunggu'",
    "import pandas as pd\npd.DataFrame({'a': [1.5, None]})",
    "%%capture said\nprint('x')",
    "f'{said.stdout!r}'; warnings.warn('hati-hati')",
    "_ = 5;",
)


def test_prime_takes_a_rakor_through_every_builder() -> None:
    priming.prime()


@pytest.mark.usefixtures("plain")
def test_a_fork_leaves_the_same_notebook_as_a_plain_kernel(
    tmp_path: Path, server: kernels.KernelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path, *SAYING)
    run(source, tmp_path / "biasa.ipynb")
    monkeypatch.setattr(kernels, "_channel", server.channel)
    run(source, tmp_path / "hangat.ipynb")
    assert (tmp_path / "hangat.ipynb").read_text() == (tmp_path / "biasa.ipynb").read_text()


FAILING = (
    "def f(n):\n    return 1 / n\nf(0)",
    "import bangkit_nb.errors as e\nraise e.ParamsError('kunci salah')",
    "print('x'); import sys; sys.exit(0)",
    "sys.exit('sudah')",
    "for",
    "%tidak_ada",
)


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("cell", FAILING)
def test_a_failure_is_the_same_in_a_fork_and_in_a_plain_kernel(
    tmp_path: Path, server: kernels.KernelServer, monkeypatch: pytest.MonkeyPatch, cell: str
) -> None:
    source = write(tmp_path, "import sys", cell, "print('tidak sampai')")
    with pytest.raises(RunError) as plainly:
        run(source, tmp_path / "biasa.ipynb")
    monkeypatch.setattr(kernels, "_channel", server.channel)
    with pytest.raises(RunError) as warmly:
        run(source, tmp_path / "hangat.ipynb")
    assert (str(plainly.value), plainly.value.where) == (str(warmly.value), warmly.value.where)
    assert warmly.value.where == "buku, sel 4"
    told = [(tmp_path / f"{name}.ipynb").read_text() for name in ("biasa", "hangat")]
    if "sys" not in cell:  # exits print a hint whose place in the stream is not fixed
        assert strip_ids(told[0]) == strip_ids(told[1])
    left = outputs(tmp_path / "hangat.ipynb")
    kinds = {o.get("ename", o.get("text", "").split(":")[0]) for o in left}
    assert kinds & {"ZeroDivisionError", "ParamsError", "SystemExit", "SyntaxError", "UsageError"}
    assert "tidak sampai" not in str(left)


def strip_ids(text: str) -> Any:
    """Return a notebook without the ids that papermill draws for its marks of a failure."""
    found = json.loads(text)
    for cell in found["cells"]:
        cell.pop("id")
    return found


def test_packs_of_both_ways_are_the_same_bytes(
    project: Path, server: kernels.KernelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = write_project(project)
    made = []
    for channel in (None, server.channel):
        monkeypatch.setattr(kernels, "_channel", channel)
        monkeypatch.setenv(kernels.BANGKIT_KERNEL, "" if channel else "biasa")
        shutil.rmtree(project / "outputs", ignore_errors=True)
        assert run_rakor(key, str(project)).ok
        out = project / "outputs" / key
        made.append({p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()})
        told = json.loads(made[-1].pop(Path("manifest.json")))
        assert told.pop("waktu")
        made[-1][Path("manifest")] = json.dumps(told).encode()
    assert made[0] == made[1]


# --- nothing is shared ----------------------------------------------------------------------------

LEAVING = """
import os, sys, random, threading, time, pathlib, warnings, signal
import numpy as np, pandas as pd
import bangkit_nb.words as words
os.environ["JEJAK"] = "1"; os.chdir("/"); os.umask(0o77)
sys.modules["jejak"] = sys; sys.path.insert(0, "/jejak"); words.JEJAK = 1
pd.set_option("display.max_rows", 7); np.random.seed(1); random.seed(1)
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.setrecursionlimit(5000)
pathlib.Path(jejak).write_text("x") if (jejak := os.environ.get("TULIS")) else None
"""
FINDING = """
import os, sys, random, threading, signal
import numpy as np, pandas as pd
import bangkit_nb.words as words
umask = os.umask(0o22); os.umask(umask)
[os.environ.get("JEJAK"), os.getcwd() == "/", oct(umask), "jejak" in sys.modules,
 "/jejak" in sys.path, hasattr(words, "JEJAK"), pd.get_option("display.max_rows"),
 threading.active_count(), str(signal.getsignal(signal.SIGTERM)), sys.getrecursionlimit() == 5000,
 "LEAVING" in globals(), [n for n in globals() if n in ("words2", "jejak")]]
"""
SEEDS = "import random, numpy as np\nprint(random.random(), np.random.random())"


@pytest.mark.usefixtures("warm")
def test_what_one_notebook_leaves_behind_no_other_finds(tmp_path: Path) -> None:
    source = write(tmp_path, FINDING)
    run(source, tmp_path / "dulu.ipynb")
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        run(write(tmp_path / folder, LEAVING), tmp_path / folder / "o.ipynb")
    run(source, tmp_path / "kemudian.ipynb")
    first, then = (outputs(tmp_path / f"{n}.ipynb") for n in ("dulu", "kemudian"))
    assert first == then and "'/jejak'" not in str(then)
    assert "[None, False, " in then[0]["data"]["text/plain"]


@pytest.mark.usefixtures("warm")
def test_two_forks_draw_other_random_numbers(tmp_path: Path) -> None:
    source = write(tmp_path, SEEDS)
    drawn = []
    for n in range(2):
        run(source, tmp_path / f"{n}.ipynb")
        drawn.append(outputs(tmp_path / f"{n}.ipynb")[0]["text"].split())
    assert drawn[0][0] != drawn[1][0] and drawn[0][1] != drawn[1][1]


def test_the_server_has_one_thread_and_starts_no_library_threads(
    server: kernels.KernelServer,
) -> None:
    assert psutil.Process(server.process.pid).num_threads() == 1
    assert psutil.Process(server.process.pid).environ()["OPENBLAS_NUM_THREADS"] == "1"


# --- a child that goes wrong ----------------------------------------------------------------------

DYING = {
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)": "sinyal 9",
    "import ctypes\nctypes.string_at(0)": "sinyal 11",
    "import os\nos._exit(3)": "kode 3",
    "import os\nos.abort()": "sinyal 6",
}


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("cell", DYING)
def test_a_child_that_dies_is_told_in_its_cell_and_the_next_one_runs(
    tmp_path: Path, cell: str
) -> None:
    source = write(tmp_path, "print('sampai sini')", cell, "1")
    with pytest.raises(RunError, match=rf"mati .*\({DYING[cell]}\)") as fault:
        run(source, tmp_path / "o.ipynb")
    assert fault.value.where == "buku, sel 4"
    told = outputs(tmp_path / "o.ipynb")
    assert "sampai sini" in str(told) and DYING[cell] in told[-1]["evalue"]
    run(write(tmp_path, "1"), tmp_path / "lagi.ipynb")


HANGING = {
    "python": "import time\nwhile True: time.sleep(0.05)",
    "deaf": "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)",
}


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("kind", HANGING)
def test_a_cell_that_hangs_is_ended_and_shows_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(notebook, "CELL_TIMEOUT", 1)
    source = write(tmp_path, HANGING[kind])
    with pytest.raises(RunError, match="batas waktu"):
        run(source, tmp_path / "o.ipynb")
    told = outputs(tmp_path / "o.ipynb")
    assert told[0]["ename"] == "MelewatiBatasWaktu"
    assert ("KeyboardInterrupt" in str(told[1:])) == (kind == "python")


@pytest.mark.usefixtures("warm")
def test_a_notebook_of_many_slow_cells_is_ended_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook, "NOTEBOOK_TIMEOUT", 2)
    source = write(tmp_path, *["import time\ntime.sleep(0.7)"] * 9)
    with pytest.raises(RunError, match="batas waktu") as fault:
        run(source, tmp_path / "o.ipynb")
    assert fault.value.where in {f"buku, sel {n}" for n in range(4, 8)}


@pytest.mark.usefixtures("plain")
def test_a_plain_kernel_tells_death_and_delay_in_the_same_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write(tmp_path, "import os\nos._exit(1)")
    with pytest.raises(RunError, match="Kernel notebook mati"):
        run(source, tmp_path / "o.ipynb")
    assert outputs(tmp_path / "o.ipynb")[-1]["ename"] == "KernelMati"
    monkeypatch.setattr(notebook, "CELL_TIMEOUT", 1)
    source = write(tmp_path, "import time\ntime.sleep(60)")
    with pytest.raises(RunError, match="batas waktu"):
        run(source, tmp_path / "o.ipynb")
    assert outputs(tmp_path / "o.ipynb")[0]["ename"] == "MelewatiBatasWaktu"


@pytest.mark.usefixtures("warm")
def test_what_a_cell_left_running_ends_with_its_notebook(tmp_path: Path) -> None:
    begin = "import subprocess\nprint(subprocess.Popen(['sleep', '600']).pid)"
    run(write(tmp_path, begin), tmp_path / "o.ipynb")
    pid = int(outputs(tmp_path / "o.ipynb")[0]["text"])
    assert until(lambda: is_gone(pid))


def is_gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def until(is_so: Any, seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if is_so():
            return True
        time.sleep(0.02)
    return False


# --- who dies with whom ---------------------------------------------------------------------------

CLIENT = """
import sys, time
from bangkit_nb.run import kernels
server = kernels.KernelServer()
cells = [{"nomor": 0, "kode": "import time; time.sleep(600)", "boleh_gagal": False}]
child = kernels.Child({"jenis": "notebook", "sel": cells}, server.channel)
print(server.process.pid, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("victim", ["client", "server"])
def test_server_and_children_die_with_their_client_and_children_with_the_server(
    victim: str,
) -> None:
    with subprocess.Popen([sys.executable, "-c", CLIENT], stdout=subprocess.PIPE, text=True) as it:
        assert it.stdout is not None
        server = psutil.Process(int(it.stdout.readline()))
        assert until(lambda: len(server.children()) == 1)
        child = server.children()[0]
        os.kill(it.pid if victim == "client" else server.pid, signal.SIGKILL)
        assert until(lambda: is_gone(child.pid) and is_gone(server.pid))
        it.kill()


def test_a_dead_server_is_said_and_not_waited_for() -> None:
    with kernels.KernelServer() as started:
        cells = [{"nomor": 0, "kode": "import time; time.sleep(600)", "boleh_gagal": False}]
        with kernels.Child({"jenis": "notebook", "sel": cells}, started.channel) as child:
            os.kill(started.process.pid, signal.SIGKILL)
            while child.read() is not None:
                pass
            with pytest.raises(kernels.ServerGone):
                child.wait()
        with pytest.raises(kernels.ServerGone):
            kernels.Child({"jenis": "notebook", "sel": []}, started.channel).wait()


def test_a_server_that_is_killed_on_the_way_is_started_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = kernels.KernelServer._await
    met = []

    def killed(self: kernels.KernelServer, ready: int) -> None:
        if not met:
            met.append(self.process.pid)
            self.process.kill()
        whole(self, ready)

    monkeypatch.setattr(kernels.KernelServer, "_await", killed)
    with kernels.start_server() as started:
        assert started.is_alive() and met


def test_a_server_that_cannot_start_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "_SERVER", ("-c", "import sys; sys.exit(1)"))
    with pytest.raises(RunError, match="BANGKIT_KERNEL=biasa"):
        kernels.start_server()


def test_plain_papermill_knows_the_engine(tmp_path: Path) -> None:
    source = write(tmp_path, "rakor * 2")
    words = [sys.executable, "-m", "papermill", str(source), str(tmp_path / "o.ipynb"),
             "--engine", "bangkit", "-p", "rakor", "ab", "--no-progress-bar"]  # fmt: skip
    subprocess.run(words, check=True, capture_output=True, cwd=tmp_path)
    assert outputs(tmp_path / "o.ipynb")[0]["data"]["text/plain"] == "'abab'"
