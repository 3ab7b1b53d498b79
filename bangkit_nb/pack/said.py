"""Say in words whose word stands on an usulan: never a candidate as an answer, nor the reverse."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from bangkit_nb import columns as c
from bangkit_nb import fmt, text
from bangkit_nb.pack import schedule, summary, whose
from bangkit_nb.pack.messages import Pesan
from bangkit_nb.pack.summary import Rows, Usulan
from bangkit_nb.review.earlier import Dulu

KATA = {
    c.DIAKOMODIR: "diakomodir",
    c.DIUBAH: "diubah",
    c.DIGABUNG: "digabung",
    c.DIALIHKAN: "dialihkan",
    c.DITUNDA: "ditunda",
    c.CADANGAN: "cadangan",
    c.DITOLAK: "ditolak",
}
"""Each word of an answer and its key in the catalogues."""

_RANKS = {kata: at for at, kata in enumerate(KATA)}

TAKEN = (c.DIAKOMODIR, c.DIUBAH)
NOT_TAKEN = (c.DITUNDA, c.CADANGAN, c.DITOLAK)
MOST = 120
"""Characters shown of a reason or a name that people typed."""


def say_word(kata: str, t: Pesan) -> str:
    """Say a word of an answer in the pack's language."""
    return t(f"keputusan.{KATA[kata]}")


def rank_word(row: Usulan) -> int:
    """Return where an usulan's answer stands among the words; behind them without one."""
    return _RANKS.get(row["keputusan"], len(_RANKS))


def say_state(row: Usulan, t: Pesan) -> str:
    """Say whose word a row shows, and what a reader may make of it.

    "padanan petugas, dimintakan konfirmasi", "calon mesin, dimintakan konfirmasi (petugas ragu)",
    "belum punya padanan", or the answer's word with who said it, where and when.
    """
    if row["asal"] == whose.KEPUTUSAN:
        return f"{say_word(row['keputusan'], t)} ({say_source(row, t)})"
    if row["sikap"] in whose.NO_ROW:
        said = t(f"sikap.{row['sikap']}")
    else:
        said = t(f"asal.{row['asal'] or 'tanpa'}")
        if row["sikap"]:
            said = t("sikap.tambahan", asal=said, sikap=t(f"sikap.{row['sikap']}"))
    more = (say_unsure(row, t), row.get("dulu", ""))
    return "; ".join(part for part in (said, *more) if part)


def add_earlier(
    alignment: pd.DataFrame, told: pd.DataFrame, dulu: Mapping[str, Dulu], t: Pesan
) -> pd.DataFrame:
    """Return the alignment with dulu_rakor and dulu, what an earlier Rakor heard of each usulan.

    told: of whose.add_earlier. dulu_rakor: the Rakor whose answer stands as the row's own, or "".
    dulu: any other earlier answer in words, beside what is asked now, or "".
    """
    stands = dict(zip(told["id_usulan"], told["dulu_rakor"], strict=True))
    keys = list(alignment["id_usulan"])
    rakor = [stands.get(key, "") for key in keys]
    cells = [
        say_earlier(dulu[key], t) if key in dulu and not which else ""
        for key, which in zip(keys, rakor, strict=True)
    ]
    made = {"dulu_rakor": rakor, "dulu": cells}
    series = {k: pd.Series(v, index=alignment.index, dtype=object) for k, v in made.items()}
    return alignment.assign(**series)


def say_earlier(one: Dulu, t: Pesan) -> str:
    """Say an answer of an earlier Rakor: which, the word, who said it, and its reason."""
    who = text.shorten(whose.plain(one.oleh), MOST) or fmt.DASH
    said = t(
        "dulu.jawaban", rakor=schedule.say_rakor(one.rakor, t), kata=say_word(one.keputusan, t),
        oleh=who,
    )  # fmt: skip
    if one.alasan:
        said = f"{said}: {text.shorten(whose.plain(one.alasan), MOST)}"
    return said if one.is_same else t("dulu.berubah", jawaban=said)


def say_unsure(row: Usulan, t: Pesan) -> str:
    """Say why a recorded answer is not shown as one: "" where there is none."""
    return t(f"jawaban.{row['jawaban']}") if row["jawaban"] else ""


def say_source(row: Usulan, t: Pesan) -> str:
    """Say who answered, in which forum, when, and the earlier Rakor that heard it, if one did."""
    who, forum = (text.shorten(v, MOST) for v in (row["keputusan_oleh"], row["keputusan_forum"]))
    day = fmt.tanggal(row["keputusan_tanggal"], t.bahasa)
    if re.search(rf"\b{re.escape(day)}\b", forum):  # "Rakor 1 Maret 2024" has said it
        day = forum
    said = ", ".join(part or fmt.DASH for part in dict.fromkeys((who, forum, day)))
    earlier = schedule.say_rakor(row["dulu_rakor"], t) if row.get("dulu_rakor", "") else ""
    return f"{said}; {earlier}" if earlier not in said else said


