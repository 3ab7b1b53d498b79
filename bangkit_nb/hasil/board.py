"""Join meeting and store: take one message of the screen, keep what it says, tell what to paint.

A message is a plain mapping with `aksi`. Every entry is in the store before the screen hears of it;
a fault of the store leaves the meeting as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bangkit_nb import text
from bangkit_nb.errors import BangkitError
from bangkit_nb.fmt import tanggal
from bangkit_nb.hasil import forms, views
from bangkit_nb.hasil.session import Meeting, Step, desa_key
from bangkit_nb.hasil.words import say_isi
from bangkit_nb.review import rapat
from bangkit_nb.review.rapat import IsiRapat, Kehadiran, Kemajuan, split_key
from bangkit_nb.review.store import Store


@dataclass(frozen=True)
class Form:
    """Hold the form that is open: its kind, its item ("" = a new one), what it starts from."""

    jenis: str
    kunci: str
    start: IsiRapat
    judul: str
    number: int


class RoomBoard:
    """Hold an open meeting: what each part of the screen shows, and what a message changes.

    Attributes:
        layar: the open tab with its rows and its form. baris: the line that is always there.
    """

    def __init__(self, meeting: Meeting, store: Store) -> None:
        self.meeting, self.store = meeting, store
        self.tab = views.HADIR
        self.layar: dict[str, Any] = {}
        self.baris: dict[str, Any] = {}
        self._form: Form | None = None
        self._n_forms, self._n, self._read_up_to = 0, 0, 0
        self._said, self._fault, self._next, self._saved = "", "", "", ""
        self._actions: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
            "tab": self._turn, "isi": self._fill, "baru": lambda _: self._open_blank(),
            "ubah": self._edit, "lapor": self._report, "hadir": self._attend, "lp": self._note_sex,
            "sahkan": self._ratify, "sahkan_semua": self._ratify_rest,
            "cabut": lambda m: self._keep(meeting.withdraw(_word(m, "kunci"))),
            "naik": lambda m: self._keep(meeting.move_up(_word(m, "kunci"))),
            "pakai": lambda m: self._keep(meeting.settle(_word(m, "kunci"), _word(m, "id"))),
            "sepakati": self._agree,
            "urung": lambda m: self._keep(meeting.unlock(_word(m, "kunci"))),
            "tutup": lambda _: self._keep(meeting.close()),
            "buka_lagi": lambda _: self._keep(meeting.reopen()),
            "batal": lambda _: self._keep(meeting.undo()),
            "ulang": lambda _: self._keep(meeting.redo()),
            "petugas": self._name, "lihat": lambda _: None,
        }  # fmt: skip
        self._refresh()
        self._open_blank()
        self._paint({})

    def act(self, message: Mapping[str, Any]) -> None:
        """Do what a message asks, and paint anew; a fault is told in `baris`, never raised."""
        action = self._actions.get(str(message.get("aksi")))
        quiet = message.get("aksi") == "lihat"
        if not quiet:
            self._said, self._fault, self._next, self._saved = "", "", "", ""
        try:
            if action is not None:
                action(message)
            if quiet and not self._refresh():
                self._paint_line(message)
                return
        except BangkitError as fault:
            self._fault = str(fault)
        self._paint(message)

    # --- the form ------------------------------------------------------------------------------

    def _open(self, jenis: str, kunci: str, start: IsiRapat, judul: str) -> None:
        self._n_forms += 1
        self._form = Form(jenis, kunci, start, judul, self._n_forms)

    def _open_blank(self) -> None:
        """Show the form of a new item of this tab, where it has one."""
        jenis = views.JENIS.get(self.tab)
        if jenis is None or (self.meeting.hasil.ditutup is not None):
            self._form = None
            return
        start = forms.blank_isi(jenis, urut=self.meeting.next_urut())
        self._open(jenis, "", start, _NEW[jenis])

    def _edit(self, message: Mapping[str, Any]) -> None:
        held = self.meeting.entri(_word(message, "kunci"))
        if held is None:
            raise BangkitError("Yang diubah tidak ada lagi.")
        jenis = split_key(held.kunci)[0]
        self._open(jenis, held.kunci, held.isi, f"Ubah: {text.shorten(say_isi(held.isi), 60)}")

    def _agree(self, message: Mapping[str, Any]) -> None:
        """Keep the workbook's own proposal as agreed; what it lacks is asked for in its form."""
        held = self.meeting.entri(_word(message, "kunci"))
        if held is None:
            raise BangkitError("Usul itu tidak ada lagi.")
        if self.meeting.check(held.isi):
            self._edit(message)
        else:
            told = f"Disepakati: {text.shorten(say_isi(held.isi), 60)}"
            self._keep(self.meeting.say(held.kunci, held.isi, told))

    def _report(self, message: Mapping[str, Any]) -> None:
        held = self.meeting.entri(_word(message, "kunci"))
        if held is None or not isinstance(held.isi, rapat.Rtl):
            raise BangkitError("Tindak lanjut itu tidak ada lagi.")
        start = Kemajuan(self.meeting.per.isoformat(), "berjalan")
        judul = f"Kemajuan: {text.shorten(held.isi.rencana, 60)}"
        self._open(rapat.KEMAJUAN, held.kunci, start, judul)

    def _fill(self, message: Mapping[str, Any]) -> None:
        """Keep what was typed; a form that is no longer the open one is refused, not guessed."""
        form = self._form
        if form is None or message.get("formulir") != form.number:
            raise BangkitError("Formulirnya sudah berganti; isinya tidak disimpan. Ulangi.")
        isi = forms.read_form(form.jenis, _cells(message), form.start, self.meeting.ruang.opd)
        kunci = form.kunci or self.meeting.new_key(form.jenis)
        if isinstance(isi, Kehadiran):
            isi = replace(isi, hadir=True)
        if isinstance(isi, Kehadiran) and not form.kunci:
            self._keep(self.meeting.say_guest(isi))
        else:
            told = f"Tersimpan: {text.shorten(say_isi(isi), 70)}"
            self._keep(self.meeting.say(kunci, isi, told))
        if form.jenis == rapat.PENGESAHAN:
            self._next = self._after(kunci)
        self._open_blank()

    # --- entries of a row ----------------------------------------------------------------------

    def _attend(self, message: Mapping[str, Any]) -> None:
        held = self.meeting.entri(_word(message, "kunci"))
        if held is None or not isinstance(held.isi, Kehadiran):
            raise BangkitError("Orang itu tidak ada lagi dalam daftar.")
        said = replace(held.isi, hadir=message.get("tanda") is True)
        word = "hadir" if said.hadir else "tidak hadir"
        self._keep(self.meeting.say(held.kunci, said, f"{said.nama}: {word}."))

    def _note_sex(self, message: Mapping[str, Any]) -> None:
        held = self.meeting.entri(_word(message, "kunci"))
        word = _word(message, "nilai")
        if held is None or not isinstance(held.isi, Kehadiran) or word not in ("L", "P"):
            raise BangkitError("Orang itu tidak ada lagi dalam daftar.")
        said = replace(held.isi, l_p=word)
        self._keep(self.meeting.say(held.kunci, said, f"{said.nama}: {word}."))

    def _ratify(self, message: Mapping[str, Any]) -> None:
        kata, kode = _word(message, "kata"), _word(message, "kode")
        desa = next((one for one in self.meeting.ruang.desa if one.kode_desa == kode), None)
        if desa is None:
            raise BangkitError("Desa itu tidak ada di lembar Desa.")
        start = forms.blank_isi(rapat.PENGESAHAN, kode_desa=kode, kata=kata)
        if kata == rapat.DISAHKAN:
            self._keep(self.meeting.say(desa_key(kode), start, f"{desa.nama_desa}: disahkan."))
            self._next = self._after(desa_key(kode))
            self._open_blank()
        elif kata in rapat.KATA_PENGESAHAN:
            self._open(rapat.PENGESAHAN, desa_key(kode), start, f"{desa.nama_desa}: {kata}")

    def _after(self, kunci: str) -> str:
        """Return the next desa that is still open, from the top when none is below."""
        keys = [desa_key(one.kode_desa) for one in self.meeting.ruang.desa]
        still = {desa_key(kode) for kode in self.meeting.hasil.belum_disahkan}
        at = keys.index(kunci) + 1 if kunci in keys else 0
        return next((key for key in [*keys[at:], *keys[:at]] if key in still), kunci)

    def _ratify_rest(self, message: Mapping[str, Any]) -> None:
        said = message.get("kunci")
        asked = [one for one in said if isinstance(one, str)] if isinstance(said, list) else []
        self._keep(self.meeting.say_rest(asked))
        self._open_blank()

    # --- the rest --------------------------------------------------------------------------------

    def _turn(self, message: Mapping[str, Any]) -> None:
        asked = _word(message, "tab")
        if asked in dict(views.TABS) and asked != self.tab:
            self.tab = asked
            self._open_blank()

    def _name(self, message: Mapping[str, Any]) -> None:
        said = text.shorten(text.redact(_word(message, "nama")), 60)
        if not said:
            raise BangkitError("Isi nama Anda; setiap catatan menyebut siapa yang menulisnya.")
        self.meeting.petugas = said
        self._said = f"Dicatat atas nama {said}."

    def _keep(self, step: Step) -> None:
        if step.events:
            self.store.append(step.events)
            self.meeting.take(step.events)
            self._saved = step.events[0].kunci
        self._said = step.said
        is_gone = self._form is not None and self._form.kunci and (
            self.meeting.entri(self._form.kunci) is None and self._form.jenis != rapat.PENGESAHAN
        )  # fmt: skip
        is_kind = any(e.jenis in (rapat.PENUTUPAN, "batal") for e in step.events)
        if is_gone or is_kind:
            self._open_blank()

    def _refresh(self) -> bool:
        """Take in what others have kept since; returns whether anything here is changed by it."""
        found = self.store.read(self.meeting.ruang.rakor, self._read_up_to)
        self._read_up_to = found.last
        fresh = [e for e in found.events if self.meeting.log.event(e.id) is None]
        if not self.meeting.take(fresh):
            return False
        writers = sorted({e.penulis for e in fresh if e.penulis != self.meeting.petugas})
        if writers:
            self._said = f"{', '.join(writers)} baru saja mencatat sesuatu."
        return True

    def _paint(self, message: Mapping[str, Any]) -> None:
        form = self._form
        self.layar = {
            "tab": self.tab,
            "formulir": None if form is None else self._describe(form),
            **views.build_tab(self.meeting, self.tab),
        }
        self._paint_line(message)

    def _describe(self, form: Form) -> dict[str, Any]:
        opd = self.meeting.ruang.opd
        return {
            "nomor": form.number, "judul": form.judul, "kunci": form.kunci, "jenis": form.jenis,
            "lipat": not form.kunci and self.tab in views.FOLDED,
            "isian": [
                {"nama": one.nama, "label": one.label, "jenis": one.jenis, "lebar": one.is_lebar,
                 "pilihan": list(one.pilihan)}
                for one in forms.FORMS[form.jenis]
            ],
            "nilai": forms.fill_form(form.jenis, form.start, opd),
        }  # fmt: skip

    def _paint_line(self, message: Mapping[str, Any]) -> None:
        n = message.get("n")
        self._n = n if type(n) is int else self._n
        steps = self.meeting.steps()
        self.baris = {
            "n": self._n, "tab": self.tab, "pesan": self._said, "galat": self._fault,
            "ke": self._next, "simpan": self._saved, "jumlah": views.count_tabs(self.meeting),
            "petugas": self.meeting.petugas, "batal": bool(steps.undo), "ulang": bool(steps.redo),
            "ditutup": self.meeting.hasil.ditutup is not None,
            "per": tanggal(self.meeting.per),
        }  # fmt: skip


_NEW: Mapping[str, str] = {
    rapat.KEHADIRAN: "Hadir di luar daftar",
    rapat.KESEPAKATAN: "Kesepakatan baru",
    rapat.TANTANGAN: "Tantangan baru",
    rapat.DUKUNGAN: "Dukungan baru",
    rapat.RTL: "Tindak lanjut baru",
}


def _word(message: Mapping[str, Any], name: str) -> str:
    value = message.get(name)
    return text.tidy(value)[:500] if isinstance(value, str) else ""


def _cells(message: Mapping[str, Any]) -> Mapping[str, Any]:
    said = message.get("nilai")
    return said if isinstance(said, Mapping) else {}
