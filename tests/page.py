"""Read a page back as a browser would see it: tags, attributes, text, tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"meta", "br"}
TAGS = {
    "html", "head", "meta", "title", "style", "body", "a", "caption", "dd", "div", "dl", "dt",
    "footer", "h1", "h2", "header", "li", "main", "ol", "p", "section", "span", "strong", "table",
    "tbody", "td", "th", "thead", "tr", "ul",
    "svg", "g", "desc", "rect", "line", "circle", "path", "text",
}  # fmt: skip
ATTRIBUTES = {
    "html": {"lang"}, "meta": {"charset", "name", "content", "http-equiv"}, "a": {"href"},
    "td": {"data-l", "class"}, "th": {"scope", "colspan", "class"}, "h2": {"id"},
    "section": {"aria-labelledby"}, "p": {"class", "aria-hidden"}, "title": {"id"}, "desc": {"id"},
    "svg": {"class", "aria-hidden", "viewbox", "role", "aria-labelledby", "aria-describedby"},
    "rect": {"class", "x", "y", "width", "height"}, "line": {"class", "x1", "x2", "y1", "y2"},
    "circle": {"class", "cx", "cy", "r"}, "path": {"class", "d"}, "text": {"x", "y"},
}  # fmt: skip


@dataclass
class Page(HTMLParser):
    """Hold what a page is made of; `faults` lists whatever no page of ours may hold."""

    html: str
    faults: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    """Words of a map: its title, what its marks say, and its names."""
    lang: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.parts: list[str] = []
        self.feed(self.html)
        self.close()
        if self.open:
            self.faults.append(f"not closed: {self.open}")

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.parts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        allowed = ATTRIBUTES.get(tag, {"class"})
        self.faults += [f"<{tag} {name}>" for name, _ in attrs if name not in allowed]
        found = {name: value or "" for name, value in attrs}
        self.lang = found.get("lang", self.lang)
        self.ids += [found["id"]] if "id" in found else []
        self.labels += [found["aria-labelledby"]] if "aria-labelledby" in found else []
        self.links += [found["href"]] if "href" in found else []
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> out of order")

    def handle_data(self, data: str) -> None:
        if "svg" in self.open:
            self.drawn.append(data)
            return
        if "style" in self.open or "title" in self.open:
            return
        self.parts.append(data)
        if "td" in self.open or "th" in self.open:
            self.tables[-1][-1][-1] += data

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")
