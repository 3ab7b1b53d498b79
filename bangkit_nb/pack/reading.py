"""Read what a briefing needs besides workbook, candidates and judgements, and build it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from bangkit_nb import __version__
from bangkit_nb.data.checks import Checked
from bangkit_nb.hasil.read import read_hasil
from bangkit_nb.pack.facts import Briefing, build_briefing
from bangkit_nb.pack.outlines import read_outlines
from bangkit_nb.params import Rakor
from bangkit_nb.review.earlier import read_earlier

if TYPE_CHECKING:
    from bangkit_nb.review.judged import Judged


def read_briefing(
    rakor: Rakor, checked: Checked, calon: pd.DataFrame, putusan: Judged | None = None
) -> Briefing:
    """Read the meeting's result, earlier answers and the map's outlines; build the briefing.

    Its stage follows the event "rapat ditutup". Raises LogError where the database cannot be read,
    ParamsError where the outlines cannot.
    """
    return build_briefing(
        rakor, checked, calon, putusan, peta=read_outlines(rakor),
        hasil=read_hasil(rakor, checked), dulu=read_earlier(rakor, checked), version=__version__,
    )  # fmt: skip
