"""Render described packs into HTML, once, at the end. Pure: descriptions in, text out."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib import resources
from typing import Any

import jinja2
from markupsafe import Markup

from bangkit_nb.pack.blocks import Pack
from bangkit_nb.pack.messages import Pesan

TEMPLATES = resources.files("bangkit_nb.pack").joinpath("templates")


@lru_cache(maxsize=1)
def environment() -> jinja2.Environment:
    """Return the templates' environment: everything escaped, an undefined name is an error."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("bangkit_nb.pack", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=False,
    )


@lru_cache(maxsize=1)
def read_css() -> str:
    """Return the one style sheet of all packs."""
    return TEMPLATES.joinpath("paket.css").read_text(encoding="utf-8").strip()


@lru_cache(maxsize=1)
def _css_hash() -> str:
    digest = hashlib.sha256(read_css().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def render_frame(title: str, bahasa: str) -> tuple[str, str]:
    """Return what stands before and after a page's body: head with style and policy; the end."""
    frame = environment().get_template("halaman.html.j2").module
    # the style sheet is ours, not data: marked safe here, where it is read, and nowhere else
    css = Markup(read_css())  # noqa: S704
    module: Any = frame
    return str(module.buka(title, bahasa, css, _css_hash())), str(module.tutup())


def render_body(pack: Pack) -> str:
    """Return a pack's body as HTML."""
    template = environment().get_template("paket.html.j2")
    return template.render(paket=pack, t=Pesan(pack.bahasa))


def render_page(pack: Pack) -> str:
    """Return a pack as one HTML file that opens offline: no script, no outside request."""
    opening, closing = render_frame(pack.title, pack.bahasa)
    return opening + render_body(pack) + "\n" + closing
