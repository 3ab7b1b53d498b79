"""Read the form of a new Rakor as people fill it in. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bangkit_nb.errors import ParamsError
from bangkit_nb.fmt import parse_tanggal
from bangkit_nb.params import open_rakor
from bangkit_nb.run.new_rakor import build_next_params, build_params
from bangkit_nb.text import tidy

LABELS = {
    "kode_kabupaten": "Kode kabupaten", "kabupaten": "Kabupaten", "provinsi": "Provinsi",
    "tanggal": "Tanggal Rakor", "jam": "Jam", "zona_waktu": "Zona waktu", "tempat": "Tempat",
    "sk_forum": "SK forum", "forum": "Forum", "ke": "Rakor keberapa",
    "tahun_rencana": "Tahun rencana",
}  # fmt: skip
"""Fields of the form -> their labels, the longer names first."""


class FormFault(ParamsError):
    """A slip in the form; `field` names the one to mend, "" when it is none of them."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def read_form(given: Mapping[str, str], known: list[str], proyek: Path) -> dict[str, str]:
    """Return the values to start the command with, `rakor` among them; raises FormFault.

    known: keys of the Rakor that there are. `dari` of the values is the Rakor that it follows, ""
    for none.
    """
    values = {name: tidy(given.get(name, "")) for name in LABELS}
    values["tanggal"] = _day(values["tanggal"])
    numbers = {name: _whole(values[name], name) for name in ("ke", "tahun_rencana")}
    asked: dict[str, str | int] = {**values, **{k: v for k, v in numbers.items() if v is not None}}
    dari = given.get("dari", "")
    if dari and dari not in known:
        raise FormFault("Rakor yang dilanjutkan tidak ada lagi. Pilih yang lain.")
    try:
        if dari:
            made = build_next_params(open_rakor(dari, proyek), asked, proyek)
        else:
            made = build_params(asked, proyek)
    except ParamsError as fault:
        raise _in_words(str(fault)) from None
    if made.rakor in known:
        raise FormFault(f"Rakor {made.rakor} sudah ada. Pilih tanggal lain.", "tanggal")
    return values | {"rakor": made.rakor} | ({"dari": dari} if dari else {})


def _day(text: str) -> str:
    if not text or re.fullmatch(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?", text):
        return text
    found = parse_tanggal(text)
    if found.value is None or found.doubt:
        raise FormFault(f"Tanggal Rakor '{text}' tidak jelas. Tulis misalnya 20 Agustus 2024.",
                        "tanggal")  # fmt: skip
    return str(found.value)


def _whole(text: str, name: str) -> int | None:
    if text and not re.fullmatch(r"[0-9]{1,6}", text):
        raise FormFault(f"{LABELS[name]} '{text}' bukan angka. Tulis angka saja.", name)
    return int(text) if text else None


def _in_words(message: str) -> FormFault:
    """Return the fault with the form's labels in place of the keys of a params file."""
    found = [name for name in LABELS if re.search(rf"\b{name}\b", message)]
    for name in found:
        message = re.sub(rf"\b{name}\b", LABELS[name], message, count=1)
    return FormFault(message, found[0] if found else "")
