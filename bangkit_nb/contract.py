"""What a contract says: of a column its name, kind, unit and aliases; of a sheet its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "kode",  # a code, always text; a number is refused ("1.10" would become 1.1)
    "daftar_kode",  # several codes, separated by ;
    "id",  # an identifier; whole numbers are accepted as text
    "teks",  # free text
    "uang",  # Rupiah
    "angka",  # a quantity
    "tahun",  # a year
    "tanggal",  # a date
    "pilihan",  # one of `choices`
    "surel",  # an e-mail address
]


@dataclass(frozen=True)
class Column:
    """Describe one column of a sheet.

    Attributes:
        name: canonical name (lower case, underscores).
        kind: how its cells are read; see `Kind`.
        required: the column must exist and no cell of it may be empty.
        note: Indonesian note, shown in the template's header.
        unit: unit of a number, e.g. "Rp".
        choices: permitted words of a `pilihan`.
        aliases: other headers accepted for it, best first.
        unique: no two rows may hold the same value.
    """

    name: str
    kind: Kind = "teks"
    required: bool = False
    note: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    unique: bool = False

    @property
    def header(self) -> str:
        """The header that the template writes: "Anggaran (Rp)", "Kode Desa"."""
        special = {"l_p": "L/P", "lat": "Lat", "lng": "Lng", "opd": "OPD"}
        words = special.get(self.name) or " ".join(
            {"opd": "OPD", "rtl": "RTL", "id": "ID", "idm": "IDM", "l": "L", "p": "P"}.get(
                part, part.capitalize()
            )
            for part in self.name.split("_")
        )
        return f"{words} ({self.unit})" if self.unit else words


@dataclass(frozen=True)
class Sheet:
    """Describe one sheet.

    Attributes:
        name: as in Excel. columns: in order. note: Indonesian, what the sheet is for.
        required: a Rakor cannot go on without it.
        is_extra: most Rakor do without it, so its absence is not worth a word.
    """

    name: str
    columns: tuple[Column, ...]
    note: str
    required: bool = False
    is_extra: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Canonical column names in order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """Return the column called `name`; KeyError when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)
