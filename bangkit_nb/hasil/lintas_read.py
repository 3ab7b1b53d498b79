"""Read a chain of Rakor from its workbooks and logs, and one line of every other kabupaten.

Another kabupaten's line is kept under a hash of all it was made from (outputs/lintas/), so that
running every Rakor reads every workbook once; deleting it loses nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from bangkit_nb.columns import BERLAKU, KATA_KEPUTUSAN
from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook
from bangkit_nb.errors import BangkitError, explain_fault
from bangkit_nb.files import write_text
from bangkit_nb.hasil import lintas_records as r
from bangkit_nb.hasil.awal import build_awal
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.hasil.lintas import summarise_chain
from bangkit_nb.params import Rakor, list_rakor, open_rakor
from bangkit_nb.review.earlier import find_chain
from bangkit_nb.review.judged import build_judged
from bangkit_nb.review.rapat import RTL, derive_id
from bangkit_nb.review.told import read_recorded, read_told


def read_lintas(rakor: Rakor) -> r.Lintas:
    """Read everything that this Rakor and those before it say, and the other kabupaten's lines.

    Raises WorkbookError or LogError where a workbook or a log of the chain cannot be read. A fault
    of another kabupaten becomes a sentence in its line.
    """
    chain, putus = find_chain(rakor)
    made = summarise_chain(read_chain(chain), putus)
    others = [read_line(one, rakor.per) for one in find_others(rakor)]
    lines = sorted([*made.kabupaten, *others], key=lambda one: (one.kabupaten, one.rakor))
    return replace(made, kabupaten=tuple(lines))


def read_chain(chain: Iterable[Rakor]) -> list[r.Stasiun]:
    """Read each Rakor of a chain; the last one's clock counts for all."""
    found = list(chain)
    return [_read_station(one, found[-1]) for one in found]


def _read_station(rakor: Rakor, last: Rakor) -> r.Stasiun:
    checked = check_workbook(read_workbook(rakor), rakor)
    if checked.is_blocked:
        raise BangkitError(
            f"{checked.name}: perbaiki dulu buku kerjanya; lihat `bangkit check {rakor.rakor}`."
        )
    # of the last one's own meeting nothing is known before it was held
    log = read_recorded(rakor) if rakor is last else read_told(rakor)
    rencana, renja, desa = (checked.sheet(name) for name in ("Rencana", "Renja", "Desa"))
    said = build_judged(log, rencana, renja, desa).tinjauan
    stands = said["keputusan"].isin(KATA_KEPUTUSAN) & (said["keputusan_keadaan"] == BERLAKU)
    rtl = checked.sheet("Tindak Lanjut")
    asal = [value or rakor.rakor_sebelumnya for value in rtl["asal_rakor"]]
    nomor = {
        derive_id(RTL, number, origin): number
        for number, origin in zip(rtl["id_rtl"], asal, strict=True)
    }
    return r.Stasiun(
        rakor,
        rencana[["id_usulan", "kode_desa", "kegiatan"]],
        desa[["kode_desa", "nama_desa", "kecamatan", "kode_desa_pengganti"]],
        checked.sheet("Perkembangan"),
        checked.sheet("Kesepakatan"),
        said[stands][["id_usulan", "keputusan", "keputusan_oleh", "alasan"]],
        fold_hasil(log.events, last.per, awal=build_awal(rakor, checked)),
        nomor,
    )


def find_others(rakor: Rakor) -> list[Rakor]:
    """Return of every other kabupaten its latest Rakor up to this one's clock.

    Samples stand beside samples only. A params file that cannot be read is left out: `bangkit
    check` names its fault.
    """
    latest: dict[str, Rakor] = {}
    for key in list_rakor(rakor.proyek):
        try:
            one = open_rakor(key, rakor.proyek)
        except BangkitError:
            continue
        is_other = one.kode_kabupaten != rakor.kode_kabupaten and one.contoh == rakor.contoh
        held = latest.get(one.kode_kabupaten)
        if is_other and one.hari <= rakor.per and (held is None or held.hari <= one.hari):
            latest[one.kode_kabupaten] = one
    return list(latest.values())


def read_line(rakor: Rakor, per: dt.date) -> r.Ringkas:
    """Read one kabupaten's line as of a day; a fault becomes a sentence in it."""
    try:
        chain, putus = find_chain(replace(rakor, per_tanggal=per.isoformat()))
        path = rakor.proyek / "outputs" / "lintas" / f"{_stamp(chain)}.json"
        kept = _read_kept(path)
        if kept is None:
            (kept,) = summarise_chain(read_chain(chain), putus).kabupaten
            write_text(path, json.dumps(asdict(kept), ensure_ascii=False) + "\n")
    except (BangkitError, OSError) as fault:
        said = explain_fault(fault)
        return r.Ringkas(rakor.kabupaten, rakor.rakor, per.isoformat(), gagal=said)
    return kept


def _read_kept(path: Path) -> r.Ringkas | None:
    """Return a line that was kept; None where there is none or it is damaged."""
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
        langkah = tuple((str(key), n) for key, n in made.pop("langkah"))
        return r.Ringkas(**made, langkah=langkah)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _stamp(chain: Sequence[Rakor]) -> str:
    """Return a hash over all that a chain's line is made from."""
    made = hashlib.sha256(chain[-1].per.isoformat().encode())
    for path in sorted(Path(__file__).parent.glob("*.py")):  # how a line is made is part of it
        made.update(path.read_bytes())
    for one in chain:
        for path in (one.params_path, one.buku_kerja_path):
            made.update(hashlib.sha256(path.read_bytes()).digest())
        made.update("\n".join(event.id for event in read_told(one).events).encode())
    return made.hexdigest()[:32]
