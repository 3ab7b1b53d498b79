"""Fixtures that every room's tests share."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from build import ROOT, SOAK
from hypothesis import HealthCheck, settings
from postgres import open_server

settings.register_profile(
    "suite",
    max_examples=500 if SOAK else 50,
    deadline=None,
    derandomize=not SOAK,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)
settings.load_profile("suite")


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of public data beside the checkout; tests on it are skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data tidak ada di sini")
    return folder


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the tests."""
    with open_server() as address:
        yield address


@pytest.fixture
def postgres(server: str) -> str:
    """The address of an empty database on it."""
    import psycopg

    name = f"uji_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return server.rsplit("/", 1)[0] + "/" + name


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty project: notebooks, and a params folder to fill."""
    folder = tmp_path / "proyek"
    (folder / "params").mkdir(parents=True)
    (folder / "data").mkdir()
    shutil.copytree(ROOT / "notebooks", folder / "notebooks")
    return folder
