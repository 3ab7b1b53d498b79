"""Show a chain of Rakor: key figures, its meetings, the funnel, and the kabupaten side by side."""

from __future__ import annotations

from collections.abc import Sequence

from bangkit_nb import fmt, text
from bangkit_nb.hasil import lintas_records as r
from bangkit_nb.hasil.perkembangan import DESA, KABUPATEN
from bangkit_nb.pack import schedule
from bangkit_nb.pack.blocks import Cell, Col, Facts, Figure, Figures, Note, Row, Section, Table
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.shapes import Part, Strip

NAMES = 60
"""Desa named behind one number; beyond them the rest is counted."""

WORDS = (r.RENCANA, r.DISAHKAN, r.DIAKOMODIR)
GROUPS = (("kata", WORDS), ("kabupaten", KABUPATEN), ("desa", DESA))
"""Steps of the funnel under one heading; the others are the work itself."""

COMPARED = ("disahkan", "diakomodir", "masuk RKPD", "masuk APBD", "selesai")
"""Steps by which kabupaten stand side by side."""


def build_table(t: Pesan, caption: str, heads: Sequence[str], rows: Sequence[Row]) -> Table:
    """Make a table; a head starting with # holds numbers, with ~ strips."""
    columns = tuple(
        Col(t(f"kolom.{head.lstrip('#~')}"), head.startswith("#"), head.startswith("~"))
        for head in heads
    )
    return Table(t(caption), columns, tuple(rows))


def say_count(n: int | None, t: Pesan) -> str:
    """Say a count; what nobody recorded reads "belum ada data", never zero."""
    return t("lintas.belum_ada_data") if n is None else t.angka(n)


def say_step(key: str, t: Pesan) -> str:
    """Say the name of a step of the funnel."""
    return t(f"langkah.{key.replace(' ', '_')}")


def figures(made: r.Lintas, t: Pesan) -> Section:
    """Show the key figures of the chain."""
    (line,) = [one for one in made.kabupaten if one.rakor == made.rakor.rakor]
    kept = t("lintas.dari", n=t.angka(line.janji_tepat), semua=t.angka(line.janji_due))
    waited = (
        t("lintas.belum_ada_data")
        if line.menunggu is None
        else t("lintas.n_bulan", n=t.angka(line.menunggu))
    )
    items = (
        Figure(t.angka(line.n_usulan), t("lintas.usulan"), t.n("umum.n_desa", line.n_desa)),
        Figure(say_count(line.n("masuk RKPD"), t), t("lintas.angka_rkpd"), t("lintas.menurut")),
        Figure(kept if line.janji_due else t("lintas.belum_ada_data"), t("lintas.rtl_tepat"),
               t("lintas.rtl_arti")),
        Figure(waited, t("lintas.menunggu"), t("lintas.menunggu_arti")),
    )  # fmt: skip
    return Section("ringkasan", t("bagian.ringkasan"), (Figures(items),))


def meetings(made: r.Lintas, t: Pesan) -> Section:
    """List the Rakor of the chain: who came, and what each left."""
    rows = []
    for one in made.pertemuan:
        came = (
            t("lintas.belum_ada_data")
            if one.hadir is None
            else t("lintas.hadir", n=t.angka(one.hadir), l=t.angka(one.n_l), p=t.angka(one.n_p))
        )
        left = (one.n_kesepakatan, one.n_rtl)
        is_known = one.hadir is not None or any(left)
        counts = (one.n_usulan, *(n if is_known else None for n in left))
        cells = (say_count(n, t) for n in counts)
        rows.append(Row((schedule.say_rakor(one.rakor, t), came, *cells)))
    heads = ("rakor", "hadir", "#usulan", "#kesepakatan", "#rtl")
    blocks = [build_table(t, "lintas.judul_rakor", heads, rows)]
    if not made.putus:
        return Section("rakor", t("bagian.rantai"), tuple(blocks))
    note = Note(t("lintas.rantai_putus", rakor=text.shorten(made.putus, 60)))
    return Section("rakor", t("bagian.rantai"), (*blocks, note))


def funnel(made: r.Lintas, t: Pesan) -> Section:
    """Draw the funnel, and name the desa behind each number."""
    steps = {step.key: step for step in made.corong}
    most = steps[r.RENCANA].n or 0
    grouped = {key for _, keys in GROUPS for key in keys}
    rest = tuple(key for key in steps if key not in grouped)
    rows: list[Row] = []
    named: list[tuple[str, str]] = []
    for name, keys in (*GROUPS, ("kerja", rest)):
        rows.append(Row(group=t(f"kelompok.{name}")))
        for key in keys:
            step = steps[key]
            rows.append(
                Row(
                    (
                        say_step(key, t),
                        _strip(step, most),
                        say_count(step.n, t),
                        t.angka(len(step.desa)) if step.n is not None else fmt.DASH,
                    )
                )
            )
            if step.desa and step.desa == steps[r.RENCANA].desa:
                named.append((say_step(key, t), t.n("lintas.semua_desa", len(step.desa))))
            elif step.desa:
                names = [text.shorten(made.nama_desa.get(kode, kode), 40) for kode in step.desa]
                named.append((say_step(key, t), t.daftar(names, NAMES)))  # fmt: skip
    table = build_table(t, "lintas.judul_corong", ("langkah", "~gambar", "#usulan", "#desa"), rows)
    blocks = (Note(t("lintas.corong_arti")), table, Note(t("lintas.desa_arti")))
    return Section("corong", t("bagian.corong"), (*blocks, Facts(tuple(named))))


def _strip(step: r.Anak, most: int) -> Strip:
    if not step.n or not most:
        return Strip(())
    return Strip((Part("penuh", 0.0, 100 * step.n / most),))


def kabupaten(made: r.Lintas, t: Pesan) -> Section | None:
    """Set the kabupaten side by side, each as of its own clock."""
    if len(made.kabupaten) < 2:
        return None
    rows = []
    for one in made.kabupaten:
        name = text.shorten(one.kabupaten, 60)
        if one.gagal:
            rows.append(Row((name, t("lintas.gagal", pesan=text.shorten(one.gagal, 160)),
                             *[fmt.DASH] * (len(COMPARED) + 2))))  # fmt: skip
            continue
        kept = t("lintas.dari", n=t.angka(one.janji_tepat), semua=t.angka(one.janji_due))
        cells: tuple[Cell, ...] = (
            name, schedule.say_rakor(one.rakor, t), t.angka(one.n_usulan),
            *(say_count(one.n(key), t) for key in COMPARED),
            kept if one.janji_due else t("lintas.belum_ada_data"),
        )  # fmt: skip
        rows.append(Row(cells))
    day = fmt.tanggal(made.rakor.per, t.bahasa)
    heads = ["kabupaten", "sampai_rakor", "#usulan"]
    columns = [*(Col(t(f"kolom.{h.lstrip('#')}"), h.startswith("#")) for h in heads),
               *(Col(say_step(key, t), number=True) for key in COMPARED),
               Col(t("lintas.rtl_tepat"), number=True)]  # fmt: skip
    table = Table(t("lintas.judul_kabupaten", tanggal=day), tuple(columns), tuple(rows))
    return Section("kabupaten", t("bagian.antar_kabupaten"), (table,))
