"""Describe the pack of a chain of Rakor, and the table of all its usulan. The order stands here."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from bangkit_nb import __version__, fmt
from bangkit_nb.columns import TAHAPAN
from bangkit_nb.hasil.lintas_records import Lintas
from bangkit_nb.pack import schedule
from bangkit_nb.pack.blocks import Pack, Section
from bangkit_nb.pack.folding import fit_pack
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.sections import lintas, lintas_butir
from bangkit_nb.pack.whose import plain

NAME = "lintas.html"

SECTIONS: tuple[Callable[[Lintas, Pesan], Section | None], ...] = (
    lintas.figures,
    lintas.funnel,
    lintas_butir.agreements,
    lintas_butir.follow_up,
    lintas_butir.usulan,
    lintas_butir.waiting,
    lintas_butir.remarks,
    lintas.meetings,
    lintas.kabupaten,
)


def build_lintas_pack(made: Lintas, *, version: str = __version__) -> Pack:
    """Describe what became of all that a chain of Rakor decided."""
    t, last = Pesan(made.rakor.bahasa), made.rakor
    kept = tuple(one for one in (build(made, t) for build in SECTIONS) if one is not None)
    days = (made.pertemuan[0].rakor, made.pertemuan[-1].rakor)
    first, end = (schedule.say_rakor(key, t) for key in days)
    span = end if first == end else t("lintas.rentang", awal=first, akhir=end)
    footer = (
        t("lintas.sumber", n=t.angka(len(made.pertemuan))),
        t("kaki.per_tanggal", tanggal=fmt.tanggal(last.per, t.bahasa)),
        t("kaki.dibuat", versi=version),
    )
    pack = Pack(
        "lintas", "", NAME, t("judul.lintas", kabupaten=last.kabupaten),
        f"{last.forum} \u00b7 {span}", t.bahasa, last.contoh, t("umum.data_contoh"), kept, footer,
    )  # fmt: skip
    return fit_pack(pack, t)


def build_lintas_tables(made: Lintas) -> dict[str, pd.DataFrame]:
    """Return name -> frame: everything that the pack shows, with no row folded away."""
    return {
        "lintas": build_lintas_table(made),
        "lintas_rtl": _promises(made),
        "lintas_kesepakatan": _agreements(made),
    }


def _promises(made: Lintas) -> pd.DataFrame:
    t = Pesan(made.rakor.bahasa)
    rows = [
        (one.nomor or one.id, plain(one.rencana), plain(one.penanggung_jawab), one.asal_rakor,
         one.batas or "", one.status, t(f"nasib.{one.nasib}"), one.selesai or "", plain(one.bukti),
         "" if one.menunggu is None else one.menunggu)
        for one in made.janji
    ]  # fmt: skip
    head = ("id_rtl", "rencana", "penanggung_jawab", "asal_rakor", "batas_waktu", "status",
            "keterangan", "tanggal_selesai", "bukti", "bulan_terbuka")  # fmt: skip
    return pd.DataFrame(rows, columns=list(head), dtype=object)


def _agreements(made: Lintas) -> pd.DataFrame:
    unknown = Pesan(made.rakor.bahasa)("lintas.belum_ada_data")
    rows = [
        (one.asal_rakor, one.nomor, plain(one.isi), one.status or unknown, plain(one.bukti),
         "ya" if one.is_putus else "")
        for one in made.sepakat
    ]  # fmt: skip
    head = ("asal_rakor", "nomor", "isi", "status", "bukti", "tidak_dibawa")
    return pd.DataFrame(rows, columns=list(head), dtype=object)


def build_lintas_table(made: Lintas) -> pd.DataFrame:
    """Return one row per usulan of the chain; an unknown stage reads "belum ada data"."""
    t = Pesan(made.rakor.bahasa)
    unknown = t("lintas.belum_ada_data")
    rows = [
        {
            "id_usulan": one.id_usulan, "kode_desa": one.kode_desa, "nama_desa": one.nama_desa,
            "kecamatan": one.kecamatan, "kegiatan": one.kegiatan, "rakor_pertama": one.rakor,
            "rakor_terakhir": one.terakhir, "pengesahan": one.pengesahan or unknown,
            "keputusan": one.keputusan or unknown, "keputusan_oleh": plain(one.keputusan_oleh),
            "keputusan_rakor": one.keputusan_rakor, "alasan": plain(one.alasan),
            **{stage: one.capaian.tahap.get(stage, unknown) for stage in TAHAPAN},
            "bulan_menunggu": "" if one.menunggu is None else one.menunggu,
        }
        for one in made.usulan
    ]  # fmt: skip
    head = ("id_usulan", "kode_desa", "nama_desa", "kecamatan", "kegiatan", "rakor_pertama",
            "rakor_terakhir", "pengesahan", "keputusan", "keputusan_oleh", "keputusan_rakor",
            "alasan", *TAHAPAN, "bulan_menunggu")  # fmt: skip
    return pd.DataFrame(rows, columns=list(head), dtype=object)
