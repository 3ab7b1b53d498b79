"""A large Rakor, made from the sample by rule: 5,000 usulan of 250 desa, 3,000 rows of Renja.

Every text is a text of the sample with a qualifier of a list below, so that many rows resemble
each other, as they do in a real Renja, and some usulan are word for word the same.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import yaml

import bangkit_nb as bk
from bangkit_nb.data.workbook import write_workbook

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = "sbt-2024-03-01"
KEY = "besar-2024-03-01"
N_USULAN, N_RENJA, N_DESA = 5_000, 3_000, 250

SCOPES = (
    "", "bagi Kelompok Perempuan", "di Wilayah Kepulauan", "Skala Usaha Mikro", "bagi Pemuda",
    "Komoditas Pala dan Cengkeh", "Komoditas Rumput Laut", "Komoditas Kelapa", "Tahap Lanjutan",
    "di Kawasan Pesisir", "berbasis Kelompok", "bagi Penyandang Disabilitas", "di Desa Tertinggal",
    "Komoditas Sagu dan Umbi",
)  # fmt: skip
PLACES = (
    "", "", "utk dusun lama", "di pesisir barat", "utk kelompok ibu-ibu", "tahap dua", "utk pemuda",
    "", "di kebun desa", "dekat dermaga", "utk nelayan kecil", "di belakang kampung",
    "bersama BUMDes", "utk keluarga miskin", "", "di dusun atas", "utk kelompok baru",
    "lanjutan tahun lalu", "sekalian pelatihan",
)  # fmt: skip


def make_frames() -> dict[str, pd.DataFrame]:
    """Return the sheets of the large workbook."""
    rakor = bk.open_rakor(SAMPLE, str(ROOT))
    sample = bk.check_workbook(bk.read_workbook(rakor), rakor).frames
    renja = sample["Renja"].drop_duplicates(["kode_opd", "kode_sub_kegiatan"])
    frames = dict(sample)
    frames["Renja"] = _make_renja(renja.reset_index(drop=True))
    frames["Desa"] = _make_desa(sample["Desa"])
    frames["Rencana"] = _make_rencana(sample["Rencana"], frames["Desa"])
    for name in ("Tindak Lanjut", "Kesepakatan"):
        if name in frames:
            frames[name] = frames[name].iloc[:0]
    return frames


def _make_renja(base: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for at in range(-(-N_RENJA // len(base))):
        part, scope = base.copy(), SCOPES[at % len(SCOPES)]
        part["sub_kegiatan"] = [f"{name} {scope}".strip() for name in base["sub_kegiatan"]]
        part["kode_sub_kegiatan"] = [
            f"{code[:-4]}{int(code[-4:]) + 100 * at:04d}" for code in base["kode_sub_kegiatan"]
        ]
        parts.append(part)
    return pd.concat(parts, ignore_index=True).iloc[:N_RENJA]


def _make_desa(base: pd.DataFrame) -> pd.DataFrame:
    parts = []
    for at in range(-(-N_DESA // len(base))):
        part = base.copy()
        part["kode_desa"] = [f"{c[:9]}{int(c[9:]) + 20 * at:04d}" for c in base["kode_desa"]]
        if at:
            part["nama_desa"] = [f"{name} {at}" for name in base["nama_desa"]]
            part["nama_lain"] = None
        parts.append(part)
    return pd.concat(parts, ignore_index=True).iloc[:N_DESA]


def _make_rencana(base: pd.DataFrame, desa: pd.DataFrame) -> pd.DataFrame:
    codes = desa["kode_desa"].tolist()
    parts = []
    for at in range(-(-N_USULAN // len(base))):
        part, place = base.copy(), PLACES[at % len(PLACES)]
        part["kegiatan"] = [f"{said} {place}".strip() for said in base["kegiatan"]]
        part["anggaran"] = base["anggaran"] * (1 + at / 10)
        parts.append(part)
    out = pd.concat(parts, ignore_index=True).iloc[:N_USULAN].copy()
    out["kode_desa"] = [codes[i % len(codes)] for i in range(len(out))]
    out["id_usulan"] = [f"B-{i:05d}" for i in range(len(out))]
    return out


def write_large(project: Path) -> Path:
    """Write params, workbook and notebooks of the large Rakor into `project`; return it."""
    shutil.copytree(ROOT / "notebooks", project / "notebooks")
    (project / "params").mkdir()
    (project / "data").mkdir()
    values = yaml.safe_load((ROOT / "params" / f"{SAMPLE}.yml").read_text(encoding="utf-8"))
    values |= {"rakor": KEY, "buku_kerja": f"data/{KEY}.xlsx"}
    text = yaml.safe_dump(values, allow_unicode=True)
    (project / "params" / f"{KEY}.yml").write_text(text, encoding="utf-8")
    write_workbook(project / values["buku_kerja"], make_frames())
    return project
