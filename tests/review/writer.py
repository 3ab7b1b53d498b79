"""A process that writes events and says on standard output, one line each, which are kept.

python writer.py PROYEK URL NAMA N UKURAN: N batches of UKURAN events each, "-" for URL is SQLite.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1])]

from statements import A, say  # noqa: E402

from bangkit_nb.review.store import open_store  # noqa: E402

ROWS = [
    {"id_usulan": f"U-{n}", "kode_desa": "81.05.15.2004", "kegiatan": f"Bibit pala {n}",
     "tahun": 2025}
    for n in range(8)
]  # fmt: skip


def main(proyek: str, url: str, name: str, n: str, size: str) -> None:
    """Write, acknowledging each batch by its ids once the store has returned."""
    rng = random.Random(name)
    with open_store(Path(proyek), "" if url == "-" else url) as store:
        print("siap", flush=True)
        for _ in range(int(n)):
            batch = [say(rng.choice(ROWS), A, by=name, rng=rng) for _ in range(int(size))]
            store.append(batch)
            print(" ".join(event.id for event in batch), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
