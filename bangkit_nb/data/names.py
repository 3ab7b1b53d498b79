"""Find the code of a desa or an OPD by the name a document gives it. Pure.

Never a guess: a name is taken when it is the same, after normalising, as the official name or as
an alias that a person wrote; for a desa the kecamatan must be the same too (33 % of desa names in
Indonesia occur more than once). Anything else is a suggestion, which a person accepts or not.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bangkit_nb.text import fold, tidy

_DESA_LABEL = re.compile(r"^(?:desa ?/ ?kelurahan|kelurahan ?/ ?desa|desa|kelurahan|kel\.?|ds\.?"
                         r"|kampung|negeri)\s+(?=\S)")  # fmt: skip
_KECAMATAN_LABEL = re.compile(r"^(?:kecamatan|kec\.?|distrik)\s+(?=\S)")
_OPD_TAIL = re.compile(r"\s+(?:pada\s+)?(?:pemerintah\s+)?(?:kab|kabupaten|kota)\b\.?.*$")
_FILLER = frozenset({"dan", "serta", "&", "kabupaten", "kab", "daerah", "pemerintah", "kota"})


def letters(name: object) -> str:
    """Return a name's letters and digits: "Ruku-Ruku" and "Ruku Ruku" are one name."""
    return re.sub(r"[^a-z0-9]", "", fold(name))


def split_aliases(cell: object) -> tuple[str, ...]:
    """Return the names of an alias column, divided by ; or line breaks."""
    if not isinstance(cell, str):
        return ()
    return tuple(filter(None, map(tidy, re.split(r"[;\n]", cell))))


@dataclass(frozen=True)
class Answer:
    """Hold what a name gave: a kode, or suggestions and the reason why there is none.

    usul: "kode nama" of each place or OPD that may be meant, best first.
    """

    kode: str = ""
    alasan: str = ""
    usul: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desa:
    """Hold one desa of the workbook."""

    kode: str
    nama: str
    kecamatan: str
    nama_lain: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """How a suggestion shows it."""
        return f"{self.kode} {self.nama} (Kec. {self.kecamatan})"


@dataclass(frozen=True)
class Opd:
    """Hold one OPD of the workbook."""

    kode: str
    nama: str
    nama_lain: tuple[str, ...] = ()
    singkatan: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """How a suggestion shows it."""
        return f"{self.kode} {self.nama}"


@dataclass(frozen=True)
class DesaNames:
    """Find desa by kode, or by name and kecamatan."""

    desa: tuple[Desa, ...]

    @cached_property
    def _by_kode(self) -> dict[str, Desa]:
        return {d.kode: d for d in self.desa}

    @cached_property
    def _by_name(self) -> dict[tuple[str, str], list[Desa]]:
        table: dict[tuple[str, str], list[Desa]] = {}
        for exact in (True, False):
            for d in self.desa:
                for name in (d.nama,) if exact else d.nama_lain:
                    found = table.setdefault(
                        (letters_desa(name), letters_kecamatan(d.kecamatan)), []
                    )
                    if d not in found and (exact or not any(_same(o, name) for o in found)):
                        found.append(d)
        return table

    def find(self, kode: object, nama: object, kecamatan: object) -> Answer:
        """Return the desa of a row; kode, when it is a known one, needs no name."""
        code = re.sub(r"\s", "", tidy(kode))
        if re.fullmatch(r"[0-9]{10}", code):
            code = ".".join((code[:2], code[2:4], code[4:6], code[6:]))
        if code in self._by_kode:
            return Answer(code)
        name, place = letters_desa(nama), letters_kecamatan(kecamatan)
        if not name:
            why = f"Kode desa '{tidy(kode)}' tidak ada di lembar Desa." if code else (
                "Nama desa kosong.")  # fmt: skip
            return Answer("", why)
        if not place:
            near = [d for d in self.desa if name in _names_of(d)] or self._near(name, self.desa)
            why = f"Kecamatan desa '{tidy(nama)}' tidak disebut, jadi desanya tidak pasti."
            return Answer("", why, tuple(d.said for d in near[:3]))
        found = self._by_name.get((name, place), [])
        if len(found) == 1:
            return Answer(found[0].kode)
        if found:
            return Answer("", f"Ada {len(found)} desa bernama '{tidy(nama)}' di Kec. "
                          f"{tidy(kecamatan)}.", tuple(d.said for d in found))  # fmt: skip
        here = [d for d in self.desa if letters_kecamatan(d.kecamatan) == place]
        why = f"Desa '{tidy(nama)}' tidak ada di Kec. {tidy(kecamatan)} di lembar Desa."
        if not here:
            more = "" if self.desa else " Lembar itu masih kosong: isi dulu."
            why = f"Kecamatan '{tidy(kecamatan)}' tidak ada di lembar Desa.{more}"
        return Answer("", why, tuple(d.said for d in self._near(name, here)[:3]))

    @staticmethod
    def _near(name: str, among: Iterable[Desa]) -> list[Desa]:
        scored = [
            (max(difflib.SequenceMatcher(None, name, n).ratio() for n in _names_of(d)), d.kode, d)
            for d in among
        ]
        return [d for score, _, d in sorted(scored, key=lambda s: (-s[0], s[1])) if score >= 0.7]


