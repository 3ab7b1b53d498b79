"""Decide who gets what: by role and kode of sheet Peserta, never by name. Pure.

TABLE is the whole decision. Where a kode or an address is missing or wrong, the person is listed
and nothing is guessed. An address that several people read gets one mail where one of their briefs
covers the others (a camat's office that is also a desa's address); where none does, such as for two
OPD, it is more likely a slip, and they are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bangkit_nb import text
from bangkit_nb.columns import ROW
from bangkit_nb.data import wilayah
from bangkit_nb.data.checks import Checked


@dataclass(frozen=True)
class Rule:
    """Declare which brief some roles get: its kind, and the column of Peserta with its kode."""

    peran: tuple[str, ...]
    kind: str
    column: str


TABLE: tuple[Rule, ...] = (
    Rule(("ketua_pokja", "bappeda", "bakti", "pimpinan_daerah"), "rakor", ""),
    Rule(("anggota_pokja", "kepala_opd"), "opd", "kode_opd"),
    Rule(("camat",), "kecamatan", "kode_kecamatan"),
    Rule(("kepala_desa", "p3md"), "desa", "kode_desa"),
    Rule(("p3md",), "kecamatan", "kode_kecamatan"),
)
"""Who gets what; a role that stands in no rule gets no mail. Of two rules for a role the first
counts whose kode is filled in: a P3MD goes with one desa, or with all of a kecamatan. The order is
that within a mail."""

MOST = 4
"""Briefs that one mail holds at most: a longer one is clipped by mail programs."""


@dataclass(frozen=True, order=True)
class Audience:
    """Name one brief: kind (rakor, opd, kecamatan, desa) and kode ("" for the whole Rakor)."""

    kind: str
    kode: str = ""


@dataclass(frozen=True)
class Recipient:
    """Hold one address and the briefs it gets.

    Attributes:
        alamat: as written in the sheet.
        nama: the people who read that address, as written.
        audiences: the briefs, in the order of TABLE.
        baris: their rows in sheet Peserta, as Excel shows them.
    """

    alamat: str
    nama: tuple[str, ...]
    audiences: tuple[Audience, ...]
    baris: tuple[int, ...]

    @property
    def key(self) -> str:
        """The address in the form under which two spellings are one."""
        return normalise_address(self.alamat)


@dataclass(frozen=True)
class Unreached:
    """Hold a person who gets no mail (or not one of their briefs), and why, in Indonesian."""

    baris: int
    nama: str
    peran: str
    alasan: str


@dataclass(frozen=True)
class Matched:
    """Hold who gets a mail, by first row, and who does not."""

    recipients: tuple[Recipient, ...]
    unreached: tuple[Unreached, ...]

    def allowed(self) -> Mapping[str, tuple[Audience, ...]]:
        """Return normalised address -> the briefs it may get."""
        return {one.key: one.audiences for one in self.recipients}


@dataclass(frozen=True)
class _Person:
    baris: int
    nama: str
    peran: str
    alamat: str
    audience: Audience


def normalise_address(alamat: str) -> str:
    """Return an address without case and surrounding space: no provider tells them apart."""
    return text.tidy(alamat).lower()


def match_recipients(checked: Checked) -> Matched:
    """Return who gets which brief, from the checked sheets Peserta, OPD and Desa."""
    wrong = {
        p.row for p in checked.problems
        if p.sheet == "Peserta" and text.fold(p.column) == "email" and p.row is not None
    }  # fmt: skip
    known = _known_kode(checked)
    people: list[_Person] = []
    unreached: list[Unreached] = []
    for row in checked.sheet("Peserta").to_dict("records"):
        person, reason = _match_person(row, known, wrong)
        if person is not None:
            people.append(person)
        else:
            unreached.append(Unreached(int(row[ROW]), row["nama"], row["peran"], reason))
    recipients, refused = _join_people(people)
    order = sorted([*unreached, *refused], key=lambda one: one.baris)
    return Matched(tuple(recipients), tuple(order))


def _known_kode(checked: Checked) -> Mapping[str, set[str]]:
    desa = set(checked.sheet("Desa")["kode_desa"])
    return {
        "opd": set(checked.sheet("OPD")["kode_opd"]),
        "kecamatan": {wilayah.kode_kecamatan(kode) for kode in desa},
        "desa": desa,
    }


def _match_person(
    row: Mapping[Any, Any], known: Mapping[str, set[str]], wrong: set[int]
) -> tuple[_Person | None, str]:
    """Return the person with their brief, or None and the reason."""
    peran = row["peran"]
    rules = [rule for rule in TABLE if peran in rule.peran]
    if not rules:
        return None, f"peran {peran or '(kosong)'} tidak mendapat surel"
    rule = next((rule for rule in rules if not rule.column or row[rule.column]), rules[0])
    kode = row[rule.column] if rule.column else ""
    if rule.column and not kode:
        return None, f"{rule.column} kosong; isi di lembar Peserta"
    if rule.column and kode not in known[rule.kind]:
        return None, f"{rule.column} {kode} tidak ada di lembar acuan; periksa kodenya"
    if not row["email"]:
        is_wrong = int(row[ROW]) in wrong
        return None, "alamat surel salah tulis; perbaiki" if is_wrong else "alamat surel kosong"
    audience = Audience(rule.kind, kode)
    return _Person(int(row[ROW]), row["nama"], peran, row["email"], audience), ""


def _join_people(people: Iterable[_Person]) -> tuple[list[Recipient], list[Unreached]]:
    """Join the rows of one address: one person's roles, or people who read the same brief."""
    groups: dict[str, list[_Person]] = {}
    for person in people:
        groups.setdefault(normalise_address(person.alamat), []).append(person)
    recipients: list[Recipient] = []
    refused: list[Unreached] = []
    for members in groups.values():
        reason = _explain_refusal(members)
        if reason:
            refused += [Unreached(m.baris, m.nama, m.peran, reason) for m in members]
            continue
        names = {text.fold(m.nama): m.nama for m in reversed(members)}
        recipients.append(
            Recipient(
                members[0].alamat,
                tuple(names[key] for key in dict.fromkeys(text.fold(m.nama) for m in members)),
                sort_audiences(m.audience for m in members),
                tuple(m.baris for m in members),
            )
        )
    return recipients, refused


