"""Read a Rakor's params file into a frozen `Rakor`.

The file's stem is the key of everything: params/sbt-2024-03-01.yml -> rakor "sbt-2024-03-01".
"""

from __future__ import annotations

import calendar
import datetime as dt
import difflib
import os
import re
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from bangkit_nb import files
from bangkit_nb.errors import BangkitError, ParamsError

ZONA = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}

BAHASA = ("id", "en")

_KODE_KABUPATEN = re.compile(r"[0-9]{2}\.[0-9]{2}")
_RAKOR = re.compile(r"[a-z0-9][a-z0-9\-]{1,59}")


@dataclass(frozen=True)
class Rakor:
    """Hold the parameters of one Rakor, as its params file gives them.

    `tanggal` is an ISO day, or "2023-12" where the day is unknown. `per_tanggal` is the one clock:
    day counts are computed from it. Paths are relative to `proyek`, the project's folder.
    """

    rakor: str
    kode_kabupaten: str
    kabupaten: str
    provinsi: str
    forum: str
    sk_forum: str
    ke: int
    tanggal: str
    jam: str
    tempat: str
    zona_waktu: str
    tahun_rencana: int
    buku_kerja: str
    rakor_sebelumnya: str
    per_tanggal: str
    bahasa: str
    peta: str
    templat: str
    contoh: bool
    proyek: Path

    @property
    def buku_kerja_path(self) -> Path:
        """Where the workbook lies."""
        return files.resolve_inside(self.proyek, self.buku_kerja)

    @property
    def params_path(self) -> Path:
        """Where this Rakor's params file lies."""
        return self.proyek / "params" / f"{self.rakor}.yml"

    @property
    def outputs_path(self) -> Path:
        """Where everything that can be made again for this Rakor goes."""
        return self.proyek / "outputs" / self.rakor

    @property
    def hari(self) -> dt.date:
        """The Rakor's day; the last day of the month where only the month is known."""
        return _as_date(self.tanggal)

    @property
    def per(self) -> dt.date:
        """The date from which days are counted (`per_tanggal`, else the Rakor's day)."""
        return _as_date(self.per_tanggal or self.tanggal)

    @property
    def zona(self) -> ZoneInfo:
        """The Rakor's time zone."""
        return ZoneInfo(ZONA[self.zona_waktu])


_KEYS = tuple(f.name for f in fields(Rakor) if f.name != "proyek")
_OPTIONAL: dict[str, Any] = {
    "sk_forum": "", "ke": 1, "jam": "", "tempat": "", "rakor_sebelumnya": "",
    "per_tanggal": "", "bahasa": "id", "peta": "", "templat": "", "contoh": False,
}  # fmt: skip
_INTEGERS = ("ke", "tahun_rencana")


def find_project(start: str | Path = "") -> Path:
    """Return the project's folder.

    It is `start`, else BANGKIT_PROYEK, else the first folder upwards (from the working folder,
    then from the installed package) that holds params/ and notebooks/.
    """
    named = str(start) or os.environ.get("BANGKIT_PROYEK", "")
    if named:
        folder = Path(named).expanduser().resolve()
        if not (folder / "params").is_dir():
            raise ParamsError(
                f"Folder proyek '{named}' tidak berisi folder params. "
                "Perbaiki parameter proyek atau BANGKIT_PROYEK."
            )
        return folder
    for origin in (Path.cwd(), Path(__file__).resolve().parent):
        for folder in (origin, *origin.parents):
            if (folder / "params").is_dir() and (folder / "notebooks").is_dir():
                return folder
    raise ParamsError(
        "Folder proyek BangKIT tidak ditemukan. Jalankan dari dalam folder proyek, "
        "atau isi BANGKIT_PROYEK dengan jalurnya."
    )


def list_rakor(proyek: str | Path = "") -> list[str]:
    """Return the keys of all Rakor that have a params file, sorted."""
    folder = find_project(proyek) / "params"
    return sorted(path.stem for path in folder.glob("*.yml"))


def open_rakor(rakor: str, proyek: str | Path = "") -> Rakor:
    """Read `params/<rakor>.yml` of the project; raises ParamsError with the fix in words."""
    folder = find_project(proyek)
    known = list_rakor(folder)
    if rakor not in known:
        near = difflib.get_close_matches(rakor, known, 1, 0.5)
        hint = f" Maksudnya '{near[0]}'?" if near else f" Yang ada: {', '.join(known) or '-'}."
        raise ParamsError(f"Rakor '{rakor}' tidak punya berkas params/{rakor}.yml.{hint}")
    path = folder / "params" / f"{rakor}.yml"
    return build_rakor(_read_yaml(path), rakor, folder)


