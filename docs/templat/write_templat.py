"""Write the shipped paper templates: bangkit_nb/pack/templates/docx/*.docx.

An office that wants its own letterhead starts from a copy (`bangkit new-template`) and edits it in
Word; this script is how ours came to be, in a form that can be read and compared. Same bytes each
time: a test runs it and compares.
"""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from bangkit_nb.data.office_zip import build_zip

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TWIPS_PER_CM = 567
DOTS = "." * 44
SHORT_DOTS = "." * 28


def p(text: str = "", style: str = "Normal", extra: str = "") -> str:
    """One paragraph; **bold** parts, a tab as \\t."""
    runs = []
    for at, part in enumerate(text.split("**")):
        if part:
            bold = "<w:rPr><w:b/></w:rPr>" if at % 2 else ""
            shown = escape(part, quote=False).replace(
                "\t", '</w:t><w:tab/><w:t xml:space="preserve">'
            )
            runs.append(f'<w:r>{bold}<w:t xml:space="preserve">{shown}</w:t></w:r>')
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{"".join(runs)}</w:p>'


def cell(content: str, width: float, *, span: int = 1, shade: str = "", valign: str = "top") -> str:
    """One cell; width in cm."""
    made = f'<w:tcW w:w="{round(width * TWIPS_PER_CM)}" w:type="dxa"/>'
    made += f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    made += f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    made += f'<w:vAlign w:val="{valign}"/>'
    return f"<w:tc><w:tcPr>{made}</w:tcPr>{content}</w:tc>"


def row(cells: str, *, header: bool = False, height: float = 0) -> str:
    """One row that no page break cuts; a header row stands again on each page."""
    made = "<w:cantSplit/>"
    made += (
        f'<w:trHeight w:val="{round(height * TWIPS_PER_CM)}" w:hRule="atLeast"/>' if height else ""
    )
    made += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{made}</w:trPr>{cells}</w:tr>"


def table(widths: list[float], rows: list[str], style: str = "Kisi") -> str:
    """A table of fixed widths (cm), so that no long word pushes it off the page."""
    grid = "".join(f'<w:gridCol w:w="{round(w * TWIPS_PER_CM)}"/>' for w in widths)
    total = round(sum(widths) * TWIPS_PER_CM)
    about = (
        f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{total}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020"/>'
    )
    return f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def listing(
    name: str, one: str, columns: list[tuple[str, float, str, str]], *,
    grouped: bool = False, closing: str = "", height: float = 0, blank: bool = False,
) -> str:  # fmt: skip
    """A table filled by a loop over `name`; columns: heading, width in cm, content, style.

    grouped: a row whose `kelompok` is set is a heading over the rows that follow.
    """
    widths = [width for _, width, _, _ in columns]
    n = len(columns)
    tag = lambda text: row(cell(p(text, "Isi"), sum(widths), span=n))  # noqa: E731
    rows = [row("".join(cell(p(h, "Kepala"), w, shade="E7ECE8", valign="center")
                        for h, w, _, _ in columns), header=True)]  # fmt: skip
    rows.append(tag(f"{{%tr for {one} in {name} %}}"))
    if grouped:
        rows.append(tag(f"{{%tr if {one}.kelompok %}}"))
        heading = p(f"{{{{ {one}.kelompok }}}}", "Kelompok")
        rows.append(row(cell(heading, sum(widths), span=n, shade="F4F6F4")))
        rows.append(tag("{%tr else %}"))
    rows.append(row("".join(cell(c if c.startswith("<") else p(c, s), w)
                            for _, w, c, s in columns), height=height))  # fmt: skip
    if grouped:
        rows.append(tag("{%tr endif %}"))
    rows.append(tag("{%tr endfor %}"))
    if blank:
        rows.append(tag("{%tr for nomor in baris_kosong %}"))
        rows.append(row("".join(cell(p("{{ nomor }}" if h in ("No", "Tanda Tangan") else "", f"{s}Ikut"), w)
                                for h, w, _, s in columns), height=height))  # fmt: skip
        rows.append(tag("{%tr endfor %}"))
    if closing:
        rows.append(row(cell(p(closing, "Kelompok"), sum(widths), span=n)))
    return table(widths, rows)


