"""Say in words where each Rakor stands and which buttons help it on. Pure: facts in, cards out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bangkit_nb import __version__
from bangkit_nb.fmt import angka, bulan_tahun, tanggal
from bangkit_nb.hasil.records import Hasil
from bangkit_nb.params import Rakor
from bangkit_nb.text import shorten

Tone = Literal["baik", "perhatian", "salah", "biasa"]


@dataclass(frozen=True)
class Screen:
    """Hold one screen of a Rakor: its notebook, the button's label, what is said meanwhile."""

    notebook: str
    label: str
    begun: str
    done: str


SCREENS: Mapping[str, Screen] = {
    "tinjau": Screen("2_tinjau_padanan.ipynb", "Tinjau", "Menyiapkan layar tinjauan...",
                     "Layar tinjauan siap."),
    "catat": Screen("4_catat_hasil.ipynb", "Catat hasil", "Menyiapkan layar rapat...",
                    "Layar rapat siap."),
    "kirim": Screen("6_kirim_surel.ipynb", "Kirim", "Menyiapkan layar surel...",
                    "Layar surel siap."),
}  # fmt: skip
"""Action -> the screen that it opens; a button appears with its notebook."""


@dataclass(frozen=True)
class Facts:
    """Hold what the disk says of one Rakor.

    Attributes:
        rakor: its key.
        opened: its parameters, None where they cannot be read (`fault` then says why).
        fault: Indonesian sentence, "" when all is well.
        buku_sha256: hash of the workbook as it lies there, "" where there is none.
        params_sha256: hash of the params file.
        manifest: of the last good run, None when there was none.
        made: when that run ended, as this machine's clock gives it.
        checked: counts of the last check by the desk (`sha256`, `params_sha256`, `masalah`).
        failed: what the last run said when it failed, "" when it did not.
        n_reviewed: usulan with an officer's word in the log, None where there is no log.
        log_sha256: state of the log now (Log.sha256), "" where it cannot be read.
        hasil: what the meeting has decided so far, None where the log cannot be read.
        screens: of SCREENS, those whose notebook is there.
        index_path: of the packs' front page, below outputs/; "" where there is none.
    """

    rakor: str
    opened: Rakor | None
    fault: str = ""
    buku_sha256: str = ""
    params_sha256: str = ""
    manifest: Mapping[str, Any] | None = None
    made: dt.datetime | None = None
    checked: Mapping[str, Any] | None = None
    failed: str = ""
    n_reviewed: int | None = None
    log_sha256: str = ""
    hasil: Hasil | None = None
    screens: tuple[str, ...] = ()
    index_path: str = ""


@dataclass(frozen=True)
class Line:
    """Hold one line of a card: what it is about, what there is to say, and how it stands."""

    label: str
    text: str
    tone: Tone = "biasa"


@dataclass(frozen=True)
class Button:
    """Hold one button: the action it starts or, with `link`, the page it opens."""

    action: str
    label: str
    is_next: bool = False
    link: str = ""


@dataclass(frozen=True)
class Card:
    """Hold what the desk shows of one Rakor."""

    rakor: str
    title: str
    when: str
    is_sample: bool
    lines: tuple[Line, ...]
    buttons: tuple[Button, ...]
    params: Mapping[str, Any] = field(default_factory=dict)


def build_card(facts: Facts) -> Card:
    """Return the card of one Rakor."""
    made = facts.opened
    if made is None:
        line = Line("Berkas params", facts.fault, "salah")
        return Card(facts.rakor, facts.rakor, "", False, (line,), ())
    lines = [_workbook(facts, made), _data(facts), _match(facts), _packs(facts)]
    lines += _results(facts.hasil)
    if facts.failed:
        lines.append(Line("Terakhir gagal", facts.failed, "salah"))
    return Card(
        made.rakor, made.kabupaten, _when(made), made.contoh, tuple(lines),
        _buttons(facts), _reusable(made),
    )  # fmt: skip


def _results(hasil: Hasil | None) -> list[Line]:
    """Say what the meeting decided, once it has said anything."""
    if hasil is None or not (hasil.n_events_rapat or hasil.ditutup):
        return []
    new = [one for one in hasil.rtl if not one.is_lama]
    told = [
        (len(hasil.hadir), "hadir"), (len(hasil.pengesahan), "rencana desa dibahas"),
        (len(hasil.kesepakatan), "kesepakatan"), (len(new), "tindak lanjut"),
    ]  # fmt: skip
    said = ", ".join(f"{angka(n)} {word}" for n, word in told if n)
    end = f"ditutup {say_time(hasil.ditutup)}" if hasil.ditutup else "rapat belum ditutup"
    return [
        Line("Hasil rapat", f"{said}; {end}" if said else end, "baik" if hasil.ditutup else "biasa")
    ]


def _when(made: Rakor) -> str:
    known = len(made.tanggal) > 7
    day = tanggal(made.hari) if known else bulan_tahun(made.hari.year, made.hari.month)
    hour = f"{made.jam} {made.zona_waktu}" if made.jam else ""
    return ", ".join(part for part in (f"Rakor ke-{made.ke}", day, hour, made.tempat) if part)


def _workbook(facts: Facts, made: Rakor) -> Line:
    if facts.buku_sha256:
        return Line("Buku kerja", f"ada: {made.buku_kerja}", "baik")
    told = facts.fault or f"belum ada. Letakkan berkas Excel di {made.buku_kerja}"
    return Line("Buku kerja", told, "perhatian")


