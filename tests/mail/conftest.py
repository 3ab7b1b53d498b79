"""Fixtures of the mail's tests: the same ledger in SQLite and in PostgreSQL."""

from __future__ import annotations

import pytest

from bangkit_nb.review.place import BANGKIT_DB


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database and no mail server of the machine that runs the tests."""
    for name in (BANGKIT_DB, "BANGKIT_SMTP_URL", "BANGKIT_SMTP_USER", "BANGKIT_SMTP_SANDI"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both kinds of database in turn; children of the test open the same one."""
    if request.param == "postgres":
        monkeypatch.setenv(BANGKIT_DB, request.getfixturevalue("postgres"))
    return str(request.param)
