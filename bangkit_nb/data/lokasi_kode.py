"""Give the places of a Renja row their codes, and say codes as a place again. Pure.

A cell gets codes only when every place in it is known: the whole kabupaten ("may include this
desa"), a kecamatan, or a desa of a named kecamatan. Otherwise it stays the text it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from bangkit_nb.data.lokasi import Segment, read_lokasi
from bangkit_nb.data.names import Desa, letters_desa, letters_kecamatan
from bangkit_nb.data.wilayah import is_kode_desa, is_kode_kecamatan, kode_kecamatan


def read_names(text: str) -> list[tuple[str, str]]:
    """Return (kecamatan, desa) of each place of a text, as letters; "" where it names none."""
    found = []
    for segment in read_lokasi(text):
        kecamatan = min(segment.kecamatan, key=len, default="")
        names = segment.desa or segment.loose
        found.append((kecamatan, min(names, key=len, default="")))
    return found


def type_lokasi(lokasi: str, desa: Sequence[Desa]) -> tuple[str, ...]:
    """Return the codes of kabupaten, kecamatan and desa of a cell, in its order; () for text."""
    return _type(lokasi, tuple(desa)) if lokasi and desa else ()


@lru_cache(maxsize=8_192)
def _type(lokasi: str, desa: tuple[Desa, ...]) -> tuple[str, ...]:
    kabupaten = {d.kode[:5] for d in desa}
    codes: list[str] = []
    for segment in read_lokasi(lokasi):
        if segment.is_wide:
            found = kabupaten if len(kabupaten) == 1 else set()
        else:
            found = _codes(segment, desa)
        if not found:
            return ()
        codes += sorted(found)
    return tuple(dict.fromkeys(codes))


def _codes(segment: Segment, desa: Iterable[Desa]) -> set[str]:
    """Return the codes of one segment; empty where a name of it is unknown or has two meanings."""
    kecamatan: dict[str, set[str]] = {}
    names: dict[tuple[str, str], set[str]] = {}
    for d in desa:
        code = kode_kecamatan(d.kode)
        if code:
            kecamatan.setdefault(letters_kecamatan(d.kecamatan), set()).add(code)
        for name in (d.nama, *d.nama_lain):
            names.setdefault((letters_kecamatan(d.kecamatan), letters_desa(name)), set()).add(
                d.kode
            )
    all_names = {name for _, name in names}
    wanted = segment.kecamatan | segment.loose
    if any(len(kecamatan.get(k, ())) != 1 for k in wanted):
        return set()
    if segment.loose & all_names:  # "Bula" is a desa too: nobody can say which is meant
        return set()
    if not segment.desa:
        return {code for k in wanted for code in kecamatan[k]}
    found: set[str] = set()
    for name in segment.desa:
        here = {c for k in segment.kecamatan for c in names.get((k, letters_desa(name)), ())}
        if len(here) != 1:
            return set()
        found |= here
    return found


def say_codes(codes: Iterable[str], desa: Iterable[Desa]) -> str:
    """Return codes as a place that `read_lokasi` reads without doubt; unknown codes are left out.

    "Kabupaten" for the whole kabupaten, "Kec. Teluk Waru", "Desa Solang, Kec. Teluk Waru".
    """
    by_kode = {d.kode: d for d in desa}
    place_of = {kode_kecamatan(d.kode): d.kecamatan for d in by_kode.values()}
    said = []
    for code in codes:
        if is_kode_desa(code) and code in by_kode:
            said.append(f"Desa {by_kode[code].nama}, Kec. {by_kode[code].kecamatan}")
        elif is_kode_kecamatan(code) and code in place_of:
            said.append(f"Kec. {place_of[code]}")
        elif len(code) == 5:
            said.append("Semua Kecamatan")
    return "; ".join(said)
