"""Every pack of a briefing, and a meeting that was closed."""

from __future__ import annotations

import datetime as dt

from bangkit_nb.hasil.records import Entri, Hasil, Laporan, TindakLanjut
from bangkit_nb.pack import briefing as packs
from bangkit_nb.pack import problems
from bangkit_nb.pack.blocks import Pack
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.review import rapat

TABLES = ["tabel/padanan.csv", "tabel/tinjauan.csv", "tabel/jalur.csv", "tabel/masalah.csv"]


def every_pack(b: Briefing) -> list[Pack]:
    made = [packs.build_rakor_pack(b), *packs.build_opd_packs(b), *packs.build_kecamatan_packs(b)]
    made += packs.build_desa_packs(b)
    index = packs.build_index(b, made, f"paket/{b.stage}", TABLES)
    return [*made, index, problems.build_problem_pack(b.checked, b.rakor, version="uji")]


def follow_up(name: str, *, is_lama: bool = False, status: str = "belum mulai",
              batas: str = "2024-04-01", kode_opd: str = "") -> TindakLanjut:  # fmt: skip
    isi = rapat.Rtl(f"Qxrtl{name}", f"Qxpj{name}", batas, kode_opd)
    said = (Laporan(rapat.Kemajuan("2024-03-01", status, f"Qxbukti{name}")),)
    return TindakLanjut(name, f"rtl:{name}", isi, "p", "w", status=status, kemajuan=said,
                        is_lama=is_lama)  # fmt: skip


def closed(**changes: object) -> Hasil:
    """Return the result of a closed meeting of build.py's Rakor."""
    people = [("L", True), ("L", True), ("P", True), ("", True), ("P", False)]
    values: dict[str, object] = {
        "kehadiran": tuple(
            Entri(str(i), f"kehadiran:{i}", rapat.Kehadiran(f"Rahasia{i}", "DKP", l_p, hadir=came))
            for i, (l_p, came) in enumerate(people)
        ),
        "pengesahan": (
            Entri("a", "pengesahan:a", rapat.Pengesahan("81.05.15.2004", rapat.DISAHKAN)),
            Entri("b", "pengesahan:b", rapat.Pengesahan(
                "81.05.04.2001", rapat.PENGESAHAN_DITUNDA, "Qxnota")),
        ),
        "belum_disahkan": ("81.05.15.2005",),
        "kesepakatan": (
            Entri("k", "kesepakatan:k", rapat.Kesepakatan("Qxsepakat1", 1)),
            Entri("l", "kesepakatan:l", rapat.Kesepakatan("Qxsepakat2", 2)),
        ),
        "dukungan": (Entri("d", "dukungan:d", rapat.Dukungan(
            "Qxlatih", "2024-05-06", kode_desa="81.05.15.2004", peserta_l=3,
            narasumber_opd="Qxo0")),),
        "tantangan": (Entri("t", "tantangan:t", rapat.Tantangan("Qxtantang", "Qxsolusi")),),
        "rtl": (
            follow_up("lama", is_lama=True, batas="2024-02-20"),
            follow_up("baru", kode_opd="3.25.01"),
            follow_up("tuntas", status="selesai"),
        ),
        "ditutup": dt.datetime(2024, 3, 1, 15, 20, tzinfo=dt.UTC),
        "sha256": "e" * 64,
        "n_events": 9,
    }  # fmt: skip
    return Hasil(dt.date(2024, 3, 1), **(values | changes))  # type: ignore[arg-type]


CLOSED = closed()
