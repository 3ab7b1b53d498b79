"""Files: never half of one, never outside the folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from build import SOAK
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.errors import BangkitError
from bangkit_nb.files import read_object, resolve_inside, write_atomic

WRITER = """
import sys
from pathlib import Path
from bangkit_nb.files import write_atomic
path, n = Path(sys.argv[1]), 0
print("siap", flush=True)
while True:
    n += 1
    write_atomic(path, (b"%d " % (n % 10)) * 200_000)
"""


def test_what_is_written_is_read_back_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = write_atomic(tmp_path / "baru" / "a.txt", b"isi")
    assert path.read_bytes() == b"isi"
    write_atomic(path, b"lain")
    assert path.read_bytes() == b"lain"
    assert [p.name for p in path.parent.iterdir()] == ["a.txt"]


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_atomic(tmp_path / "a.txt", b"lama")

    def full(handle: int) -> None:
        raise OSError(28, "disk penuh")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="penuh"):
        write_atomic(path, b"baru")
    assert path.read_bytes() == b"lama"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL")
def test_a_killed_writer_never_leaves_half_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    whole = {(b"%d " % n) * 200_000 for n in range(10)}
    for round_ in range(150 if SOAK else 8):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(0.01 + 0.003 * (round_ % 17))
            child.send_signal(signal.SIGKILL)
        if path.exists():
            assert path.read_bytes() in whole


@given(st.text(max_size=30))
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    root = Path("/srv/bangkit-uji").resolve()
    try:
        found = resolve_inside(root, name)
    except (BangkitError, ValueError, OSError):
        return  # refused (a NUL byte is refused by the system itself)
    assert found == root or root in found.parents


@pytest.mark.parametrize("name", ["..", "../x", "a/../../x", "/etc/passwd", "~/../../x/../../.."])
def test_a_name_with_dots_or_a_root_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BangkitError, match="luar folder"):
        resolve_inside(tmp_path, name)


def test_a_link_that_leads_out_is_refused(tmp_path: Path) -> None:
    (tmp_path / "dalam").mkdir()
    (tmp_path / "dalam" / "pintu").symlink_to(tmp_path)
    with pytest.raises(BangkitError, match="luar folder"):
        resolve_inside(tmp_path / "dalam", "pintu/rahasia")


def test_a_damaged_or_missing_note_counts_as_none(tmp_path: Path) -> None:
    path = tmp_path / "catatan.json"
    assert read_object(path) is None and read_object(tmp_path) is None
    for content, expected in [
        (b'{"a": 1}', {"a": 1}), (b"[1]", None), (b'{"a"', None), (b"\xff\xfe", None),
    ]:  # fmt: skip
        path.write_bytes(content)
        assert read_object(path) == expected
