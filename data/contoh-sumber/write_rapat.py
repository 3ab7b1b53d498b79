"""Turn the CSVs rapat-*.csv of a sample Rakor into the log of its meeting, always the same bytes.

What people are said to have said is invented ("data contoh"): its writer is called so.
"""

from __future__ import annotations

import csv
import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from bangkit_nb.data.checks import Checked
from bangkit_nb.params import Rakor
from bangkit_nb.review import rapat
from bangkit_nb.review.carry import build_known
from bangkit_nb.review.events import Event, Seen
from bangkit_nb.review.judgements import Keputusan, check_keputusan
from bangkit_nb.review.log_file import render_log

SUMBER = Path(__file__).resolve().parent
PENULIS = "Notulis Contoh"
_SPACE = uuid.UUID("64617461-2d63-4f6e-8f68-000000000000")
ORDER = (
    rapat.KEHADIRAN, rapat.PENGESAHAN, "keputusan", rapat.KESEPAKATAN, rapat.RTL, rapat.KEMAJUAN,
    rapat.PENUTUPAN,
)  # fmt: skip


def build_log(rakor: Rakor, checked: Checked) -> bytes:
    """Return the file of one sample meeting's events, b"" where it has no rapat-*.csv."""
    start = dt.datetime.combine(rakor.hari, dt.time(9), rakor.zona)
    made = []
    for jenis in ORDER:
        for kunci, isi, seen in _statements(rakor, checked, jenis):
            at = len(made) + 1
            made.append(Event(
                str(uuid.uuid5(_SPACE, f"{rakor.rakor} {jenis} {kunci} {at}")), rakor.rakor, kunci,
                isi, (), at, PENULIS,
                (start + dt.timedelta(seconds=30 * at)).isoformat(), seen,
            ))  # fmt: skip
    return render_log(rakor.rakor, made) if made else b""


def _statements(
    rakor: Rakor, checked: Checked, jenis: str
) -> Iterator[tuple[str, Any, Seen | None]]:
    path = SUMBER / rakor.rakor / f"rapat-{jenis}.csv"
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    if jenis == "keputusan":
        yield from _keputusan(checked, rows)
        return
    kind = rapat.KINDS[jenis]
    types = {field.name: str(field.type) for field in fields(kind)}
    for row in rows:
        isi = kind(**{name: _typed(row[name], types[name]) for name in types if name in row})
        yield rapat.rapat_key(jenis, _item(rakor, jenis, row)), isi, None


def _item(rakor: Rakor, jenis: str, row: dict[str, str]) -> str:
    """Return an item's id as the room's own screen would derive it."""
    if jenis == rapat.KEHADIRAN:
        return rapat.derive_id(jenis, row["nama"], row["instansi"])
    if jenis == rapat.PENUTUPAN:
        return rapat.PENUTUPAN_ID
    if jenis == rapat.PENGESAHAN:
        return rapat.derive_id(jenis, row["kode_desa"])
    if jenis == rapat.KEMAJUAN:
        return rapat.derive_id(rapat.RTL, row["id"], row["asal_rakor"])
    return rapat.derive_id(jenis, row["id"], rakor.rakor)


def _typed(text: str, kind: str) -> Any:
    if kind == "bool":
        return text == "ya"
    if kind.startswith("int"):
        return int(text) if text else None
    return text


def _keputusan(
    checked: Checked, rows: list[dict[str, str]]
) -> Iterator[tuple[str, Keputusan, Seen]]:
    usulan = checked.sheet("Rencana")
    known = dict(zip(usulan["id_usulan"], build_known(usulan), strict=True))
    cells = {row["id_usulan"]: row for row in usulan.to_dict("records")}
    for row in rows:
        number = row["id_usulan"]
        said = Keputusan(**{
            **{name: value for name, value in row.items() if name != "id_usulan"},
            "volume": float(row["volume"]) if row["volume"] else None,
            "anggaran": int(row["anggaran"]) if row["anggaran"] else None,
        })  # fmt: skip
        if faults := check_keputusan(said):
            raise SystemExit(f"{number}: {' '.join(faults)}")
        one, held = known[number], cells[number]
        seen = Seen(number, held["kode_desa"], one.tahun, held["kegiatan"], one.isi_hash,
                    kembar=one.kembar)  # fmt: skip
        yield one.kunci, said, seen
