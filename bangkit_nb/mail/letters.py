"""Describe a mail before it is HTML or bytes: one page of the briefs its reader gets. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from bangkit_nb import fmt, text
from bangkit_nb.errors import MailError
from bangkit_nb.mail.messages import PesanSurel
from bangkit_nb.mail.recipients import Audience, Recipient, normalise_address
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import summary
from bangkit_nb.pack.blocks import (
    Block,
    Figures,
    Linked,
    Links,
    Note,
    Pack,
    Row,
    Section,
    Table,
    without_pictures,
)
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.folding import fold_table
from bangkit_nb.pack.summary import Rows

JENIS_PAKET = "paket"
"""The kind of message that carries a brief."""

SHOWN: Mapping[str, tuple[str, ...]] = {
    "rakor": (
        "minta",
        "hasil_rapat",
        "kesepakatan_rakor",
        "angka",
        "pengesahan",
        "opd",
        "jawaban",
        "rtl",
        "jadwal",
    ),
    "opd": ("minta", "angka", "sub", "jawaban", "rtl", "jadwal"),
    "kecamatan": ("minta", "angka", "pengesahan", "desa", "jawaban", "jadwal"),
    "desa": ("minta", "angka", "pengesahan", "hasil", "jadwal"),
}
"""Sections of a pack that its one-page mail keeps; some are there only after the meeting."""

ROWS = 12
"""Rows of a table in a mail with one brief; two briefs share them."""

CELL = 200
"""Characters of a cell in a mail."""


@dataclass(frozen=True)
class Share:
    """Hold one bar: what it counts, how many, its length in percent of all, and a remark."""

    label: str
    n: str
    percent: int
    note: str = ""


@dataclass(frozen=True)
class Part:
    """Hold one brief of a mail: whose it is, its title, its bars and its sections."""

    audience: Audience
    title: str
    shares: tuple[Share, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Letter:
    """Hold one mail's content, before HTML.

    Attributes:
        rakor, jenis, terbitan: which message this is; terbitan is raised to send a change.
        alamat: to whom, as written.
        nama: the readers' names, as greeted.
        bahasa, contoh, watermark: as in Pack.
        subject: without the sample's mark.
        greeting, intro, subtitle: the head.
        parts: the briefs.
        closing: the last lines.
        source: where the facts come from; shown, and no part of the key.
    """

    rakor: str
    jenis: str
    terbitan: int
    alamat: str
    nama: tuple[str, ...]
    bahasa: str
    contoh: bool
    watermark: str
    subject: str
    greeting: str
    intro: str
    subtitle: str
    parts: tuple[Part, ...]
    closing: tuple[str, ...]
    source: str

    @property
    def key(self) -> str:
        """The mail's identity: 64 hex digits. Neither bytes, clock nor program version count."""
        shown = asdict(replace(self, alamat="", source=""))
        parts = [self.rakor, self.jenis, shown, self.terbitan, normalise_address(self.alamat)]
        line = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(line.encode("utf-8", "replace")).hexdigest()


def build_parts(b: Briefing) -> Mapping[Audience, Part]:
    """Describe every brief of a Rakor once, at full length of a mail."""
    made = [packs.build_rakor_pack(b), *packs.build_opd_packs(b)]
    made += [*packs.build_kecamatan_packs(b), *packs.build_desa_packs(b)]
    return {Audience(pack.kind, pack.kode): _part(b, pack) for pack in made}


