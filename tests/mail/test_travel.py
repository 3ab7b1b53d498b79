"""The ledger in the file of the log: whatever the order of merging, nothing goes out again."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from build import SOAK, rakor
from hypothesis import given
from hypothesis import strategies as st
from ledger import RAKOR, fill, open_outbox

from bangkit_nb.errors import LogError, MailError
from bangkit_nb.mail import states, travel
from bangkit_nb.mail.outbox import Outbox
from bangkit_nb.mail.states import Step, fold_steps
from bangkit_nb.review import passengers
from bangkit_nb.review.exchange import merge_logs, write_log

MAY_HAVE_GONE = (states.TERKIRIM, states.TIDAK_PASTI, states.MENGIRIM)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passengers, "_MODULES", {"surel": "bangkit_nb.mail.travel"})


def attempt(outbox: Outbox, kunci: str, keadaan: str) -> bool:
    """Claim a mail and leave it in a state; tell whether the claim was given."""
    kept = next(kept for kept in outbox.read(RAKOR) if kept.kunci == kunci)
    claim = outbox.claim(kunci, kept.sidik)
    if claim is not None and keadaan != states.MENGIRIM:
        outbox.confirm(claim, keadaan, 250, f"baik {claim.alamat}")
    return claim is not None


def test_after_a_merge_another_machine_knows_what_went_and_sends_only_the_rest(
    tmp_path: Path,
) -> None:
    one, two = rakor(tmp_path / "a"), rakor(tmp_path / "b")
    with (
        open_outbox(one.proyek, mesin="laptop-a/1/0") as here,
        open_outbox(two.proyek, mesin="laptop-b/1/0") as there,
    ):
        keys = [kept.kunci for kept in fill(here, 5)]
        for kunci, keadaan in zip(
            keys, ("terkirim", "tidak_pasti", "ditolak", "antre"), strict=False
        ):
            attempt(here, kunci, keadaan)
        write_log(one, tmp_path / "a.jsonl")
        said = (tmp_path / "a.jsonl").read_text()
        assert "contoh.id" not in said and "Orang" not in said, "an address travels"
        done = merge_logs(two, [tmp_path / "a.jsonl", tmp_path / "a.jsonl"])
        assert done.n_new == 4 + 8 + 1 and merge_logs(two, [tmp_path / "a.jsonl"]).n_new == 0
        assert [kept.is_here for kept in there.read(RAKOR)] == [False] * 4
        after = {kept.kunci: kept for kept in fill(there, 5)}
        told = [after[kunci].status.keadaan for kunci in keys]
        assert told == ["terkirim", "tidak_pasti", "ditolak", "antre", "antre"]
        assert all(kept.is_here and kept.alamat for kept in after.values())
        with pytest.raises(MailError, match="laptop-a"):
            attempt(there, keys[4], states.TERKIRIM)
        there.take_right(RAKOR)
        given_ = [attempt(there, kunci, states.TERKIRIM) for kunci in keys]
        assert given_ == [False, False, False, True, True]
        there.resend(keys[1])
        assert attempt(there, keys[1], states.TERKIRIM)
        write_log(two, tmp_path / "b.jsonl")
        merge_logs(one, [tmp_path / "b.jsonl"])
        ours, theirs = ({k.kunci: k.status for k in o.read(RAKOR)} for o in (here, there))
        assert ours == theirs
        with pytest.raises(MailError, match="laptop-b"):
            here.resend(keys[2])


@pytest.mark.parametrize("seed", range(60 if SOAK else 3))
def test_three_machines_agree_whatever_they_merge_and_when(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    made = [rakor(tmp_path / name) for name in "abc"]
    boxes = [open_outbox(one.proyek, mesin=f"laptop-{i}/1/0") for i, one in enumerate(made)]
    opened = [box.__enter__() for box in boxes]
    try:
        keys = [kept.kunci for outbox in opened for kept in fill(outbox, 4)][:4]
        went: dict[str, list[str]] = {kunci: [] for kunci in keys}
        n_files = 0
        for _ in range(25 if SOAK else 14):
            at = rng.randrange(3)
            outbox, kunci = opened[at], rng.choice(keys)
            what = rng.choice(["coba", "coba", "hak", "ulang", "gabung", "gabung"])
            if what == "hak":
                outbox.take_right(RAKOR)
            elif what == "gabung":
                n_files += 1
                path = tmp_path / f"{n_files}.jsonl"
                write_log(made[rng.randrange(3)], path)
                merge_logs(made[at], [path])
            elif what == "ulang":
                _quietly(lambda o=outbox, k=kunci: o.resend(k))
            else:
                keadaan = rng.choice(["terkirim", "tidak_pasti", "ditolak", "antre", "mengirim"])
                held = {k.kunci: k.status.keadaan for k in outbox.read(RAKOR)}
                if _quietly(lambda o=outbox, k=kunci, s=keadaan: attempt(o, k, s)):
                    assert held[kunci] == states.ANTRE
                    went[kunci].append(keadaan)
        paths = [tmp_path / f"akhir{i}.jsonl" for i in range(3)]
        for one, path in zip(made, paths, strict=True):
            write_log(one, path)
        for one in made:
            rng.shuffle(paths)
            merge_logs(one, paths)
        told = [{k.kunci: k.status for k in outbox.read(RAKOR)} for outbox in opened]
        assert all({k: one[k] for k in t} == t for t in told for one in told if set(t) <= set(one))
        assert len({outbox.right(RAKOR) for outbox in opened}) == 1
        for outbox in opened:
            outbox.take_right(RAKOR)
            for kept in fill(outbox, 4):
                if states.TERKIRIM in went[kept.kunci]:
                    assert kept.status.keadaan == states.TERKIRIM
                may_have_gone = kept.status.keadaan in MAY_HAVE_GONE
                if may_have_gone:
                    assert outbox.claim(kept.kunci, kept.sidik) is None
    finally:
        for box in boxes:
            box.__exit__(None, None, None)


def _quietly(act: Callable[[], object]) -> object:
    try:
        return act()
    except MailError:
        return None


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(states.STATES)), min_size=1, max_size=8),
    st.sets(st.integers(0, 3), max_size=2),
    st.randoms(use_true_random=False),
)
def test_what_went_or_may_have_gone_in_any_attempt_is_not_antre_in_any_order(
    said: list[tuple[int, str]], aside: set[int], rng: random.Random
) -> None:
    steps = [
        Step(f"{i:032x}", "k", f"{usaha:032x}", keadaan, "", 0, "", "m/1/0", "")
        for i, (usaha, keadaan) in enumerate(said)
    ]
    steps.append(Step("f" * 32, "k", "", "antre", "", 0, "", "m/1/0", "",
                      tuple(f"{one:032x}" for one in sorted(aside))))  # fmt: skip
    mixed = [*steps, *rng.sample(steps, len(steps) // 2)]
    rng.shuffle(mixed)
    assert fold_steps(mixed) == fold_steps(steps)
    counted = {state for usaha, state in said if usaha not in aside}
    keadaan = fold_steps(steps).keadaan
    if states.TERKIRIM in counted:
        assert keadaan == states.TERKIRIM
    elif states.TIDAK_PASTI in counted:
        # a sender that was only slow knows better: its own ditolak or antre counts
        late = {u for u, s in said if s in (states.DITOLAK, states.ANTRE)}
        unsure = {u for u, s in said if s == states.TIDAK_PASTI and u not in aside}
        assert keadaan in MAY_HAVE_GONE or unsure <= late


# --- files that are not what they should be ---------------------------------------------------


def exported(tmp_path: Path) -> list[str]:
    with open_outbox(tmp_path) as outbox:
        (kept,) = fill(outbox, 1)
        attempt(outbox, kept.kunci, states.TERKIRIM)
        return travel.read_lines(outbox.store, RAKOR)


def test_a_record_that_is_none_is_refused_and_adds_nothing(tmp_path: Path) -> None:
    lines = exported(tmp_path / "a")
    made = [json.loads(line) for line in lines]
    bad: list[list[dict[str, object]]] = [[{**one, "lebih": 1}] for one in made]
    bad += [[{k: v for k, v in one.items() if k != "r"}] for one in made]
    for one in made:
        for name in one:
            others: list[object] = [None, {}, -1]
            if name not in ("kata", "dari", "jenis", "sidik", "mesin"):
                others.append("x" * 70)
            bad += [[{**one, name: value}] for value in others]
    bad.append([one for one in made if one["r"] == "jejak"])
    with open_outbox(tmp_path / "b") as outbox:
        for some in bad:
            with pytest.raises(LogError):
                travel.check_lines([json.dumps(one) for one in some], RAKOR)
        with pytest.raises(LogError):
            travel.check_lines(lines, "lain-2024")
        assert travel.read_lines(outbox.store, RAKOR) == []
        assert travel.write_lines(outbox.store, lines, RAKOR) == len(lines)
        assert travel.read_lines(outbox.store, RAKOR) == lines
        changed = [line.replace('"kode":250', '"kode":550') for line in lines]
        with pytest.raises(LogError, match="isi lain"):
            travel.write_lines(outbox.store, changed, RAKOR)


def test_a_file_with_records_of_a_kind_that_is_not_known_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = rakor(tmp_path / "a"), rakor(tmp_path / "b")
    with open_outbox(one.proyek) as outbox:
        (kept,) = fill(outbox, 1)
        attempt(outbox, kept.kunci, states.TERKIRIM)
    write_log(one, tmp_path / "a.jsonl")
    monkeypatch.setattr(passengers, "_MODULES", {})
    with pytest.raises(LogError, match="belum dikenal"):
        merge_logs(two, [tmp_path / "a.jsonl"])
    write_log(one, tmp_path / "tanpa.jsonl")
    assert '"versi": 1' in (tmp_path / "tanpa.jsonl").read_text()
