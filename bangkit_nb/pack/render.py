"""Render described packs into HTML, once, at the end. Pure: descriptions in, text out."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from bangkit_nb.pack import widths
from bangkit_nb.pack.blocks import Pack
from bangkit_nb.pack.messages import Pesan

TEMPLATES = resources.files("bangkit_nb.pack").joinpath("templates")


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Return the templates' environment: everything escaped, an undefined name is an error."""
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("bangkit_nb.pack", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=False,
    )
    made.filters["bagi_lebar"] = widths.share_columns
    made.tests["kata"] = widths.is_wording
    return made


@lru_cache(maxsize=1)
def read_css() -> str:
    """Return the one style sheet of all packs."""
    return TEMPLATES.joinpath("paket.css").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _css_hash() -> str:
    digest = hashlib.sha256(read_css().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _trusted(html: str) -> Markup:
    """Mark our own style sheet or rendered body as HTML: here and nowhere else, and never data."""
    return Markup(html)  # noqa: S704


def _frame() -> Any:
    return environment().get_template("halaman.html.j2").module


def render_frame(title: str, bahasa: str) -> tuple[str, str]:
    """Return what stands before and after a page's body: head with style and policy; the end."""
    frame = _frame()
    opening = frame.buka(title, bahasa, _trusted(read_css()), _css_hash())
    return str(opening), str(frame.tutup())


def render_body(pack: Pack) -> str:
    """Return a pack's body as HTML."""
    template = environment().get_template("paket.html.j2")
    return template.render(paket=pack, t=Pesan(pack.bahasa))


def render_page(pack: Pack) -> str:
    """Return a pack as one HTML file that opens offline: no script, no outside request."""
    opening, closing = render_frame(pack.title, pack.bahasa)
    return opening + render_body(pack) + "\n" + closing


def render_shown(pack: Pack) -> str:
    """Return a pack as a notebook's output: style and body, without a page's frame."""
    return str(_frame().tampil(_trusted(read_css()), _trusted(render_body(pack))))
