"""Hold every visible word of mails in catalogues of their own, beside those of the packs."""

from __future__ import annotations

import gettext
from dataclasses import dataclass
from functools import lru_cache

from bangkit_nb import fmt
from bangkit_nb.pack.messages import Pesan, read_po
from bangkit_nb.params import Rakor


@lru_cache(maxsize=4)
def read_catalogue(bahasa: str) -> gettext.GNUTranslations:
    """Read the words of mails in one language; raises OSError of an unknown one."""
    return read_po("bangkit_nb.mail", bahasa, bahasa)


@dataclass(frozen=True)
class PesanSurel(Pesan):
    """Say things in a mail: its own words first, else those of the packs."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of `key` with {names} filled in; KeyError when neither has one."""
        said = read_catalogue(self.bahasa).gettext(key)
        if said == key:
            return super().__call__(key, **values)
        return said.format(**values) if values else said

    def n(self, key: str, n: int, **values: object) -> str:
        """Return the text of `key` for the number n, filled in as {n} in this notation."""
        said = read_catalogue(self.bahasa).ngettext(key, key, n)
        if said == key:
            return super().n(key, n, **values)
        return said.format(n=self.angka(n), **values)

    def hari(self, rakor: Rakor) -> str:
        """Return the day of a Rakor, or its month where the day is not known."""
        if len(rakor.tanggal) == len("2024-03-01"):
            return fmt.tanggal(rakor.hari, self.bahasa)
        return fmt.bulan_tahun(rakor.hari.year, rakor.hari.month, self.bahasa)
