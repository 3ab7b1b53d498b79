"""Read all that was said of a Rakor, its meeting included.

A sample brings the log of its meeting along, as a file beside its workbook. It counts until
somebody records that meeting themselves: two stories are never mixed. On the Rakor's own clock the
meeting is still ahead as long as `per_tanggal` does not lie after its day.
"""

from __future__ import annotations

from bangkit_nb.params import Rakor
from bangkit_nb.review.fold import Log
from bangkit_nb.review.judged import read_log
from bangkit_nb.review.log_file import read_events


def read_told(rakor: Rakor) -> Log:
    """Return every event of a Rakor; raises LogError where the log or a sample's file is broken."""
    log = read_log(rakor)
    path = rakor.buku_kerja_path.with_suffix(".jsonl")
    if rakor.contoh and not log.kunci_rapat and path.is_file():
        log.add(read_events(path, rakor.rakor))
    return log


def read_recorded(rakor: Rakor) -> Log:
    """Return what was said of a Rakor by its own clock: a sample's meeting only once it is over."""
    return read_told(rakor) if rakor.per > rakor.hari else read_log(rakor)
