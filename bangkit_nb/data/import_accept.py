"""Names that a person accepted: in the sheet "Belum terbaca", or on the command line. Pure.

The sheet lists what could not be placed, with suggestions; "ya" in its column Terima (or a kode
typed there) accepts one. An accepted name becomes an alias of its OPD or desa in the workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bangkit_nb.columns import BELUM_TERBACA
from bangkit_nb.contract import Column, Sheet
from bangkit_nb.data.form_table import Unread
from bangkit_nb.data.layout_columns import match_columns
from bangkit_nb.data.layout_rows import build_frame
from bangkit_nb.data.names import Answer, Desa, DesaNames, OpdNames, letters_desa, letters_kecamatan
from bangkit_nb.data.raw import Cell, RawBook
from bangkit_nb.errors import InputError
from bangkit_nb.text import fold, header_key, tidy

SHEET = Sheet(
    BELUM_TERBACA,
    (
        Column("berkas", "teks", True), Column("lembar"), Column("baris_asal", "teks"),
        Column("keadaan", "teks"), Column("alasan", "teks", True), Column("isi"), Column("nama"),
        Column("usul"), Column("terima"),
    ),
    "Baris yang belum dapat ditempatkan oleh impor, dan yang perlu dilihat.",
)  # fmt: skip
BELUM, PERIKSA = "belum ditempatkan", "periksa"

WIDTHS = {0: 28.0, 1: 18.0, 2: 8.0, 3: 18.0, 4: 48.0, 5: 60.0, 6: 28.0, 7: 44.0, 8: 12.0}
_YES = {"ya", "y", "ok", "setuju", "x", "v"}
_KODE = re.compile(r"[0-9][0-9A-Za-z]*(?:\.[0-9A-Za-z]+)+")


@dataclass(frozen=True)
class Accepted:
    """Hold one name that a person said the meaning of. nama: as asked, "Solan, Teluk Waru"."""

    nama: str
    kode: str


def read_left(raw: RawBook) -> list[dict[str, Cell]]:
    """Return the rows of the sheet "Belum terbaca", by column; empty where there is none."""
    wanted = header_key(SHEET.name)
    item = next((s for s in raw.sheets if header_key(s.name) == wanted), None)
    columns = match_columns(SHEET, item)[0] if item is not None else None
    if item is None or columns is None:
        return []
    frame, _ = build_frame(SHEET, item, columns)
    names = set(SHEET.names) & set(frame.columns)
    return [{str(k): v for k, v in row.items() if k in names}
            for row in frame.to_dict("records")]  # fmt: skip


def list_accepted(left: Sequence[Mapping[str, Cell]], said: Iterable[str]) -> tuple[Accepted, ...]:
    """Return what the column Terima and `--terima` accept; raises InputError for words unclear."""
    found = []
    for row in left:
        word, nama = tidy(row.get("terima")), tidy(row.get("nama"))
        if not word or not nama:
            continue
        codes = _KODE.findall(tidy(row.get("usul")))
        if fold(word) in _YES:
            if len(dict.fromkeys(codes)) != 1:
                raise InputError(
                    f"Di lembar {SHEET.name}, '{nama}' punya {len(codes)} usul. Ganti "
                    f"'{word}' di kolom Terima dengan kode yang dimaksud."
                )
            found.append(Accepted(nama, codes[0]))
        elif _KODE.fullmatch(word):
            found.append(Accepted(nama, word))
        elif fold(word) not in ("tidak", "t", "n"):
            raise InputError(
                f"Di lembar {SHEET.name}, kolom Terima untuk '{nama}' berisi '{word}'. "
                "Tulis ya, tidak, atau kodenya."
            )
    for pair in said:
        nama, sign, kode = pair.rpartition("=")
        if not sign or not tidy(nama) or not _KODE.fullmatch(tidy(kode)):
            raise InputError(
                f"--terima '{pair}' tidak terbaca. Tulis nama=kode, misalnya "
                '"Solan, Teluk Waru=81.05.15.2004" atau "DISKANLA=3.25.0.00.0.00.01.0000".'
            )
        found.append(Accepted(tidy(nama), tidy(kode)))
    return tuple(dict.fromkeys(found))


def build_key(nama: str, kecamatan: str, berkas: str) -> str:
    """Return the key under which an accepted desa is kept: without kecamatan for one file only."""
    place = letters_kecamatan(kecamatan)
    return f"{letters_desa(nama)}|{place or f'berkas:{fold(berkas)}'}"


@dataclass(frozen=True)
class KnownDesa(DesaNames):
    """Find desa also by the names that a person accepted."""

    accepted: Mapping[str, str] = field(default_factory=dict)
    berkas: str = ""

    def find(self, kode: object, nama: object, kecamatan: object) -> Answer:
        """Return the desa of a row; an accepted name counts where the names themselves fail."""
        answer = super().find(kode, nama, kecamatan)
        key = build_key(tidy(nama), tidy(kecamatan), self.berkas)
        accepted = self.accepted.get(key, "")
        return Answer(accepted) if not answer.kode and accepted else answer


def split_place(nama: str) -> tuple[str, str]:
    """Return desa and kecamatan of "Solan, Teluk Waru"."""
    desa, _, kecamatan = nama.partition(",")
    return desa.strip(), kecamatan.strip()


def find_alias(item: Accepted, desa: DesaNames, opd: OpdNames) -> tuple[str, str, str]:
    """Return (sheet, kode, alias to add) of an accepted name; alias "" where none is needed.

    Raises InputError for a kode that the workbook does not have.
    """
    place = next((d for d in desa.desa if d.kode == item.kode), None)
    if place is not None:
        name, kecamatan = split_place(item.nama)
        return "Desa", item.kode, name if _is_alias(place, kecamatan) else ""
    if any(o.kode == item.kode for o in opd.opd):
        return "OPD", item.kode, item.nama
    raise InputError(f"Kode {item.kode} untuk '{item.nama}' tidak ada di lembar Desa atau OPD.")


def _is_alias(place: Desa, kecamatan: str) -> bool:
    return letters_kecamatan(kecamatan) == letters_kecamatan(place.kecamatan)


@dataclass(frozen=True)
class Left:
    """Hold one line of the sheet "Belum terbaca"."""

    berkas: str
    lembar: str
    baris: str
    keadaan: str
    alasan: str
    isi: str = ""
    nama: str = ""
    usul: str = ""
    terima: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Its cells in order."""
        return (self.berkas, self.lembar, self.baris, self.keadaan, self.alasan, self.isi,
                self.nama, self.usul, self.terima)  # fmt: skip


def say_rows(first: int, n: int) -> str:
    """Return "12", or "12 (+3)" where three more rows are meant."""
    return str(first) if n == 1 else f"{first} (+{n - 1})"


def build_left(berkas: str, lembar: str, item: Unread) -> Left:
    """Return the line of a row that was not placed."""
    baris = say_rows(item.baris, item.n)
    return Left(berkas, lembar, baris, BELUM, item.alasan, item.isi, item.asked, item.usul)


def join_left(
    before: Sequence[Mapping[str, Cell]], berkas: set[str], now: Sequence[Left]
) -> list[Left]:
    """Return the lines of the sheet after an import: those of other files stay as they were."""
    kept = [
        Left(*(tidy(row.get(name)) for name in SHEET.names))
        for row in before if tidy(row.get("berkas")) not in berkas
    ]  # fmt: skip
    return [*kept, *now]
