"""Read where a row of the Renja is carried out.

A cell holds segments divided by ";", each from wide to narrow ("Kab. Seram Bagian Timur, Teluk
Waru, Semua Kel/Desa") or the other way round ("Desa Waru, Kec. Teluk Waru"). A segment without a
label ("Bula") may be a desa or a kecamatan. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bangkit_nb import text

_NARROW = "kelurahan|kel|desa|kampung|negeri"
_SEMUA = re.compile(
    rf"^(?:semua|seluruh|setiap|tiap|se)\W*(?:wilayah |daerah )?(?:(?P<desa>{_NARROW})\b(?:\W*"
    rf"(?:{_NARROW})\b)?(?: di| dalam)?|(?:kabupaten|kab|kota|kecamatan|kec|distrik)\b)\W*"
    r"(?P<rest>.*)$"
)
_TERSEBAR = re.compile(r"^(?:tersebar|kabupaten|kab|[0-9]+ (?:kecamatan|distrik|desa|kampung))\b")
_LABEL = (
    ("kabupaten", re.compile(r"^(?:kabupaten|kab)\b\W*(\w.*)$")),
    ("kecamatan", re.compile(r"^(?:kecamatan|kec|distrik)\b\W*(\w.*)$")),
    ("desa", re.compile(r"^(?:(?:kelurahan|kel)\W*desa|desa|kelurahan|kel|ds)\b\W*(\w.*)$")),
    ("desa", re.compile(r"^((?:kampung|negeri)\b.*)$")),  # often part of the name: Kampung Baru
    ("dusun", re.compile(r"^(?:dusun|dsn|rt|rw)\b\W*(\w.*)$")),
)
_PART = re.compile(r",|\n")
_AND = re.compile(r"\s+dan\s+|\s*&\s*")


@dataclass(frozen=True)
class Segment:
    """Hold one place of a cell; names are keys (see `key`).

    kecamatan, desa: names labelled so, or taken for such by their place in the segment. loose:
    names that may be either. is_wide: it covers the kabupaten. said: how an officer reads it.
    """

    kecamatan: frozenset[str]
    desa: frozenset[str]
    loose: frozenset[str]
    is_wide: bool
    said: str


def key(name: str) -> str:
    """Return a name's letters: "Ruku-Ruku" and "Ruku Ruku" are one desa."""
    return re.sub(r"[^a-z0-9]", "", text.fold(name))


@lru_cache(maxsize=16_384)
def read_lokasi(lokasi: str) -> tuple[Segment, ...]:
    """Return the segments of a cell, each once."""
    segments = (_read_segment(value) for value in lokasi.split(";"))
    return tuple(dict.fromkeys(s for s in segments if s is not None))


def _read_segment(value: str) -> Segment | None:
    names: dict[str, list[str]] = {}
    for part in _PART.split(value):
        kind = ""
        for said in _AND.split(text.tidy(part)):
            for found, name in _read_name(said) if key(said) else ():
                kind = found or kind  # "Kec. Kodi dan Loura": the label holds for both
                names.setdefault(kind, []).append(name)
    names.pop("dusun", None)
    return _place(names) if names else None


def _read_name(said: str) -> list[tuple[str, str]]:
    """Return (label, name)s: label "" where there is none, "semua" and "semua desa" for all."""
    said = said.strip(" .")
    folded = text.fold(said)
    if len(folded) != len(said):  # folding changed more than letters: show it as it is compared
        said = folded
    semua = _SEMUA.match(folded)
    if semua and semua["desa"]:
        rest = said[semua.start("rest") :]
        return [("semua desa", ""), *(_read_name(rest) if rest else [])]
    if semua and semua["rest"] and re.search(r"kec|distrik", folded[: semua.start("rest")]):
        return [("semua desa", ""), ("kecamatan", said[semua.start("rest") :])]
    if semua:
        return [("semua", "")]
    for label, pattern in _LABEL:
        found = pattern.match(folded)
        if found:
            return [(label, said[found.start(1) :])]
    return [("semua", "")] if _TERSEBAR.match(folded) else [("", said)]


def _place(names: dict[str, list[str]]) -> Segment:
    """Tell which names are kecamatan and which desa, by their labels, else by their place."""
    kecamatan, desa = names.get("kecamatan", []), names.get("desa", [])
    bare = [name for name in names.get("", []) if name]
    is_all_desa = "semua desa" in names
    loose: list[str] = []
    if not bare or "semua" in names:
        pass
    elif not kecamatan and ("kabupaten" in names or (is_all_desa and not desa)):
        kecamatan, desa = bare[:1], desa + bare[1:]  # "Kab. X, Teluk Waru, Solang"
    elif kecamatan or desa:
        desa = desa + bare
    else:
        loose = bare
    if is_all_desa:
        desa = []
    if not (kecamatan or desa or loose):
        return Segment(frozenset(), frozenset(), frozenset(), True, "seluruh kabupaten")
    said = _say(kecamatan, desa, loose, is_all_desa)
    return Segment(_all_keys(kecamatan), _all_keys(desa), _all_keys(loose), False, said)


def _all_keys(names: list[str]) -> frozenset[str]:
    return frozenset(key for name in names for key in _keys(name))


def _keys(name: str) -> set[str]:
    """Return the keys a desa may be written by: with and without a label that may be its name."""
    return {key(name), key(re.sub(r"^(?:kampung|negeri)\b", "", text.fold(name)))} - {""}


def _say(kecamatan: list[str], desa: list[str], loose: list[str], is_all_desa: bool) -> str:
    if loose:
        return ", ".join(loose)
    parts = [f"Kec. {' dan '.join(kecamatan)}"] if kecamatan else []
    parts += [f"Desa {', '.join(desa)}"] if desa else []
    return ", ".join(parts) + (" (semua desa)" if is_all_desa else "")
