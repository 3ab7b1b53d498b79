"""Only what changed runs: each part of the input is noticed, and nothing else is."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from build import RENCANA, write_project

from bangkit_nb.errors import BangkitError
from bangkit_nb.review.events import Event, Seen, content_hash, usulan_key
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.store import open_store
from bangkit_nb.run import changes
from bangkit_nb.run.changes import FAILED, MISSING, NEVER, REASONS, Inputs, find_runnable
from bangkit_nb.run.publish import publish_files

KEY = "uji-2024-03-01"
BEFORE = "lama-2023-03-01"


def settle(project: Path, key: str = KEY) -> Path:
    """Leave what a good run of today's input leaves, without running it."""
    out = project / "outputs" / key
    told = {"berkas": {"index.html": "", "paket/a.html": ""}, "contoh": False}
    masukan = Inputs(project).read_parts(key)
    publish_files(out, {"index.html": b"i", "paket/a.html": b"a"}, (), told | {"masukan": masukan})
    return out


def explain(project: Path, key: str = KEY) -> tuple[str, ...]:
    return Inputs(project).explain(key)


def append(project: Path, key: str) -> None:
    row = RENCANA[0]
    kunci = usulan_key(row["kode_desa"], "2025", row["kegiatan"], row["id_usulan"])
    seen = Seen(row["id_usulan"], row["kode_desa"], "2025", row["kegiatan"], content_hash(row))
    event = Event(str(uuid.uuid4()), key, kunci, Padanan("ragu"), (), 1, "ani",
                  "2024-02-20T10:00:00+09:00", seen)  # fmt: skip
    with open_store(project) as store:
        store.append([event])


