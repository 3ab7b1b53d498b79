"""What is due is told, and mailed once each: to the people of its OPD, on whatever day one asks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import kit_mail
import pytest
from build import briefing, frames, rakor, write_project
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb import cli
from bangkit_nb.mail import drafts
from bangkit_nb.mail.recipients import match_recipients
from bangkit_nb.mail.remind import build_reminders, find_due
from bangkit_nb.params import open_rakor
from bangkit_nb.review.store import open_store

Capture = pytest.CaptureFixture[str]


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.none() | st.integers(-60, 90), st.booleans()), max_size=8),
)
def test_due_is_open_and_within_the_days_or_past(
    n_days: int, items: list[tuple[int | None, bool]]
) -> None:
    base = kit_mail.result()
    per = base.per_tanggal
    rtl = tuple(
        replace(
            base.rtl[0], id=str(n), is_locked=closed,
            isi=replace(base.rtl[0].isi, batas_waktu="" if days is None else
                        (per + dt.timedelta(days)).isoformat()),
        )
        for n, (days, closed) in enumerate(items)
    )  # fmt: skip
    found = find_due(replace(base, rtl=rtl), n_days)
    expected = [str(n) for n, (days, closed) in enumerate(items)
                if not closed and days is not None and days <= n_days]  # fmt: skip
    assert sorted(one.id for one in found) == sorted(expected)
    assert [one.batas for one in found] == sorted(one.batas for one in found)


def test_a_reminder_goes_to_the_people_of_its_opd_and_the_others_are_named() -> None:
    b = briefing(rakor(per_tanggal="2024-03-25"), Peserta=kit_mail.PEOPLE)
    made, unreached = build_reminders(b, kit_mail.result().rtl, match_recipients(b.checked))
    assert [letter.alamat for one in made for letter in one.letters] == ["budi@contoh.id"]
    assert "7 hari lagi" in str(made[0].letters[0].parts)
    assert [one.alasan.split(": ")[1] for one in unreached] == [
        "tidak ada alamat untuk OPD 3.27.01", "kode_opd kosong",
    ]  # fmt: skip


def write_due(project: Path) -> str:
    rtl = [
        {"id_rtl": "R-1", "rencana": "Susun rincian", "penanggung_jawab": "Kepala dinas",
         "kode_opd": "3.25.01", "batas_waktu": "2024-03-28", "status": "berjalan"},
        {"id_rtl": "R-2", "rencana": "Kirim data", "penanggung_jawab": "Kepala dinas",
         "kode_opd": "3.25.01", "batas_waktu": "2024-04-20", "status": "belum mulai"},
        {"id_rtl": "R-3", "rencana": "Sudah", "penanggung_jawab": "Kepala dinas",
         "kode_opd": "3.25.01", "batas_waktu": "2024-03-28", "status": "selesai"},
    ]  # fmt: skip
    return write_project(project, book=frames(Tindak_Lanjut=rtl, Peserta=kit_mail.PEOPLE))


def queued(project: Path, key: str) -> list[str]:
    with open_store(project) as store:
        kept = drafts.open_outbox(store).read(key)
    return sorted(one.subjek.split(":")[1].split(" [")[0].strip() for one in kept)


def test_each_follow_up_is_queued_once_whatever_the_day(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    monkeypatch.setenv("BANGKIT_PENGIRIM", "Panitia <panitia@contoh.id>")
    key = write_due(project)
    assert cli.main(["remind", key, "--per-tanggal", "2024-03-25"]) == 0
    assert "Susun rincian" in capsys.readouterr().out
    assert not (project / "data" / "bangkit.db").exists()  # telling writes nothing
    for day, told in (("2024-03-25", "1 surel pengingat, 1 baru"),
                      ("2024-03-26", "1 surel pengingat, 0 baru"),
                      ("2024-04-15", "2 surel pengingat, 1 baru")):  # fmt: skip
        assert cli.main(["remind", key, "--per-tanggal", day, "--kirim"]) == 0
        assert told in capsys.readouterr().out
    assert queued(project, key) == ["Kirim data", "Susun rincian"]
    files = list((project / "data" / "surel" / key / "pengingat").glob("*.eml"))
    assert len(files) == 2 and all(b"budi@contoh.id" in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--per-tanggal", "besok"], "misalnya 2024-08-20"),
        (["--per-tanggal", "2024-03-25", "--smtp"], "--kirim"),
        (["--per-tanggal", "2024-03-25", "--hari", "-1"], "--hari"),
    ],
)
def test_a_misunderstood_reminder_is_one_sentence(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture, words: list[str], said: str
) -> None:
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    key = write_project(project)
    assert cli.main(["remind", key, *words]) == 1
    assert said in capsys.readouterr().err


def test_a_sample_knows_the_follow_up_of_its_meeting_once_that_is_over(root: Path) -> None:
    from bangkit_nb.data.checks import check_workbook
    from bangkit_nb.data.workbook import read_workbook
    from bangkit_nb.hasil.read import read_hasil

    here = open_rakor("sbt-2024-03-01", root)
    checked = check_workbook(read_workbook(here), here)
    before = {one.isi.rencana for one in find_due(read_hasil(here, checked), 30)}
    later = replace(here, per_tanggal="2024-03-20")
    after = {one.isi.rencana for one in find_due(read_hasil(later, checked), 30)}
    own = "Menjawab usulan perikanan satu per satu"
    assert own in after and own not in before
