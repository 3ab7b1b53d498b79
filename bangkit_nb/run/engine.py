"""The papermill engine `bangkit`: a forked warm shell where that is safe, a plain kernel elsewhere.

Both ways leave the same notebook. A kernel that dies or a cell that takes too long becomes an error
in its cell, so that the executed notebook tells what happened to it.
"""

from __future__ import annotations

import atexit
import itertools
import re
import time
from typing import Any

from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbclient.util import run_sync
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine
from papermill.log import logger
from papermill.utils import merge_kwargs, remove_args

from bangkit_nb.run import kernels

NAME = "bangkit"
DEAD, LATE = "KernelMati", "MelewatiBatasWaktu"
_SAID = {
    DEAD: "Kernel notebook mati saat menjalankan sel ini ({why}). Jalankan lagi.",
    LATE: "Sel ini melewati batas waktu dan dihentikan. Jalankan lagi.",
}
INTERRUPT_SECONDS = 3.0
"""What an overdue cell gets to show where it hangs, before it is killed."""

_own: list[kernels.KernelServer] = []


class BangkitEngine(Engine):  # type: ignore[misc]
    """Execute a notebook in a fork of the warm server; plain papermill starts one of its own."""

    @classmethod
    def execute_managed_notebook(  # type: ignore[no-untyped-def]
        cls,
        nb_man,
        kernel_name,
        log_output=False,
        start_timeout=60,
        execution_timeout=None,
        **kwargs,
    ) -> NotebookNode:
        """Execute the cells; see papermill's NBClientEngine for the arguments."""
        kind = WarmClient if _find_server() else PlainClient
        options = merge_kwargs(
            remove_args(["input_path", "timeout", "startup_timeout"], **kwargs),
            timeout=execution_timeout if execution_timeout else kwargs.get("timeout"),
            startup_timeout=start_timeout,
            kernel_name=kernel_name,
            log=logger,
            log_output=log_output,
            # else what a cell prints falls into as many outputs as the moment will have it
            coalesce_streams=True,
            record_timing=False,
        )
        return kind(nb_man, **options).execute()


def _find_server() -> bool:
    """Tell whether notebooks can be forked here, starting a server where there is none yet."""
    if kernels.is_warm() or not kernels.is_safe():
        return kernels.is_warm()
    server = kernels.start_server()
    _own.append(server)
    atexit.register(server.close)
    kernels.adopt(server.channel)
    return True


class _TellingClient(PapermillNotebookClient):  # type: ignore[misc]
    """A client whose dead or overdue cells hold an error output."""

    def _tell(self, cell: NotebookNode, kind: str, why: str = "") -> CellExecutionError:
        said = _SAID[kind].format(why=why)
        fault = {"output_type": "error", "ename": kind, "evalue": said, "traceback": [said]}
        kinds = [output.output_type for output in cell.outputs]
        # before the traceback of the interrupt: the first error is the one that papermill tells
        at = kinds.index("error") if "error" in kinds else len(kinds)
        cell.outputs.insert(at, NotebookNode(fault))
        return CellExecutionError.from_cell_and_msg(cell, fault)


class PlainClient(_TellingClient):
    """Run the notebook in a kernel of its own, by nbclient."""

    is_dead = False

    def execute_cell(self, cell: NotebookNode, cell_index: int) -> NotebookNode:
        """Execute one cell; a dead kernel and a timeout become errors of the cell."""
        try:
            return run_sync(self.async_execute_cell)(cell, cell_index)
        except CellTimeoutError:
            self.is_dead = True
            raise self._tell(cell, LATE) from None
        except DeadKernelError:
            self.is_dead = True
            raise self._tell(cell, DEAD, "proses hilang") from None

    def wait_for_reply(self, msg_id: str, cell: NotebookNode | None = None) -> Any:
        """Return the kernel's reply; a dead one's facts are this Python's."""
        if not self.is_dead:
            return super().wait_for_reply(msg_id, cell)
        return {"content": {"language_info": _language_info()}}


