"""The review and the meeting share one log and never meddle with each other."""

from __future__ import annotations

import build
from kit_hasil import Desk, key
from kit_review import session

from bangkit_nb.review import rapat, saying
from bangkit_nb.review.judged import build_judged
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.rapat import Kesepakatan


def test_the_review_neither_loses_nor_undoes_what_the_meeting_said() -> None:
    made = session()
    usulan = made.kunci
    made.take(saying.say_padanan(made, usulan, Padanan("ragu")).events)
    room = Desk("ani", made.log.events)
    entry = room.say(key(rapat.KESEPAKATAN), Kesepakatan("Menyinkronkan", 1))
    assert made.take([entry]) == set()
    plan = saying.undo(made)
    assert [event.kunci for event in plan.events] == [usulan]
    assert made.lost == []
    checked = build.checked()
    sheets = [checked.sheet(name) for name in ("Rencana", "Renja", "Desa")]
    assert build_judged(made.log, *sheets).lepas == ()
