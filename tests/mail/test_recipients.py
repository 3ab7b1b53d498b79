"""Who gets what: by role and kode, never by name; what is unclear is listed."""

from __future__ import annotations

from typing import Any

from build import checked
from hypothesis import given
from hypothesis import strategies as st

from bangkit_nb.columns import PERAN
from bangkit_nb.mail.recipients import MOST, TABLE, Audience, Matched, match_recipients

SOLANG, KARAY, DULAK = "81.05.15.2004", "81.05.15.2005", "81.05.04.2001"


def person(nama: str, peran: str, email: str = "", **more: Any) -> dict[str, Any]:
    return {"nama": nama, "instansi": "Kantor", "peran": peran, "email": email} | more


def match(*people: dict[str, Any]) -> Matched:
    return match_recipients(checked(Peserta=list(people)))


def briefs(*people: dict[str, Any]) -> dict[str, tuple[Audience, ...]]:
    return dict(match(*people).allowed())


def test_each_role_gets_its_brief_by_kode() -> None:
    found = briefs(
        person("A", "ketua_pokja", "a@x.go.id"),
        person("B", "bappeda", "b@x.go.id", kode_opd="3.25.01"),
        person("C", "anggota_pokja", "c@x.go.id", kode_opd="3.25.01"),
        person("D", "kepala_opd", "d@x.go.id", kode_opd="3.27.01"),
        person("E", "camat", "e@x.go.id", kode_kecamatan="81.05.15"),
        person("F", "kepala_desa", "f@x.go.id", kode_desa=SOLANG, kode_kecamatan="81.05.15"),
        person("G", "p3md", "g@x.go.id", kode_desa=DULAK),
        person("H", "pimpinan_daerah", "h@x.go.id"),
        person("I", "bakti", "i@x.go.id"),
    )
    whole = (Audience("rakor"),)
    assert found == {
        "a@x.go.id": whole, "b@x.go.id": whole, "h@x.go.id": whole, "i@x.go.id": whole,
        "c@x.go.id": (Audience("opd", "3.25.01"),),
        "d@x.go.id": (Audience("opd", "3.27.01"),),
        "e@x.go.id": (Audience("kecamatan", "81.05.15"),),
        "f@x.go.id": (Audience("desa", SOLANG),),
        "g@x.go.id": (Audience("desa", DULAK),),
    }  # fmt: skip


def test_the_name_of_an_office_or_a_person_changes_nothing() -> None:
    one = person("Solang", "camat", "a@x.go.id", kode_kecamatan="81.05.04", instansi="Teluk Waru")
    assert briefs(one) == {"a@x.go.id": (Audience("kecamatan", "81.05.04"),)}


def test_two_roles_of_one_person_are_one_mail_with_both_briefs() -> None:
    found = match(
        person("Ibu Ani", "camat", "Ani@X.go.id", kode_kecamatan="81.05.15"),
        person("IBU  ANI", "anggota_pokja", "ani@x.go.id", kode_opd="3.27.01"),
    )
    (ani,) = found.recipients
    assert ani.alamat == "Ani@X.go.id" and ani.nama == ("Ibu Ani",) and ani.baris == (2, 3)
    assert ani.audiences == (Audience("opd", "3.27.01"), Audience("kecamatan", "81.05.15"))


def test_an_office_address_is_one_mail_for_all_who_read_the_same_brief() -> None:
    found = match(
        person("A", "kepala_opd", "kantor@x.go.id", kode_opd="3.25.01"),
        person("B", "anggota_pokja", "kantor@x.go.id", kode_opd="3.25.01"),
    )
    assert [r.nama for r in found.recipients] == [("A", "B")]


def test_an_address_shared_by_people_with_different_briefs_gets_nothing() -> None:
    found = match(
        person("A", "kepala_opd", "sama@x.go.id", kode_opd="3.25.01"),
        person("B", "kepala_opd", "sama@x.go.id", kode_opd="3.27.01"),
        person("C", "camat", "c@x.go.id", kode_kecamatan="81.05.15"),
    )
    assert [r.alamat for r in found.recipients] == ["c@x.go.id"]
    assert [(u.baris, "berbeda" in u.alasan) for u in found.unreached] == [(2, True), (3, True)]