def section(*, landscape: bool = False, last: bool = False) -> str:
    """The page: A4; inside a paragraph it ends a section."""
    size = (
        'w:w="16838" w:h="11906" w:orient="landscape"' if landscape else 'w:w="11906" w:h="16838"'
    )
    side, top = (964, 1021) if landscape else (1304, 1247)
    made = (
        '<w:sectPr><w:headerReference w:type="default" r:id="rId3"/>'
        '<w:footerReference w:type="default" r:id="rId4"/>'
        f'<w:type w:val="nextPage"/><w:pgSz {size}/><w:pgMar w:top="{top}" w:right="{side}" '
        f'w:bottom="964" w:left="{side}" w:header="624" w:footer="510" w:gutter="0"/></w:sectPr>'
    )
    return made if last else f'<w:p><w:pPr><w:pStyle w:val="Isi"/>{made}</w:pPr></w:p>'


def facts(items: list[tuple[str, str]], label: float = 3.8, rest: float = 11.6) -> str:
    """Label : value, without lines."""
    rows = [row(cell(p(name, "Rapat"), label) + cell(p(":", "Rapat"), 0.5)
                + cell(p(value, "Rapat"), rest)) for name, value in items]  # fmt: skip
    return table([label, 0.5, rest], rows, "Polos")


def signature(title: str, who: str, width: float) -> str:
    """Room to sign, with the name or dots to write it on, and the position."""
    lines = [p(title, "Tanda"), *[p("", "Tanda")] * 4]
    lines.append(p(f"( {{{{ {who}.nama or '{SHORT_DOTS}' }}}} )", "Tanda"))
    lines.append(p(f"{{{{ {who}.jabatan }}}}", "Tanda"))
    return cell("".join(lines), width)


# --- the three papers ---------------------------------------------------------------------------

ANNEX = "Lampiran {nomor} Berita Acara Rakor {{{{ kabupaten }}}}, {{{{ tanggal }}}}"
DRAFT_NOTE = (
    "Rancangan sebelum rapat. Kegiatan dalam lampiran dimintakan konfirmasi; belum ada yang "
    "disepakati sampai rapat ditutup."
)

ATTENDANCE: list[tuple[str, float, str, str]] = [
    ("No", 1.0, "{{ p.no }}", "IsiTengah"),
    ("Nama", 4.4, "{{ p.nama }}", "Isi"),
    ("Lembaga/Instansi", 4.7, "{{ p.instansi }}{% if p.jabatan %} ({{ p.jabatan }}){% endif %}", "Isi"),
    ("L/P", 1.0, "{{ p.l_p }}", "IsiTengah"),
    ("Alamat & No. Telp.", 2.7, "", "Isi"),
    ("Tanda Tangan", 2.6, "{{ p.no }}", "Isi"),
]  # fmt: skip

ACTIVITY = p("{{ k.kegiatan }}", "Isi") + p(
    "{{ k.id_usulan }}{% if k.sub_kegiatan %}. {{ k.sub_kegiatan }}{% endif %}"
    "{% if k.catatan %}. {{ k.catatan }}{% endif %}",
    "IsiKecil",
)

AGREED: list[tuple[str, float, str, str]] = [
    ("No", 0.9, "{{ k.no }}", "IsiTengah"),
    ("Prioritas Daerah", 1.7, "{{ k.prioritas_daerah }}", "Isi"),
    ("Sasaran Daerah", 1.7, "{{ k.sasaran_daerah }}", "Isi"),
    ("Program", 4.2, "{{ k.program }}", "IsiRapat"),
    ("Kegiatan Prioritas", 6.5, ACTIVITY, "Isi"),
    ("Sasaran Kegiatan", 2.4, "{{ k.sasaran_kegiatan }}", "Isi"),
    ("Lokasi", 2.3, "{{ k.lokasi }}", "Isi"),
    ("Volume", 1.5, "{{ k.volume }}", "IsiKanan"),
    ("Pagu", 2.7, "{{ k.pagu }}", "IsiKanan"),
    ("PD Penanggung Jawab", 2.5, "{{ k.opd }}", "IsiRapat"),
]