def say_content(row: Usulan, t: Pesan, others: Mapping[str, str]) -> str:
    """Say what an answer holds: what was agreed, where it goes, or the reason.

    others: id_usulan -> how to name that usulan, for one that is merged into another.
    """
    kata = row["keputusan"]
    parts = []
    if kata in TAKEN:
        parts.append(_agreed(row, t))
    if kata == c.DIGABUNG:
        goal = row["keputusan_gabung_ke"]
        parts.append(t("keputusan.gabung_ke", usulan=others.get(goal, goal) or fmt.DASH))
    if row["opd"] and (kata == c.DIALIHKAN or row["opd"] != row["keputusan_oleh"]):
        key = "keputusan.ke_opd" if kata == c.DIALIHKAN else "keputusan.oleh_opd"
        parts.append(t(key, opd=text.shorten(row["opd"], MOST)))
    if row["keputusan_jalur"]:
        parts.append(t("keputusan.jalur", jalur=say_jalur(row["keputusan_jalur"], t)))
    if row["keputusan_alasan"]:
        alasan = text.shorten(row["keputusan_alasan"], MOST).rstrip(".")
        parts.append(t("keputusan.alasan", alasan=alasan))
    return ". ".join(parts) or fmt.DASH


def _agreed(row: Usulan, t: Pesan) -> str:
    volume = t.angka(row["keputusan_volume"])
    amount = f"{volume} {text.shorten(row['keputusan_satuan'], 20)}".strip()
    said = t("keputusan.isi", volume=amount, rupiah=t.rupiah(row["keputusan_anggaran"]))
    sub = row["sub_kegiatan"] or row["kode_sub_kegiatan"]
    return f"{said}, {text.shorten(sub, MOST)}" if sub else said


JALUR = {
    c.JALUR_RENJA: "renja",
    c.JALUR_MUSRENBANG: "musrenbang",
    c.JALUR_DESA: "desa",
    c.JALUR_PELATIHAN: "pelatihan",
    c.JALUR_SWADAYA: "swadaya",
    c.JALUR_MITRA: "mitra",
}
"""Each route and its key in the catalogues."""


def say_jalur(jalur: str, t: Pesan) -> str:
    """Say a route in the pack's language."""
    return t(f"jalur.{JALUR[jalur]}") if jalur in JALUR else jalur


def say_status(status: str, t: Pesan) -> str:
    """Say how far a follow-up is; a word that the contract does not know as it stands."""
    if status not in c.STATUS_RTL:
        return text.shorten(status, MOST) or t("rtl.belum_ada_data")
    return t(f"status.{c.STATUS_RTL.index(status) + 1}")


def count_asal(n: summary.Tally, t: Pesan) -> str:
    """Say how many are asked about by whose padanan: "2 padanan petugas, 1 calon mesin"."""
    parts = [
        t.n(f"n_asal.{asal}", count)
        for asal, count in ((whose.PETUGAS, n.n_petugas), (whose.MESIN, n.n_mesin))
        if count
    ]
    return ", ".join(parts) or fmt.DASH


def count_words(answered: Rows, t: Pesan) -> str:
    """Say how often each word was the answer: "3 Diakomodir, 1 Ditunda"; "" without answers."""
    counts = Counter([row["keputusan"] for row in answered])
    return ", ".join(
        f"{t.angka(counts[kata])} {say_word(kata, t)}" for kata in KATA if kata in counts
    )


def count_earlier(rows: Rows, t: Pesan) -> str:
    """Say how many of the answers an earlier Rakor heard; "" for none."""
    n = sum(bool(row["dulu_rakor"]) for row in rows)
    return t.n("n_jawaban.dulu", n) if n else ""


def count_stances(rows: Rows, t: Pesan) -> str:
    """Say how many the officer found no row for, or called another authority's; "" for none."""
    counts = Counter([row["sikap"] for row in rows])
    return ", ".join(t.n(f"n_sikap.{key}", counts[key]) for key in whose.NO_ROW if counts[key])


def count_unsure(rows: Rows, t: Pesan) -> str:
    """Say how many recorded answers are being checked; "" for none."""
    n = sum(bool(row["jawaban"]) for row in rows)
    return t.n("n_jawaban.diperiksa", n) if n else ""