def test_an_address_whose_readers_briefs_are_covered_by_one_of_them_gets_one_mail_with_all() -> (
    None
):
    found = briefs(
        person("A", "camat", "kec@x.go.id", kode_kecamatan="81.05.15"),
        person("B", "kepala_desa", "kec@x.go.id", kode_desa=SOLANG),
        person("C", "bappeda", "bappeda@x.go.id"),
        person("D", "anggota_pokja", "bappeda@x.go.id", kode_opd="3.25.01"),
        person("E", "camat", "lain@x.go.id", kode_kecamatan="81.05.15"),
        person("F", "kepala_desa", "lain@x.go.id", kode_desa=DULAK),
        person("G", "kepala_desa", "dua@x.go.id", kode_desa=SOLANG),
        person("H", "kepala_desa", "dua@x.go.id", kode_desa=KARAY),
    )
    assert found == {
        "kec@x.go.id": (Audience("kecamatan", "81.05.15"), Audience("desa", SOLANG)),
        "bappeda@x.go.id": (Audience("rakor"), Audience("opd", "3.25.01")),
    }


def test_a_p3md_goes_with_one_desa_or_else_with_the_whole_kecamatan() -> None:
    assert briefs(
        person("A", "p3md", "a@x.go.id", kode_kecamatan="81.05.15", kode_desa=SOLANG),
        person("B", "p3md", "b@x.go.id", kode_kecamatan="81.05.15"),
    ) == {
        "a@x.go.id": (Audience("desa", SOLANG),),
        "b@x.go.id": (Audience("kecamatan", "81.05.15"),),
    }


def test_what_is_missing_or_wrong_is_listed_and_not_guessed() -> None:
    found = match(
        person("A", "camat", "a@x.go.id"),
        person("B", "camat", "b@x.go.id", kode_kecamatan="81.05.99"),
        person("C", "kepala_desa", "", kode_desa=SOLANG),
        person("D", "kepala_desa", "d@x,go.id", kode_desa=KARAY),
        person("E", "undangan", "e@x.go.id"),
        person("F", "p3md", "f@x.go.id"),
    )
    assert found.recipients == ()
    said = {u.nama: u.alasan for u in found.unreached}
    assert "kode_kecamatan kosong" in said["A"]
    assert said["C"] == "alamat surel kosong" and "salah tulis" in said["D"]
    assert "peran undangan" in said["E"] and "kode_desa kosong" in said["F"]
    assert "B" in said


def test_more_briefs_than_a_mail_can_hold_are_listed() -> None:
    desa = [
        {"kode_desa": f"81.05.15.2{n:03}", "nama_desa": f"D{n}", "kecamatan": "Teluk Waru"}
        for n in range(MOST + 1)
    ]
    people = [person("G", "p3md", "g@x.go.id", kode_desa=d["kode_desa"]) for d in desa]
    found = match_recipients(checked(Peserta=people, Desa=desa, Rencana=[]))
    assert found.recipients == () and len(found.unreached) == MOST + 1


@given(
    st.lists(
        st.tuples(
            st.sampled_from(PERAN), st.sampled_from(["", "3.25.01", "3.27.01"]),
            st.sampled_from(["", "81.05.15", "81.05.04"]), st.sampled_from(["", SOLANG, DULAK]),
            st.sampled_from(["", "a@x.go.id", "b@x.go.id", "A@x.go.id"]),
            st.sampled_from(["Ani", "Budi"]),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_everybody_is_either_written_to_by_their_own_kode_or_listed(
    rows: list[tuple[str, ...]],
) -> None:
    people = [
        person(nama, peran, email, kode_opd=opd, kode_kecamatan=kecamatan, kode_desa=desa)
        for peran, opd, kecamatan, desa, email, nama in rows
    ]
    found = match(*people)
    reached = {baris for r in found.recipients for baris in r.baris}
    listed = {u.baris for u in found.unreached}
    assert reached | listed == set(range(2, len(rows) + 2)) and not reached & listed
    for one in found.recipients:
        mine = [rows[baris - 2] for baris in one.baris]
        due = {find_due(row) for row in mine}
        assert set(one.audiences) == due
        if len({row[5] for row in mine}) > 1:  # people share it: one of them may read it all
            own = [{find_due(row) for row in mine if row[5] == name} for name in ("Ani", "Budi")]
            assert any(
                all(one in some or Audience("rakor") in some or
                    Audience("kecamatan", one.kode[:8]) in some for one in due) for some in own
            )  # fmt: skip


def find_due(row: tuple[str, ...]) -> Audience:
    kode = dict(zip(("kode_opd", "kode_kecamatan", "kode_desa"), row[1:4], strict=True))
    rules = [rule for rule in TABLE if row[0] in rule.peran]
    rule = next(rule for rule in rules if not rule.column or kode[rule.column])
    return Audience(rule.kind, kode.get(rule.column, ""))