NOT_AGREED: list[tuple[str, float, str, str]] = [
    ("No", 0.9, "{{ k.no }}", "IsiTengah"),
    ("Kegiatan", 8.0, ACTIVITY, "Isi"),
    ("Lokasi", 3.5, "{{ k.lokasi }}", "Isi"),
    ("Volume", 1.8, "{{ k.volume }}", "IsiKanan"),
    ("Anggaran yang diminta", 2.7, "{{ k.anggaran }}", "IsiKanan"),
    ("PD yang dituju", 3.4, "{{ k.opd }}", "Isi"),
    ("Alasan", 6.0, "{{ k.alasan }}", "Isi"),
]

FOLLOW_UP: list[tuple[str, float, str, str]] = [
    ("No", 0.9, "{{ r.no }}", "IsiTengah"),
    ("Rencana Tindak Lanjut", 11.0, "{{ r.rencana }}", "Isi"),
    ("Penanggung Jawab", 5.2, "{{ r.penanggung_jawab }}", "Isi"),
    ("Batas Waktu", 3.2, "{{ r.batas_waktu }}", "Isi"),
    ("Keterangan/Status", 6.0, "{{ r.status }}", "Isi"),
]

INVITED: list[tuple[str, float, str, str]] = [
    ("No", 1.0, "{{ p.no }}", "IsiTengah"),
    ("Nama", 5.2, "{{ p.nama }}", "Isi"),
    ("Jabatan", 4.6, "{{ p.jabatan or '\u2013' }}", "Isi"),
    ("Lembaga/Instansi", 5.6, "{{ p.instansi }}", "Isi"),
]

SUMS = "{{ jumlah }}"
CLAUSE = "**{{ butir.urutan }}**\t:\t{{ butir.isi }}"


