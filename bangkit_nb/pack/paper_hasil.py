"""Turn the result that the room recorded into what the papers say. Pure."""

from __future__ import annotations

from bangkit_nb import fmt
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.hasil.records import TindakLanjut as Tercatat
from bangkit_nb.pack.attendance import Hadirin
from bangkit_nb.pack.berita_acara import Pengesahan, Rapat, TindakLanjut
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.pack.paper_words import mask


def build_rapat(b: Briefing, hasil: Hasil | None) -> Rapat:
    """Return what the room said; hasil: None where nothing was recorded."""
    if hasil is None:
        return Rapat()
    names = b.desa_names()
    open_rtl = [one for one in hasil.rtl if not (one.is_lama and one.is_locked)]
    return Rapat(
        is_ditutup=hasil.ditutup is not None,
        hadirin=tuple(Hadirin(p.nama, p.instansi, p.jabatan, p.l_p) for p in hasil.hadir),
        kesepakatan=tuple(one.isi.isi for one in hasil.kesepakatan),
        pengesahan=tuple(
            Pengesahan(names.get(p.kode_desa, p.kode_desa), p.kata, p.catatan)
            for p in (one.isi for one in hasil.pengesahan)
        ),
        tindak_lanjut=tuple(_follow_up(no, one) for no, one in enumerate(open_rtl, 1)),
    )


def _follow_up(no: int, one: Tercatat) -> TindakLanjut:
    last = one.kemajuan[-1].isi if one.kemajuan else None
    said = ": ".join(part for part in (one.status, last.bukti if last else "") if part)
    return TindakLanjut(
        str(no), mask(one.isi.rencana), mask(one.isi.penanggung_jawab, 120),
        fmt.tanggal(one.batas), mask(said, 160),
    )  # fmt: skip
