"""Show what a closed meeting decided: who came, what was agreed, which plans were ratified."""

from __future__ import annotations

from collections.abc import Sequence

from bangkit_nb import fmt, text
from bangkit_nb.data import wilayah
from bangkit_nb.hasil.records import Entri, Hasil
from bangkit_nb.pack.blocks import Facts, Linked, Note, Row, Section, Table
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.sections.tables import fold_rows, make_section, make_table
from bangkit_nb.pack.whose import plain
from bangkit_nb.review.rapat import (
    DENGAN_CATATAN,
    DISAHKAN,
    KATA_PENGESAHAN,
    PENGESAHAN_DITUNDA,
    Pengesahan,
)

WORDS = {DISAHKAN: "disahkan", DENGAN_CATATAN: "catatan", PENGESAHAN_DITUNDA: "ditunda"}
"""Each word of a ratification and its key in the catalogues."""

MOST = 400
"""Characters shown of an agreement."""


def _decided(b: Briefing) -> Hasil | None:
    return b.hasil if b.is_after else None


def meeting(b: Briefing, kode: str) -> Section | None:
    """Say when the meeting was closed, and how many came."""
    hasil = _decided(b)
    if hasil is None or hasil.ditutup is None:
        return None
    t = b.t
    closed = fmt.tanggal(hasil.ditutup.date(), t.bahasa, hari=True)
    unknown = len(hasil.hadir) - hasil.n_l - hasil.n_p
    came = t("hasil_rapat.hadir", orang=t.n("umum.n_orang", len(hasil.hadir)),
             l=t.angka(hasil.n_l), p=t.angka(hasil.n_p))  # fmt: skip
    came += t("hasil_rapat.tanpa_l_p", n=t.angka(unknown)) if unknown else ""
    items = [(t("hasil_rapat.ditutup"), closed), (t("hasil_rapat.kehadiran"), came)]
    return make_section(b, "hasil_rapat", Facts(tuple(items)))


def agreed(b: Briefing, kode: str) -> Section | None:
    """List what the meeting agreed, in its order."""
    hasil = _decided(b)
    if hasil is None or not hasil.kesepakatan:
        return None
    made = [
        Row((b.t.angka(at), text.shorten(plain(entry.isi.isi), MOST)))
        for at, entry in enumerate(hasil.kesepakatan, 1)
    ]
    table = make_table(b, "kesepakatan.judul_tabel", ("nomor", "isi"), made)
    return make_section(b, "kesepakatan_rakor", fold_rows(b, table, "umum.lipat_berita"))


def ratified(b: Briefing, kode: str) -> Section | None:
    """Count the plans by what the meeting said of them, and list those with a note or put off."""
    hasil = _decided(b)
    if hasil is None:
        return None
    return _ratified(b, hasil.pengesahan, hasil.belum_disahkan)


def ratified_of_kecamatan(b: Briefing, kode: str) -> Section | None:
    """Show the same of one kecamatan's desa."""
    hasil = _decided(b)
    if hasil is None:
        return None
    own = [e for e in hasil.pengesahan if wilayah.kode_kecamatan(e.isi.kode_desa) == kode]
    left = [desa for desa in hasil.belum_disahkan if wilayah.kode_kecamatan(desa) == kode]
    return _ratified(b, own, left)


def _ratified(
    b: Briefing, said: Sequence[Entri[Pengesahan]], left: Sequence[str]
) -> Section | None:  # fmt: skip
    items = []
    for kata in KATA_PENGESAHAN:
        n = sum(e.isi.kata == kata for e in said)
        items += [(b.t(f"pengesahan.{WORDS[kata]}"), b.t.n("umum.n_desa", n))] if n else []
    if left:
        items.append((b.t("pengesahan.belum"), b.t.n("umum.n_desa", len(left))))
    if not items:
        return None
    return make_section(b, "pengesahan", Facts(tuple(items)), _noted(b, said))


def _noted(b: Briefing, said: Sequence[Entri[Pengesahan]]) -> Table | None:
    names = b.desa_names()
    made = [
        Row((Linked(text.shorten(names.get(e.isi.kode_desa, e.isi.kode_desa), 60),
                    f"desa-{e.isi.kode_desa}.html"),
             b.t(f"pengesahan.{WORDS[e.isi.kata]}"), _note(e)))
        for e in said
        if e.isi.kata != DISAHKAN and e.isi.kode_desa in names
    ]  # fmt: skip
    if not made:
        return None
    table = make_table(b, "pengesahan.judul_tabel", ("desa", "jawaban", "catatan"), made)
    return fold_rows(b, table, "umum.lipat_berita")


def _note(entry: Entri[Pengesahan]) -> str:
    return text.shorten(plain(entry.isi.catatan), MOST) or fmt.DASH


def ratified_of_desa(b: Briefing, kode: str) -> Section | None:
    """Say what the meeting said of this desa's plan."""
    hasil = _decided(b)
    if hasil is None:
        return None
    state, note = find_ratification(b, hasil, kode)
    return make_section(b, "pengesahan", Note(f"{state}. {note}" if note else f"{state}."))


def find_ratification(b: Briefing, hasil: Hasil, kode_desa: str) -> tuple[str, str]:
    """Return what the meeting said of a desa's plan, in the pack's language, and its note."""
    for entry in hasil.pengesahan:
        if entry.isi.kode_desa == kode_desa:
            note = text.shorten(plain(entry.isi.catatan), MOST)
            return b.t(f"pengesahan.{WORDS[entry.isi.kata]}"), note
    return b.t("pengesahan.belum"), ""