def minutes() -> str:
    """Berita Acara, in the order of DOMAIN.md section 4."""
    opening = (
        "Pada hari **{{ hari }}** tanggal **{{ tanggal_kata }}** bulan **{{ bulan }}** tahun "
        "**{{ tahun_kata }}** ({{ tanggal }}) bertempat di **{{ tempat }}** "
        "{% if rancangan %}akan{% else %}telah{% endif %} diselenggarakan Rapat Koordinasi (Rakor) "
        "ke-{{ rapat_ke }} {{ forum }}{% if sk_forum %}, yang dibentuk dengan {{ sk_forum }}"
        "{% endif %}, yang dihadiri peserta sebagaimana tercantum dalam daftar hadir (Lampiran I)."
    )
    first = [
        p("{%p if rancangan %}"), p("RANCANGAN", "Cap"), p("{%p endif %}"),
        p("BERITA ACARA", "Judul"),
        p("RAPAT KOORDINASI (RAKOR)", "Subjudul"),
        p("{{ forum|upper }}", "Subjudul"),
        p("TAHUN {{ tahun }}", "Subjudul"),
        p(f"Nomor: {DOTS}", "Tengah"),
        p("{%p if rancangan %}"), p(DRAFT_NOTE, "Catatan"), p("{%p endif %}"),
        p(opening),
        p("Setelah memperhatikan, mendengar dan mempertimbangkan:", "Pengantar"),
        p("{%p for butir in pertimbangan %}"),
        p("{{ loop.index }}.\t{{ butir }}", "Butir"),
        p("{%p endfor %}"),
        p("maka pada:", "Pengantar"),
        facts([("Hari dan Tanggal", "{{ hari }}, {{ tanggal }}"), ("Jam", "{{ jam }}"),
               ("Tempat", "{{ tempat }}")]),
        p("{% if rancangan %}diusulkan untuk{% else %}seluruh peserta Rapat Koordinasi{% endif %}",
          "Pengantar"),
        p("MENYEPAKATI", "Menyepakati"),
        p("{%p for butir in kesepakatan %}"),
        p("{%p if loop.last %}"), p(CLAUSE, "KesepakatanAkhir"),
        p("{%p else %}"), p(CLAUSE, "Kesepakatan"), p("{%p endif %}"),
        p("{%p endfor %}"),
        p("Demikian berita acara ini dibuat {% if not rancangan %}dan disahkan {% endif %}untuk "
          "digunakan sebagaimana mestinya.", "Penutup"),
        p("{{ tempat }}, {{ tanggal }}", "Kanan"),
        # one row: no page break can part the signatures
        table([5.4] * 3, [row("".join(signature(title, who, 5.4) for title, who in (
            ("Pimpinan Sidang,", "pimpinan"), ("Notulis,", "notulis"),
            ("Mengetahui,", "mengetahui"))))], "Polos"),
    ]  # fmt: skip
    attendance = [
        p(ANNEX.format(nomor="I"), "Lampiran", "<w:pageBreakBefore/>"),
        p("DAFTAR HADIR{% if rancangan %} (rancangan){% endif %}", "Judullampiran"),
        listing("peserta", "p", ATTENDANCE, height=0.85, closing=SUMS, blank=True),
        section(),
    ]
    agreed_title = (
        "KEGIATAN {% if rancangan %}YANG DIMINTAKAN KONFIRMASI{% else %}YANG DISEPAKATI{% endif %}"
    )
    agreed = [
        p(ANNEX.format(nomor="II"), "Lampiran"),
        p(agreed_title, "Judullampiran"),
        p("Pagu di sini adalah anggaran yang {% if rancangan %}diminta desa{% else %}disepakati"
          "{% endif %} untuk kegiatan itu, bukan pagu sub kegiatan seluruh kabupaten.", "Catatan"),
        p("{%p if disepakati %}"),
        listing("disepakati", "k", AGREED, grouped=True, closing="{{ jumlah_disepakati }}"),
        p("{%p else %}"), p("Tidak ada.", "Normal"), p("{%p endif %}"),
    ]  # fmt: skip
    not_agreed = [
        p(ANNEX.format(nomor="III"), "Lampiran", "<w:pageBreakBefore/>"),
        p("KEGIATAN YANG BELUM DISEPAKATI", "Judullampiran"),
        p("{%p if belum_disepakati %}"),
        listing("belum_disepakati", "k", NOT_AGREED, grouped=True,
                closing="{{ jumlah_belum_disepakati }}"),
        p("{%p else %}"), p("Tidak ada.", "Normal"), p("{%p endif %}"),
    ]  # fmt: skip
    follow_up = [
        p("{%p if tindak_lanjut %}"),
        p(ANNEX.format(nomor="IV"), "Lampiran", "<w:pageBreakBefore/>"),
        p("RENCANA TINDAK LANJUT", "Judullampiran"),
        listing("tindak_lanjut", "r", FOLLOW_UP),
        p("{%p endif %}"),
    ]
    body = "".join([*first, *attendance, *agreed, *not_agreed, *follow_up])
    return body + p("", "Isi") + section(landscape=True, last=True)


def attendance() -> str:
    """Daftar hadir, as it lies on the table at the door."""
    return "".join([
        p("DAFTAR HADIR", "Judul"),
        p("RAPAT KOORDINASI (RAKOR)", "Subjudul"),
        p("{{ forum|upper }}", "Subjudul"),
        facts([("Hari dan Tanggal", "{{ hari }}, {{ tanggal }}"), ("Jam", "{{ jam }}"),
               ("Tempat", "{{ tempat }}")]),
        p("", "Rapat"),
        listing("peserta", "p", ATTENDANCE, height=0.85, closing=SUMS, blank=True),
        p("", "Isi"),
        section(last=True),
    ])  # fmt: skip


