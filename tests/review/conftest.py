"""Fixtures of the review's tests: the same store in SQLite and in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bangkit_nb.review.place import BANGKIT_DB
from bangkit_nb.review.store import Store, open_store


@pytest.fixture(autouse=True)
def no_office(monkeypatch: pytest.MonkeyPatch) -> None:
    """No database of the machine that runs the tests."""
    monkeypatch.delenv(BANGKIT_DB, raising=False)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    """The address to open a store with: "" is SQLite in the project."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres")


@pytest.fixture
def opened(url: str, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Open the same database as often as asked; all are closed at the end."""
    stores: list[Store] = []

    def again() -> Store:
        stores.append(open_store(tmp_path, url))
        return stores[-1]

    yield again
    for store in stores:
        store.close()
