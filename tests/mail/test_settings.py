"""Where the mail server's password comes from, and where it never goes."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import pytest
from build import rakor
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from bangkit_nb.errors import MailError
from bangkit_nb.mail.settings import read_server

SECRET = "s4ndi-k3nari"


class Rings(KeyringBackend):
    """A keyring in memory; locked where it is told so."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.held = {("bangkit", "panitia"): SECRET}
        self.is_locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.is_locked:
            raise KeyringLocked
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError


@pytest.fixture
def rings() -> Iterator[Rings]:
    before = keyring.get_keyring()
    made = Rings()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_the_password_is_the_environments_or_the_keyrings(
    rings: Rings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BANGKIT_SMTP_URL", "smtps://panitia@surel.contoh.id")
    server = read_server(rakor())
    assert (server.user, server.password) == ("panitia", SECRET) and SECRET not in repr(server)
    monkeypatch.setenv("BANGKIT_SMTP_SANDI", "lain")
    assert read_server(rakor()).password == "lain"


@pytest.mark.parametrize("is_locked", [True, False])
def test_a_password_that_is_nowhere_is_asked_for_by_how_to_store_it(
    is_locked: bool, rings: Rings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rings.is_locked = is_locked
    monkeypatch.setenv("BANGKIT_SMTP_URL", "smtps://surel.contoh.id")
    monkeypatch.setenv("BANGKIT_SMTP_USER", "panitia" if is_locked else "orang lain")
    with pytest.raises(MailError, match="keyring set bangkit") as told:
        read_server(rakor())
    assert SECRET not in str(told.value) and "orang lain" not in str(told.value)


def test_without_a_user_no_keyring_is_asked_and_a_sample_stays_here(
    rings: Rings, monkeypatch: pytest.MonkeyPatch
) -> None:
    rings.is_locked = True
    monkeypatch.setenv("BANGKIT_SMTP_URL", "smtp://127.0.0.1:2525")
    assert read_server(rakor(contoh=True)).user == ""
    monkeypatch.setenv("BANGKIT_SMTP_URL", "smtps://surel.contoh.id")
    with pytest.raises(MailError, match="contoh"):
        read_server(rakor(contoh=True))