def invitation() -> str:
    """Undangan, with the agenda of this Rakor's own data."""
    text = (
        "Sehubungan dengan penyusunan rencana kerja tahun {{ tahun_rencana }}, dengan ini kami "
        "mengundang Bapak/Ibu untuk hadir dalam Rapat Koordinasi (Rakor) ke-{{ rapat_ke }} "
        "{{ forum }}{% if sk_forum %}, yang dibentuk dengan {{ sk_forum }}{% endif %}, yang akan "
        "diselenggarakan pada:"
    )
    return "".join([
        p("{{ forum|upper }}", "Kop"),
        p("{{ tempat }}, " + SHORT_DOTS, "Kanan"),
        facts([("Nomor", SHORT_DOTS), ("Lampiran", "Daftar undangan"),
               ("Hal", "**Undangan Rapat Koordinasi (Rakor)**")], 2.2, 8.0),
        p("", "Rapat"),
        p("Kepada Yth.", "Rapat"), p("Bapak/Ibu sebagaimana daftar terlampir", "Rapat"),
        p("di tempat", "Rapat"),
        p("Dengan hormat,", "Pengantar"), p(text),
        facts([("Hari dan Tanggal", "{{ hari }}, {{ tanggal }}"), ("Jam", "{{ jam }}"),
               ("Tempat", "{{ tempat }}")]),
        p("dengan acara:", "Pengantar"),
        p("{%p for butir in acara %}"), p("{{ loop.index }}.\t{{ butir }}", "Acara"),
        p("{%p endfor %}"),
        p("{%p if permintaan %}"),
        p("Dalam rapat ini kami meminta (mohon jawabannya disiapkan: ya, tidak atau tunda):",
          "Pengantar"),
        p("{%p for butir in permintaan %}"),
        p("{{ loop.index }}.\t**{{ butir.kepada }}**: {{ butir.isi }}", "Acara"),
        p("{%p endfor %}"), p("{%p endif %}"),
        p("Demikian undangan ini kami sampaikan. Atas perhatian dan kehadiran Bapak/Ibu kami "
          "ucapkan terima kasih.", "Penutup"),
        table([8.0, 8.0], [row(cell(p("", "Tanda"), 8.0)
                               + signature("Ketua {{ forum }},", "ketua", 8.0))], "Polos"),
        p("Lampiran undangan Rakor {{ kabupaten }}, {{ tanggal }}", "Lampiran",
          "<w:pageBreakBefore/>"),
        p("DAFTAR UNDANGAN", "Judullampiran"),
        listing("peserta", "p", INVITED),
        p("", "Isi"),
        section(last=True),
    ])  # fmt: skip


# --- the package --------------------------------------------------------------------------------

FONT = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial" w:cs="Arial"/>'


def style(name: str, size: float, about: str = "", run: str = "", base: str = "Normal") -> str:
    """One paragraph style; size in points."""
    parent = f'<w:basedOn w:val="{base}"/>' if name != "Normal" else ""
    default = ' w:default="1"' if name == "Normal" else ""
    half = round(size * 2)
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{name}"/>{parent}'
        f'<w:qFormat/><w:pPr>{about}</w:pPr><w:rPr>{run}<w:sz w:val="{half}"/>'
        f'<w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


def spacing(before: int = 0, after: int = 0, line: int = 240) -> str:
    """Space in points around a paragraph; line 240 is single."""
    return (f'<w:spacing w:before="{before * 20}" w:after="{after * 20}" w:line="{line}" '
            'w:lineRule="auto"/>')  # fmt: skip


def jc(side: str) -> str:
    """Alignment."""
    return f'<w:jc w:val="{side}"/>'


KEEP, BOLD, GREY = "<w:keepNext/>", "<w:b/><w:bCs/>", '<w:color w:val="595959"/>'


