"""The meeting itself, without a screen: what stands, and the events of each entry. Keeps nothing.

Each `say_*` returns the events that an entry would write; the board keeps them and hands them to
`take`, so that nothing is shown as said that is not yet on the disk.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bangkit_nb import text
from bangkit_nb.errors import LogError
from bangkit_nb.hasil.fold import build_hasil
from bangkit_nb.hasil.records import TERMINAL, Entri, Hasil, read_day
from bangkit_nb.hasil.ruang import Ruang
from bangkit_nb.hasil.rules import check_isi
from bangkit_nb.hasil.words import say_isi
from bangkit_nb.review import rapat
from bangkit_nb.review.events import Batal, Event, Lain
from bangkit_nb.review.fold import Log, Steps, fold_steps
from bangkit_nb.review.judgements import Keputusan, Padanan
from bangkit_nb.review.rapat import (
    IsiRapat,
    Kehadiran,
    Kemajuan,
    Kesepakatan,
    Pengesahan,
    Penutupan,
    split_key,
)

SHUT = "Rapat sudah ditutup. Untuk mengubah hasilnya, buka lagi di tab Tutup."
SEEN = (
    "{nama} ({instansi}) sudah tercatat hadir. Bila ini orang lain dengan nama yang sama, tulis "
    "jabatannya."
)
LOCKED = "Tindak lanjut ini sudah {status} dan terkunci. Batalkan dulu kata penutupnya."


@dataclass(frozen=True)
class Step:
    """Hold what an entry would write, and a sentence about it."""

    events: tuple[Event, ...]
    said: str


class Meeting:
    """Hold one typist's view of one meeting.

    ruang: the workbook's side. log: everything said so far. now: the present moment. new_id: a
    fresh UUID as text.
    """

    def __init__(
        self,
        ruang: Ruang,
        log: Log,
        *,
        petugas: str,
        now: Callable[[], dt.datetime],
        new_id: Callable[[], str],
    ) -> None:
        self.ruang, self.log, self.petugas = ruang, log, petugas
        self.now, self.new_id = now, new_id
        self.hasil = self._fold()

    @property
    def per(self) -> dt.date:
        """The day as of which the screen tells: today; for a sample its story's last day."""
        days = [self.ruang.per]
        if self.ruang.is_contoh:
            said = (e.isi.tanggal for e in self.log.events if isinstance(e.isi, Kemajuan))
            days += [day for one in said if (day := read_day(one)) is not None]
        else:
            days.append(self.now().date())
        return max(days)

    def _fold(self) -> Hasil:
        return build_hasil(self.log, self.per, self.ruang.awal)

    def take(self, events: Iterable[Event]) -> bool:
        """Take in events that are kept; returns whether the meeting's state may have changed."""
        touched = self.log.add(e for e in events if e.rakor == self.ruang.rakor)
        is_ours = any(rapat.is_rapat_key(key) for key in touched)
        if is_ours:
            self.hasil = self._fold()
        return is_ours

    def entri(self, kunci: str) -> Entri[IsiRapat] | None:
        """Return what stands of one item, None where nothing does."""
        held: Hasil = self.hasil
        for group in (held.kehadiran, held.pengesahan, held.kesepakatan, held.tantangan,
                      held.dukungan, held.rtl):  # fmt: skip
            for one in group:
                if one.kunci == kunci:
                    return one  # type: ignore[return-value]
        return None

    # --- entries ---------------------------------------------------------------------------------

    def say(self, kunci: str, isi: IsiRapat, said: str = "Tersimpan.") -> Step:
        """Return the event that says something of an item; LogError where it lacks something."""
        return self.say_all({kunci: isi}, said)

    def say_all(self, entries: Mapping[str, IsiRapat], said: str) -> Step:
        """Return the events of one action on several items: one undo takes all of them back."""
        for kunci, isi in entries.items():
            self._check(kunci, isi)
        paket = self.new_id() if len(entries) > 1 else ""
        made = [
            self._event(kunci, isi, at, paket) for at, (kunci, isi) in enumerate(entries.items())
        ]
        return Step(tuple(made), said)

    def new_key(self, jenis: str) -> str:
        """Return the key of an item that begins here."""
        return rapat.rapat_key(jenis, self.new_id())

    def say_guest(self, who: Kehadiran) -> Step:
        """Return the event that notes a guest who is not ticked in the list.

        The key comes from name and office, so that two laptops that type one guest speak of one
        item, and what they say differently is a conflict. Who stands in the list is ticked there;
        a second one of that name needs a jabatan of their own. Raises LogError without it.
        """
        for cells in ((who.nama, who.instansi), (who.nama, who.instansi, who.jabatan)):
            kunci = rapat.rapat_key(rapat.KEHADIRAN, rapat.derive_id(rapat.KEHADIRAN, *cells))
            held = self.entri(kunci)
            if held is None:
                return self.say(kunci, who, f"Tersimpan: {say_isi(who)}")
            same = held.isi
            if not isinstance(same, Kehadiran) or text.fold(same.nama) != text.fold(who.nama):
                continue  # written over by hand: now somebody else's
            if not same.hadir:
                l_p, jabatan = same.l_p or who.l_p, same.jabatan or who.jabatan
                said = replace(same, hadir=True, l_p=l_p, jabatan=jabatan)
                return self.say(kunci, said, f"Ditandai di daftar: {say_isi(said)}")
            if text.fold(who.jabatan) in ("", text.fold(same.jabatan)):
                raise LogError(SEEN.format(nama=same.nama, instansi=same.instansi))
        return self.say(self.new_key(rapat.KEHADIRAN), who, f"Tersimpan: {say_isi(who)}")

    def say_rest(self, shown: Sequence[str]) -> Step:
        """Ratify the plan of every desa in `shown`, which must be all that are still open."""
        if not shown or list(shown) != list(self.hasil.belum_disahkan):
            raise LogError("Daftarnya sudah berubah. Lihat lagi, lalu tekan sekali lagi.")
        entries: dict[str, IsiRapat] = {
            desa_key(kode): Pengesahan(kode, rapat.DISAHKAN) for kode in shown
        }
        told = f"Disahkan: {len(entries)} rencana desa. Batalkan (U) mengembalikan semuanya."
        return self.say_all(entries, told)

    def move_up(self, kunci: str) -> Step:
        """Let an agreement change places with the one before it."""
        order = [one.kunci for one in self.hasil.kesepakatan]
        at = order.index(kunci) if kunci in order else 0
        if at == 0:
            raise LogError("Kesepakatan ini sudah yang pertama.")
        order[at - 1], order[at] = order[at], order[at - 1]
        held = {one.kunci: one.isi for one in self.hasil.kesepakatan}
        entries: dict[str, IsiRapat] = {
            key: replace(held[key], urut=n) for n, key in enumerate(order, 1) if held[key].urut != n
        }
        return self.say_all(entries, "Urutan diubah.")

    def withdraw(self, kunci: str) -> Step:
        """Take an item out of the result; what was said of it stays in the log."""
        held = self.entri(kunci)
        if held is None or isinstance(held.isi, Pengesahan | Kemajuan | Penutupan):
            raise LogError("Yang dicabut tidak ada lagi.")
        told = "Dicabut. Batalkan (U) mengembalikannya."
        return self.say(kunci, replace(held.isi, dicabut=True), told)

    def settle(self, kunci: str, event_id: str) -> Step:
        """Let one of two contradicting words stand; both stay in the log."""
        chosen = self.log.event(event_id)
        if chosen is None or chosen.kunci != kunci:
            raise LogError("Yang dipilih tidak ada lagi.")
        isi = chosen.isi
        if isinstance(isi, Batal | Lain | Padanan | Keputusan):
            raise LogError("Yang dipilih bukan catatan rapat.")
        if isinstance(isi, Kemajuan) and isi.status in TERMINAL:
            others = [e.id for e in self._closings(kunci) if e.isi != isi]
            return self._take_back(others, "Yang lain dibatalkan")
        return self.say(kunci, isi, "Dipilih.")

    def unlock(self, kunci: str) -> Step:
        """Take the closing word of a follow-up back, whoever wrote it."""
        closing = [event.id for event in self._closings(kunci)]
        if not closing:
            raise LogError("Tindak lanjut itu tidak dikunci di sini; ubah di buku kerja.")
        return self._take_back(closing, "Dibuka lagi")

    def _closings(self, kunci: str) -> list[Event]:
        item = self.log.item(kunci)
        return [
            event
            for event in item.events
            if event.id in item.active
            and isinstance(event.isi, Kemajuan)
            and event.isi.status in TERMINAL
        ]

    def next_urut(self) -> int:
        """Return the place of the next agreement."""
        return max((one.isi.urut for one in self.hasil.kesepakatan), default=0) + 1

    def close(self) -> Step:
        """Close the meeting."""
        if self.hasil.ditutup is not None:
            raise LogError("Rapat sudah ditutup.")
        key = rapat.rapat_key(rapat.PENUTUPAN, rapat.PENUTUPAN_ID)
        return Step((self._event(key, Penutupan(), 0, ""),), "Rapat ditutup.")

    def reopen(self) -> Step:
        """Take the closing back, whoever closed it."""
        item = self.log.item(rapat.rapat_key(rapat.PENUTUPAN, rapat.PENUTUPAN_ID))
        closing = [e for e in item.events if e.id in item.active and isinstance(e.isi, Penutupan)]
        if not closing:
            raise LogError("Rapat belum ditutup.")
        return self._take_back([event.id for event in closing], "Rapat dibuka lagi")

    def check(self, isi: IsiRapat) -> list[str]:
        """Return what a statement still misses, in Indonesian."""
        kini = None if self.ruang.is_contoh else self.now().date()
        return check_isi(isi, self.ruang.hari, kini)

    def _check(self, kunci: str, isi: IsiRapat) -> None:
        faults = self.check(isi)
        if faults:
            raise LogError(" ".join(faults))
        if self.hasil.ditutup is not None and not isinstance(isi, Kemajuan):
            raise LogError(SHUT)
        if split_key(kunci)[0] == rapat.RTL:
            ahead = build_hasil(self.log, dt.date.max, self.ruang.awal)  # whatever its day
            held = next((one for one in ahead.rtl if one.kunci == kunci), None)
            if held is not None and held.is_locked and not held.lawan:
                raise LogError(LOCKED.format(status=held.status))
        if isinstance(isi, Kesepakatan) and not isi.urut:
            raise LogError("Kesepakatan harus punya nomor urut.")

    def _event(self, kunci: str, isi: IsiRapat | Batal, at: int, paket: str) -> Event:
        return Event(
            self.new_id(), self.ruang.rakor, kunci, isi, self.log.item(kunci).heads,
            self.log.lamport + 1 + at, self.petugas, self.now().isoformat(timespec="seconds"),
            None, paket,
        )  # fmt: skip

    # --- undo ------------------------------------------------------------------------------------

    def steps(self) -> Steps:
        """Return what this typist can undo and redo in the meeting."""
        own = (event for event in self.log.events if rapat.is_rapat_key(event.kunci))
        return fold_steps(own, self.petugas)

    def undo(self) -> Step:
        """Return the events that take back this typist's last entry."""
        steps = self.steps().undo
        return self._take_back(steps[-1], "Dibatalkan") if steps else Step((), "Tidak ada lagi.")

    def redo(self) -> Step:
        """Return the events that bring back what this typist took back last."""
        steps = self.steps().redo
        return self._take_back(steps[-1], "Dikembalikan") if steps else Step((), "Tidak ada lagi.")

    def _take_back(self, ids: Sequence[str], word: str) -> Step:
        targets = [event for one in ids if (event := self.log.event(one)) is not None]
        paket = self.new_id() if len(targets) > 1 else ""
        made = tuple(
            self._event(event.kunci, Batal(event.id), at, paket) for at, event in enumerate(targets)
        )
        many = f"{len(made)} catatan" if len(made) != 1 else "satu catatan"
        return Step(made, f"{word}: {many}.")


def desa_key(kode_desa: str) -> str:
    """Return the key under which a desa's plan is ratified."""
    return rapat.rapat_key(rapat.PENGESAHAN, rapat.derive_id(rapat.PENGESAHAN, kode_desa))
