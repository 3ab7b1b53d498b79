"""Bundle everything that a Rakor's readers need into one zip that works from a USB stick. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bangkit_nb.data.office_zip import build_zip

NAME = "paket.zip"


def build_bundle(rakor: str, made: Mapping[str, bytes]) -> bytes:
    """Return a zip of a run's files (relative path -> content), the same bytes each time.

    All lies in one folder named after the Rakor, with the paths that the pages link to.
    """
    return build_zip({f"{rakor}/{name}": content for name, content in sorted(made.items())})