def styles() -> str:
    """All styles of the three papers."""
    cells = spacing(1, 1)
    tab = '<w:tabs><w:tab w:val="left" w:pos="454"/></w:tabs>'
    tabs = '<w:tabs><w:tab w:val="left" w:pos="2381"/><w:tab w:val="left" w:pos="2608"/></w:tabs>'
    made = [
        style("Normal", 11, spacing(0, 6, 276) + jc("both")),
        style("Judul", 14, KEEP + spacing(0, 2) + jc("center"), BOLD),
        style("Subjudul", 12, KEEP + spacing(0, 2) + jc("center"), BOLD),
        style("Kop", 12, KEEP
              + '<w:pBdr><w:bottom w:val="double" w:sz="6" w:space="6" w:color="auto"/></w:pBdr>'
              + spacing(0, 10) + jc("center"), BOLD),
        style("Cap", 12, KEEP + spacing(0, 6) + jc("right"), BOLD + '<w:color w:val="9C1C1C"/>'),
        style("Tengah", 11, spacing(4, 12) + jc("center")),
        style("Catatan", 9.5, spacing(0, 8) + jc("left"), "<w:i/><w:iCs/>" + GREY),
        style("Pengantar", 11, KEEP + spacing(6, 4, 276) + jc("left")),
        style("Rapat", 11, spacing(0, 2) + jc("left")),
        style("Butir", 11, tab + spacing(0, 3, 276) + '<w:ind w:left="454" w:hanging="454"/>'
              + jc("left")),
        style("Acara", 10.5, spacing(0, 1), base="Butir"),
        style("Menyepakati", 12, KEEP + spacing(8, 8) + jc("center"), BOLD),
        style("Kesepakatan", 11, tabs + spacing(0, 5, 276)
              + '<w:ind w:left="2608" w:hanging="2608"/>' + jc("left")),
        # the last clause goes with the signatures: a page of signatures alone could be swapped
        style("KesepakatanAkhir", 11, KEEP, base="Kesepakatan"),
        style("Penutup", 11, KEEP + spacing(10, 10, 276) + jc("both")),
        style("Kanan", 11, KEEP + spacing(0, 10) + jc("right")),
        style("Tanda", 11, KEEP + spacing(0, 2) + jc("center")),
        style("Lampiran", 9.5, KEEP + spacing(0, 8) + jc("left"), GREY),
        style("Judullampiran", 12, KEEP + spacing(0, 8) + jc("center"), BOLD),
        style("Isi", 8.5, cells + jc("left")),
        style("IsiTengah", 8.5, cells + jc("center")),
        style("IsiKanan", 8.5, cells + jc("right")),
        style("IsiRapat", 7.5, base="Isi"),
        style("IsiKecil", 7.5, cells + jc("left"), GREY),
        style("IsiIkut", 8.5, KEEP, base="Isi"),
        style("IsiTengahIkut", 8.5, KEEP, base="IsiTengah"),
        style("Kepala", 8.5, KEEP + spacing(2, 2) + jc("center"), BOLD),
        style("Kelompok", 8.5, KEEP + spacing(2, 2) + jc("left"), BOLD),
        style("Halaman", 8, '<w:tabs><w:tab w:val="right" w:pos="9298"/></w:tabs>' + spacing(),
              GREY),
    ]  # fmt: skip
    line = "".join(f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="7F7F7F"/>'
                   for edge in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    margin = '<w:left w:w="{0}" w:type="dxa"/><w:right w:w="{0}" w:type="dxa"/>'
    tables = (
        '<w:style w:type="table" w:default="1" w:styleId="Polos"><w:name w:val="Polos"/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>{margin.format(0)}</w:tblCellMar>'
        "</w:tblPr></w:style>"
        '<w:style w:type="table" w:styleId="Kisi"><w:name w:val="Kisi"/><w:tblPr>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{line}</w:tblBorders>'
        f"<w:tblCellMar>{margin.format(85)}</w:tblCellMar></w:tblPr></w:style>"
    )
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{FONT}<w:lang w:val="id-ID" w:eastAsia="id-ID"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    return f"{HEAD}<w:styles {W}>{defaults}{''.join(made)}{tables}</w:styles>"


def field(code: str) -> str:
    """A field that Word fills in: PAGE, NUMPAGES."""
    return f'<w:fldSimple w:instr="{code}"><w:r><w:t>1</w:t></w:r></w:fldSimple>'


def text(words: str) -> str:
    """One run."""
    return f'<w:r><w:t xml:space="preserve">{escape(words, quote=False)}</w:t></w:r>'


CONTENT = HEAD + (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/{name}" ContentType="application/vnd.{kind}+xml"/>'
        for name, kind in (
            ("word/document.xml", "openxmlformats-officedocument.wordprocessingml.document.main"),
            ("word/styles.xml", "openxmlformats-officedocument.wordprocessingml.styles"),
            ("word/settings.xml", "openxmlformats-officedocument.wordprocessingml.settings"),
            ("word/header1.xml", "openxmlformats-officedocument.wordprocessingml.header"),
            ("word/footer1.xml", "openxmlformats-officedocument.wordprocessingml.footer"),
            ("docProps/core.xml", "openxmlformats-package.core-properties"),
        )
    )
    + "</Types>"
)


