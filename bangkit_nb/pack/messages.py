"""Hold every visible word of packs (and later of mails) in gettext catalogues, one a language.

Catalogues lie in pesan/<bahasa>.po. Their msgid are keys ("minta.judul"), so that no visible text
stands in code and a missing translation is an error, never a silent mixture of languages.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from bangkit_nb import fmt


def read_po(package: str, name: str, bahasa: str) -> gettext.GNUTranslations:
    """Read a room's pesan/<name>.po, compiled in memory; raises OSError where there is none."""
    from babel.messages import mofile, pofile

    source = resources.files(package).joinpath("pesan", f"{name}.po")
    with source.open("rb") as stream:
        catalogue = pofile.read_po(stream, locale=bahasa)
    compiled = io.BytesIO()
    mofile.write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(maxsize=4)
def read_catalogue(bahasa: str) -> gettext.GNUTranslations:
    """Read the words of packs in one language; raises OSError of an unknown one."""
    return read_po("bangkit_nb.pack", bahasa, bahasa)


@dataclass(frozen=True)
class Pesan:
    """Say things in one language: text by key, and numbers, money and dates in its notation."""

    bahasa: str = "id"

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with {names} filled in; KeyError when the key has none."""
        said = read_catalogue(self.bahasa).gettext(key)
        if said == key:
            raise KeyError(f"pesan/{self.bahasa}.po: {key}")
        return said.format(**values) if values else said

    def n(self, key: str, n: int, **values: object) -> str:
        """Return the text of `key` for the number n, filled in as {n} in this notation."""
        said = read_catalogue(self.bahasa).ngettext(key, key, n)
        if said == key:
            raise KeyError(f"pesan/{self.bahasa}.po: {key}")
        return said.format(n=self.angka(n), **values)

    def angka(self, value: float | None) -> str:
        """Write a number; see fmt.angka."""
        return fmt.angka(value, self.bahasa)

    def rupiah(self, value: float | None) -> str:
        """Write money; see fmt.rupiah."""
        return fmt.rupiah(value, self.bahasa)

    def daftar(self, names: list[str], keep: int = 6) -> str:
        """Join names with commas; beyond `keep` the rest is counted: "A, B, C (+4)"."""
        shown = ", ".join(names[:keep])
        return f"{shown} (+{len(names) - keep})" if len(names) > keep else shown or fmt.DASH
