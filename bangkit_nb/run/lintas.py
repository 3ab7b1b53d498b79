"""Make the pack of a chain of Rakor: notebook 5 is executed and exported, its tables lie beside.

Only a Rakor with one before it has a chain; for the first there is nothing to look back on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bangkit_nb import text
from bangkit_nb.hasil.lintas_read import read_lintas
from bangkit_nb.pack.blocks import Pack
from bangkit_nb.pack.lintas import build_lintas_pack, build_lintas_tables
from bangkit_nb.params import Rakor
from bangkit_nb.review.earlier import find_chain


@dataclass(frozen=True)
class Told:
    """Hold a chain's pack as described (for links to it), its page, and its tables by path."""

    pack: Pack
    page: bytes
    tables: Mapping[str, bytes]


def has_chain(rakor: Rakor) -> bool:
    """Tell whether an earlier Rakor of this one can be read."""
    return len(find_chain(rakor)[0]) > 1


def build_told(rakor: Rakor, page: bytes) -> Told:
    """Read the chain once more for its tables; page: of the executed notebook."""
    made = read_lintas(rakor)
    tables = {
        f"tabel/{name}.csv": text.to_csv(frame, bom=True)
        for name, frame in build_lintas_tables(made).items()
    }
    return Told(build_lintas_pack(made), page, tables)
