"""Bundle everything that a Rakor's readers need into one zip that works from a USB stick. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from bangkit_nb.data.office_zip import build_zip

NAME = "paket.zip"
LEFT_OUT = ("notebooks/", "gagal/")
"""What a run leaves for its makers, not for its readers."""


def build_bundle(rakor: str, made: Mapping[str, bytes]) -> bytes:
    """Return a zip of a run's files (relative path -> content), the same bytes each time.

    All lies in one folder named after the Rakor, with the paths that the pages link to.
    """
    kept = {
        f"{rakor}/{name}": content
        for name, content in sorted(made.items())
        if not name.startswith(LEFT_OUT) and name != NAME
    }
    return build_zip(kept)