def build_rakor(values: dict[str, Any], stem: str, proyek: Path) -> Rakor:
    """Check the values of a params file and return the `Rakor` they describe."""
    where = f"params/{stem}.yml"
    for key in values:
        if key not in _KEYS:
            near = difflib.get_close_matches(str(key), _KEYS, 1, 0.4)
            hint = f" Maksudnya '{near[0]}'?" if near else ""
            raise ParamsError(f"{where}: kunci '{key}' tidak dikenal.{hint}")
    missing = [key for key in _KEYS if key not in values and key not in _OPTIONAL]
    if missing:
        raise ParamsError(f"{where}: kunci {', '.join(missing)} belum ada. Tambahkan.")
    clean = {key: _typed(key, values.get(key, _OPTIONAL.get(key)), where) for key in _KEYS}
    made = Rakor(**clean, proyek=proyek)
    _check(made, stem, where)
    return made


def _typed(key: str, value: Any, where: str) -> Any:
    if key == "contoh":
        if not isinstance(value, bool):
            raise ParamsError(f"{where}: {key} harus true atau false, bukan '{value}'.")
        return value
    if key in _INTEGERS:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ParamsError(f"{where}: {key} harus bilangan bulat tanpa tanda kutip.")
        return value
    if value is None:
        raise ParamsError(f'{where}: {key} kosong. Isi nilainya, atau tulis "" bila tidak ada.')
    if not isinstance(value, str):
        # YAML reads 81.05 as 81.05 (and 53.10 as 53.1), 09:00 as 540 and 2024-03-01 as a date.
        raise ParamsError(
            f"{where}: {key} terbaca sebagai {_yaml_kind(value)} ({value}), bukan teks. "
            f'Tulis dengan tanda kutip, misalnya {key}: "...".'
        )
    return value.strip()


def _yaml_kind(value: Any) -> str:
    if isinstance(value, dt.date):
        return "tanggal"
    return "angka" if isinstance(value, int | float) else "daftar"


def _check(made: Rakor, stem: str, where: str) -> None:
    if made.rakor != stem:
        raise ParamsError(
            f"{where}: rakor berisi '{made.rakor}', padahal nama berkasnya '{stem}'. Samakan."
        )
    if not _RAKOR.fullmatch(stem):
        raise ParamsError(f"{where}: nama berkas hanya boleh huruf kecil, angka dan tanda hubung.")
    if not _KODE_KABUPATEN.fullmatch(made.kode_kabupaten):
        raise ParamsError(
            f"{where}: kode_kabupaten '{made.kode_kabupaten}' tidak berbentuk PP.KK, "
            'misalnya "81.05".'
        )
    for key in ("kabupaten", "provinsi", "forum", "buku_kerja"):
        if not getattr(made, key):
            raise ParamsError(f"{where}: {key} kosong. Isi nilainya.")
    if made.zona_waktu not in ZONA:
        raise ParamsError(f"{where}: zona_waktu '{made.zona_waktu}' bukan {', '.join(ZONA)}.")
    if made.bahasa not in BAHASA:
        raise ParamsError(f"{where}: bahasa '{made.bahasa}' bukan {' atau '.join(BAHASA)}.")
    if not 2000 <= made.tahun_rencana <= 2100:
        raise ParamsError(f"{where}: tahun_rencana {made.tahun_rencana} di luar 2000-2100.")
    for key in ("tanggal", "per_tanggal"):
        value = getattr(made, key)
        if value or key == "tanggal":
            try:
                _as_date(value)
            except ValueError:
                raise ParamsError(
                    f"{where}: {key} '{value}' bukan tanggal. Tulis \"2024-03-01\", "
                    'atau "2023-12" bila harinya tidak diketahui.'
                ) from None
    if made.jam and not re.fullmatch(r"([01]?[0-9]|2[0-3])[.:][0-5][0-9]", made.jam):
        raise ParamsError(f"{where}: jam '{made.jam}' bukan jam. Tulis misalnya \"09.00\".")
    for key in ("buku_kerja", "peta", "templat"):
        try:
            files.resolve_inside(made.proyek, getattr(made, key))
        except BangkitError as fault:
            raise ParamsError(f"{where}: {key}: {fault}") from None


def _as_date(text: str) -> dt.date:
    month = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
    if month:
        year, number = int(month[1]), int(month[2])
        return dt.date(year, number, calendar.monthrange(year, number)[1])
    return dt.date.fromisoformat(text)


class _OnceLoader(yaml.SafeLoader):
    """A safe loader that refuses a key written twice, which YAML would silently overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        double = next((key for key in keys if keys.count(key) > 1), None)
        if double is not None:
            raise ParamsError(f"kunci '{double}' tertulis dua kali. Hapus salah satunya.")
        return super().construct_mapping(node, deep)


def _read_yaml(path: Path) -> dict[str, Any]:
    where = f"params/{path.name}"
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8-sig"), Loader=_OnceLoader)  # noqa: S506
    except ParamsError as fault:
        raise ParamsError(f"{where}: {fault}") from None
    except UnicodeDecodeError:
        raise ParamsError(f"{where}: bukan teks UTF-8. Simpan ulang sebagai UTF-8.") from None
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = f" di baris {mark.line + 1}" if mark else ""
        raise ParamsError(
            f"{where}: tidak dapat dibaca{line}. Periksa tanda kutip, titik dua dan spasi."
        ) from None
    if not isinstance(loaded, dict):
        raise ParamsError(f"{where}: kosong atau bukan daftar 'kunci: nilai'.")
    return loaded
