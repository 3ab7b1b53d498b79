"""The commands send and status on a real project: nothing leaves by itself, nothing twice."""

from __future__ import annotations

import argparse
import random
import shutil
import socket
from dataclasses import replace
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from build import SOAK, briefing, frames, write_project
from kit_mail import DATE, PEOPLE, SENDER
from ledger import open_outbox
from post import open_post

from bangkit_nb.errors import MailError
from bangkit_nb.mail import drafts
from bangkit_nb.mail.commands import add_commands
from bangkit_nb.mail.letters import build_letter, build_parts
from bangkit_nb.mail.message import build_message
from bangkit_nb.mail.recipients import match_recipients
from bangkit_nb.params import open_rakor
from bangkit_nb.review.exchange import merge_logs, write_log

KEY = "uji-2024-03-01"
NIK, PHONE, SECRET = "8105011203900007", "081234567899", "s4ndi-k3nari"


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()

    def add(commands: Any, name: str, about: str, action: Any) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about)
        made.set_defaults(action=action)
        return made  # type: ignore[no-any-return]

    add_commands(parser.add_subparsers(), add)
    options = parser.parse_args(words)
    return int(options.action(options))


@pytest.fixture
def office(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with four people; nothing of this machine's environment."""
    write_project(project, book=frames(Peserta=PEOPLE))
    monkeypatch.setenv("BANGKIT_PROYEK", str(project))
    monkeypatch.setenv("BANGKIT_PENGIRIM", "Panitia <panitia@contoh.id>")
    monkeypatch.setenv("BANGKIT_SMTP_SANDI", SECRET)
    for name in ("BANGKIT_SMTP_URL", "BANGKIT_SMTP_USER", "BANGKIT_BALAS_KE", "BANGKIT_DB"):
        monkeypatch.delenv(name, raising=False)
    return project


def test_by_itself_send_only_writes_files_that_outlook_opens(office: Path) -> None:
    assert run("send", KEY) == 0
    folder = office / "data" / "surel" / KEY
    files = sorted(folder.glob("*.eml"))
    assert len(files) == 4 and (folder / "index.html").is_file()
    with open_outbox(office) as outbox:
        stored = {outbox.message(k.kunci) for k in outbox.read(KEY)}
        assert {k.status.keadaan for k in outbox.read(KEY)} == {"antre"}
    head = b"X-Unsent: 1\r\n"
    assert {path.read_bytes().removeprefix(head) for path in files} == stored
    assert all(path.read_bytes().startswith(head) for path in files)


def test_sending_needs_the_number_typed_and_a_second_run_sends_nothing(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        for said in ("", "y", "3"):
            monkeypatch.setattr("builtins.input", lambda ask, said=said: said)
            assert run("send", KEY, "--smtp") == 1 and not post.received
        monkeypatch.setattr("builtins.input", lambda ask: "4")
        assert run("send", KEY, "--smtp", "--throttle", "0") == 0
        assert sorted(post.recipients) == sorted(one["email"] for one in PEOPLE)
        shutil.rmtree(office / "outputs", ignore_errors=True)
        shutil.rmtree(office / "data" / "surel")
        assert run("send", KEY, "--smtp", "--yes", "--ambil-alih", "--throttle", "0") == 0
        assert set(post.received.values()) == {1} and len(post.received) == 4
        capsys.readouterr()
        assert run("status", KEY, "--surel") == 0
        assert capsys.readouterr().out.count("belum tentu sampai") == 5


def test_changed_content_goes_out_again_only_as_a_new_terbitan(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("send", KEY, "--smtp", "--yes", "--ambil-alih", "--throttle", "0")
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        assert run(*words) == 0
        write_project(office, book=frames(Peserta=PEOPLE, Jadwal=[]))
        capsys.readouterr()
        run(*words)
        assert "4 surel tidak dikirim: isi lain" in capsys.readouterr().err
        assert len(post.recipients) == 4
        assert run(*words, "--terbitan", "2") == 0 and len(post.recipients) == 8


def test_only_some_are_sent_where_that_is_asked(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("send", KEY, "--smtp", "--yes", "--ambil-alih", "--throttle", "0")
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        assert run(*words, "--allow-domain", "lain.id") == 0 and not post.recipients
        assert run(*words, "--only", "budi@contoh.id") == 0
        assert post.recipients == ["budi@contoh.id"]
        assert run(*words, "--harian", "2") == 0 and len(post.recipients) == 2


def test_a_sample_never_leaves_this_machine(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_project(office, book=frames(Peserta=PEOPLE), contoh=True)
    monkeypatch.setenv("BANGKIT_SMTP_URL", "smtps://surel.contoh.id")
    with pytest.raises(MailError, match="contoh"):
        run("send", KEY, "--smtp", "--yes")


def test_another_machine_is_refused_until_the_right_is_moved_and_then_sends_only_the_rest(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    other = tmp_path / "laptop-b"
    (other / "params").mkdir(parents=True)
    (other / "data").mkdir()
    write_project(other, book=frames(Peserta=PEOPLE))
    made = open_rakor(KEY, office)
    words = ("send", KEY, "--smtp", "--yes", "--throttle", "0")
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        monkeypatch.setattr(socket, "gethostname", lambda: "laptop-a")
        with pytest.raises(MailError, match="--ambil-alih"):
            run(*words)
        assert run(*words, "--ambil-alih", "--only", "budi@contoh.id") == 0
        write_log(made, tmp_path / "a.jsonl")
        monkeypatch.setenv("BANGKIT_PROYEK", str(other))
        monkeypatch.setattr(socket, "gethostname", lambda: "laptop-b")
        merge_logs(open_rakor(KEY, other), [tmp_path / "a.jsonl"])
        capsys.readouterr()
        assert run("status", KEY, "--surel") == 0
        assert "'laptop-a'" in capsys.readouterr().out
        with pytest.raises(MailError, match=r"dikirim dari komputer 'laptop-a'"):
            run(*words)
        assert run(*words, "--ambil-alih") == 0
        assert "dipindahkan dari komputer 'laptop-a'" in capsys.readouterr().out
        assert run(*words) == 0
    assert sorted(post.recipients) == sorted(one["email"] for one in PEOPLE)
    assert set(post.received.values()) == {1}


def test_invitation_and_documents_go_along_and_a_wrong_document_stops_it_before(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = office / "outputs" / KEY / "dokumen"
    folder.mkdir(parents=True)
    (folder / "undangan.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(MailError, match="tidak ada"):
        run("send", KEY, "--lampiran", "lain.pdf")
    assert not (office / "data" / "surel").exists()
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        words = ("--smtp", "--yes", "--ambil-alih", "--throttle", "0")
        assert run("send", KEY, *words, "--undangan", "--lampiran", "undangan.pdf") == 0
        assert run("send", KEY, *words) == 0, "what goes along makes no other mail"
    assert len(post.contents) == 4
    for content in post.contents:
        kinds = {part.get_content_type() for part in message_from_bytes(content).walk()}
        assert {"text/calendar", "application/pdf"} <= kinds


def test_thanks_wait_for_the_end_of_the_meeting(office: Path) -> None:
    with pytest.raises(MailError, match="belum ditutup"):
        run("send", KEY, "--terima-kasih")


def test_old_originals_go_by_command_and_what_was_sent_is_not_sent_again(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("send", KEY, "--smtp", "--yes", "--ambil-alih", "--throttle", "0")
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        assert run(*words) == 0
        assert run("status", KEY, "--hapus-sebelum", "2024-01-01") == 0
        assert "0 surel: isi" in capsys.readouterr().out
        assert run("status", KEY, "--surel", "--hapus-sebelum", "9999-01-01") == 0
        said = capsys.readouterr().out
        assert "4 surel: isi" in said and "@" not in said and said.count("belum tentu") == 5
        assert list((office / "data" / "surel" / KEY).iterdir()) == []
        with pytest.raises(MailError, match="2024-12-31"):
            run("status", KEY, "--hapus-sebelum", "kemarin")
        assert run(*words) == 0 and len(post.recipients) == 4


def test_nothing_personal_or_secret_is_kept_or_sent(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"id_usulan": "U-1", "kode_desa": "81.05.15.2004", "anggaran": 1e6, "tahun": 2025,
             "bidang_penghidupan": "pertanian", "volume": 1, "satuan": "unit",
             "kegiatan": f"Sarana rumput laut NIK {NIK} telp {PHONE}"}]  # fmt: skip
    people = [{**one, "jabatan": f"Camat {PHONE}"} for one in PEOPLE]
    write_project(office, book=frames(Peserta=people, Rencana=rows))
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        assert run("send", KEY, "--smtp", "--yes", "--ambil-alih", "--throttle", "0") == 0
    said = capsys.readouterr()
    kept = [p for p in office.rglob("*") if p.is_file() and p.suffix != ".xlsx"]
    every = b"".join([*(p.read_bytes() for p in kept), *post.contents])
    every += (said.out + said.err).encode()
    for canary in (NIK, PHONE, SECRET):
        assert canary.encode() not in every
    assert not (office / "outputs").exists()


def test_crossed_assignments_are_refused(tmp_path: Path) -> None:
    b = briefing(Peserta=PEOPLE)
    found = match_recipients(b.checked)
    parts = build_parts(b)
    rng = random.Random(10)
    refused, n = 0, 10_000 if SOAK else 300
    with open_outbox(tmp_path) as outbox:
        for _ in range(n):
            one = rng.choice(found.recipients)
            others = [p for p in parts if (p,) != one.audiences]
            wrong = replace(one, audiences=tuple(rng.sample(others, rng.randint(1, 2))))
            letter = build_letter(b, wrong, parts)
            with pytest.raises(MailError):
                outbox.queue([(letter, build_message(letter, SENDER, DATE))], found.allowed())
            refused += 1
        stranger = replace(found.recipients[0], alamat="orang.lain@contoh.id")
        letter = build_letter(b, stranger, parts)
        with pytest.raises(MailError):
            outbox.queue([(letter, build_message(letter, SENDER, DATE))], found.allowed())
        assert refused == n and outbox.read(KEY) == ()


def test_a_message_changed_after_it_was_approved_is_not_sent(tmp_path: Path) -> None:
    b = briefing(Peserta=PEOPLE)
    with open_outbox(tmp_path) as outbox:
        before = drafts.write_drafts(b, outbox, SENDER, DATE).kept
        other = replace(SENDER, nama="Orang Lain")
        after = drafts.write_drafts(b, outbox, other, DATE).kept
        assert [k.kunci for k in before] == [k.kunci for k in after]
        with pytest.raises(MailError, match="berubah"):
            outbox.claim(before[0].kunci, before[0].sidik)
        assert outbox.claim(after[0].kunci, after[0].sidik) is not None
        assert outbox.claim(after[0].kunci, after[0].sidik) is None
