"""Order the usulan for review, filter them, and count them by facet."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bangkit_nb.columns import COCOK, KEWENANGAN_LAIN, PERIKSA_LAGI, RAGU, TIDAK_ADA
from bangkit_nb.review.materials import Materials, Usulan

BELUM, KONFLIK, SUDAH = "belum dinilai", "bertentangan", "sudah dinilai"

STATUS = (BELUM, SUDAH, COCOK, TIDAK_ADA, KEWENANGAN_LAIN, RAGU, KONFLIK, PERIKSA_LAGI)
"""What the filter by status offers; SUDAH holds every word but BELUM."""

SORTS = ("paling berguna dulu", "per OPD", "per kecamatan", "per desa", "urutan buku kerja")

BLIND_SHARE = 10
"""One card in so many shows its candidates without a suggestion."""


@dataclass(frozen=True)
class Filters:
    """Hold what the officer wants to see; "" = all."""

    opd: str = ""
    kecamatan: str = ""
    kode_desa: str = ""
    status: str = BELUM
    pita: str = ""


@dataclass(frozen=True)
class Option:
    """Hold one choice of a facet: what to filter by, what to read, how many there are."""

    value: str
    label: str
    n: int


def is_blind(kunci: str) -> bool:
    """Tell whether this usulan's card is shown without a suggestion (by hash, always the same)."""
    return _hash(kunci) % BLIND_SHARE == 0


def shuffled(kunci: str, keys: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return candidates in an order that depends on the usulan only, not on their score."""
    return sorted(keys, key=lambda key: _hash(kunci + "|".join(key)))


def _hash(value: str) -> int:
    return int(hashlib.sha256(value.encode()).hexdigest()[:12], 16)


def usefulness(peluang: float, anggaran: float | None) -> float:
    """Return how much a judgement tells: most where the machine is least sure and money is large.

    peluang in [0, 1]; anggaran in Rupiah, a missing one counts as 10 million.
    """
    unsure = 1 - abs(2 * peluang - 1)
    return unsure * math.log10(max(anggaran or 1e7, 1e5))


def sort_keys(materials: Materials, sort: str) -> list[str]:
    """Return all keys in one of the orders SORTS; ties keep the workbook's order."""
    usulan, best = materials.usulan, materials.best

    def useful(key: str) -> float:
        return -usefulness(best[key].peluang, usulan[key].anggaran)

    def by_opd(key: str) -> tuple[str, float]:
        return (best[key].row[0] or "~", useful(key))

    orders: Mapping[str, Callable[[str], object]] = {
        SORTS[0]: useful,
        SORTS[1]: by_opd,
        SORTS[2]: lambda key: (usulan[key].kecamatan, useful(key)),
        SORTS[3]: lambda key: (usulan[key].kecamatan, usulan[key].nama_desa, useful(key)),
        SORTS[4]: lambda key: materials.places[key],
    }
    return sorted(usulan, key=orders[sort])  # type: ignore[arg-type]


def is_kept(filters: Filters, one: Usulan, opd: str, pita: str, status: str) -> bool:
    """Tell whether an usulan passes; opd: of its judgement, else of its best candidate."""
    return (
        filters.opd in ("", opd)
        and filters.kecamatan in ("", one.kecamatan)
        and filters.kode_desa in ("", one.kode_desa)
        and filters.pita in ("", pita)
        and (filters.status in ("", status) or (filters.status == SUDAH and status != BELUM))
    )


def count_options(values: Iterable[str], labels: Mapping[str, str]) -> tuple[Option, ...]:
    """Count values into options, by label; "" is left out."""
    counted = Counter(values)
    made = [Option(v, labels.get(v, v), n) for v, n in counted.items() if v]
    return tuple(sorted(made, key=lambda option: (option.label, option.value)))
