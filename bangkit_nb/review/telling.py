"""Say in an officer's words what was said of an usulan, by whom, and where people disagree."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bangkit_nb import columns as c
from bangkit_nb import fmt
from bangkit_nb.review.events import KEPUTUSAN, Batal, Event, Isi
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.session import Session

if TYPE_CHECKING:
    from bangkit_nb.review.earlier import Dulu


def describe_item(session: Session, key: str) -> dict[str, Any]:
    """Return what stands of one usulan, who disagrees, and its history, newest first."""
    padanan, keputusan = session.standing(key), session.standing(key, KEPUTUSAN)
    held = padanan.event
    changed = held is not None and session.is_changed(key, held)
    return {
        "status": session.status(key),
        "nilai": _told(session, held) if held is not None else None,
        "konflik": [_told(session, e) for e in (*padanan.rivals, held) if e is not None]
        if padanan.is_conflict
        else [],
        "periksa": _changed(session, key, held) if changed and held is not None else "",
        "jawaban": _told(session, keputusan.event) if keputusan.event is not None else None,
        "jawaban_konflik": [_told(session, e) for e in keputusan.rivals],
        "riwayat": [_told(session, event) for event in reversed(session.item(key).events)],
    }


def _told(session: Session, event: Event) -> dict[str, Any]:
    said = event.isi
    chosen = said if isinstance(said, Padanan) else Padanan("")
    return {
        "id": event.id,
        "teks": describe(session, said),
        "oleh": event.penulis,
        "waktu": event.waktu[:16].replace("T", " "),
        "putusan": chosen.putusan,
        "kode_opd": chosen.kode_opd,
        "kode": chosen.kode_sub_kegiatan,
    }


def describe(session: Session, said: Isi) -> str:
    """Return one statement as an officer reads it."""
    if isinstance(said, Padanan):
        return _describe_padanan(session, said)
    if isinstance(said, Keputusan):
        return _describe_keputusan(session, said)
    if isinstance(said, Batal):
        target = session.log.event(said.membatalkan)
        return "Dibatalkan: " + (describe(session, target.isi) if target else "catatan lain")
    return "Catatan dari versi lebih baru"


def describe_earlier(one: Dulu) -> str:
    """Return what an earlier Rakor answered as an officer reads it."""
    day = re.search(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?$", one.rakor)
    when = ""
    if day is not None and day[1]:
        when = fmt.tanggal(fmt.parse_tanggal(day[0]).value)
    elif day is not None:
        when = fmt.bulan_tahun(int(day[0][:4]), int(day[0][5:7]))
    said = f"Rakor {when or one.rakor}: {one.keputusan} ({one.oleh})"
    said += f", {one.alasan}" if one.alasan else ""
    return said if one.is_same else f"{said}; usulan atau Renja-nya berubah sejak itu"


def _describe_padanan(session: Session, said: Padanan) -> str:
    made = session.materials
    row = made.rows.get((said.kode_opd, said.kode_sub_kegiatan))
    jalur = f" Jalur: {said.jalur}." if said.jalur else ""
    if said.putusan == c.COCOK:
        name = row.sub_kegiatan if row else f"{said.kode_sub_kegiatan} (tidak ada lagi di Renja)"
        return f"Cocok: {name}, {made.opd.get(said.kode_opd, said.kode_opd)}.{jalur}"
    named = {c.TIDAK_ADA: "Tidak ada yang cocok.", c.KEWENANGAN_LAIN: "Kewenangan lain.",
             c.RAGU: "Ragu."}  # fmt: skip
    return named[said.putusan] + jalur


def _describe_keputusan(session: Session, said: Keputusan) -> str:
    made = session.materials
    parts = [f"{said.kata}, kata {said.oleh} ({said.forum}, {said.tanggal})"]
    if said.kode_opd:
        to = "dialihkan ke" if said.kata == c.DIALIHKAN else "oleh"
        parts.append(f"{to} {made.opd.get(said.kode_opd, said.kode_opd)}")
    if said.volume is not None:
        parts.append(f"{fmt.angka(said.volume)} {said.satuan}".strip())
    if said.anggaran is not None:
        parts.append(fmt.rupiah(said.anggaran))
    if said.gabung_ke:
        other = made.usulan.get(said.gabung_ke)
        parts.append(f"digabung ke {other.id_usulan if other else 'usulan lain'}")
    if said.alasan:
        parts.append(f"alasan: {said.alasan}")
    if said.jalur:
        parts.append(f"jalur: {said.jalur}")
    return "; ".join(parts) + "."


def _changed(session: Session, key: str, event: Event) -> str:
    one, seen = session.materials.usulan[key], event.seen
    said = event.isi
    row = (said.kode_opd, said.kode_sub_kegiatan) if isinstance(said, Padanan) else ("", "")
    if row != ("", "") and row not in session.materials.rows:
        return "Baris Renja yang dipilih tidak ada lagi di buku kerja. Pilih lagi."
    if seen is not None and seen.kegiatan != one.kegiatan:
        return f"Teksnya berubah sejak dinilai. Dahulu: \u201c{seen.kegiatan}\u201d. Periksa lagi."
    return "Isi barisnya (volume, anggaran, kelompok, ...) berubah sejak dinilai. Periksa lagi."