def build_letter(
    b: Briefing, recipient: Recipient, parts: Mapping[Audience, Part], terbitan: int = 1
) -> Letter:
    """Describe the mail of one recipient from the briefs; MailError where one does not exist."""
    lacking = [one for one in recipient.audiences if one not in parts]
    if lacking or not recipient.audiences:
        raise MailError(f"Tidak ada paket {lacking[0].kind} {lacking[0].kode} untuk dikirim."
                        if lacking else "Penerima ini tidak punya paket.")  # fmt: skip
    t, r = PesanSurel(b.rakor.bahasa), b.rakor
    chosen = tuple(parts[one] for one in recipient.audiences)
    most = max(3, ROWS // len(chosen))
    titles = [part.title for part in chosen]
    day = _day(b)
    subject = t("surel.subjek", kabupaten=r.kabupaten, waktu=day, paket=" + ".join(titles),
                kunci=r.rakor, terbitan=t.angka(terbitan))  # fmt: skip
    names = tuple(text.shorten(nama, 80) for nama in recipient.nama)
    clock = f"{r.jam} {r.zona_waktu}" if r.jam else ""
    return Letter(
        r.rakor, JENIS_PAKET, terbitan, recipient.alamat, names, r.bahasa, r.contoh,
        t("umum.data_contoh"), subject, t("surel.salam", nama=t.daftar(list(names), 4)),
        t("surel.pengantar" if b.is_before else "surel.pengantar_sesudah"),
        " \u00b7 ".join(part for part in (r.forum, day, clock, r.tempat) if part),
        tuple(_cut(part, t, most) for part in chosen),
        (t("surel.lengkap"), t("surel.balas")),
        t("surel.sumber", sumber=b.checked.name, tanggal=fmt.tanggal(r.per, r.bahasa)),
    )  # fmt: skip


def _day(b: Briefing) -> str:
    r = b.rakor
    if len(r.tanggal) == 10:
        return fmt.tanggal(r.hari, r.bahasa)
    return fmt.bulan_tahun(r.hari.year, r.hari.month, r.bahasa)


def _part(b: Briefing, pack: Pack) -> Part:
    shown = [section for section in pack.sections if section.key in SHOWN[pack.kind]]
    kept = {section.key: without_pictures(section) for section in shown}
    sections = tuple(kept[key] for key in SHOWN[pack.kind] if key in kept)
    audience = Audience(pack.kind, pack.kode)
    shares = _shares(b, _rows_of(b, audience))
    return _without_repeats(Part(audience, pack.title, shares, sections))


def _without_repeats(part: Part) -> Part:
    """Return a brief in which no figure says again what a bar says; the bar takes its remark."""
    notes = {
        figure.label: figure.note
        for section in part.sections for block in section.blocks
        if isinstance(block, Figures) for figure in block.items
    }  # fmt: skip
    labels = {share.label for share in part.shares}
    shares = tuple(replace(share, note=notes.get(share.label, "")) for share in part.shares)

    def thin(block: Block) -> Block:
        if not isinstance(block, Figures):
            return block
        return Figures(tuple(figure for figure in block.items if figure.label not in labels))

    sections = tuple(replace(s, blocks=tuple(thin(b) for b in s.blocks)) for s in part.sections)
    return replace(part, shares=shares, sections=sections)


def _rows_of(b: Briefing, audience: Audience) -> Rows:
    """Return the usulan that a brief counts."""
    if audience.kind == "opd":
        own = [*b.asked_of_opd(audience.kode), *b.answered_of_opd(audience.kode)]
        return list({row["id_usulan"]: row for row in own}.values())
    if audience.kind == "kecamatan":
        return b.of_kecamatan(audience.kode)
    return b.of_desa(audience.kode) if audience.kind == "desa" else b.rows


def _shares(b: Briefing, rows: Rows) -> tuple[Share, ...]:
    """Count confirmed-to-be-asked, answered and lone usulan; percent only draws the bar."""
    if not rows:
        return ()
    n, t = summary.tally(rows), b.t
    counted = ((t("umum.konfirmasi"), n.n_diminta), (t("angka.dijawab"), n.n_dijawab),
               (t("angka.tanpa_padanan"), n.n_tanpa))  # fmt: skip
    return tuple(
        Share(label, t.angka(count), round(100 * count / n.n_usulan)) for label, count in counted
    )


def _cut(part: Part, t: PesanSurel, most: int) -> Part:
    """Return a brief short enough for its share of the page, without links to files."""
    sections = []
    for section in part.sections:
        # a note beside names that lead to other files speaks of links, and a mail has none
        is_linked = any(_has_links(one) for one in section.blocks)
        shown = [one for one in section.blocks if not (is_linked and isinstance(one, Note))]
        blocks = tuple(_cut_block(one, t, most) for one in shown)
        sections.append(replace(section, blocks=tuple(one for one in blocks if one is not None)))
    return replace(part, sections=tuple(section for section in sections if section.blocks))


def _has_links(block: Block) -> bool:
    if not isinstance(block, Table):
        return isinstance(block, Links)
    return any(isinstance(cell, Linked) for row in block.rows for cell in row.cells)


def _cut_block(block: Block, t: PesanSurel, most: int) -> Block | None:
    if isinstance(block, Links):
        return None
    if not isinstance(block, Table):
        return block
    return fold_table(replace(_join_numbers(block), fold_key="surel.lipat"), t, most)


def _join_numbers(table: Table) -> Table:
    """Return a table whose first column only counts with the count before the second's words."""

    def joined(row: Row) -> Row | None:
        if row.group:
            return row
        number, *rest = row.cells
        if not (isinstance(number, str) and number.isdigit() and rest and isinstance(rest[0], str)):
            return None
        return Row((f"{number}. {rest[0]}", *rest[1:]))

    rows = [joined(row) for row in table.rows]
    kept = tuple(row for row in rows if row is not None)
    if len(kept) < len(rows) or len(table.columns) < 2:
        return table
    return replace(table, columns=table.columns[1:], rows=kept)
