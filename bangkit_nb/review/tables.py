"""Describe the list of usulan and the summary: what the screen's other two tabs show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bangkit_nb import columns as c
from bangkit_nb import fmt, text
from bangkit_nb.review import ordering, saying
from bangkit_nb.review.events import KEPUTUSAN, Event
from bangkit_nb.review.judgements import Padanan
from bangkit_nb.review.materials import RowKey
from bangkit_nb.review.session import Session
from bangkit_nb.review.telling import describe

PAGE = 50
"""Rows of the list that are shown, and so can be accepted, at a time."""


def build_list(session: Session, page: int = 0) -> dict[str, Any]:
    """Return one page of the list of usulan that pass the filters."""
    keys = session.shown_keys()
    n_pages = max(-(-len(keys) // PAGE), 1)
    page = min(max(page, 0), n_pages - 1)
    shown = keys[page * PAGE : (page + 1) * PAGE]
    ready = [key for key in shown if saying.is_acceptable(session, key)]
    return {
        "baris": [_list_row(session, key) for key in shown],
        "halaman": page,
        "n_halaman": n_pages,
        "n": len(keys),
        "siap": ready if session.filters.pita == "tinggi" else [],
        "n_siap": len(ready),
    }


def _list_row(session: Session, key: str) -> dict[str, Any]:
    one = session.materials.usulan[key]
    best = session.materials.best[key]
    is_open = session.status(key) == ordering.BELUM
    # beside "tidak ada yang cocok" the machine's candidate would read as what was chosen
    shown = best.row if is_open else session.judged.get(key, ("", ""))
    row = session.materials.rows.get(shown)
    blind = session.is_blind(key)
    answer = session.standing(key, KEPUTUSAN).event
    return {
        "kunci": key,
        "id": one.id_usulan,
        "kegiatan": one.kegiatan,
        "desa": one.nama_desa,
        "kecamatan": one.kecamatan,
        "anggaran": fmt.rupiah(one.anggaran),
        "calon": "tanpa saran" if blind else row.sub_kegiatan if row else fmt.DASH,
        "opd": "" if blind else row.opd if row else "",
        "pita": best.pita if is_open and not blind else "",
        "status": session.status(key),
        "jawaban": text.shorten(describe(session, answer.isi), 80) if answer else "",
    }


@dataclass(frozen=True)
class Agreement:
    """Hold how often the first suggestion was chosen, where it was shown as one and where not."""

    n_blind: int
    n_blind_first: int
    n_sighted: int
    n_sighted_first: int


def count_agreement(events: Collection[Event]) -> Agreement:
    """Compare choices with the machine's first candidate, on blind cards and on the others.

    events: the statements that stand (Session.standing). First = the highest skor shown.
    """
    n = {True: [0, 0], False: [0, 0]}
    for event in events:
        said, seen = event.isi, event.seen
        if not isinstance(said, Padanan) or said.putusan != c.COCOK or not seen or not seen.calon:
            continue
        first = max(seen.calon, key=lambda one: one.skor)
        chosen = (said.kode_opd, said.kode_sub_kegiatan)
        n[seen.is_blind][0] += 1
        n[seen.is_blind][1] += chosen == (first.kode_opd, first.kode_sub_kegiatan)
    return Agreement(n[True][0], n[True][1], n[False][0], n[False][1])


def build_summary(session: Session) -> dict[str, Any]:
    """Return progress by OPD, Rupiah requested by sub kegiatan, and what blind cards tell."""
    made = session.materials
    events = [
        held.event for key in made.usulan if (held := session.standing(key)).event is not None
    ]
    found = count_agreement([event for event in events if event is not None])
    said = "Belum ada kartu tanpa saran yang dinilai cocok."
    if found.n_blind:
        said = (
            f"Tanpa saran: {found.n_blind_first} dari {found.n_blind} sama dengan calon pertama "
            f"mesin. Dengan saran: {found.n_sighted_first} dari {found.n_sighted}. Bila dengan "
            "saran jauh lebih tinggi, saran itu mungkin diterima tanpa dibaca."
        )
    return {
        "kemajuan": build_progress(session)["teks"],
        "opd": _by_opd(session),
        "sub_kegiatan": _by_row(session),
        "buta": said,
        "hilang": [
            {"id": event.seen.id_usulan, "kegiatan": event.seen.kegiatan}
            for event in session.lost
            if event.seen is not None
        ],
    }


def build_progress(session: Session) -> dict[str, Any]:
    """Return "37 dari 250, ragu 9" and the numbers behind it."""
    counted = Counter(session.status(key) for key in session.materials.usulan)
    n = sum(counted.values())
    done = n - counted[ordering.BELUM]
    words = [f"{done} dari {n}"]
    for status in (c.RAGU, ordering.KONFLIK, c.PERIKSA_LAGI):
        if counted[status]:
            words.append(f"{status} {counted[status]}")
    return {"teks": ", ".join(words), "n": n, "sudah": done}


def _by_opd(session: Session) -> list[dict[str, Any]]:
    made: dict[str, Counter[str]] = {}
    for key in session.materials.usulan:
        made.setdefault(session.opd_of(key), Counter())[session.status(key)] += 1
    names = session.materials.opd
    rows = [
        {
            "opd": names.get(kode, kode) or "Tanpa calon",
            "n": sum(counted.values()),
            "sudah": sum(counted.values()) - counted[ordering.BELUM],
            "cocok": counted[c.COCOK],
            "ragu": counted[c.RAGU],
        }
        for kode, counted in made.items()
    ]
    return sorted(rows, key=lambda row: (-int(str(row["n"])), str(row["opd"])))


def _by_row(session: Session) -> list[dict[str, Any]]:
    made: dict[RowKey, list[float | None]] = {}
    for key, chosen in session.judged.items():
        made.setdefault(chosen, []).append(session.materials.usulan[key].anggaran)
    rows = []
    for kode, amounts in made.items():
        row = session.materials.rows[kode]
        total = sum(amount for amount in amounts if amount is not None)
        pagu = "; ".join(dict.fromkeys(fmt.rupiah(line.pagu) for line in row.lines))
        rows.append(
            {
                "sub_kegiatan": row.sub_kegiatan,
                "opd": row.opd,
                "n": len(amounts),
                "tanpa": sum(amount is None for amount in amounts),
                "rupiah": total,
                "diminta": fmt.rupiah(total) if any(a is not None for a in amounts) else fmt.DASH,
                "pagu": pagu,
            }
        )
    return sorted(rows, key=lambda row: (-float(str(row["rupiah"])), str(row["sub_kegiatan"])))