def add(path: Path, text: str = "\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(text)


CHANGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "workbook": (lambda p: add(p / "data" / f"{KEY}.xlsx"), "berkas"),
    "params": (lambda p: add(p / "params" / f"{KEY}.yml", "# catatan\n"), "params"),
    "notebook": (lambda p: add(p / "notebooks" / "3_paket_briefing.ipynb"), "notebook"),
    "log": (lambda p: append(p, KEY), "log"),
    "template": (lambda p: add(p / "data" / "templat" / "surat.docx", "x"), "berkas"),
    "map": (lambda p: add(p / "data" / "peta.geojson", "x"), "berkas"),
    "workbook of the Rakor before": (lambda p: add(p / "data" / f"{BEFORE}.xlsx"), "sebelumnya"),
    "log of the Rakor before": (lambda p: append(p, BEFORE), "sebelumnya"),
    "params of the Rakor before": (lambda p: add(p / "params" / f"{BEFORE}.yml"), "sebelumnya"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_a_reason_to_run_and_its_undoing_none(project: Path, name: str) -> None:
    write_project(project, BEFORE)
    add(project / "data" / "templat" / "surat.docx", "t")
    add(project / "data" / "peta.geojson", "p")
    write_project(
        project, rakor_sebelumnya=BEFORE, templat="data/templat", peta="data/peta.geojson"
    )
    assert explain(project) == (NEVER,)
    settle(project)
    assert explain(project) == ()
    before = {p: p.read_bytes() for p in project.rglob("*") if p.is_file()}
    change, part = CHANGES[name]
    change(project)
    assert explain(project) == (REASONS[part],)
    for path in project.rglob("*"):
        if path.is_file():
            path.write_bytes(before[path]) if path in before else path.unlink()
    assert explain(project) == ()


def test_new_code_is_a_reason(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(project)
    settle(project)
    monkeypatch.setattr(changes, "hash_code", lambda: "lain")
    assert explain(project) == (REASONS["kode"],)


def test_what_says_the_same_is_no_reason(project: Path) -> None:
    write_project(project)
    write_project(project, BEFORE)
    append(project, BEFORE)
    settle(project)
    os.utime(project / "data" / f"{KEY}.xlsx", (1, 1))
    append(project, BEFORE)  # the log of another Rakor
    add(project / "data" / f"{BEFORE}.xlsx")
    assert explain(project) == ()


def test_a_failed_run_and_a_missing_pack_run_again(project: Path) -> None:
    write_project(project)
    out = settle(project)
    (out / "gagal").mkdir()
    assert explain(project) == (FAILED,)
    (out / "gagal").rmdir()
    (out / "paket" / "a.html").unlink()
    assert explain(project) == (MISSING,)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"masukan": 5}', b'{"masukan": {}}']
)
def test_a_manifest_that_cannot_be_read_counts_for_nothing(project: Path, content: bytes) -> None:
    write_project(project)
    (settle(project) / "manifest.json").write_bytes(content)
    assert explain(project) == (NEVER,)


def test_params_that_cannot_be_read_are_run_so_that_their_fault_is_seen(project: Path) -> None:
    write_project(project)
    settle(project)
    (project / "params" / f"{KEY}.yml").write_text("rakor: [\n")
    assert f"{KEY}.yml" in explain(project)[0]
    with pytest.raises(BangkitError):
        Inputs(project).read_parts(KEY)


def test_two_rakor_that_name_each_other_as_the_one_before_end(project: Path) -> None:
    write_project(project, rakor_sebelumnya=BEFORE)
    write_project(project, BEFORE, rakor_sebelumnya=KEY)
    settle(project)
    assert explain(project) == ()


def test_unchanged_rakor_are_known_without_reading_yaml(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_project(project, BEFORE)
    write_project(project, rakor_sebelumnya=BEFORE)
    settle(project, BEFORE)
    settle(project)

    def refuse(*given: Any) -> Any:
        raise AssertionError("yaml")

    monkeypatch.setattr("bangkit_nb.params._read_yaml", refuse)
    assert explain(project) == explain(project, BEFORE) == ()
    assert find_runnable(project) == [BEFORE, KEY]


# --- publishing -----------------------------------------------------------------------------------


def test_publishing_the_same_again_touches_nothing(tmp_path: Path) -> None:
    made, told = {"index.html": b"1", "tabel/a.csv": b"2"}, {"berkas": {}, "waktu": {"paket": 1}}
    publish_files(tmp_path, made, ("tabel",), told)
    before = {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in tmp_path.rglob("*")}
    publish_files(tmp_path, made, ("tabel",), told | {"waktu": {"paket": 2}})
    assert {p: (p.stat().st_ino, p.stat().st_mtime_ns) for p in tmp_path.rglob("*")} == before
    publish_files(tmp_path, made | {"index.html": b"3"}, ("tabel",), told | {"berkas": {"x": "y"}})
    changed = {p.name for p, seen in before.items() if p.stat().st_ino != seen[0]}
    assert changed == {"index.html", "manifest.json"}


def test_publishing_takes_away_what_is_stale_and_what_a_killed_run_left(tmp_path: Path) -> None:
    for name in (".tulis-x.tmp", "tabel/.tulis-y.tmp", "tabel/lama.csv", "lain/tetap.txt"):
        add(tmp_path / name)
    publish_files(tmp_path, {"index.html": b"1", "tabel/a.csv": b"2"}, ("tabel",), {"a": 1})
    found = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert found == {"index.html", "tabel/a.csv", "manifest.json", "lain/tetap.txt"}


@pytest.mark.parametrize("at", range(4))
def test_a_write_that_fails_leaves_the_last_good_packs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    names = [f"tabel/{n}.csv" for n in range(4)]
    publish_files(tmp_path, dict.fromkeys(names, b"lama"), ("tabel",), {"isi": "lama"})
    before = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    n = 0
    whole = os.fsync

    def full(handle: int) -> None:
        nonlocal n
        n += 1
        if n == at + 1:
            raise OSError(28, "No space left on device")
        whole(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        publish_files(tmp_path, dict.fromkeys(names, b"baru"), ("tabel",), {"isi": "baru"})
    assert {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()} == before


def test_a_kill_among_the_renames_leaves_no_manifest_to_believe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"tabel/{n}.csv" for n in range(4)]
    publish_files(tmp_path, dict.fromkeys(names, b"lama"), ("tabel",), {"isi": "lama"})
    whole = Path.replace

    def killed(self: Path, target: Path) -> Path:
        if target.name == "1.csv":
            raise KeyboardInterrupt
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        publish_files(tmp_path, dict.fromkeys(names, b"baru"), ("tabel",), {"isi": "baru"})
    assert not (tmp_path / "manifest.json").exists()
    assert json.dumps(sorted(p.name for p in tmp_path.rglob("*"))).count("tulis") == 0