def letters_desa(name: object) -> str:
    """Return the comparable form of a desa's name, its label dropped."""
    return letters(_DESA_LABEL.sub("", fold(name)))


def letters_kecamatan(name: object) -> str:
    """Return the comparable form of a kecamatan's name, its label dropped."""
    return letters(_KECAMATAN_LABEL.sub("", fold(name)))


def _names_of(d: Desa) -> set[str]:
    return {letters_desa(name) for name in (d.nama, *d.nama_lain)}


def _same(d: Desa, name: str) -> bool:
    return letters_desa(d.nama) == letters_desa(name)


@dataclass(frozen=True)
class OpdNames:
    """Find OPD by kode, name, alias or abbreviation."""

    opd: tuple[Opd, ...]

    @cached_property
    def _by_kode(self) -> dict[str, Opd]:
        return {o.kode: o for o in self.opd}

    @cached_property
    def _by_name(self) -> dict[str, list[Opd]]:
        """Official names first, then aliases, then abbreviations: the first that fits is taken."""
        table: dict[str, list[Opd]] = {}
        for names in (lambda o: (o.nama,), lambda o: o.nama_lain, lambda o: o.singkatan):
            level: dict[str, list[Opd]] = {}
            for o in self.opd:
                for name in names(o):
                    for key in {letters(name), letters_opd(name)} - {""}:
                        if o not in level.setdefault(key, []):
                            level[key].append(o)
            for key, found in level.items():
                table.setdefault(key, found)
        return table

    def find(self, kode: object, nama: object) -> Answer:
        """Return the OPD of a row: by kode where it is a known one, else by name."""
        code, name = tidy(kode), tidy(nama)
        if code in self._by_kode:
            return Answer(code)
        for key in (letters(name), letters_opd(name)):
            found = self._by_name.get(key, []) if key else []
            if len(found) == 1:
                return Answer(found[0].kode)
            if found:
                return Answer("", f"'{name}' dapat berarti {len(found)} OPD.",
                              tuple(o.said for o in found))  # fmt: skip
        if not name:
            why = f"Kode OPD '{code}' tidak ada di lembar OPD." if code else (
                "OPD baris ini tidak disebut di mana pun.")  # fmt: skip
            return Answer("", why)
        near = self._near(name)
        more = "" if self.opd else " Lembar itu masih kosong: isi dulu, dengan kodenya."
        why = f"OPD '{name}' tidak ada di lembar OPD.{more}"
        return Answer("", why, tuple(o.said for o in near[:3]))

    def find_in(self, titles: Sequence[str]) -> str:
        """Return the kode of the one OPD whose full name stands in the titles, "" otherwise."""
        texts = [f" {' '.join(re.findall('[a-z0-9]+', fold(t)))} " for t in titles]
        found: dict[str, str] = {}
        for o in self.opd:
            for name in (o.nama, *o.nama_lain):
                words = " ".join(re.findall("[a-z0-9]+", fold(name)))
                if len(words) > 8 and any(f" {words} " in text for text in texts):
                    found[o.kode] = max(found.get(o.kode, ""), words, key=len)
        longest = max(found.values(), key=len, default="")
        # "dinas pertanian" stands in "dinas pertanian dan pangan" too: the longest one is meant
        best = [kode for kode, words in found.items() if words == longest]
        others = [w for w in found.values() if w != longest and w not in longest]
        return best[0] if len(best) == 1 and not others else ""

    def _near(self, name: str) -> list[Opd]:
        scored = [(_likeness(name, o), o.kode, o) for o in self.opd]
        return [o for score, _, o in sorted(scored, key=lambda s: (-s[0], s[1])) if score >= 0.72]


def letters_opd(name: object) -> str:
    """Return the comparable form of an OPD's name without "Kab. SBT" at its end."""
    return letters(re.sub(r"\s*&\s*", " dan ", _OPD_TAIL.sub("", fold(name))))


def _likeness(name: str, o: Opd) -> float:
    key = letters_opd(name)
    best = 0.0
    for own in (o.nama, *o.nama_lain, *o.singkatan):
        best = max(best, difflib.SequenceMatcher(None, key, letters_opd(own)).ratio())
        if " " not in name and len(key) <= 12 and _abbreviates(key, own):
            best = max(best, 0.9)
    return best


def _abbreviates(short: str, name: str) -> bool:
    """Tell whether "dkp" or "diskanla" can stand for a name: initials, or pieces of its words."""
    parts = [w for w in re.findall("[a-z]+", fold(name)) if w not in _FILLER]
    if not parts or short[:1] != parts[0][:1]:
        return False
    if len(short) >= 2 and "".join(w[0] for w in parts) == short:
        return True
    head = 3 if short[:3] == parts[0][:2] + "s" else 2  # "dis" of dinas, "ba" of badan
    return len(short) >= 5 and _is_pieced(short[head:], tuple(parts[1:]))


def _is_pieced(rest: str, words: tuple[str, ...]) -> bool:
    """Tell whether a text is pieces of two or more letters, each out of a word of its own."""
    if not rest:
        return True
    for size in range(len(rest), 1, -1):
        for at, word in enumerate(words):
            if rest[:size] in word and _is_pieced(rest[size:], words[:at] + words[at + 1 :]):
                return True
    return False
