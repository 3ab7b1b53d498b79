"""paket.zip: everything, working from a stick, the same bytes each time."""

from __future__ import annotations

import io
import posixpath
import zipfile

from build import briefing, rakor
from page import Page
from papers import FULL

from bangkit_nb.pack import render
from bangkit_nb.pack.briefing import build_rakor_pack
from bangkit_nb.pack.facts import Briefing
from bangkit_nb.run import runner
from bangkit_nb.run.bundle import NAME, build_bundle


def made(b: Briefing) -> dict[str, bytes]:
    page = render.render_page(build_rakor_pack(b)).encode()
    return runner._build_files(b, page)


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_link_in_the_zip_leads_to_a_file_in_the_zip() -> None:
    b = briefing(**FULL)
    inside = opened(made(b)[NAME])
    pages = {name: content for name, content in inside.items() if name.endswith(".html")}
    assert len(pages) >= 8
    followed = set()
    for name, content in pages.items():
        for link in Page(content.decode()).links:
            path = link.split("#")[0]
            if path:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
                assert target in inside, (name, link)
                followed.add(target)
    papers = {name for name in inside if "/dokumen/" in name}
    assert len(papers) == 5 and papers <= followed
    assert len([name for name in inside if name.endswith("/index.html")]) == 1


def test_all_lies_in_one_folder_named_after_the_rakor() -> None:
    inside = opened(made(briefing(**FULL))[NAME])
    assert {name.split("/")[0] for name in inside} == {"uji-2024-03-01"}
    assert not any(".." in name or name.startswith("/") for name in inside)


def test_the_front_page_links_the_zip_but_the_zips_own_does_not() -> None:
    files = made(briefing(**FULL))
    assert NAME in Page(files["index.html"].decode()).links
    inside = opened(files[NAME])["uji-2024-03-01/index.html"]
    assert NAME not in Page(inside.decode()).links


def test_the_zip_holds_what_the_run_made_and_no_notebook() -> None:
    files = made(briefing(**FULL))
    inside = opened(files[NAME])
    kept = {name.split("/", 1)[1]: content for name, content in inside.items()}
    for name, content in files.items():
        if name not in (NAME, "index.html"):
            assert kept[name] == content, name
    assert not any("notebook" in name for name in inside)


def test_order_and_clock_change_nothing() -> None:
    files = {"b.html": b"b", "a.html": b"a"}
    assert build_bundle("x", files) == build_bundle("x", dict(reversed(files.items())))
    assert made(briefing(**FULL)) == made(briefing(**FULL))


def test_english_pages_link_the_same_papers() -> None:
    links = Page(made(briefing(rakor(bahasa="en"), **FULL))["index.html"].decode()).links
    assert {"dokumen/berita-acara.docx", "dokumen/padanan.xlsx", NAME} <= set(links)
