"""What `bangkit lab` adds to Lab's server: the packs as pages that link to each other, and a style.

Lab's own /files/ shuts each page off from the next: a link in a pack to another pack is refused.
Here links work, and no script does: a page may only be styled by what is in it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import AuthenticatedFileHandler
from jupyter_server.utils import url_path_join

ROUTE = "bangkit/paket"
"""Where outputs/ appears, below the server's address; widget.js knows it too."""

_STYLE = Path(__file__).parent / "lab_style"

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


class PackHandler(AuthenticatedFileHandler):
    """Serve files below outputs/ to whoever is logged in to Lab."""

    @property
    def content_security_policy(self) -> str:
        """Forbid all but text and its style."""
        return _POLICY


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "bangkit_nb.desk.lab_server"}]


def _load_jupyter_server_extension(server: Any) -> None:
    web = server.web_app
    pattern = url_path_join(web.settings["base_url"], ROUTE, r"(.*)")
    web.add_handlers(".*$", [(pattern, PackHandler, {"path": f"{server.root_dir}/outputs"})])
    # The server looks for custom.css in the user's own folder only, and that is not ours to write
    # in. Extensions load by name: this one before JupyterLab, which reads the setting.
    web.settings["static_custom_path"] = [str(_STYLE), *web.settings["static_custom_path"]]
