"""Start a new Rakor: its params file and its workbook, so that nobody writes YAML by hand.

The workbook is empty, or holds what an earlier Rakor left (carry_over.py).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from bangkit_nb.data.checks import check_workbook
from bangkit_nb.data.workbook import read_workbook, write_template, write_workbook
from bangkit_nb.errors import ParamsError, WorkbookError
from bangkit_nb.files import write_text
from bangkit_nb.hasil.awal import build_awal
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.params import Rakor, build_rakor, find_project, list_rakor, open_rakor
from bangkit_nb.review.told import read_told
from bangkit_nb.run.carry_over import Before, build_carried, count_left
from bangkit_nb.text import shorten, slug, tidy

_HEAD = "# Satu berkas satu Rakor. Nama berkas ini adalah kuncinya.\n"
_DEFAULTS: dict[str, str | int | bool] = {
    "sk_forum": "", "ke": 1, "jam": "", "tempat": "", "zona_waktu": "WIT",
    "rakor_sebelumnya": "", "per_tanggal": "", "bahasa": "id", "peta": "", "templat": "",
    "contoh": False,
}  # fmt: skip


def build_key(kabupaten: str, tanggal: str) -> str:
    """Return "sbt-2024-08-20" for Kabupaten Seram Bagian Timur and its day; "" without a name."""
    words = slug(re.sub(r"^(kabupaten|kab\.?)\s+", "", tidy(kabupaten), flags=re.IGNORECASE))
    parts = [part for part in words.split("-") if part]
    short = parts[0][:3] if len(parts) == 1 else "".join(part[0] for part in parts)
    return f"{short}-{slug(tanggal)}" if parts and slug(tanggal) else ""


def build_params(given: Mapping[str, str | int], proyek: Path) -> Rakor:
    """Return the Rakor that such values describe; raises ParamsError in the form's words.

    given: keys of the params file. The year, the workbook and the key follow from the rest where
    they are missing: the plan is of the year after the Rakor.
    """
    values = dict(_DEFAULTS)
    values |= {k: tidy(v) if isinstance(v, str) else v for k, v in given.items() if v != ""}
    tanggal = str(values.get("tanggal", ""))
    key = str(values.get("rakor") or build_key(str(values.get("kabupaten", "")), tanggal))
    values["rakor"] = key
    values.setdefault("buku_kerja", f"data/{key}.xlsx")
    values.setdefault("tahun_rencana", _year(tanggal) + 1)
    missing = [
        name for name in ("kabupaten", "kode_kabupaten", "provinsi", "forum", "tanggal")
        if not values.get(name)
    ]  # fmt: skip
    if missing:
        raise ParamsError(f"Belum diisi: {', '.join(missing)}.")
    try:
        return build_rakor(values, key, proyek)
    except ParamsError as fault:
        # the person filled a form: the file that will come of it is not there to look into
        raise ParamsError(str(fault).removeprefix(f"params/{key}.yml: ")) from None


def _year(tanggal: str) -> int:
    found = re.match(r"[0-9]{4}", tanggal)
    return int(found[0]) if found else 2000  # the date itself is refused below


def write_new_rakor(given: Mapping[str, str | int], proyek: str | Path = "") -> Rakor:
    """Write params/<rakor>.yml and the empty workbook; nothing that is there is overwritten.

    Raises ParamsError where a value is wrong or the Rakor exists, WorkbookError where the workbook
    cannot be written. The workbook goes first: without a params file there is no half Rakor.
    """
    folder = find_project(proyek)
    made = build_params(given, folder)
    if made.rakor in list_rakor(folder):
        raise ParamsError(
            f"Rakor '{shorten(made.rakor)}' sudah ada. Buka yang ada, atau beri kunci lain."
        )
    if not made.buku_kerja_path.exists():
        write_template(made.buku_kerja_path)
    write_text(made.params_path, render_params(made))
    return made


KEPT = (
    "kode_kabupaten", "kabupaten", "provinsi", "forum", "sk_forum", "tempat", "zona_waktu",
    "bahasa", "peta", "templat", "contoh",
)  # fmt: skip
"""Parameters that a Rakor takes over from the one before it."""


@dataclass(frozen=True)
class Carried:
    """Hold a new Rakor with how many rows each sheet took over and how many stayed behind."""

    rakor: Rakor
    n_rows: Mapping[str, int]
    n_left: Mapping[str, int]


def build_next_params(before: Rakor, given: Mapping[str, str | int], proyek: Path) -> Rakor:
    """Return the Rakor that follows another; what is given wins over what was.

    The day may stand in the key alone ("sbt-2024-08-20").
    """
    values: dict[str, str | int] = {name: getattr(before, name) for name in KEPT}
    values |= {"ke": before.ke + 1, "rakor_sebelumnya": before.rakor}
    values |= {name: value for name, value in given.items() if value != ""}
    in_key = re.search(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?$", str(values.get("rakor", "")))
    if in_key and not values.get("tanggal"):
        values["tanggal"] = in_key[0]
    made = build_params(values, proyek)
    if made.hari < before.hari or made.rakor == before.rakor:
        raise ParamsError(
            f"Rakor baru bertanggal {made.tanggal}, lebih awal daripada Rakor sebelumnya "
            f"({before.rakor}). Periksa tanggal."
        )
    return made


def write_next_rakor(dari: str, given: Mapping[str, str | int], proyek: str | Path = "") -> Carried:
    """Write params and workbook of the Rakor that follows `dari`; nothing there is overwritten.

    Raises as `write_new_rakor`, and LogError where the log of `dari` cannot be read.
    """
    folder = find_project(proyek)
    before = open_rakor(dari, folder)
    after = build_next_params(before, given, folder)
    if after.rakor in list_rakor(folder) or after.buku_kerja_path.exists():
        raise ParamsError(
            f"Rakor '{shorten(after.rakor)}' atau buku kerjanya sudah ada. Buka yang ada, atau "
            "beri kunci lain."
        )
    workbook = read_workbook(before)
    checked = check_workbook(workbook, before)
    if checked.is_blocked:
        raise WorkbookError(
            f"{checked.name}: perbaiki dulu buku kerja Rakor sebelumnya; lihat `bangkit check "
            f"{before.rakor}`."
        )
    awal = build_awal(before, checked)  # progress reported since that meeting counts as well
    hasil = fold_hasil(read_told(before).events, after.hari, awal=awal)
    left = Before(before, workbook, checked, hasil)
    made = build_carried(left, after)
    write_workbook(after.buku_kerja_path, made, contoh=after.contoh, overwrite=False)
    write_text(after.params_path, render_params(after))
    return Carried(after, {name: len(made[name]) for name in made}, count_left(left, made))


def render_params(rakor: Rakor) -> str:
    """Return a params file; every text stands in quotes, so that a code stays a code."""
    names = [field.name for field in fields(Rakor) if field.name != "proyek"]
    lines = [f"{name}: {json.dumps(getattr(rakor, name), ensure_ascii=False)}" for name in names]
    return _HEAD + "\n".join(lines) + "\n"
