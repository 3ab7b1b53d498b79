"""Print with the programs that this machine has: a browser for packs, an office for papers.

Nothing is installed for it. BANGKIT_PERAMBAN and BANGKIT_KANTOR name a program in another place.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bangkit_nb.errors import PaperError, explain_fault

SECONDS = 120
"""How long one start of a program may take; LibreOffice's first start on a slow laptop takes 20."""

_BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge",
    "microsoft-edge-stable", "chrome", "msedge",
)  # fmt: skip
_OFFICES = ("soffice", "libreoffice")
_BROWSER_PLACES = (
    "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe",
    "Chromium/Application/chrome.exe",
)  # fmt: skip
_OFFICE_PLACES = ("LibreOffice/program/soffice.exe",)
_WORD_PLACES = tuple(f"Microsoft Office/{at}Office16/WINWORD.EXE" for at in ("root/", ""))
_MAC_BROWSERS = (
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "Chromium.app/Contents/MacOS/Chromium",
)
_MAC_OFFICES = ("LibreOffice.app/Contents/MacOS/soffice",)

# Not tried here. Word reads the paths from the environment: no text of ours is part of the script.
_WORD_SCRIPT = (
    "$w = New-Object -ComObject Word.Application; $w.Visible = $false; try {"
    "$i = $env:BANGKIT_MASUK -split '\\|'; $o = $env:BANGKIT_KELUAR -split '\\|';"
    "for ($n = 0; $n -lt $i.Length; $n++) {"
    "$d = $w.Documents.Open($i[$n], $false, $true); $d.SaveAs([ref] $o[$n], [ref] 17);"
    "$d.Close(0) } } finally { $w.Quit() }"
)


def find_browser() -> Path | None:
    """Return a browser that prints (Chromium, Chrome, Edge), None where there is none."""
    return _find("BANGKIT_PERAMBAN", _BROWSERS, _BROWSER_PLACES, _MAC_BROWSERS)


def find_office() -> Path | None:
    """Return LibreOffice or Word, None where there is neither."""
    return _find("BANGKIT_KANTOR", _OFFICES, _OFFICE_PLACES + _WORD_PLACES, _MAC_OFFICES)


def _find(
    variable: str, names: Sequence[str], windows: Sequence[str], mac: Sequence[str]
) -> Path | None:
    named = os.environ.get(variable, "")
    if named:
        return Path(named) if Path(named).is_file() else None
    for name in names:
        found = shutil.which(name)
        if found:
            return Path(found)
    roots = [os.environ.get(v, "") for v in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")]
    places = [Path(root) / place for root in roots if root for place in windows]
    places += [Path("/Applications") / place for place in mac]
    return next((place for place in places if place.is_file()), None)


def print_page(source: Path, *, tagged: bool = True) -> bytes:
    """Return an HTML file as PDF, as its own style sheet prints it; nothing outside is asked.

    tagged: with the structure that screen readers use, which doubles the size.
    """
    browser = find_browser()
    if browser is None:
        raise PaperError(
            "PDF tidak dapat dicetak: Chrome, Edge atau Chromium tidak ada di komputer ini. Pasang "
            f"salah satunya, atau buka {source.name} di peramban lain dan cetak ke PDF."
        )
    with tempfile.TemporaryDirectory(prefix="bangkit-pdf-") as scratch:
        target = Path(scratch) / "cetak.pdf"
        command = [
            str(browser), "--headless", "--disable-gpu", "--no-first-run", "--disable-extensions",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-quic", "--host-resolver-rules=MAP * ~NOTFOUND", "--no-pdf-header-footer",
            f"--user-data-dir={Path(scratch) / 'profil'}", f"--print-to-pdf={target}",
        ]  # fmt: skip
        if not tagged:
            command.append("--disable-pdf-tagging")
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.append("--no-sandbox")  # a browser refuses its sandbox to root
        _run([*command, source.resolve().as_uri()], browser, source.name)
        return _read(target, browser, source.name)


def print_papers(sources: Sequence[Path]) -> list[bytes]:
    """Return .docx files as PDF, all in one start of the office, which is slow to start."""
    office = find_office()
    if office is None:
        raise PaperError(
            "PDF tidak dapat dibuat: LibreOffice atau Word tidak ada di komputer ini. Pasang salah "
            f"satunya, atau buka {sources[0].name} dan simpan sebagai PDF."
        )
    with tempfile.TemporaryDirectory(prefix="bangkit-pdf-") as scratch:
        folder = Path(scratch)
        staged = [folder / f"{number}.docx" for number in range(len(sources))]
        for source, path in zip(sources, staged, strict=True):
            shutil.copyfile(source, path)
        targets = [path.with_suffix(".pdf") for path in staged]
        if office.name.casefold() == "winword.exe":
            command = ["powershell", "-NoProfile", "-NonInteractive", "-Command", _WORD_SCRIPT]
        else:
            profile = (folder / "profil").as_uri()  # its own: an open LibreOffice would take over
            command = [
                str(office), f"-env:UserInstallation={profile}", "--headless", "--norestore",
                "--convert-to", "pdf", "--outdir", str(folder), *map(str, staged),
            ]  # fmt: skip
        more = {"BANGKIT_MASUK": "|".join(map(str, staged)),
                "BANGKIT_KELUAR": "|".join(map(str, targets))}  # fmt: skip
        _run(command, office, sources[0].name, more)
        return [_read(path, office, source.name)
                for path, source in zip(targets, sources, strict=True)]  # fmt: skip


def _run(command: list[str], program: Path, name: str, more: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, timeout=SECONDS, check=False,
            env={**os.environ, **(more or {})},
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise PaperError(
            f"{program.name} tidak selesai mencetak {name} dalam {SECONDS} detik. Tutup program "
            "lain, lalu ulangi."
        ) from None
    except OSError as fault:
        raise PaperError(
            f"{program.name} tidak dapat dijalankan ({explain_fault(fault)}). Periksa "
            "pemasangannya, lalu ulangi."
        ) from None


def _read(target: Path, program: Path, name: str) -> bytes:
    content = target.read_bytes() if target.is_file() else b""
    if not content.startswith(b"%PDF-"):
        raise PaperError(
            f"{program.name} tidak menghasilkan PDF dari {name}. Buka berkas itu sendiri dan cetak "
            "dari sana."
        )
    return content
