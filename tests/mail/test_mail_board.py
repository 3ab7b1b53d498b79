"""The screen of mails without a screen: approve by hash, type how many, send, stop, ask."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from build import frames, write_project
from kit_mail import PEOPLE
from post import Post, open_post

from bangkit_nb.mail import drafts
from bangkit_nb.mail.board import Board
from bangkit_nb.mail.widget import MailWidget
from bangkit_nb.params import open_rakor
from bangkit_nb.review.store import open_store

KEY = "uji-2024-03-01"
SECRET = "s4ndi-k3nari"


@pytest.fixture
def board(project: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    write_project(project, book=frames(Peserta=PEOPLE))
    monkeypatch.setenv("BANGKIT_PENGIRIM", "Panitia <panitia@contoh.id>")
    monkeypatch.setenv("BANGKIT_SMTP_SANDI", SECRET)
    with open_store(project) as store:
        made = Board(open_rakor(KEY, project), drafts.open_outbox(store), throttle=0)
        yield made
        assert made.wait(20)


def waiting(board: Board) -> dict[str, str]:
    return {r["kunci"]: r["sidik"] for r in board.view["surel"] if r["keadaan"] == "antre"}


def send(board: Board, chosen: dict[str, str], number: object = None) -> dict[str, Any]:
    said = str(len(chosen)) if number is None else number
    board.act({"aksi": "kirim", "jumlah": said, "pilihan": chosen})
    assert board.wait(20)
    return board.view


def states_of(view: dict[str, Any]) -> dict[str, str]:
    return {row["alamat"]: row["keadaan"] for row in view["surel"]}


def test_the_screen_shows_who_gets_what_and_the_stored_message(board: Board) -> None:
    view = board.view
    assert len(view["surel"]) == 4 and set(states_of(view).values()) == {"antre"}
    assert view["kurang"], "no server is set"
    row = view["surel"][1]
    assert (row["nama"], row["subjek"]) == ("Budi", "Dinas Perikanan")
    row = view["surel"][0]
    board.act({"aksi": "lihat", "kunci": row["kunci"]})
    assert board.preview["sidik"] == row["sidik"] and "Yth. Ani" in board.preview["html"]
    assert board.preview["html"].encode() in drafts_body(board, row["kunci"])
    assert SECRET not in json.dumps([board.view, board.preview])


def drafts_body(board: Board, kunci: str) -> bytes:
    from email import message_from_bytes, policy

    body = message_from_bytes(board.outbox.message(kunci), policy=policy.default).get_body(
        ("html",)
    )
    assert body is not None
    return bytes(body.get_content().encode())


def test_only_what_is_ticked_goes_and_only_once(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        chosen = dict(list(waiting(board).items())[:3])
        for number in ("", "4", "tiga"):
            assert "Ketik jumlah" in send(board, chosen, number)["galat"] and not post.received
        view = send(board, chosen)
        assert view["galat"] == "" and "3 diterima server surel" in view["jalan"]["kata"]
        assert list(states_of(view).values()).count("terkirim") == 3
        assert "Tidak ada yang dapat dikirim" in send(board, chosen)["galat"]
        send(board, waiting(board))
    assert sorted(post.recipients) == sorted(one["email"] for one in PEOPLE)
    assert set(post.received.values()) == {1}


def test_a_message_that_changed_since_it_was_shown_is_not_sent(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        chosen = dict(list(waiting(board).items())[:1])
        view = send(board, dict.fromkeys(chosen, "0" * 64))
        assert "berubah sejak disetujui" in view["jalan"]["kata"] and not post.received
        assert "tidak ada lagi" in send(board, {"x": "y"})["galat"]


def test_content_that_changed_after_it_went_is_told_and_waits_for_a_higher_terbitan(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = {"aksi": "susun", "jenis": "paket", "terbitan": "1"}
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        send(board, dict(list(waiting(board).items())[:1]))
        write_project(board.rakor.proyek, book=frames(Peserta=PEOPLE, Jadwal=[]))
        board.act(order)
        shut = [row for row in board.view["surel"] if row["tertutup"]]
        assert [row["nama"] for row in shut] == ["Ani"] and "terbitan 1" in shut[0]["tertutup"]
        chosen = {shut[0]["kunci"]: shut[0]["sidik"]}
        assert "Tidak ada yang dapat dikirim" in send(board, chosen)["galat"]
        board.act({**order, "terbitan": "2"})
        assert not [row for row in board.view["surel"] if row["tertutup"]]
        assert len(post.received) == 1


def test_what_is_uncertain_is_asked_about_and_goes_again_only_when_told(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    drop = lambda to, n: "putus" if to.startswith("budi") and n == 1 else ""  # noqa: E731
    with open_post(Post(at_data=drop)) as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        view = send(board, waiting(board))
        assert states_of(view)["budi@contoh.id"] == "tidak_pasti"
        (row,) = [r for r in view["surel"] if r["tanya"]]
        assert "Tanyakan dahulu" in row["tanya"] and waiting(board) == {}
        board.act({"aksi": "ulang", "kunci": row["kunci"]})
        assert list(waiting(board)) == [row["kunci"]]
        send(board, waiting(board))
        assert set(states_of(board.view).values()) == {"terkirim"}


def test_a_run_is_stopped_between_two_mails_and_the_rest_waits(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        board._throttle = 30.0
        told = []

        def stop() -> None:
            told.append(board.view["jalan"])
            if board.view["jalan"]["selesai"] == 1:
                board._stop.set()

        board.tell = stop
        view = send(board, waiting(board))
        assert len(post.received) == 1 and len(waiting(board)) == 3
        assert "dihentikan petugas" in view["jalan"]["kata"] and told[0]["hidup"]
        board.act({"aksi": "susun", "jenis": "paket", "terbitan": "1"})
        assert board.view["galat"] == ""


def test_what_a_saved_notebook_holds_of_the_screen_names_nobody(board: Board) -> None:
    widget = MailWidget(board)
    said = json.dumps(widget._repr_mimebundle_(), default=str) + repr(widget) + str(widget)
    assert "contoh.id" in json.dumps(widget.keadaan)
    for canary in ("contoh.id", SECRET, "Budi"):
        assert canary not in said
    widget.close()


def test_without_a_server_the_mails_are_written_as_files(board: Board) -> None:
    board.act({"aksi": "eml"})
    folder = board.rakor.proyek / "data" / "surel" / KEY
    assert len(list(folder.glob("*.eml"))) == 4 and str(KEY) in board.view["jalan"]["kata"]
    assert "BANGKIT_SMTP_URL" in board.view["kurang"]


def test_another_machine_is_told_whose_right_it_is_and_may_take_it(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.outbox.mesin = "laptop-a/1/0"
    board.outbox.take_right(KEY)
    board.outbox.mesin = "laptop-b/1/0"
    assert board.view["hak_lain"] and board.view["hak"] == "laptop-a"
    with open_post() as post:
        monkeypatch.setenv("BANGKIT_SMTP_URL", f"smtp://127.0.0.1:{post.port}")
        assert "laptop-a" in send(board, waiting(board))["galat"] and not post.received
        board.act({"aksi": "ambil_alih"})
        assert not board.view["hak_lain"]


def test_what_is_built_is_chosen_and_what_makes_no_sense_is_told(board: Board) -> None:
    before = waiting(board)
    board.act({"aksi": "susun", "jenis": "paket", "terbitan": "2"})
    assert board.view["susunan"]["terbitan"] == 2 and not set(waiting(board)) & set(before)
    for said in ("0", "x", "", "-1", "\u0661"):
        board.act({"aksi": "susun", "jenis": "paket", "terbitan": said})
        assert "Terbitan" in board.view["galat"]
    board.act({"aksi": "susun", "jenis": "terima_kasih", "terbitan": "1"})
    assert "belum ditutup" in board.view["galat"] and board.view["susunan"]["jenis"] == "paket"
    board.act({"aksi": "susun", "jenis": "paket", "terbitan": "1", "lampiran": ["../x.pdf"]})
    assert board.view["galat"]
    board.act({"aksi": "tidak-dikenal"})
    board.act({})
