"""The review, measured in Chromium through JupyterLab: 5,000 usulan, 3,000 rows, five candidates.

What an officer waits for, beside a floor of the same run: an anywidget that does nothing but answer
through the same kernel, and a bare fsync for the store. "Painted" is two animation frames after the
change, so that up to 33 ms of it are the screen's own rhythm.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "browser"))

import kit
import labs
import large
import reviews
import screens
from playwright.sync_api import Page

from bangkit_nb.review.events import Event
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.store import open_store

N = 150

FLOOR = '''import anywidget, traitlets
class Lantai(anywidget.AnyWidget):
    n = traitlets.Int().tag(sync=True)
    _esm = """export default { render({ model, el }) {
      el.innerHTML = '<div id="lantai" tabindex="0"><p>0</p></div>';
      const box = el.firstChild;
      box.addEventListener('keydown', e => { e.stopPropagation(); model.send({}); });
      model.on('change:n', () => { box.firstChild.textContent = model.get('n'); });
    } }"""
    def __init__(self):
        super().__init__()
        self.on_msg(lambda *_: setattr(self, "n", self.n + 1))
lantai = Lantai()
lantai'''

# One key: from its event to the change it brings, and to two frames after that.
TIMED = """([selector, frame]) => {
  window.times = [];
  let start = 0;
  document.querySelector(frame).addEventListener('keydown', () => { start = performance.now(); },
    true);
  new MutationObserver(() => {
    if (!start) return;
    const from = start, changed = performance.now();
    start = 0;
    requestAnimationFrame(() => requestAnimationFrame(() =>
      window.times.push([changed - from, performance.now() - from])));
  }).observe(document.querySelector(selector), {childList: true, characterData: true,
    subtree: true});
}"""

RUN_LAST = """() => new Promise(done => {
  const start = performance.now();
  const look = () => {
    if (!document.querySelector('.tj .tj-usulan h3')) { requestAnimationFrame(look); return; }
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
  };
  document.querySelectorAll('.tj').forEach(e => e.remove());
  window.jupyterapp.commands.execute('notebook:run-cell');
  look();
})"""

ABOVE = """() => { const n = window.jupyterapp.shell.currentWidget.content;
  n.activeCellIndex = n.widgets.length - 1;
  return window.jupyterapp.commands.execute('notebook:run-all-above').then(() => 1); }"""


def quantile(values: list[float], share: float) -> float:
    """Return a quantile by rank."""
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def told(values: list[float]) -> str:
    """Return median and p95 in words."""
    return f"median {statistics.median(values):.0f} ms, p95 {quantile(values, 0.95):.0f} ms"


def write_notebook(project: Path) -> None:
    """Put the floor's widget before the review, and this Rakor into the parameters."""
    path = project / "notebooks" / "2_tinjau_padanan.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8").replace(large.SAMPLE, large.KEY))
    cell = {**notebook["cells"][-1], "id": "lantai", "source": FLOOR.splitlines(keepends=True)}
    notebook["cells"].insert(-1, cell)
    (project / "tinjau.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def open_cells(page: Page) -> float:
    """Run the cells above, then the review's; return seconds from its start to the first card."""
    page.evaluate(ABOVE)
    page.wait_for_function(labs._READY, timeout=120_000)
    return float(page.evaluate(RUN_LAST)) / 1000


def press_floor(page: Page) -> list[list[float]]:
    """Press a key in the empty widget again and again; return (changed, painted) in ms."""
    page.evaluate(
        "() => { const n = jupyterapp.shell.currentWidget.content;"
        " return n.scrollToItem(n.widgets.length - 2).then(() => 1); }"
    )
    page.locator("#lantai").focus()
    page.evaluate(TIMED, ["#lantai p", "#lantai"])
    for at in range(N):
        page.keyboard.press("q")
        page.wait_for_function("n => window.times.length > n", arg=at)
    return list(page.evaluate("() => window.times"))


def press_review(page: Page) -> tuple[list[list[float]], float]:
    """Judge N usulan by keyboard; return (changed, painted) in ms and the seconds for all."""
    labs.show_last_cell(page)
    page.locator(".tj").focus()
    page.evaluate(TIMED, [".tj-usulan", ".tj"])
    start = time.perf_counter()
    for at in range(N):
        is_blind = page.evaluate(reviews.CARD)["blind"]
        page.keyboard.press("1" if is_blind else "a1r2t"[at % 5])
        page.wait_for_function("n => window.times.length > n", arg=at)
        screens.wait_for_answer(page, ".tj")
    return list(page.evaluate("() => window.times")), time.perf_counter() - start


def print_screen(project: Path) -> None:
    """Measure what is seen."""
    with (
        kit.open_browser() as browser,
        labs.open_lab(project) as lab,
        kit.open_context(browser, lab.url, "ws://127.0.0.1", height=1000) as (context, watch),
    ):
        page = context.new_page()
        labs.open_notebook(page, lab, "tinjau.ipynb")
        first, again = open_cells(page), open_cells(page)
        print(f"- first card after the cell starts: {first:.2f} s in a new kernel (its libraries "
              f"loaded by the cell), {again:.2f} s in a running one")  # fmt: skip
        floor = press_floor(page)
        ours, seconds = press_review(page)
        resumed = open_cells(page)
        print(f"- the same with {N} judgements in the log: {resumed:.2f} s")
        said = watch.take()
        assert said == [], said
    for at, name in enumerate(("changed in the page", "painted")):
        one, other = ([pair[at] for pair in pairs] for pairs in (ours, floor))
        ratio = statistics.median(one) / statistics.median(other)
        print(f"- key to next card {name}: {told(one)}; empty widget: {told(other)}; "
              f"ratio of medians {ratio:.1f}x")  # fmt: skip
    print(f"- 100 judgements by a scripted keyboard: {100 * seconds / N:.1f} s")


def print_store(project: Path, n: int = 1000) -> None:
    """Measure one event's way to the disk, beside a bare write and fsync of as many bytes."""
    with open_store(project) as store:
        sample = store.read(large.KEY).events[0]
        ours, floor, size = [], [], 0
        with (project / "lantai.bin").open("wb", buffering=0) as bare:
            for at in range(n):
                event = replace(sample, id=f"00000000-0000-4000-8000-{at:012d}", rakor="ukur")
                size = size or len(str(event).encode())
                start = time.perf_counter()
                store.append([event])
                ours.append(1000 * (time.perf_counter() - start))
                start = time.perf_counter()
                bare.write(b"x" * size)
                os.fsync(bare.fileno())
                floor.append(1000 * (time.perf_counter() - start))
    assert isinstance(sample, Event) and isinstance(sample.isi, Padanan)
    print(f"- one event kept: median {statistics.median(ours):.2f} ms, p99 "
          f"{quantile(ours, 0.99):.2f} ms; bare write and fsync: median "
          f"{statistics.median(floor):.2f} ms, p99 {quantile(floor, 0.99):.2f} ms")  # fmt: skip


def main() -> None:
    """Print every figure."""
    with tempfile.TemporaryDirectory(prefix="besar-") as name:
        project = large.write_large(Path(name))
        write_notebook(project)
        print_screen(project)
        print_store(project)


if __name__ == "__main__":
    main()
