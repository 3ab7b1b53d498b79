"""After "rapat ditutup": another folder, and packs that tell what was decided, by whom, and why."""

from __future__ import annotations

from typing import Any

import pytest
from build import briefing, rakor
from kit_pack import CLOSED, closed, every_pack
from page import Page
from test_whose import keputusan

from bangkit_nb import columns as c
from bangkit_nb.hasil.records import Entri
from bangkit_nb.pack import render, requests
from bangkit_nb.review import rapat

SAID = [
    keputusan("U-1", c.DIAKOMODIR),
    keputusan("U-2", c.DITUNDA, alasan="Qxsebab pagu"),
    keputusan("U-3", c.DITOLAK, alasan="Qxsebab lokus"),
]


def pages(hasil: Any = CLOSED, **changes: Any) -> dict[str, Page]:
    made = every_pack(briefing(putusan=SAID, hasil=hasil, **changes))
    return {pack.name: Page(render.render_page(pack)) for pack in made}


def test_the_stage_follows_the_closing_and_nothing_else() -> None:
    for hasil in (None, closed(ditutup=None)):
        b = briefing(rakor(per_tanggal="2024-06-01"), hasil=hasil)
        assert (b.stage, b.is_after) == ("sebelum", False)
    b = briefing(hasil=CLOSED)  # closed on the very day: no longer before
    assert (b.stage, b.is_before) == ("sesudah", False)
    assert "paket/sesudah/rakor.html" in pages()["index.html"].links


def test_the_meetings_pack_says_who_came_what_was_agreed_and_ratified() -> None:
    text = pages()["rakor.html"].text
    assert "Hasil Rakor Kabupaten Uji" in text
    assert "4 orang: 2 laki-laki, 1 perempuan, 1 belum dicatat L atau P" in text
    assert "Ditutup Jumat, 1 Maret 2024" in text
    assert text.index("Qxsepakat1") < text.index("Qxsepakat2")
    assert "disahkan 1 desa ditunda 1 desa belum dibahas 1 desa" in text
    assert "Dulak ditunda Qxnota" in text
    assert "Rahasia" not in text, "the pack counts people and names none"


def test_before_the_closing_none_of_it_is_shown() -> None:
    for page in pages(closed(ditutup=None)).values():
        assert "Qxsepakat" not in page.text and "Qxrtlbaru" not in page.text


def test_what_was_not_agreed_stands_apart_with_its_reason() -> None:
    tables = pages()["rakor.html"].tables
    (agreed,) = [t for t in tables if any("[U-1]" in row[0] for row in t)]
    (left,) = [t for t in tables if any("[U-2]" in row[0] for row in t)]
    assert agreed is not left and any("[U-3]" in row[0] for row in left)
    assert "Qxsebab pagu" in str(left) and "Qxsebab lokus" in str(left)


def test_follow_up_is_told_by_who_what_and_when_the_new_first() -> None:
    text = pages()["rakor.html"].text
    at = [text.index(said) for said in ("Disepakati Rakor ini", "Qxrtlbaru", "Dari Rakor sebe",
                                        "Qxrtllama")]  # fmt: skip
    assert at == sorted(at)
    assert "Qxrtlbaru Qxpjbaru 1 April 2024 (31 hari lagi) belum mulai: Qxbuktibaru" in text
    assert "1 April 2024 (31 hari lagi) selesai" not in text


def test_an_opd_is_asked_for_what_it_has_to_do_now() -> None:
    b = briefing(putusan=SAID, hasil=CLOSED)
    asked = requests.build_opd_requests(b, "3.25.01")
    (todo,) = [r for r in asked if r.ask.startswith("laksanakan 1 tindak lanjut")]
    assert todo.addressee == "Qxpjbaru" and "1 April 2024" in todo.deadline
    assert not any(
        r.ask.startswith("laksanakan") for r in requests.build_opd_requests(b, "3.27.01")
    )


def test_only_plans_that_were_not_ratified_are_asked_for_again() -> None:
    asked = requests.build_rakor_requests(briefing(hasil=CLOSED, Tindak_Lanjut=[]))
    (ratify,) = [r for r in asked if r.ask.startswith("sahkan")]
    assert "2 desa" in ratify.ask and "Rakor berikutnya" in ratify.deadline
    done = closed(belum_disahkan=(), pengesahan=CLOSED.pengesahan[:1])
    asked = requests.build_rakor_requests(briefing(hasil=done))
    assert not any(r.ask.startswith("sahkan") for r in asked)


def test_a_village_reads_what_became_of_its_plan_and_of_each_usulan() -> None:
    made = pages()
    assert "Pengesahan rencana desa disahkan." in made["desa-81.05.15.2004.html"].text
    assert "ditunda. Qxnota" in made["desa-81.05.04.2001.html"].text
    karay = made["desa-81.05.15.2005.html"]
    assert "belum dibahas." in karay.text and "akan dibahas" not in karay.text
    (row,) = [r for t in karay.tables for r in t if "[U-3]" in r[0]]
    assert row[3].startswith("Tidak diakomodir") and "Qxsebab lokus" in row[3]
    assert "RKP Desa" in row[5] and row[4]


def test_training_and_challenges_are_those_that_the_meeting_left() -> None:
    old = {"Pelatihan": [{"topik": "Lama sekali"}], "Tantangan": [{"tantangan": "Dulu"}]}
    text = pages(**old)["rakor.html"].text
    assert "Qxlatih" in text and "Qxtantang" in text
    assert "Lama sekali" not in text and "Dulu" not in text


@pytest.mark.parametrize("secret", ["0812-3456-7890", "8105150101700099", "ani@example.org"])
def test_what_was_typed_in_the_room_is_masked(secret: str) -> None:
    hasil = closed(
        kesepakatan=(Entri("k", "kesepakatan:k", rapat.Kesepakatan(f"hubungi {secret}", 1)),),
        pengesahan=(Entri("b", "pengesahan:b", rapat.Pengesahan(
            "81.05.04.2001", rapat.DENGAN_CATATAN, f"tanya {secret}")),),
        tantangan=(Entri("t", "tantangan:t", rapat.Tantangan("x", f"surati {secret}")),),
        dukungan=(Entri("d", "dukungan:d", rapat.Dukungan(f"topik {secret}", tempat=secret)),),
    )  # fmt: skip
    for pack in every_pack(briefing(putusan=SAID, hasil=hasil)):
        assert secret not in render.render_page(pack), pack.name
