"""Read the result of a Rakor: the one door from log and workbook to packs, mails and the next."""

from __future__ import annotations

import datetime as dt

from bangkit_nb.data.checks import Checked
from bangkit_nb.hasil.awal import build_awal
from bangkit_nb.hasil.fold import fold_hasil
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.params import Rakor
from bangkit_nb.review.told import read_recorded


def read_hasil(rakor: Rakor, checked: Checked, until: dt.date | None = None) -> Hasil:
    """Return what a Rakor decided, as of its `per_tanggal`; no database: only the workbook's say.

    until: the state of that day. Raises LogError where the database cannot be read.
    """
    return fold_hasil(read_recorded(rakor).events, rakor.per, until, build_awal(rakor, checked))