def _explain_refusal(members: list[_Person]) -> str:
    """Return why these people cannot share one address; "" where they can."""
    by_name: dict[str, set[Audience]] = {}
    for member in members:
        by_name.setdefault(text.fold(member.nama), set()).add(member.audience)
    every = {frozenset(found) for found in by_name.values()}
    union = frozenset[Audience]().union(*every)
    if len(every) > 1 and not any(_covers(found, union) for found in every):
        return "alamat ini dipakai beberapa orang yang paketnya berbeda; periksa siapa pemiliknya"
    if len(union) > MOST:
        return f"lebih dari {MOST} paket untuk satu alamat; kurangi barisnya di lembar Peserta"
    return ""


def _covers(own: frozenset[Audience], union: frozenset[Audience]) -> bool:
    """Tell whether somebody with these briefs may read all the others of an address as well."""
    if Audience("rakor") in own:
        return True
    areas = tuple(f"{one.kode}." for one in own if one.kind == "kecamatan")
    return all(one in own or (one.kind == "desa" and one.kode.startswith(areas)) for one in union)


def sort_audiences(audiences: Iterable[Audience]) -> tuple[Audience, ...]:
    """Return each brief once, in the order of TABLE, then by kode."""
    rank = {rule.kind: -at for at, rule in enumerate(reversed(TABLE))}
    return tuple(sorted(set(audiences), key=lambda one: (rank[one.kind], one.kode)))
