"""The mapping an officer gives once for a layout that nobody declared, kept under a name.

data/pemetaan/<nama>.yml holds the sheet it becomes and header -> column; the next document with
these headers is recognised by it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from bangkit_nb import files
from bangkit_nb.columns import RENCANA, RENJA, SHEETS, sheet_named
from bangkit_nb.data.forms import (
    E_PLANNING,
    KODE,
    NAMA,
    RKP_DESA,
    TC33,
    USULAN_SIPD,
    Field,
    Form,
    Shape,
    build_own_form,
    header_words,
)
from bangkit_nb.errors import BangkitError, InputError
from bangkit_nb.text import header_key, slug, tidy

_PAIRS = re.compile(r"[;,]\s*(?=[^;,=]+=)")
_NEAR = {RENJA.name: (E_PLANNING,), RENCANA.name: (USULAN_SIPD, RKP_DESA)}
_TREE = {KODE, NAMA}
_OF_RENJA = {"kode_sub_kegiatan", "sub_kegiatan", "pagu", "kode_opd", "opd", *_TREE}


@dataclass(frozen=True)
class Pemetaan:
    """Hold one mapping: its name, the sheet it becomes, header -> column, and whether to sum."""

    nama: str
    lembar: str
    kolom: Mapping[str, str]
    jumlahkan: bool = False


def read_pairs(said: str | Sequence[str]) -> dict[str, str]:
    """Return header -> column of "Pagu=anggaran; Uraian=kegiatan"; raises InputError.

    Several texts may be given; one with a single "=" is one pair, whatever its header holds.
    """
    texts = [said] if isinstance(said, str) else list(said)
    pieces = [p for t in texts for p in ([t] if t.count("=") == 1 else _PAIRS.split(t))]
    pairs = {}
    for pair in filter(None, map(str.strip, pieces)):
        header, sign, column = pair.rpartition("=")
        if not sign or not header.strip() or not column.strip():
            raise InputError(
                f"Pemetaan '{pair}' tidak terbaca. Tulis judul di berkas, tanda =, lalu nama kolom "
                'buku kerja, misalnya "Pagu=anggaran; Uraian=kegiatan".'
            )
        pairs[tidy(header)] = tidy(column)
    return pairs


def build_mapping(
    nama: str, lembar: str, pairs: Mapping[str, str], *, jumlahkan: bool = False
) -> Pemetaan:
    """Return the mapping with its columns checked; raises InputError with the nearest name."""
    lembar = lembar or _guess_sheet(pairs)
    names = {s.name for s in SHEETS}
    if lembar not in names:
        raise InputError(f"Lembar '{lembar}' tidak dikenal. Yang ada: {', '.join(sorted(names))}.")
    known = {header_key(name): name for name in list_columns(lembar)}
    known |= {header_key(c.header): c.name for c in sheet_named(lembar).columns}
    kolom = {}
    for header, column in pairs.items():
        name = known.get(header_key(column))
        if name is None:
            near = difflib.get_close_matches(header_key(column), list(known), 1, 0.5)
            hint = f" Maksudnya {known[near[0]]}?" if near else (
                f" Yang ada: {', '.join(list_columns(lembar))}.")  # fmt: skip
            if not near and header_key(header) in known:
                hint = f' Mungkin tertukar; judul di berkas lebih dulu: "{column}={header}".'
            raise InputError(f"Kolom '{column}' tidak ada di lembar {lembar}.{hint}")
        kolom[header] = name
    return Pemetaan(slug(nama) or "pemetaan", lembar, kolom, jumlahkan)


def list_columns(lembar: str) -> tuple[str, ...]:
    """Return the columns that a header may be mapped to, those of the sheet first."""
    more: tuple[str, ...] = ()
    if lembar == RENJA.name:
        more = ("opd", KODE, NAMA)
    if lembar == RENCANA.name:
        more = ("desa", "kecamatan", "bidang", "sub_bidang", "lokasi_desa")
    return (*sheet_named(lembar).names, *more)


def _guess_sheet(pairs: Mapping[str, str]) -> str:
    wanted = {header_key(column) for column in pairs.values()}
    return RENJA.name if wanted & {header_key(n) for n in _OF_RENJA} else RENCANA.name


def build_form(mapping: Pemetaan) -> Form:
    """Return the layout of a mapping: its columns must be there; the sheet's usual ones may be.

    A row may leave empty what the sheet does not require.
    """
    needed = {c.name for c in sheet_named(mapping.lembar).columns if c.required}
    fields = [Field(column, (re.escape(header_words(header)),), True, column not in needed)
              for header, column in mapping.kolom.items()]  # fmt: skip
    taken = {field.name for field in fields}
    is_tree = bool(taken & _TREE)
    near = (TC33,) if is_tree else _NEAR.get(mapping.lembar, ())
    usual: dict[str, tuple[str, ...]] = {}
    for form in (*near, build_own_form(sheet_named(mapping.lembar))):
        for field in form.fields:
            usual[field.name] = (*usual.get(field.name, ()), *field.words)
    fields += [
        Field(name, words, is_tree and name == NAMA)
        for name, words in usual.items() if name not in taken
    ]  # fmt: skip
    shape: Shape = "pohon" if is_tree else ("jumlahkan" if mapping.jumlahkan else "baris")
    return Form(f"pemetaan '{mapping.nama}'", mapping.lembar, shape, tuple(fields),
                fills=("bidang", "sub_bidang") if mapping.lembar == RENCANA.name else (),
                keeps=shape == "baris")  # fmt: skip


def write_mapping(folder: Path, mapping: Pemetaan) -> Path:
    """Keep a mapping as folder/<nama>.yml."""
    text = yaml.safe_dump(
        {"nama": mapping.nama, "lembar": mapping.lembar, "jumlahkan": mapping.jumlahkan,
         "kolom": dict(mapping.kolom)},
        allow_unicode=True, sort_keys=False,
    )  # fmt: skip
    return files.write_text(files.resolve_inside(folder, f"{mapping.nama}.yml"), text)


def read_mappings(folder: Path) -> tuple[Pemetaan, ...]:
    """Return the kept mappings by name; raises InputError for a file that is none."""
    return tuple(_read_mapping(path) for path in sorted(folder.glob("*.yml")))


def _read_mapping(path: Path) -> Pemetaan:
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        kolom = {str(k): str(v) for k, v in said["kolom"].items()}
        return build_mapping(path.stem, str(said["lembar"]), kolom,
                             jumlahkan=bool(said.get("jumlahkan", False)))  # fmt: skip
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"pemetaan/{path.name} tidak terbaca. Perbaiki, atau hapus lalu petakan lagi."
        ) from None
    except BangkitError as fault:
        raise InputError(f"pemetaan/{path.name}: {fault}") from None
