"""Sending to a real server on loopback: every reply, a crash at every step, two senders."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
import trustme
from aiosmtpd.smtp import SMTP
from build import SOAK
from ledger import RAKOR, fill, is_alive, open_outbox
from post import Post, open_post, refuse_all, server_context
from sender import STEPS

from bangkit_nb.errors import MailError
from bangkit_nb.mail import states
from bangkit_nb.mail.outbox import Outbox
from bangkit_nb.mail.sending import Outcome, Pace, send_packs
from bangkit_nb.mail.transport import Server, SmtpTransport, parse_server

HERE = Path(__file__).resolve().parent
PACE = Pace(0, lambda seconds: None)


def send(
    outbox: Outbox, post: Post, server: Server | None = None, timeout: float = 5, n: int = 3
) -> Outcome:
    """Queue n mails and send what is antre."""
    fill(outbox, n)
    queued = [kept for kept in outbox.read(RAKOR) if kept.status.keadaan == states.ANTRE]
    transport = SmtpTransport(server or parse_server(f"smtp://127.0.0.1:{post.port}"), timeout)
    try:
        return send_packs(queued, "panitia@contoh.id", transport, outbox, PACE)
    finally:
        transport.close()


def standing(outbox: Outbox) -> Counter[str]:
    return Counter(kept.status.keadaan for kept in outbox.read(RAKOR))


def test_what_is_accepted_is_the_stored_message_and_is_never_sent_again(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox, open_post() as post:
        assert send(outbox, post).counts == {"terkirim": 3}
        stored = [outbox.message(kept.kunci) for kept in outbox.read(RAKOR)]
        assert [content.rstrip() for content in post.contents] == [one.rstrip() for one in stored]
        assert send(outbox, post).counts == {} and set(post.received.values()) == {1}


def test_a_recipient_put_off_is_tried_again_with_pauses_and_a_refused_one_is_not(
    tmp_path: Path,
) -> None:
    def rule(to: str, n: int) -> str:
        if to.startswith("orang0"):
            return "451 4.7.1 nanti" if n == 1 else ""
        return "550 5.1.1 tidak ada orang1@contoh.id" if to.startswith("orang1") else ""

    slept: list[float] = []
    with open_outbox(tmp_path) as outbox, open_post(Post(rule)) as post:
        queued = fill(outbox, 3)
        transport = SmtpTransport(parse_server(f"smtp://127.0.0.1:{post.port}"), 5)
        made = send_packs(queued, "a@contoh.id", transport, outbox, Pace(2, slept.append))
        transport.close()
        assert made.counts == {"terkirim": 2, "ditolak": 1} and made.stopped == ""
        assert slept == [2, 2, 60.0]
        refused = next(k for k in outbox.read(RAKOR) if k.status.keadaan == states.DITOLAK)
        assert refused.status.step is not None
        assert refused.status.step.kata == "5.1.1 tidak ada (alamat)"


def test_a_recipient_put_off_for_good_stays_in_the_queue(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox, open_post(Post(lambda to, n: "451 nanti")) as post:
        assert send(outbox, post, n=1).counts == {"antre": 1} and post.tries.total() == 3


@pytest.mark.parametrize("said", ["421 tutup", "454 nanti", "550 5.4.5 batas harian"])
def test_a_server_that_has_had_enough_stops_the_run_and_refuses_nobody(
    said: str, tmp_path: Path
) -> None:
    rule = lambda to, n: said if to.startswith("orang1") else ""  # noqa: E731
    with open_outbox(tmp_path) as outbox, open_post(Post(rule)) as post:
        made = send(outbox, post)
        assert made.counts == {"terkirim": 1, "antre": 2} and made.stopped
        assert standing(outbox) == {"terkirim": 1, "antre": 2}


@pytest.mark.parametrize("said", ["550 5.7.1 bukan Anda", "530 masuk dahulu", "451 nanti"])
def test_a_refused_sender_stops_the_run_and_refuses_nobody(said: str, tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox, open_post(Post(at_mail=said)) as post:
        assert send(outbox, post).counts == {"antre": 3} and standing(outbox) == {"antre": 3}


def test_a_connection_lost_after_the_content_is_uncertain_and_not_sent_again(
    tmp_path: Path,
) -> None:
    drop = lambda to, n: "putus" if to.startswith("orang1") else ""  # noqa: E731
    with open_outbox(tmp_path) as outbox, open_post(Post(at_data=drop)) as post:
        assert send(outbox, post).counts == {"terkirim": 2, "tidak_pasti": 1}
        assert send(outbox, post).counts == {} and set(post.received.values()) == {1}
        unsure = next(k for k in outbox.read(RAKOR) if k.status.keadaan == states.TIDAK_PASTI)
        outbox.resend(unsure.kunci)
        post.at_data = lambda to, n: ""
        assert send(outbox, post).counts == {"terkirim": 1}
        with pytest.raises(MailError):
            outbox.resend(unsure.kunci)


def test_a_server_too_slow_to_answer_is_uncertain_and_two_in_a_row_end_the_run(
    tmp_path: Path,
) -> None:
    with open_outbox(tmp_path) as outbox, open_post(Post(slow=1.0)) as post:
        made = send(outbox, post, timeout=0.3)
        assert made.counts == {"tidak_pasti": 2, "antre": 1} and made.stopped


def test_a_message_too_large_for_the_server_is_refused(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox, open_post(data_size_limit=500) as post:
        assert send(outbox, post).counts == {"ditolak": 3} and not post.received


@pytest.mark.filterwarnings("ignore:Requiring AUTH")
def test_a_wrong_password_refuses_nobody_and_shows_no_secret(tmp_path: Path) -> None:
    with (
        open_outbox(tmp_path) as outbox,
        open_post(authenticator=refuse_all, auth_require_tls=False, auth_required=True) as post,
    ):
        server = parse_server(f"smtp://127.0.0.1:{post.port}", "panitia", "s4ndi-k3nari")
        made = send(outbox, post, server)
        assert made.counts == {"antre": 3} and made.stopped.startswith("masuk 535")
        assert "k3nari" not in made.stopped + repr(server)
    assert b"k3nari" not in b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())


def test_a_bad_certificate_is_refused_and_a_good_one_is_used(tmp_path: Path) -> None:
    import ssl

    authority, other = trustme.CA(), trustme.CA()
    context = server_context(authority.issue_cert("127.0.0.1"))
    good, bad = ssl.create_default_context(), ssl.create_default_context()
    authority.configure_trust(good)
    other.configure_trust(bad)
    with open_outbox(tmp_path) as outbox:
        for options, tls in (({"tls_context": context}, False), ({"ssl_context": context}, True)):
            with open_post(**options) as post:  # type: ignore[arg-type]
                server = Server("127.0.0.1", post.port, tls, not tls)
                queued = fill(outbox, 1, terbitan=2 if tls else 1)
                for trust, wanted in ((bad, {"antre": 1}), (good, {"terkirim": 1})):
                    transport = SmtpTransport(server, 5, trust)
                    made = send_packs(queued, "a@contoh.id", transport, outbox, PACE)
                    transport.close()
                    assert made.counts == wanted


def test_starttls_that_is_not_offered_stops_before_anything_is_said(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as outbox, open_post() as post:
        made = send(outbox, post, Server("127.0.0.1", post.port, False, True))
        assert made.counts == {"antre": 3} and not post.tries


def test_beyond_loopback_starttls_is_required_whatever_the_name_looks_like() -> None:
    assert not parse_server("smtp://127.0.0.1").is_starttls
    assert not parse_server("smtp://[::1]:25").is_starttls
    for host in ("127.0.0.1.contoh.id", "localhost.contoh.id", "10.0.0.1", "surel.contoh.id"):
        server = parse_server(f"smtp://{host}")
        assert server.is_starttls and not server.is_loopback
    assert parse_server("smtps://surel.contoh.id").port == 465
    for url in ("", "http://a", "smtp://", "smtp://a/b", "smtp://a?x=1", "smtp://a:x"):
        with pytest.raises(MailError, match="BANGKIT_SMTP_URL"):
            parse_server(url)


# --- crashes and crowds -----------------------------------------------------------------------


def run_sender(project: Path, port: int, step: str, at: int) -> int:
    words = [sys.executable, str(HERE / "sender.py"), str(project), str(port), step, str(at)]
    return subprocess.run(words, capture_output=True, timeout=120, check=False).returncode


@pytest.mark.slow
def test_killed_at_every_step_nothing_is_doubled_or_lost_and_the_unknown_is_listed(
    db: str, tmp_path: Path
) -> None:
    n, kills = 200, 100 if SOAK else 10 if db == "sqlite" else 3
    rng = random.Random(9)
    with open_post() as post:
        with open_outbox(tmp_path) as outbox:
            fill(outbox, n)
        for kill in range(kills):
            at = rng.randint(1, max(1, n // (kills + 2)))
            assert run_sender(tmp_path, post.port, STEPS[kill % len(STEPS)], at) == -9
        assert run_sender(tmp_path, post.port, "-", 0) == 0
        with open_outbox(tmp_path) as outbox:
            outbox.recover(RAKOR, is_alive)
            kept = outbox.read(RAKOR)
    ids = {one.kunci: f"<{one.kunci[:40]}@contoh.id>" for one in kept}
    assert set(post.received.values()) == {1}, "twice"
    unknown = {k.kunci for k in kept if k.status.keadaan == states.TIDAK_PASTI}
    lost = [k for k in ids if ids[k] not in post.received and k not in unknown]
    told = [k for k in kept if k.status.keadaan == states.TERKIRIM]
    assert not lost and all(ids[k.kunci] in post.received for k in told)
    assert len(told) + len(unknown) == n and 0 < len(unknown) <= kills


@pytest.mark.slow
@pytest.mark.parametrize("n_senders", [2, 4] if SOAK else [4])
def test_many_senders_at_once_send_nothing_twice(n_senders: int, db: str, tmp_path: Path) -> None:
    n = 200 if SOAK else 40
    with open_post() as post:
        with open_outbox(tmp_path) as outbox:
            fill(outbox, n)
        codes: list[int] = []
        threads = [
            threading.Thread(target=lambda: codes.append(run_sender(tmp_path, post.port, "-", 0)))
            for _ in range(n_senders)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with open_outbox(tmp_path) as outbox:
            assert standing(outbox) == {"terkirim": n}
    assert codes == [0] * n_senders
    assert len(post.received) == n and set(post.received.values()) == {1}


def test_the_server_of_these_tests_is_a_real_one() -> None:
    assert SMTP.__module__ == "aiosmtpd.smtp"
