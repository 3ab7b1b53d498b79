"""English packs: every visible word comes out of the catalogue, and the catalogue is English."""

from __future__ import annotations

import datetime as dt
import gettext
import re
from typing import Any

import pytest
from build import briefing, rakor
from kit_pack import CLOSED, every_pack
from page import Page
from test_messages import catalogue
from test_whose import cocok, keputusan

from bangkit_nb import columns as c
from bangkit_nb.pack import messages, render
from bangkit_nb.pack.facts import Briefing

DATA = "Qx"
"""What every text of the workbook begins with here, so that it is known as data on a page."""

WORDS = {"Rp", "WIT", "million", "billion", "uji", "xlsx", "ffffffff"}
"""Money, time zone, what English money is counted in, the workbook's name and the log's hash."""

_FIELD = re.compile(r"(\{[^}]*\})")


def build(hasil: Any = None) -> Briefing:
    """A briefing with every section, all of whose texts are data words."""
    kode = ("81.05.15.2004", "81.05.04.2001")
    desa = [{"kode_desa": k, "nama_desa": f"{DATA}d{i}", "kecamatan": f"{DATA}k{i}",
             "lat": -3.4 - i, "lng": 130.5 + i, "status_rencana": f"{DATA}s"}
            for i, k in enumerate(kode)]  # fmt: skip
    opd = [{"kode_opd": f"3.2{i}.01", "nama_opd": f"{DATA}o{i}", "singkatan": f"{DATA}n{i}"}
           for i in range(2)]  # fmt: skip
    renja = [{"kode_opd": f"3.2{i}.01", "kode_sub_kegiatan": f"3.2{i}.03.2.01.000{i}",
              "sub_kegiatan": f"{DATA}r{i}", "kegiatan": f"{DATA}g{i}", "pagu": 10**9,
              "lokasi": f"{DATA}l"} for i in range(2)]  # fmt: skip
    rencana = [{"id_usulan": f"{DATA}{i}", "kode_desa": kode[i % 2], "tahun": 2025,
                "kegiatan": f"{DATA}u{i % 5}", "bidang_penghidupan": c.BIDANG_PENGHIDUPAN[i],
                "volume": 3, "satuan": f"{DATA}b", "anggaran": 2_000_000 * i or None}
               for i in range(12)]  # fmt: skip
    keys = [row["id_usulan"] for row in rencana]
    said = [keputusan(key, kata, keputusan_oleh=f"{DATA}w", forum=f"{DATA}f",
                      alasan=f"{DATA}a", satuan=f"{DATA}b", gabung_ke=keys[9])
            for key, kata in zip(keys, c.KATA_KEPUTUSAN, strict=False)]  # fmt: skip
    row = {"kode_opd": "3.20.01", "kode_sub_kegiatan": "3.20.03.2.01.0000"}
    said += [cocok(keys[7], 0, **row), {"id_usulan": keys[8], "putusan": c.TIDAK_ADA,
                                        "keadaan": c.BERLAKU, "jalur": c.JALUR_MITRA}]  # fmt: skip
    rows = {
        "Pelatihan": [{"topik": f"{DATA}t", "tanggal_mulai": dt.date(2024, 5, 6), "angkatan": "1",
                       "kode_desa": kode[0], "peserta_l": 2, "narasumber_opd": f"{DATA}o0"}],
        "Tantangan": [{"tantangan": f"{DATA}c", "solusi": f"{DATA}v"}],
        "Kesepakatan": [{"nomor": 1, "isi": f"{DATA}i", "asal_rakor": "sbt-2023-12"}],
        "Tindak_Lanjut": [{"id_rtl": f"{DATA}{i}", "rencana": f"{DATA}j", "status": status,
                           "penanggung_jawab": f"{DATA}p", "batas_waktu": dt.date(2024, 2, 2)}
                          for i, status in enumerate(c.STATUS_RTL)],
        "Jadwal": [],
    }  # fmt: skip
    made = rakor(bahasa="en", kabupaten=f"{DATA}z", forum=f"{DATA}y", tempat=f"{DATA}x",
                 sk_forum=f"{DATA}q")  # fmt: skip
    return briefing(made, putusan=said, hasil=hasil, Desa=desa, OPD=opd, Renja=renja,
                    Rencana=rencana, **rows)  # fmt: skip


class Masked(gettext.NullTranslations):
    """The real catalogue with every letter of its own turned into a sign."""

    def __init__(self, real: gettext.NullTranslations) -> None:
        super().__init__()
        self.real = real

    def _mask(self, said: str) -> str:
        parts = _FIELD.split(said)
        return "".join(p if p.startswith("{") else re.sub(r"[^\W\d_]", "\u00a4", p) for p in parts)

    def gettext(self, message: str) -> str:
        return self._mask(self.real.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._mask(self.real.ngettext(msgid1, msgid2, n))


@pytest.mark.parametrize("hasil", [None, CLOSED], ids=["sebelum", "sesudah"])
def test_no_visible_word_of_any_pack_comes_from_anywhere_but_the_catalogue(
    monkeypatch: pytest.MonkeyPatch, hasil: Any
) -> None:
    real = messages.read_catalogue
    monkeypatch.setattr(messages, "read_catalogue", lambda bahasa: Masked(real(bahasa)))
    months = {dt.date(2024, m, 1).strftime("%B") for m in range(1, 13)} | {"Friday"}
    for pack in every_pack(build(hasil)):
        if pack.kind == "masalah":  # names the workbook's own sheets and columns
            continue
        page = Page(render.render_page(pack))
        seen = " ".join([page.text, pack.title, *page.drawn])
        words = set(re.findall(r"[^\W\d_]{2,}", re.sub(rf"{DATA}\w*", "", seen)))
        assert words - WORDS - months == set(), pack.name


INDONESIAN = re.compile(
    r"\b(yang|dan|di|dari|untuk|dengan|usulan|belum|sudah|tidak|ada|oleh|ke|pada|rapat|hari|lain"
    r"|desa|atau|tindak|lanjut|laki|perempuan|orang|semua|diminta|kegiatan|tahun|pintu|bulan)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"RKP Desa|Renja|Musrenbang Kecamatan|APBDes|\(swadaya\)|\(pagu\)|Camat|tabel/")
"""Names of documents and offices that have no English one."""


def test_the_english_catalogue_is_english() -> None:
    indonesian = catalogue("id")
    for key, said in catalogue("en").items():
        for text in said:
            left = NAMES.sub("", _FIELD.sub("", text))
            assert not INDONESIAN.search(left), (key, text)
        same = said[0] == indonesian[key][0] and re.search(r"[a-z]{3}", _FIELD.sub("", said[0]))
        assert not same or key in SAME, key


SAME = {"fakta.forum", "kolom.status", "kolom.volume", "tingkat.info", "tingkat.stop"}
"""Words that are spelt alike in both languages."""
