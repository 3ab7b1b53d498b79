"""BangKIT workbench: from a Rakor's workbook to briefing packs.

The verbs below are what notebooks call; nothing else is public. They load on first use, so that
`import bangkit_nb` and `bangkit --help` stay instant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

_VERBS = {
    "open_rakor": "bangkit_nb.params",
    "read_workbook": "bangkit_nb.data.workbook",
    "write_import": "bangkit_nb.data.importing",
    "check_workbook": "bangkit_nb.data.checks",
    "match_usulan": "bangkit_nb.align.matching",
    "match_rakor": "bangkit_nb.align.rakor",
    "explain_match": "bangkit_nb.align.rakor",
    "read_judged": "bangkit_nb.review.judged",
    "open_review": "bangkit_nb.review.widget",
    "open_hasil": "bangkit_nb.hasil.widget",
    "open_mail": "bangkit_nb.mail.widget",
    "read_briefing": "bangkit_nb.pack.reading",
    "show_desk": "bangkit_nb.desk.widget",
    "show_problems": "bangkit_nb.pack.shown",
    "show_rakor_pack": "bangkit_nb.pack.shown",
    "show_lintas_pack": "bangkit_nb.pack.shown",
}

__all__ = [
    "check_workbook",
    "explain_match",
    "match_rakor",
    "match_usulan",
    "open_hasil",
    "open_mail",
    "open_rakor",
    "open_review",
    "read_briefing",
    "read_judged",
    "read_workbook",
    "show_desk",
    "show_lintas_pack",
    "show_problems",
    "show_rakor_pack",
    "write_import",
]

if TYPE_CHECKING:
    from bangkit_nb.align.matching import match_usulan
    from bangkit_nb.align.rakor import explain_match, match_rakor
    from bangkit_nb.data.checks import check_workbook
    from bangkit_nb.data.importing import write_import
    from bangkit_nb.data.workbook import read_workbook
    from bangkit_nb.desk.widget import show_desk
    from bangkit_nb.hasil.widget import open_hasil
    from bangkit_nb.mail.widget import open_mail
    from bangkit_nb.pack.reading import read_briefing
    from bangkit_nb.pack.shown import show_lintas_pack, show_problems, show_rakor_pack
    from bangkit_nb.params import open_rakor
    from bangkit_nb.review.judged import read_judged
    from bangkit_nb.review.widget import open_review


def __getattr__(name: str) -> Any:
    if name not in _VERBS:
        raise AttributeError(f"module 'bangkit_nb' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_VERBS[name]), name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
