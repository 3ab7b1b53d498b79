"""The ledger, the same on SQLite and PostgreSQL: once, bound to what was approved, for good."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from build import rakor
from kit_mail import DATE, SENDER
from ledger import RAKOR, fill, mails, open_outbox

from bangkit_nb.errors import LogError, MailError
from bangkit_nb.mail import states
from bangkit_nb.mail.erasing import write_erasure
from bangkit_nb.mail.message import build_message
from bangkit_nb.mail.outbox import Outbox
from bangkit_nb.mail.recipients import Audience

DAY = dt.date(2024, 3, 1)


def finish(outbox: Outbox, kunci: str, keadaan: str = states.TERKIRIM) -> None:
    """Claim one mail and confirm it."""
    kept = next(kept for kept in outbox.read(RAKOR) if kept.kunci == kunci)
    claim = outbox.claim(kept.kunci, kept.sidik)
    assert claim is not None
    outbox.confirm(claim, keadaan, 250)


def test_a_mail_is_claimed_once_and_its_bytes_are_those_that_were_stored(
    db: str, tmp_path: Path
) -> None:
    (pair,) = mails(1)
    with open_outbox(tmp_path) as outbox:
        (kept,) = fill(outbox, 1)
        assert outbox.message(kept.kunci) == pair[1].content
        claim = outbox.claim(kept.kunci, kept.sidik)
        assert claim is not None and claim.content == pair[1].content
        assert outbox.claim(kept.kunci, kept.sidik) is None
        outbox.confirm(claim, states.TERKIRIM, 250, "baik")
    with open_outbox(tmp_path) as again:
        (kept,) = fill(again, 1)
        assert kept.status.keadaan == states.TERKIRIM
        assert again.claim(kept.kunci, kept.sidik) is None


def test_an_untried_message_changes_and_a_tried_one_keeps_its_bytes(
    db: str, tmp_path: Path
) -> None:
    (letter, _) = mails(1)[0]
    other = build_message(letter, replace(SENDER, nama="Orang Lain"), DATE)
    allowed = {letter.alamat: (Audience("rakor"),)}
    with open_outbox(tmp_path) as outbox:
        (before,) = fill(outbox, 1)
        (after,) = outbox.queue([(letter, other)], allowed)
        assert after.kunci == before.kunci and after.sidik == other.sha256 != before.sidik
        with pytest.raises(MailError, match="berubah"):
            outbox.claim(before.kunci, before.sidik)
        finish(outbox, after.kunci)
        third = build_message(letter, replace(SENDER, nama="Lain Lagi"), DATE)
        (kept,) = outbox.queue([(letter, third)], allowed)
        assert kept.sidik == other.sha256


def test_other_content_of_the_same_issue_is_not_sent_after_one_went(
    db: str, tmp_path: Path
) -> None:
    with open_outbox(tmp_path) as outbox:
        (kept,) = fill(outbox, 1)
        finish(outbox, kept.kunci)
        letter = replace(mails(1)[0][0], intro="Isi lain")
        raw = build_message(letter, SENDER, DATE)
        (changed,) = outbox.queue([(letter, raw)], {letter.alamat: (Audience("rakor"),)})
        assert outbox.blocked(RAKOR) == {changed.kunci}
        assert outbox.claim(changed.kunci, changed.sidik) is None
        (second,) = fill(outbox, 1, terbitan=2)
        assert second.kunci not in outbox.blocked(RAKOR)
        assert outbox.claim(second.kunci, second.sidik) is not None


def test_of_many_who_claim_at_once_one_gets_each_mail(db: str, tmp_path: Path) -> None:
    n, got = 12, []
    with open_outbox(tmp_path) as outbox:
        queued = fill(outbox, n)

    def take() -> None:
        with open_outbox(tmp_path) as mine:
            got.extend(c.kunci for k in queued if (c := mine.claim(k.kunci, k.sidik)) is not None)

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got) == sorted(kept.kunci for kept in queued)


@pytest.mark.parametrize(
    "words",
    ["DELETE FROM {t}", "UPDATE {t} SET rakor = 'x'", "UPDATE {t} SET alamat = 'x@contoh.id'",
     "UPDATE {t} SET mentah = '', alamat = '', subjek = '', sidik = 'x'"],
)  # fmt: skip
def test_no_line_of_the_ledger_is_changed_or_deleted(words: str, db: str, tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        (kept,) = fill(outbox, 1)
        finish(outbox, kept.kunci)
        tables = ("surel", "surel_jejak", "surel_hak") if words.startswith("DEL") else ("surel",)
        for table in tables:
            if table == "surel_hak" and db == "postgres":
                continue  # empty there: nobody needs the right
            with pytest.raises(LogError), outbox.store.connected(is_write=True) as connection:
                connection.execute(sa.text(words.format(t=table)))
        assert outbox.read(RAKOR)[0].status.keadaan == states.TERKIRIM


# --- the right to send ------------------------------------------------------------------------


def test_one_machine_sends_and_another_is_told_so_until_the_right_is_moved(tmp_path: Path) -> None:
    with (
        open_outbox(tmp_path, mesin="laptop-a/1/0") as one,
        open_outbox(tmp_path, mesin="laptop-b/1/0") as two,
    ):
        first, second, third = fill(one, 3)
        finish(one, first.kunci)
        with pytest.raises(MailError, match=r"'laptop-a'.*--ambil-alih"):
            two.claim(second.kunci, second.sidik)
        held = two.take_right(RAKOR)
        assert held is not None and held.mesin == "laptop-a"
        assert two.claim(second.kunci, second.sidik) is not None
        with pytest.raises(MailError, match="laptop-b"):
            one.claim(third.kunci, third.sidik)
        with pytest.raises(MailError, match="laptop-b"):
            one.resend(_fail(two, third.kunci))
        now = one.right(RAKOR)
        assert now is not None and (now.nomor, now.mesin, now.dari) == (2, "laptop-b", "laptop-a")
        assert two.take_right(RAKOR) == now and one.right(RAKOR) == now, "taken twice"


def _fail(outbox: Outbox, kunci: str) -> str:
    finish(outbox, kunci, states.DITOLAK)
    return kunci


def test_a_shared_database_needs_no_right(
    tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANGKIT_DB", postgres)
    with (
        open_outbox(tmp_path, mesin="laptop-a/1/0") as one,
        open_outbox(tmp_path, mesin="laptop-b/1/0") as two,
    ):
        first, second = fill(one, 2)
        finish(one, first.kunci)
        finish(two, second.kunci)
        assert one.right(RAKOR) is None and one.take_right(RAKOR) is None


# --- what is personal goes --------------------------------------------------------------------


def test_old_originals_are_erased_and_key_hash_and_trail_stay(db: str, tmp_path: Path) -> None:
    made = rakor(tmp_path)
    folder = tmp_path / "data" / "surel" / RAKOR
    (folder / "pengingat").mkdir(parents=True)
    with open_outbox(tmp_path) as outbox:
        sent, unsure, waiting = fill(outbox, 3)
        finish(outbox, sent.kunci)
        finish(outbox, unsure.kunci, states.TIDAK_PASTI)
        one = f"{sent.kunci[:12]}-orang.eml"
        for name in (one, f"pengingat/{one}", "index.html", "catatan-saya.txt"):
            (folder / name).write_text("orang0@contoh.id")
        assert write_erasure(made, outbox.store, dt.date(2024, 2, 20)) == 0
        assert write_erasure(made, outbox.store, DAY) == 3
        assert write_erasure(made, outbox.store, DAY) == 0
        after = {kept.kunci: kept for kept in outbox.read(RAKOR)}
        assert {k.kunci: k.sidik for k in (sent, unsure, waiting)} == {
            k.kunci: k.sidik for k in after.values()
        }
        assert [after[k.kunci].status.keadaan for k in (sent, unsure, waiting)] == [
            states.TERKIRIM, states.TIDAK_PASTI, states.ANTRE,
        ]  # fmt: skip
        assert {(k.alamat, k.subjek, k.is_here) for k in after.values()} == {("", "", False)}
        for kept in after.values():
            with pytest.raises(MailError, match="tidak ada di komputer ini"):
                outbox.claim(kept.kunci, kept.sidik)
        assert [p.name for p in folder.rglob("*.*")] == ["catatan-saya.txt"]
    if db == "sqlite":
        every = b"".join(path.read_bytes() for path in (tmp_path / "data").glob("bangkit.db*"))
        assert b"orang0@contoh.id" not in every and sent.kunci.encode() in every


def test_a_mail_whose_original_went_is_still_not_sent_again(db: str, tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox:
        (sent,) = fill(outbox, 1)
        finish(outbox, sent.kunci)
        write_erasure(rakor(tmp_path), outbox.store, DAY)
        letter = replace(mails(1)[0][0], intro="Isi lain")
        for one in (mails(1)[0], (letter, build_message(letter, SENDER, DATE))):
            (kept,) = outbox.queue([one], {one[0].alamat: (Audience("rakor"),)})
            if kept.is_here:
                assert outbox.claim(kept.kunci, kept.sidik) is None
            else:
                assert kept.status.keadaan == states.TERKIRIM
