"""Lay out the tabs of the follow-up and of closing the meeting. Pure; see views.py."""

from __future__ import annotations

from typing import Any

from bangkit_nb import fmt
from bangkit_nb.hasil.records import TindakLanjut
from bangkit_nb.hasil.rows import Row, action, build_row
from bangkit_nb.hasil.session import Meeting
from bangkit_nb.hasil.words import say_day, say_due, say_isi, say_moment


def build_tindak(meeting: Meeting) -> dict[str, Any]:
    """Return the tab of the follow-up, old and new."""
    per, held = meeting.per, meeting.hasil
    fresh_first = sorted(held.rtl, key=lambda one: one.is_lama)
    rows = [_rtl_row(meeting, one) for one in fresh_first]
    new, late = sum(not one.is_lama for one in held.rtl), sum(one.is_overdue for one in held.rtl)
    old = [one for one in held.rtl if one.is_lama]
    kepala = f"{fmt.angka(new)} tindak lanjut baru"
    if old:
        done = sum(one.is_locked for one in old)
        kepala += f"; dari Rakor lalu {fmt.angka(done)} dari {fmt.angka(len(old))} tuntas"
    if late:
        kepala += f"; {fmt.angka(late)} lewat batas waktu"
    return {
        "kepala": kepala,
        "keterangan": f"Keadaan per {fmt.tanggal(per)}. Setiap tindak lanjut punya penanggung "
        "jawab dan batas waktu. L pada baris: lapor kemajuan.",
        "baris": rows,
        "kosong": "Belum ada tindak lanjut.",
    }


def _rtl_row(meeting: Meeting, one: TindakLanjut) -> Row:
    said = one.isi
    who = said.penanggung_jawab
    office = meeting.ruang.opd.get(said.kode_opd, said.kode_opd)
    if office and office != who:
        who += f" ({office})"
    due = f"batas {say_day(said.batas_waktu)}" if said.batas_waktu else ""
    last = one.kemajuan[-1].isi if one.kemajuan else None
    proof = say_isi(last) if last and last.tanggal else last.bukti if last else ""
    status, nada = say_due(one, meeting.per)
    aksi = []
    if not one.is_locked:
        aksi = [action("lapor", "Lapor kemajuan", "l")]
        aksi += [] if one.is_lama else [action("ubah", "Ubah", "e"), action("cabut", "Cabut", "x")]
    elif one.kemajuan[-1].peristiwa:
        aksi = [action("urung", "Buka kunci", "b")]
    more = f"{len(one.diabaikan)} catatan datang sesudah terkunci, tidak dihitung"
    ket = [" \u00b7 ".join(p for p in (who, due) if p), proof, more if one.diabaikan else ""]
    if said.bukti and not one.is_locked:
        ket.insert(1, f"Bukti yang ditunggu: {said.bukti}")
    asal = f"dari {said.asal_rakor}" if one.is_lama and said.asal_rakor else ""
    return build_row(one, said.rencana, [*ket, asal], aksi, status=status, nada=nada)


def build_tutup(meeting: Meeting) -> dict[str, Any]:
    """Return the tab of what is still missing, and closing."""
    held = meeting.hasil
    rest, conflicts = len(held.belum_disahkan), len(held.konflik)
    told = [
        (f"Hadir {len(held.hadir)} orang ({held.n_l} L, {held.n_p} P)", bool(held.hadir)),
        (f"{rest} rencana desa belum dibahas" if rest else "Semua rencana desa dibahas", not rest),
        (f"{len(held.kesepakatan)} kesepakatan", bool(held.kesepakatan)),
        (f"{sum(not one.is_lama for one in held.rtl)} tindak lanjut baru",
         any(not one.is_lama for one in held.rtl)),
    ]  # fmt: skip
    if conflicts:
        told.append((f"{conflicts} catatan bertentangan; pilih dulu yang berlaku", False))
    rows: list[Row] = [
        {"kunci": f"periksa-{at}", "judul": line, "ket": [], "aksi": [], "tanda": None,
         "status": "lengkap" if is_good else "periksa", "nada": "baik" if is_good else "perhatian",
         "konflik": []}
        for at, (line, is_good) in enumerate(told)
    ]  # fmt: skip
    if held.ditutup is not None:
        when = say_moment(held.ditutup.isoformat())
        return {
            "kepala": f"Rapat ditutup {when} oleh {held.ditutup_oleh}",
            "keterangan": "Kemajuan tindak lanjut tetap dapat dilaporkan; yang lain tidak.",
            "baris": rows,
            "alat": [action("buka_lagi", "Buka lagi")],
        }
    return {
        "kepala": "Rapat belum ditutup",
        "keterangan": "Menutup mengunci hasil di layar ini dan menjadi dasar Berita Acara akhir.",
        "baris": rows,
        "alat": [action("tutup", "Tutup rapat", utama=True)],
    }