def relations(items: list[tuple[str, str]]) -> str:
    """A part's relationships: (kind, target), numbered from rId1."""
    kinds = "http://schemas.openxmlformats.org/"
    made = "".join(f'<Relationship Id="rId{n}" Type="{kinds}{kind}" Target="{target}"/>'
                   for n, (kind, target) in enumerate(items, 1))  # fmt: skip
    return (f'{HEAD}<Relationships xmlns="{kinds}package/2006/relationships">{made}'
            "</Relationships>")  # fmt: skip


def package(title: str, body: str, head: str) -> bytes:
    """The .docx of a body."""
    office = "officeDocument/2006/relationships/"
    core = (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms='
        '"http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>BangKIT</dc:creator>"
        "<dc:language>id-ID</dc:language>"
        '<dcterms:created xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:created>'
        '<dcterms:modified xsi:type="dcterms:W3CDTF">2024-01-01T00:00:00Z</dcterms:modified>'
        "</cp:coreProperties>"
    )
    about = '<w:pPr><w:pStyle w:val="Halaman"/></w:pPr>'
    footer = f"{text(head + ' · halaman ')}{field('PAGE')}{text(' dari ')}{field('NUMPAGES')}"
    parts = {
        "[Content_Types].xml": CONTENT,
        "_rels/.rels": relations([
            (f"{office}officeDocument", "word/document.xml"),
            ("package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
        ]),
        "docProps/core.xml": HEAD + core,
        "word/document.xml": f"{HEAD}<w:document {W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations([
            (f"{office}styles", "styles.xml"), (f"{office}settings", "settings.xml"),
            (f"{office}header", "header1.xml"), (f"{office}footer", "footer1.xml"),
        ]),
        "word/styles.xml": styles(),
        "word/settings.xml": (
            f'{HEAD}<w:settings {W}><w:defaultTabStop w:val="709"/><w:compat><w:compatSetting '
            'w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
            'w:val="15"/></w:compat></w:settings>'
        ),
        "word/header1.xml": f"{HEAD}<w:hdr {W}><w:p>{about}</w:p></w:hdr>",
        "word/footer1.xml": f"{HEAD}<w:ftr {W}><w:p>{about}{footer}</w:p></w:ftr>",
    }  # fmt: skip
    return build_zip({name: content.encode() for name, content in parts.items()})


PAPERS = {
    "berita-acara.docx": (
        "Berita Acara Rakor {{ kabupaten }}, {{ tanggal }}", minutes,
        "Berita Acara Rakor {{ kabupaten }}, {{ tanggal }}{% if rancangan %} · RANCANGAN{% endif %}",
    ),
    "daftar-hadir.docx": (
        "Daftar Hadir Rakor {{ kabupaten }}, {{ tanggal }}", attendance,
        "Daftar Hadir Rakor {{ kabupaten }}, {{ tanggal }}",
    ),
    "undangan.docx": (
        "Undangan Rakor {{ kabupaten }}, {{ tanggal }}", invitation,
        "Undangan Rakor {{ kabupaten }}, {{ tanggal }}",
    ),
}  # fmt: skip


def build_templates() -> dict[str, bytes]:
    """Return name -> bytes of the shipped templates."""
    return {name: package(title, body(), head) for name, (title, body, head) in PAPERS.items()}


if __name__ == "__main__":
    target = Path(__file__).resolve().parents[2] / "bangkit_nb" / "pack" / "templates" / "docx"
    for name, content in build_templates().items():
        (target / name).write_bytes(content)
        sys.stdout.write(f"{name}: {len(content)} bytes\n")
