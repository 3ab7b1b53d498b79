"""Build the sections of packs: each function describes one part, or None when it has nothing.

Signature of all: (briefing, kode) -> Section | None, `kode` naming the audience ("" = everyone).
"""
