"""A workbook of 2,000 usulan, and what happens to workbooks after they were reviewed.

Each row knows which usulan it is (`asli`, None for a new one), so that a test can tell whether an
event went to the right row. That column is never shown to the code under test.
"""

from __future__ import annotations

import csv
import functools
import random
import re
from collections.abc import Callable
from typing import Any

import pandas as pd
from build import ROOT

Row = dict[str, Any]
Rows = list[Row]

N = 2_000
DESA = [f"81.05.{c:02d}.{d:04d}" for c in range(1, 6) for d in range(2001, 2009)]
KELOMPOK = ["Poktan Tunas Harapan", "KWT Melati", "Kelompok Nelayan Bahari", "Karang Taruna", ""]
SHORT = {"yang": "yg", "untuk": "utk", "dengan": "dgn", "desa": "ds", "dan": "&"}


@functools.cache
def read_texts() -> list[str]:
    """Return the samples' texts, as villages write them."""
    found: list[str] = []
    for path in sorted((ROOT / "data" / "contoh-sumber").rglob("*rencana*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found += [row["kegiatan"] for row in csv.DictReader(stream) if row.get("kegiatan")]
    return sorted(set(found))


NEW = 100
"""How many of the texts are set aside for usulan that were not there before."""


def make_row(rng: random.Random, asli: int | None, number: str, desa: str, text: str) -> Row:
    """Return a row of sheet Rencana; one in ten has nothing but its text."""
    row: Row = {
        "asli": asli, "id_usulan": number, "kode_desa": desa, "tahun": 2025.0, "kegiatan": text,
        "bidang_penghidupan": "pertanian", "komoditas": rng.choice(["pala", "jagung", "ikan"]),
        "jenis_dukungan": "sarana", "kelompok": rng.choice(KELOMPOK),
        "kelompok_berbadan_hukum": "ya", "volume": float(rng.randint(1, 500)), "satuan": "unit",
        "anggaran": float(rng.randint(5, 200) * 500_000), "sasaran_l": float(rng.randint(0, 30)),
        "sasaran_p": float(rng.randint(0, 30)), "disabilitas": float("nan"),
    }  # fmt: skip
    if rng.random() < 0.1:
        row |= {"komoditas": "", "kelompok": "", "satuan": "", "jenis_dukungan": "",
                "kelompok_berbadan_hukum": ""}  # fmt: skip
        row |= dict.fromkeys(("volume", "anggaran", "sasaran_l", "sasaran_p"), float("nan"))
    return row


def make_book(rng: random.Random) -> Rows:
    """Return 2,000 rows in 40 desa; one in 24 repeats or varies another of its desa.

    The samples repeat a text within a desa once in 140 rows; here one row in 48 is another's twin.
    """
    texts = {desa: rng.sample(read_texts()[NEW:], N // len(DESA)) for desa in DESA}
    rows: Rows = []
    for n in range(N):
        desa = DESA[n * len(DESA) // N]
        row = make_row(rng, n, f"SBT-{n + 1:04d}", desa, texts[desa].pop())
        if n % 24 == 0 and rows and rows[-1]["kode_desa"] == desa:
            like = rows[-1]["kegiatan"]
            if n % 144 == 0:
                row |= {name: rows[-1][name] for name in row if name not in ("asli", "id_usulan")}
            elif n % 72 == 0:
                row["kegiatan"] = like
            else:
                row["kegiatan"] = f"{like} {rng.randint(2, 9)} unit"
        rows.append(row)
    return rows


def to_frame(rows: Rows) -> pd.DataFrame:
    """Return rows as sheet Rencana has them."""
    return pd.DataFrame(rows).drop(columns="asli", errors="ignore")


# --- what happens to workbooks --------------------------------------------------------------------


def new_row(rng: random.Random, number: str, desa: str) -> Row:
    """Return an usulan that was not there before."""
    text = rng.choice(read_texts()[:NEW])
    return make_row(rng, None, number, desa, text)


def some(rows: Rows, rng: random.Random, share: float) -> set[int]:
    """Return the places of a share of the rows."""
    return set(rng.sample(range(len(rows)), int(share * len(rows))))


def edit(share: float, change: Callable[[Row, random.Random], Row]) -> Callable[..., Rows]:
    """Return a mutation that changes a share of the rows."""

    def mutate(rows: Rows, rng: random.Random) -> Rows:
        chosen = some(rows, rng, share)
        return [row | change(row, rng) if n in chosen else row for n, row in enumerate(rows)]

    return mutate


def rewrite(change: Callable[[str, random.Random], str]) -> Callable[[Row, random.Random], Row]:
    """Return a change of a row's text."""
    return lambda row, rng: {"kegiatan": change(row["kegiatan"], rng)}


def typo(text: str, rng: random.Random) -> str:
    """Drop, double or swap a letter."""
    at = rng.randrange(1, max(2, len(text) - 2))
    return rng.choice([
        text[:at] + text[at + 1 :], text[:at] + text[at] + text[at:],
        text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    ])  # fmt: skip


def shorten(text: str, rng: random.Random) -> str:
    """Write out the short forms, or shorten words."""
    for long, brief in SHORT.items():
        if f" {brief} " in text:
            text = text.replace(f" {brief} ", f" {long} ")
        else:
            text = text.replace(f" {long} ", f" {brief} ")
    return text


def mend_number(text: str, rng: random.Random) -> str:
    """Change an amount within the text."""
    if re.search(r"\d", text):
        return re.sub(r"\d+", lambda m: str(int(m[0]) + 7), text, count=1)
    return f"{text} 3 unit"


def renumber(rows: Rows, rng: random.Random) -> Rows:
    """Give every row the number of its place, as a column "No" does."""
    return [row | {"id_usulan": f"SBT-{n:04d}"} for n, row in enumerate(rows, 1)]


def shuffle(rows: Rows, rng: random.Random) -> Rows:
    """Put the rows in another order."""
    return rng.sample(rows, len(rows))


def insert(rows: Rows, rng: random.Random) -> Rows:
    """Put a new row in twenty places."""
    made = list(rows)
    for n in range(100):
        at = rng.randrange(len(made))
        made.insert(at, new_row(rng, f"BARU-{n}", made[at]["kode_desa"]))
    return made


def drop(rows: Rows, rng: random.Random) -> Rows:
    """Take a tenth of the rows out."""
    chosen = some(rows, rng, 0.1)
    return [row for n, row in enumerate(rows) if n not in chosen]


def drop_twins(rows: Rows, rng: random.Random) -> Rows:
    """Take one of each pair that says the same out, as an officer who tidies up does."""
    met: set[tuple[str, str]] = set()
    made = []
    for row in rows:
        said = (row["kode_desa"], row["kegiatan"])
        if said not in met:
            made.append(row)
        met.add(said)
    return made


def copy_rows(rows: Rows, rng: random.Random) -> Rows:
    """Copy a twentieth of the rows and give the copies numbers of their own."""
    made = list(rows)
    for n, at in enumerate(sorted(some(rows, rng, 0.05), reverse=True)):
        made.insert(at + 1, rows[at] | {"asli": None, "id_usulan": f"SALIN-{n}"})
    return made


def reuse_numbers(rows: Rows, rng: random.Random) -> Rows:
    """Drop a twentieth of the rows and give their numbers to new usulan of the same desa."""
    chosen = some(rows, rng, 0.05)
    return [
        new_row(rng, row["id_usulan"], row["kode_desa"]) if n in chosen else row
        for n, row in enumerate(rows)
    ]


def swap_numbers(rows: Rows, rng: random.Random) -> Rows:
    """Swap the numbers of neighbours, as a sort of one column alone does."""
    made = list(rows)
    for at in range(0, len(rows) - 1, 2):
        one, two = rows[at], rows[at + 1]
        if one["kegiatan"] == two["kegiatan"]:  # then nobody can tell that anything was swapped
            continue
        made[at] = one | {"id_usulan": two["id_usulan"]}
        made[at + 1] = two | {"id_usulan": one["id_usulan"]}
    return made


def split(rows: Rows, rng: random.Random) -> Rows:
    """Split usulan: the old number keeps the first half of the money, a new row has the rest."""
    made = []
    chosen = some(rows, rng, 0.05)
    for n, row in enumerate(rows):
        made.append(row | {"anggaran": row["anggaran"] / 2} if n in chosen else row)
        if n in chosen:
            text = f"{row['kegiatan']} tahap dua"
            half = {"anggaran": row["anggaran"] / 2, "kegiatan": text}
            made.append(row | half | {"asli": None, "id_usulan": f"BAGI-{n}"})
    return made


def mend_desa(row: Row, rng: random.Random) -> Row:
    """Correct a desa's code."""
    return {"kode_desa": rng.choice([one for one in DESA if one != row["kode_desa"]])}


def recode(rows: Rows, rng: random.Random) -> Rows:
    """Give three desa new codes."""
    new = {old: old[:-4] + f"9{n:03d}" for n, old in enumerate(DESA[:3])}
    return [row | {"kode_desa": new.get(row["kode_desa"], row["kode_desa"])} for row in rows]


def after(*steps: Callable[[Rows, random.Random], Rows]) -> Callable[..., Rows]:
    """Return several mutations as one."""

    def mutate(rows: Rows, rng: random.Random) -> Rows:
        for step in steps:
            rows = step(rows, rng)
        return rows

    return mutate


MUTATIONS: dict[str, Callable[[Rows, random.Random], Rows]] = {
    "nothing": lambda rows, rng: rows,
    "rows in another order": shuffle,
    "rows inserted": insert,
    "a tenth of the rows dropped": drop,
    "one of each pair of twins dropped": drop_twins,
    "rows copied under new numbers": copy_rows,
    "numbers given anew in the same order": lambda rows, rng: [
        row | {"id_usulan": f"{n}"} for n, row in enumerate(rows, 1)
    ],
    "sorted, then numbered by place": after(shuffle, renumber),
    "rows inserted, then numbered by place": after(insert, renumber),
    "rows dropped, then numbered by place": after(drop, renumber),
    "numbers of neighbours swapped": swap_numbers,
    "numbers of dropped rows used again": reuse_numbers,
    "case and spaces of all texts": edit(1, rewrite(lambda text, _: f" {text.upper()}  ")),
    "commas, dashes and brackets": edit(
        1, rewrite(lambda text, _: text.replace(" ", ", ", 1).replace("(", "- ") + ".")
    ),
    "a slip in a third of the texts": edit(0.33, rewrite(typo)),
    "a slip in every text": edit(1, rewrite(typo)),
    "short forms written out": edit(1, rewrite(shorten)),
    "words added to a third": edit(0.33, rewrite(lambda text, _: f"{text} untuk kelompok desa")),
    "an amount within the text": edit(0.3, rewrite(mend_number)),
    "volume and anggaran of all": edit(
        1, lambda row, _: {"volume": row["volume"] + 1, "anggaran": row["anggaran"] * 1.1}
    ),
    "a column dropped": lambda rows, rng: [
        {name: row[name] for name in row if name != "komoditas"} for row in rows
    ],
    "moved to the next year": edit(1, lambda row, _: {"tahun": 2026.0}),
    "usulan split in two": split,
    "a twentieth moved to another desa": edit(0.04, mend_desa),
    "three desa given new codes": recode,
    "a slip in each text and numbered anew": after(edit(1, rewrite(typo)), shuffle, renumber),
}
"""Name -> mutation of the rows."""
