"""Lay out the tabs of who came, what was ratified and what was agreed. Pure; see views.py."""

from __future__ import annotations

from typing import Any

from bangkit_nb import fmt
from bangkit_nb.hasil.records import Entri
from bangkit_nb.hasil.rows import Row, action, build_row
from bangkit_nb.hasil.session import Meeting, desa_key
from bangkit_nb.hasil.words import say_day, say_place
from bangkit_nb.review import rapat
from bangkit_nb.review.rapat import IsiRapat, Kehadiran


def build_hadir(meeting: Meeting) -> dict[str, Any]:
    """Return the tab of who came."""
    held = meeting.hasil
    n, other = len(held.hadir), len(held.hadir) - held.n_l - held.n_p
    kepala = f"Hadir {fmt.angka(n)} orang: {fmt.angka(held.n_l)} L, {fmt.angka(held.n_p)} P"
    if other:
        kepala += f", {fmt.angka(other)} belum dicatat L/P"
    return {
        "kepala": kepala,
        "keterangan": f"{fmt.angka(len(held.kehadiran))} orang dalam daftar. Ketik sebagian nama "
        "lalu Enter untuk menandai yang pertama. Yang tidak terdaftar ditulis di formulir.",
        "cari": "Cari nama atau instansi",
        "enter": "hadir",
        "baris": [_hadir_row(one) for one in held.kehadiran],
        "kosong": "Belum ada peserta dalam daftar.",
    }


def _hadir_row(one: Entri[Kehadiran]) -> Row:
    said = one.isi
    aksi = []
    if said.l_p not in ("L", "P") or one.is_said:
        aksi = [action("lp", word, word.lower(), nilai=word, ditekan=said.l_p == word)
                for word in ("L", "P")]  # fmt: skip
    lp = "" if aksi else said.l_p
    if said.tamu:
        aksi += [action("ubah", "Ubah", "e"), action("cabut", "Cabut", "x")]
    where = " \u00b7 ".join(part for part in (said.jabatan, said.instansi) if part)
    status = "di luar daftar" if said.tamu else ""
    return build_row(one, said.nama, [where], aksi, tanda=said.hadir, status=status, lp=lp)


def build_sahkan(meeting: Meeting) -> dict[str, Any]:
    """Return the tab of what became of each desa's plan."""
    held = {one.isi.kode_desa: one for one in meeting.hasil.pengesahan}
    sah = meeting.ruang.awal.sah - held.keys()
    rows = []
    for desa in meeting.ruang.desa:
        one = held.get(desa.kode_desa)
        word = one.isi.kata if one else ""
        is_sah = desa.kode_desa in sah
        aksi = [
            action("sahkan", "Sahkan", "s", kata=rapat.DISAHKAN, ditekan=word == rapat.DISAHKAN),
            action("sahkan", "Dengan catatan", "c", kata=rapat.DENGAN_CATATAN,
                   ditekan=word == rapat.DENGAN_CATATAN),
            action("sahkan", "Tunda", "t", kata=rapat.PENGESAHAN_DITUNDA,
                   ditekan=word == rapat.PENGESAHAN_DITUNDA),
        ]  # fmt: skip
        ket = [f"Kecamatan {desa.kecamatan} \u00b7 {fmt.angka(desa.n_usulan)} usulan"]
        entry: Entri[IsiRapat] = one or Entri("", desa_key(desa.kode_desa), _NOBODY)  # type: ignore[assignment]
        rows.append(
            build_row(entry, desa.nama_desa, [*ket, one.isi.catatan if one else ""], aksi,
                 status=word or (_EARLIER if is_sah else "belum dibahas"),
                 nada="baik" if is_sah else _NADA.get(word, "biasa"),
                 kode=desa.kode_desa, terbuka=one is None and not is_sah)
        )  # fmt: skip
    rest = list(meeting.hasil.belum_disahkan)
    sure = [one.isi.kata for one in held.values() if not one.lawan]
    n = {kata: sure.count(kata) for kata in rapat.KATA_PENGESAHAN}
    torn = len(held) - len(sure)
    alat = [
        action("sahkan_semua", f"Sahkan semua yang tersisa ({fmt.angka(len(rest))})", kunci=rest)
    ]
    return {
        "kepala": f"Disahkan {fmt.angka(n[rapat.DISAHKAN])}, dengan catatan "
        f"{fmt.angka(n[rapat.DENGAN_CATATAN])}, ditunda {fmt.angka(n[rapat.PENGESAHAN_DITUNDA])}; "
        f"belum dibahas {fmt.angka(len(rest))}"
        + (f"; {_EARLIER} {fmt.angka(len(sah))}" if sah else "")
        + (f"; bertentangan {fmt.angka(torn)}" if torn else ""),
        "keterangan": "Pada baris desa: S sahkan, C dengan catatan, T tunda. Panah atas dan bawah "
        "untuk pindah desa.",
        "cari": "Cari desa atau kecamatan",
        "enter": "fokus",
        "baris": rows,
        "alat": alat if rest else [],
        "kosong": "Lembar Desa kosong.",
    }


