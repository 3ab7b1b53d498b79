"""The store, the same on SQLite and PostgreSQL: all or nothing, once, in order, for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from build import RENCANA
from statements import RAKOR, TAKEN, A, B, say

from bangkit_nb.errors import LogError
from bangkit_nb.review import store as store_module
from bangkit_nb.review.events import from_json, to_json
from bangkit_nb.review.place import BANGKIT_DB, is_store, store_path
from bangkit_nb.review.store import Store, open_store

Opened = Callable[[], Store]
U1, U2 = RENCANA[:2]


def test_what_is_appended_is_read_back_in_order_by_another(opened: Opened) -> None:
    one = say(U1, A)
    two = say(U1, TAKEN, [one])
    three = replace(say(U2, B, by="I Gusti \U0001f41f"), penulis="d'Ayu; DROP TABLE peristiwa--")
    opened().append([one, two])
    opened().append([three])
    found = opened().read(RAKOR)
    assert found.events == (one, two, three)
    assert opened().read(RAKOR, found.last).events == ()
    assert opened().read(RAKOR, found.last).last == found.last


def test_reading_on_gives_only_what_came_in_since_and_only_of_that_rakor(opened: Opened) -> None:
    store = opened()
    one, other, two = say(U1, A), say(U1, A, rakor="lain-2024"), say(U2, A)
    store.append([one, other])
    first = store.read(RAKOR)
    store.append([two])
    assert first.events == (one,)
    assert store.read(RAKOR, first.last).events == (two,)
    assert store.read("lain-2024").events == (other,)
    assert store.read("tak-ada").events == () and store.read("tak-ada").last == 0


def test_an_event_comes_in_once_however_often_it_is_sent(opened: Opened) -> None:
    store = opened()
    one, two = say(U1, A), say(U2, A)
    store.append([one, one])
    store.append([one, two])
    store.append([])
    assert store.read(RAKOR).events == (one, two)


def test_another_event_under_a_known_id_is_refused_and_nothing_of_its_batch_stays(
    opened: Opened,
) -> None:
    store = opened()
    one = say(U1, A)
    store.append([one])
    for batch in ([say(U2, A), replace(one, isi=B)], [say(U2, A)] * 2 + [replace(one, isi=B)]):
        with pytest.raises(LogError, match=r"sudah ada dengan isi lain"):
            store.append(batch)
    two = say(U2, A)
    with pytest.raises(LogError, match=r"sudah ada dengan isi lain"):
        store.append([two, replace(two, isi=B)])
    assert store.read(RAKOR).events == (one,)


def test_what_could_not_be_read_back_is_not_written(opened: Opened) -> None:
    store = opened()
    one = say(U1, A)
    for spoilt in (
        replace(one, lamport=0), replace(one, id="x"), replace(one, penulis="a\0b"),
        replace(one, penulis="\ud800"), replace(one, isi=replace(TAKEN, volume=float("nan"))),
        replace(one, jenis="keputusan"),
    ):  # fmt: skip
        with pytest.raises(LogError):
            store.append([say(U2, A), spoilt])
    assert store.read(RAKOR).events == ()


def test_an_event_of_a_kind_not_known_here_is_kept_as_it_came(opened: Opened) -> None:
    line = to_json(say(U1, A)).replace('"jenis":"padanan"', '"jenis":"hadir"')
    opened().append([from_json(line)])
    assert to_json(opened().read(RAKOR).events[0]) == line


def test_ten_thousand_events_at_once_keep_their_order(opened: Opened) -> None:
    base = say(U1, A)
    many = [replace(base, id=f"{n:08x}-0000-4000-8000-000000000000") for n in range(10_000)]
    store = opened()
    store.append(many)
    store.append(many)
    assert store.read(RAKOR).events == tuple(many)


def run_sql(tmp_path: Path, url: str, statement: str) -> None:
    """Try something behind the store's back."""
    if url:
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(statement)
        return
    file = sqlite3.connect(store_path(tmp_path))
    try:
        with file:
            file.execute(statement)
    finally:
        file.close()


@pytest.mark.parametrize(
    "statement",
    ["UPDATE peristiwa SET penulis = 'x'", "DELETE FROM peristiwa", "TRUNCATE peristiwa"],
)
def test_the_database_itself_refuses_to_change_or_drop_an_event(
    opened: Opened, url: str, tmp_path: Path, statement: str
) -> None:
    one = say(U1, A)
    opened().append([one])
    with pytest.raises((sqlite3.Error, psycopg.Error)):
        run_sql(tmp_path, url, statement)
    assert opened().read(RAKOR).events == (one,)


def test_a_newer_database_is_refused_and_left_as_it_is(
    opened: Opened, url: str, tmp_path: Path
) -> None:
    opened().append([say(U1, A)])
    run_sql(tmp_path, url, "INSERT INTO skema VALUES (99)")
    with pytest.raises(LogError, match=r"versi lain \(skema 99.*Perbarui bangkit"):
        opened()


def test_threads_may_share_a_store(opened: Opened) -> None:
    store = opened()
    events = [say(U1, A) for _ in range(60)]
    with ThreadPoolExecutor(6) as threads:
        list(threads.map(lambda event: store.append([event]), events))
    found = store.read(RAKOR).events
    assert len(found) == 60 and set(found) == set(events)