class WarmClient(_TellingClient):
    """Run the notebook in a fork of the warm server."""

    _child: kernels.Child

    def execute(self, **kwargs: Any) -> NotebookNode:
        """Execute all cells and return the notebook."""
        self.reset_execution_trackers()
        self._waiting: list[dict[str, Any]] = []
        cells = [
            {"nomor": n, "kode": cell.source, "boleh_gagal": self._may_fail(cell)}
            for n, cell in enumerate(self.nb.cells) if self._is_run(cell)
        ]  # fmt: skip
        with kernels.Child({"jenis": "notebook", "sel": cells}) as self._child:
            self.papermill_execute_cells()
        self.nb.metadata["language_info"] = _language_info()
        self.set_widgets_metadata()
        return self.nb

    def _is_run(self, cell: NotebookNode) -> bool:
        skipped = self.skip_cells_with_tag in cell.metadata.get("tags", [])
        return bool(cell.cell_type == "code" and cell.source.strip() and not skipped)

    def _may_fail(self, cell: NotebookNode) -> bool:
        tagged = "raises-exception" in cell.metadata.get("tags", [])
        return bool((self.allow_errors or tagged) and not self.force_raise_errors)

    def execute_cell(self, cell: NotebookNode, cell_index: int) -> NotebookNode:
        """Gather what one cell says until it is done; raises CellExecutionError."""
        if not self._is_run(cell):
            return cell
        cell.outputs = []
        self.clear_before_next_output = False
        reply = self._gather(cell, cell_index)
        _coalesce(cell)
        if reply["status"] == "error" and not self._may_fail(cell):
            raise CellExecutionError.from_cell_and_msg(cell, reply)
        return cell

    def _gather(self, cell: NotebookNode, cell_index: int) -> dict[str, Any]:
        limit = self._get_timeout(cell)
        until = None if limit is None else time.monotonic() + limit
        is_late = False
        while True:
            while self._waiting:
                line = self._waiting.pop(0)
                if "selesai" in line:
                    if is_late:
                        raise self._tell(cell, LATE)
                    return dict(line["jawab"])
                self.process_message(_message(line), cell, cell_index)
            left = None if until is None else max(0.0, until - time.monotonic())
            lines = self._child.read(left)
            if lines is None:
                raise self._tell(cell, LATE if is_late else DEAD, self._why())
            if not lines and left is not None and time.monotonic() >= (until or 0.0):
                if is_late:
                    self._child.close()
                    raise self._tell(cell, LATE)
                is_late, until = True, time.monotonic() + INTERRUPT_SECONDS
                self._child.interrupt()
            self._waiting += lines

    def _why(self) -> str:
        """Say how the child ended; raises ServerGone where the server went with it."""
        code = self._child.wait().code
        if code is None:
            return "proses tidak dapat dimulai"
        return f"sinyal {-code}" if code < 0 else f"kode {code}"


def _message(line: dict[str, Any]) -> dict[str, Any]:
    kind = line["pesan"]
    return {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": {},
            "content": line["isi"]}  # fmt: skip


def _language_info() -> dict[str, Any]:
    from ipykernel.ipkernel import IPythonKernel

    return dict(IPythonKernel.language_info)


_OVERWRITTEN = re.compile(r"[^\n]*\r(?=[^\n])")


def _coalesce(cell: NotebookNode) -> None:
    """Merge what a cell printed as nbclient does: one output a stream, stdout before stderr."""
    merged: list[NotebookNode] = []
    streams: dict[str, NotebookNode] = {}
    for output in cell.outputs:
        if output.output_type == "stream" and output.name in streams:
            streams[output.name].text += output.text
        else:
            merged.append(output)
            if output.output_type == "stream":
                streams[output.name] = output
    for stream in streams.values():
        stream.text = _OVERWRITTEN.sub("", stream.text)
    for at, (one, other) in enumerate(itertools.pairwise(list(merged))):
        if (one.get("name"), other.get("name")) == ("stderr", "stdout"):
            merged[at : at + 2] = [other, one]
    cell.outputs = merged