_EARLIER = "disahkan di Rakor sebelumnya"
_NOBODY = rapat.Pengesahan("", "")
_NADA = {
    rapat.DISAHKAN: "baik",
    rapat.DENGAN_CATATAN: "perhatian",
    rapat.PENGESAHAN_DITUNDA: "salah",
}


def build_sepakat(meeting: Meeting) -> dict[str, Any]:
    """Return the tab of what was agreed."""
    rows = []
    for at, one in enumerate(meeting.hasil.kesepakatan, 1):
        aksi = [action("ubah", "Ubah", "e"), action("cabut", "Cabut", "x")]
        if at > 1:
            aksi.insert(1, action("naik", "Naikkan", "a"))
        rows.append(build_row(one, one.isi.isi, [], aksi, awalan=say_place(at)))
    n = len(rows)
    return {
        "kepala": f"{fmt.angka(n)} kesepakatan" if n else "Belum ada kesepakatan",
        "keterangan": "Tulis satu kesepakatan, lalu Enter. Urutannya menjadi KESATU, KEDUA, dan "
        "seterusnya di Berita Acara.",
        "baris": rows,
        "kosong": "Kesepakatan pertama akan tampil di sini sebagai KESATU.",
    }


_PROPOSED = "Yang dari buku kerja baru usul: S sepakati apa adanya, E ubah dulu."


def build_tantangan(meeting: Meeting) -> dict[str, Any]:
    """Return the tab of challenges and their solutions."""
    rows = []
    for one in meeting.hasil.tantangan:
        said = one.isi
        who = " \u00b7 ".join(part for part in (said.penanggung_jawab, said.lokasi) if part)
        ket = [f"Solusi: {said.solusi}" if said.solusi else "", who]
        rows.append(build_row(one, said.tantangan, ket, _agree(one), **_from(one)))
    n = sum(one.is_said for one in meeting.hasil.tantangan)
    return {
        "kepala": f"{fmt.angka(n)} tantangan dengan solusi yang disepakati",
        "keterangan": _PROPOSED,
        "baris": rows,
        "kosong": "Belum ada tantangan.",
    }


def build_dukungan(meeting: Meeting) -> dict[str, Any]:
    """Return the tab of technical support and its days."""
    rows = []
    for one in meeting.hasil.dukungan:
        said = one.isi
        days = " s.d. ".join(say_day(d) for d in (said.tanggal_mulai, said.tanggal_selesai) if d)
        many = [f"{fmt.angka(k)} {s}" for k, s in ((said.peserta_l, "L"), (said.peserta_p, "P"))
                if k is not None]  # fmt: skip
        ket = [" \u00b7 ".join(p for p in (days, said.tempat, ", ".join(many)) if p),
               said.narasumber_opd]  # fmt: skip
        rows.append(build_row(one, said.topik, ket, _agree(one), **_from(one)))
    n = sum(one.is_said for one in meeting.hasil.dukungan)
    return {
        "kepala": f"{fmt.angka(n)} dukungan teknis dengan tanggal yang disepakati",
        "keterangan": _PROPOSED,
        "baris": rows,
        "kosong": "Belum ada dukungan teknis.",
    }


def _agree(one: Entri[Any]) -> list[dict[str, Any]]:
    aksi = [action("ubah", "Ubah", "e"), action("cabut", "Cabut", "x")]
    return aksi if one.is_said else [action("sepakati", "Sepakati", "s"), *aksi]


def _from(one: Entri[Any]) -> dict[str, str]:
    if one.is_said:
        return {"status": "disepakati", "nada": "baik"}
    return {"status": "usul dari buku kerja", "nada": "biasa"}
