"""Open an untrusted .xlsx container with limits, and pack a clean one that is safe to parse.

Runs in the guarded child process only. calamine never sees the container that came in: it gets a
new one, made here, that holds exactly the bytes which were checked. So two readers can not
disagree about which part is meant (doubled names, odd paths, bytes after the end).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from bangkit_nb.data import guard_scan as scan
from bangkit_nb.data.guard_scan import DAMAGED, Refused

MAX_ENTRIES = 2_000
MAX_DIRECTORY = 1_000_000  # bytes of the zip's directory
MAX_TOTAL = 200_000_000  # inflated bytes of all parts
MAX_PART = 150_000_000
MAX_RATIO = 400  # beyond 10 MB; deflate's ceiling is about 1,030
_CHUNK = 1 << 16

_QUOTED = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": "&#10;",
        "\r": "&#13;",
        "\t": "&#9;",
    }
)
"""What an attribute's value may not hold as it is. xml.sax.saxutils knows too, and loads http."""

_BOMB = (
    "mengembang terlalu besar bila dibuka (bom zip). Jangan dibuka; minta berkas baru dari "
    "pengirimnya, atau hapus lembar dan baris yang tidak dipakai."
)


class Container:
    """Hold an opened container: `parts` lists it by name; raises Refused when it is unsafe."""

    def __init__(self, content: bytes) -> None:
        _check_directory(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error):
            raise Refused(DAMAGED) from None
        self.parts = {i.filename: i for i in self._zip.infolist() if not i.is_dir()}
        self._inflated = 0
        self._check_names()
        self._check_sizes()

    def _check_names(self) -> None:
        names = [info.filename for info in self._zip.infolist()]
        if len(names) > MAX_ENTRIES:
            raise Refused(f"berisi lebih dari {MAX_ENTRIES} bagian. " + _BOMB.partition(". ")[2])
        if len({name.casefold() for name in names}) != len(names):
            raise Refused("berisi bagian bernama ganda. Buka di Excel, lalu simpan ulang.")
        for name in names:
            steps = name.replace("\\", "/").split("/")
            if ".." in steps or name.startswith(("/", "\\")) or ":" in name or "\\" in name:
                raise Refused(
                    "berisi bagian yang menunjuk ke luar berkas. Jangan dibuka; minta berkas baru "
                    "dari pengirimnya."
                )

    def _check_sizes(self) -> None:
        if any(info.flag_bits & 0x1 for info in self.parts.values()):
            raise Refused("dikunci kata sandi. Buka di Excel, hapus kata sandinya, lalu simpan.")
        if any(i.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
               for i in self.parts.values()):  # fmt: skip
            raise Refused("dipadatkan dengan cara yang tidak dipakai Excel. Simpan ulang di Excel.")
        sizes = [info.file_size for info in self.parts.values()]
        if sum(sizes) > MAX_TOTAL or max(sizes, default=0) > MAX_PART:
            raise Refused(_BOMB)

    def read(self, name: str) -> bytes:
        """Return one part, inflated; Refused when it is missing, damaged or too large."""
        return b"".join(self.stream(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """Inflate one part piece by piece, stopping as soon as a limit is passed."""
        info = self.parts.get(name)
        if info is None:
            raise Refused(DAMAGED)
        done = 0
        try:
            with self._zip.open(info) as stream:
                while piece := stream.read(_CHUNK):
                    done += len(piece)
                    self._inflated += len(piece)
                    if done > MAX_PART or self._inflated > MAX_TOTAL:
                        raise Refused(_BOMB)
                    if done > 10_000_000 and done > MAX_RATIO * max(info.compress_size, 1):
                        raise Refused(_BOMB)
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError,
                NotImplementedError, struct.error):  # fmt: skip
            raise Refused(DAMAGED) from None

    def check_unread(self, names: set[str]) -> None:
        """Inflate and drop the parts that are not `names`: sizes, and no DOCTYPE in any XML."""
        for name in self.parts:
            if name not in names:
                self._check_part(name)

    def _check_part(self, name: str) -> None:
        parser = scan.build_parser() if name.endswith((".xml", ".rels", ".vml")) else None
        for piece in self.stream(name):
            if parser is not None:
                try:
                    parser.Parse(piece, False)
                except expat.ExpatError:
                    # Excel's own VML is often not well formed; nobody reads these parts, and a
                    # DOCTYPE stands before any element.
                    parser = None


def _check_directory(content: bytes) -> None:
    """Look at the zip's end record by hand, before zipfile builds an object for each entry."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if at < 0 or len(content) < at + 22:
        raise Refused("terpotong; akhir berkas hilang. Salin atau unduh sekali lagi.")
    entries, size = struct.unpack_from("<HI", content, at + 10)
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise Refused(f"berisi lebih dari {MAX_ENTRIES} bagian. Minta berkas baru.")


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class CleanBook:
    """Build the container that calamine reads, stored without compression."""

    def __init__(self) -> None:
        self.stream = io.BytesIO()
        self._zip = zipfile.ZipFile(self.stream, "w", zipfile.ZIP_STORED)
        self._links: list[str] = []
        self._sheets: list[str] = []

    def add(self, kind: str, content: bytes) -> None:
        """Add the checked `styles` or `sharedStrings` part."""
        self._write(kind, f"{kind}.xml", content)

    def add_sheet(self, name: str, content: bytes) -> None:
        """Add a checked worksheet under the name the workbook gives it."""
        number = len(self._sheets) + 1
        link = self._write("worksheet", f"worksheets/sheet{number}.xml", content)
        self._sheets.append(
            f'<sheet name="{name.translate(_QUOTED)}" sheetId="{number}" r:id="{link}"/>'
        )

    def close(self, *, is_1904: bool) -> io.BytesIO:
        """Write the parts that hold it together and return the whole container."""
        self._zip.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
        )
        self._zip.writestr(
            "_rels/.rels", _links([_link("rId1", "officeDocument", "xl/workbook.xml")])
        )
        self._zip.writestr("xl/_rels/workbook.xml.rels", _links(self._links))
        self._zip.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr date1904="{int(is_1904)}"/>'
            f"<sheets>{''.join(self._sheets)}</sheets></workbook>",
        )
        self._zip.close()
        self.stream.seek(0)
        return self.stream

    def _write(self, kind: str, target: str, content: bytes) -> str:
        link = f"rId{len(self._links) + 1}"
        self._links.append(_link(link, kind, target))
        self._zip.writestr(f"xl/{target}", content)
        return link


def _link(link: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{link}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _links(items: list[str]) -> str:
    return f'<Relationships xmlns="{_PACKAGE}">{"".join(items)}</Relationships>'