def _is_current(facts: Facts, known: Mapping[str, Any] | None) -> bool:
    return (
        known is not None
        and known.get("sha256") == facts.buku_sha256
        and known.get("params_sha256") == facts.params_sha256
    )


def _run_check(facts: Facts) -> Mapping[str, Any] | None:
    """Return the counts that the last run found, in the form of the desk's own check."""
    if facts.manifest is None:
        return None
    book = facts.manifest.get("buku_kerja", {})
    return {
        "sha256": book.get("sha256"),
        "params_sha256": facts.manifest.get("params_sha256"),
        "masalah": facts.manifest.get("masalah", {}),
    }


def _data(facts: Facts) -> Line:
    if not facts.buku_sha256:
        return Line("Data", "menunggu buku kerja")
    for known in (facts.checked, _run_check(facts)):
        if known is not None and _is_current(facts, known):
            return Line("Data", f"sudah diperiksa: {say_counts(known['masalah'])}",
                        _tone(known["masalah"]))  # fmt: skip
    if facts.checked is None and facts.manifest is None:
        return Line("Data", "belum diperiksa", "perhatian")
    return Line("Data", "berubah sejak diperiksa; periksa lagi", "perhatian")


def say_counts(masalah: Mapping[str, int]) -> str:
    """Return "5 stop, 12 periksa" or that nothing was found."""
    found = [f"{angka(masalah[s])} {s}" for s in ("stop", "periksa", "info") if masalah.get(s)]
    return ", ".join(found) or "tidak ada masalah"


def _tone(masalah: Mapping[str, int]) -> Tone:
    if masalah.get("stop"):
        return "salah"
    return "perhatian" if masalah.get("periksa") else "baik"


def _match(facts: Facts) -> Line:
    told = "belum dicari; dicari saat paket dibuat"
    if facts.manifest is not None:
        n = facts.manifest.get("usulan", {})
        # the machine's candidates and an officer's matches are never one figure
        found, all_ = angka(n.get("calon_mesin")), angka(n.get("semua"))
        told = f"{found} dari {all_} usulan punya calon mesin"
        if n.get("padanan_petugas"):
            told += f", {angka(n['padanan_petugas'])} padanan petugas"
    if facts.n_reviewed:
        told += f"; {angka(facts.n_reviewed)} sudah ditinjau petugas"
    elif "tinjau" in facts.screens and facts.manifest is not None:
        told += "; belum ada yang ditinjau petugas"
    return Line("Padanan", told)


def _outdated(facts: Facts) -> str:
    """Return why the packs no longer say what the files say, "" when they do."""
    told = facts.manifest or {}
    if told.get("buku_kerja", {}).get("sha256") != facts.buku_sha256:
        return "buku kerja berubah sesudahnya"
    if told.get("params_sha256") != facts.params_sha256:
        return "params berubah sesudahnya"
    was = told.get("log", {}).get("sha256")
    if was and facts.log_sha256 and was != facts.log_sha256:
        return "catatan berubah sesudahnya"
    return "dibuat versi lama program" if told.get("versi") != __version__ else ""


def _packs(facts: Facts) -> Line:
    if facts.manifest is None or not facts.index_path:
        return Line("Paket briefing", "belum dibuat")
    when = f"dibuat {say_time(facts.made)}" if facts.made else "sudah dibuat"
    n = sum(name.startswith("paket/") for name in facts.manifest.get("berkas", {}))
    when += f", {angka(n)} paket"
    why = _outdated(facts)
    if why:
        return Line("Paket briefing", f"{when}; usang: {why}, buat lagi", "perhatian")
    return Line("Paket briefing", when, "baik")


def say_time(moment: dt.datetime) -> str:
    """Return "24 November 2026 pukul 14.05"."""
    return f"{tanggal(moment.date())} pukul {moment:%H.%M}"


def _buttons(facts: Facts) -> tuple[Button, ...]:
    if not facts.buku_sha256:
        return ()
    is_checked = any(_is_current(facts, k) for k in (facts.checked, _run_check(facts)))
    is_made = bool(facts.index_path) and facts.manifest is not None
    is_fresh = is_made and not _outdated(facts)
    buttons = [Button("periksa", "Periksa", not is_checked)]
    if "tinjau" in facts.screens:
        buttons.append(Button("tinjau", SCREENS["tinjau"].label))
    buttons.append(Button("paket", "Buat paket briefing", is_checked and not is_fresh))
    if is_made:
        buttons.append(Button("buka", "Buka paket", is_fresh, facts.index_path))
    later = [name for name in SCREENS if name in facts.screens and name != "tinjau"]
    buttons += [Button(name, SCREENS[name].label) for name in later]
    return tuple(buttons)


def _reusable(made: Rakor) -> dict[str, Any]:
    """Return what a next Rakor of the same kabupaten will most likely have as well."""
    names = ("kabupaten", "kode_kabupaten", "provinsi", "forum", "sk_forum", "jam", "tempat",
             "zona_waktu")  # fmt: skip
    return {name: getattr(made, name) for name in names} | {"ke": made.ke + 1}


def say_failure(told: Mapping[str, Any]) -> str:
    """Return the failure that a run left behind, as one sentence."""
    return shorten(": ".join(str(told[k]) for k in ("di", "pesan") if told.get(k)), 300)