def test_the_address_may_come_from_the_environment(
    opened: Opened, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened().append([say(U1, A)])
    if url:
        monkeypatch.setenv(BANGKIT_DB, url)
        assert not store_path(tmp_path).exists()
    assert is_store(tmp_path)
    with open_store(tmp_path) as store:
        assert len(store.read(RAKOR).events) == 1


def test_sqlite_is_opened_for_several_and_for_a_power_cut(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store._engine.connect() as connection:
        said = [connection.execute(sa.text(f"PRAGMA {name}")).scalar()
                for name in ("journal_mode", "synchronous")]  # fmt: skip
    assert said == ["wal", 2]


def test_another_sqlite_file_of_the_project_can_be_named(tmp_path: Path) -> None:
    with open_store(tmp_path, "sqlite:///data/lain.db") as store:
        store.append([say(U1, A)])
    assert (tmp_path / "data" / "lain.db").exists() and not is_store(tmp_path)


# --- faults ---------------------------------------------------------------------------------------

SECRET = "s3kr1t"


def refuse(tmp_path: Path, address: str = "") -> str:
    """Return the sentence with which opening is refused."""
    with pytest.raises(LogError) as refused:
        open_store(tmp_path, address)
    said = str(refused.value)
    assert SECRET not in said and "Traceback" not in said and "\n" not in said
    assert said.endswith(".") and len(said) < 400
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    return said


@pytest.mark.parametrize(
    "address",
    ["mysql://a:s3kr1t@h/d", "x", "postgresql//s3kr1t", "postgres:s3kr1t@h", "http://h/s3kr1t",
     "postgresql://a:s3kr1t@h:port/d", "sqlite://"],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    assert "BANGKIT_DB" in refuse(tmp_path, address)


def test_a_server_that_does_not_answer_is_said_without_the_password(tmp_path: Path) -> None:
    said = refuse(tmp_path, f"postgresql://ani:{SECRET}@127.0.0.1:1/bangkit?connect_timeout=2")
    assert "127.0.0.1:1/bangkit tidak dapat dihubungi" in said


def test_a_wrong_password_and_a_missing_database_are_said_without_it(
    tmp_path: Path, postgres: str
) -> None:
    place = postgres.split("@")[1]
    assert "sandi" in refuse(tmp_path, f"postgresql://bangkit:{SECRET}@{place}")
    assert "tidak dapat dihubungi" in refuse(tmp_path, postgres + "_tak_ada")


def test_a_server_that_goes_away_is_said_and_the_same_store_goes_on_when_it_is_back(
    tmp_path: Path, postgres: str, server: str
) -> None:
    with open_store(tmp_path, postgres) as store:
        store.append([say(U1, A)])
        with psycopg.connect(server, autocommit=True) as boss:
            boss.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                         "WHERE datname = %s", [postgres.rsplit("/", 1)[1]])  # fmt: skip
        store.append([say(U2, A)])
        assert len(store.read(RAKOR).events) == 2


def test_a_user_without_rights_is_told_to_ask(tmp_path: Path, postgres: str) -> None:
    with open_store(tmp_path, postgres) as store:
        store.append([say(U1, A)])
    with psycopg.connect(postgres, autocommit=True) as boss:
        boss.execute("DROP ROLE IF EXISTS pembaca")
        boss.execute("CREATE ROLE pembaca LOGIN PASSWORD 'p'")
        boss.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO pembaca")
    with open_store(tmp_path, postgres.replace("bangkit:rahasia-uji", "pembaca:p")) as store:
        assert len(store.read(RAKOR).events) == 1
        with pytest.raises(LogError, match="tidak berhak menulis"):
            store.append([say(U2, A)])


@pytest.mark.parametrize("spoil", ["text", "middle", "short", "other"])
def test_a_damaged_database_is_said_and_not_touched(tmp_path: Path, spoil: str) -> None:
    base = say(U1, A)
    with open_store(tmp_path) as store:
        store.append(replace(base, id=f"{n:08x}-0000-4000-8000-000000000000") for n in range(500))
    path = store_path(tmp_path)
    content = path.read_bytes()
    if spoil == "text":
        content = b"bukan basis data, tetapi cukup panjang" * 100
    elif spoil == "middle":
        content = content[:4096] + b"\xff" * 20_000 + content[24_096:]
    elif spoil == "short":
        content = content[: len(content) // 2]
    else:
        path.unlink()
        with sqlite3.connect(path) as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("CREATE TABLE skema (lain TEXT)")
        file.close()
        content = path.read_bytes()
    path.write_bytes(content)
    with pytest.raises(LogError, match=r"rusak atau bukan basis data.*cadangan"):  # noqa: SIM117
        with open_store(tmp_path) as store:
            store.read(RAKOR)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_written_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    assert "tidak dapat dibuat" in refuse(tmp_path)
    (tmp_path / "data").unlink()
    (tmp_path / "data" / "bangkit.db").mkdir(parents=True)
    assert "Tidak boleh menulis" in refuse(tmp_path)


def test_a_writer_that_holds_the_database_too_long_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "BUSY_SECONDS", 0.2)
    with open_store(tmp_path) as store:
        other = sqlite3.connect(store_path(tmp_path), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogError, match="sedang dipakai program lain"):
            store.append([say(U1, A)])
        assert store.read(RAKOR).events == ()  # reading goes on
        other.execute("ROLLBACK")
        other.close()
        store.append([say(U1, A)])


def test_without_psycopg_it_is_said_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    assert "psycopg" in refuse(tmp_path, f"postgresql://a:{SECRET}@127.0.0.1/d")
