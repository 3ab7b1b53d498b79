"""Fold the trail of a mail into its state. Pure; the order of the steps does not matter.

Every try to send is an attempt with an id of its own, so that the trails of two machines can be
laid together: what one of them sent, or may have sent, holds for both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ANTRE, MENGIRIM, TERKIRIM = "antre", "mengirim", "terkirim"
DITOLAK, TIDAK_PASTI = "ditolak", "tidak_pasti"
STATES = (ANTRE, MENGIRIM, TERKIRIM, DITOLAK, TIDAK_PASTI)

TOLD = {
    ANTRE: "antre",
    MENGIRIM: "sedang dikirim",
    TERKIRIM: "diterima server surel; belum tentu sampai",
    DITOLAK: "ditolak server surel",
    TIDAK_PASTI: "tidak pasti: mungkin terkirim, mungkin tidak",
}
"""What each state says to an officer."""

_WITHIN = (MENGIRIM, TIDAK_PASTI, ANTRE, DITOLAK, TERKIRIM)
"""Of one attempt the last of these counts: a sender that was only slow knows better."""

_ACROSS = (ANTRE, DITOLAK, TIDAK_PASTI, MENGIRIM, TERKIRIM)
"""Of several attempts the last of these counts."""


@dataclass(frozen=True)
class Step:
    """Hold one line of the trail.

    Attributes:
        id: UUID. kunci: of the mail. usaha: the attempt, "" for what belongs to none.
        keadaan: one of STATES. sidik: hash of the message it was about.
        kode, kata: the server's code (0 = none) and words, addresses taken out.
        mesin: who wrote: host/process/start. waktu: ISO, UTC.
        batal: attempts that an officer set aside to send again.
    """

    id: str
    kunci: str
    usaha: str
    keadaan: str
    sidik: str
    kode: int
    kata: str
    mesin: str
    waktu: str
    batal: tuple[str, ...] = ()


@dataclass(frozen=True)
class Status:
    """Hold a mail's state: keadaan, the attempts behind it, and the step that says most."""

    keadaan: str
    usaha: tuple[str, ...]
    step: Step | None


def _weigh(step: Step) -> tuple[int, str, str]:
    # two machines may say the same of one attempt: the time and id choose, not the order
    return _WITHIN.index(step.keadaan), step.waktu, step.id


def fold_steps(steps: Iterable[Step]) -> Status:
    """Return the state that a mail's steps add up to."""
    every = list(steps)
    set_aside = {one for step in every for one in step.batal}
    best: dict[str, Step] = {}
    for step in every:
        if not step.usaha or step.usaha in set_aside:
            continue
        best[step.usaha] = max(best.get(step.usaha, step), step, key=_weigh)
    if not best:
        return Status(ANTRE, (), None)
    top = max(best.values(), key=lambda s: (_ACROSS.index(s.keadaan), s.waktu, s.id))
    return Status(top.keadaan, tuple(sorted(best)), top)
