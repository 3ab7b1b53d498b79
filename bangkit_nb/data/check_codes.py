"""Readers of codes and identifiers: always text, of the right form, of this kabupaten."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bangkit_nb.columns import Column
from bangkit_nb.data import wilayah
from bangkit_nb.data.check_reading import Context, Fault, Reading, as_text, dropped
from bangkit_nb.text import tidy


@dataclass(frozen=True, slots=True)
class Shape:
    """Describe a code: the test of its form, its form in words, and the count of its digits.

    `digits` 0: dots are never put in by us. `is_local`: it must begin with the Rakor's kabupaten.
    `is_free`: a code of the kabupaten's own making, taken as it stands.
    """

    is_right: Callable[[str], bool]
    form: str
    digits: int = 0
    is_local: bool = False
    is_free: bool = False


def _is_plain(kode: str) -> bool:
    return re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.\-/_]{0,39}", kode) is not None


_FORM_DESA = "PP.KK.CC.DDDD, misalnya 81.05.15.2004"
SHAPES: Mapping[str, Shape] = {
    "kode_desa": Shape(wilayah.is_kode_desa, _FORM_DESA, 10, is_local=True),
    "kode_desa_pengganti": Shape(wilayah.is_kode_desa, _FORM_DESA, 10),
    "kode_kecamatan": Shape(
        wilayah.is_kode_kecamatan, "PP.KK.CC, misalnya 81.05.15", 6, is_local=True
    ),
    "kode_lokasi": Shape(wilayah.is_kode_wilayah, "kode kabupaten, kecamatan atau desa"),
    "kode_sub_kegiatan": Shape(wilayah.is_kode_sub_kegiatan, "seperti 3.27.07.2.01.0002"),
    "kode_opd_pengganti": Shape(
        _is_plain, "kode tanpa spasi, seperti di kolom Kode OPD", is_free=True
    ),
}


def read_kode(cell: Any, column: Column, context: Context) -> Reading:
    """Read a code held as text; a number or a date is refused, for its digits may be lost."""
    if not isinstance(cell, str):
        return dropped(column, "kode bukan teks", _not_text(cell))
    shape = SHAPES.get(column.name)
    if shape is None:
        return Reading(tidy(cell))
    kode = _normal(cell, shape)
    if not shape.is_right(kode):
        message = f"Bentuk {column.header} belum benar. Tulis {shape.form}, sebagai teks."
        return dropped(column, "bentuk kode", message)
    if shape.is_local and is_foreign(kode, context):
        return Reading("", (Fault("kabupaten lain", "stop", _foreign(context)),))
    return Reading(kode, _told(cell, kode, column))


def read_daftar_kode(cell: Any, column: Column, context: Context) -> Reading:
    """Read codes separated by ; , or a line break: a tuple without repeats, in order."""
    if not isinstance(cell, str):
        return dropped(column, "kode bukan teks", _not_text(cell))
    shape = SHAPES[column.name]
    codes: list[str] = []
    faults: list[Fault] = []
    for part in filter(None, map(tidy, re.split(r"[;,\r\n]", cell))):
        kode = _normal(part, shape)
        if not shape.is_right(kode):
            message = f"Tulis {shape.form}, dipisah titik koma. {_LEFT_OUT}"
            faults.append(Fault("bentuk kode", "periksa", message, part))
        elif shape.is_local and is_foreign(kode, context):
            message = f"Kode ini milik kabupaten lain, bukan {context.kode_kabupaten}. {_LEFT_OUT}"
            faults.append(Fault("kabupaten lain", "periksa", message, part))
        else:
            faults += _told(part, kode, column)
            codes.append(kode)
    return Reading(tuple(dict.fromkeys(codes)), tuple(faults))


def read_id(cell: Any, column: Column, context: Context) -> Reading:
    """Read an identifier: text or a whole number; a date is refused (Excel made it of "1-2")."""
    if isinstance(cell, dt.date):
        return dropped(column, "id tanggal", _not_text(cell))
    text = as_text(cell)
    if isinstance(cell, float) and not cell.is_integer():
        message = f"{column.header} terbaca sebagai pecahan, sehingga 1.10 menjadi 1.1. {_FIX}"
        return Reading(text, (Fault("id pecahan", "periksa", message),))
    return Reading(text)


def is_foreign(kode: str, context: Context) -> bool:
    """Tell whether a well-formed code is of another kabupaten than the Rakor's."""
    return bool(context.kode_kabupaten) and (wilayah.kode_kabupaten(kode) != context.kode_kabupaten)


_LEFT_OUT = "Kode ini belum dipakai, yang lain tetap."
_FIX = "Format kolom sebagai Teks, lalu ketik ulang."


def _not_text(cell: Any) -> str:
    kind = "tanggal" if isinstance(cell, dt.date) else "angka"
    return f"Kode terbaca sebagai {kind}, sehingga angkanya bisa hilang. {_FIX}"


def _foreign(context: Context) -> str:
    return (
        f"Kode ini milik kabupaten lain, bukan {context.kode_kabupaten}. "
        "Periksa kodenya, atau hapus barisnya."
    )


def _normal(cell: str, shape: Shape) -> str:
    """Return a code without spaces, with capital X, and with dots where only digits stand."""
    if shape.is_free:
        return tidy(cell)
    kode = re.sub(r"\s", "", tidy(cell)).upper()
    if shape.digits and re.fullmatch(f"[0-9]{{{shape.digits}}}", kode):
        pairs = [kode[:2], kode[2:4], kode[4:6], kode[6:]]
        return ".".join(filter(None, pairs))
    return kode


def _told(cell: str, kode: str, column: Column) -> tuple[Fault, ...]:
    if "." in cell or "." not in kode:
        return ()
    message = f"{column.header} tanpa titik dibaca sebagai {kode}. Tulis dengan titik."
    return (Fault("kode tanpa titik", "info", message, cell),)
