"""Tell whether a row of the Renja is carried out in the usulan's desa.

A place without a label ("Bula") may be a desa or a kecamatan: it is compared with both, and quoted,
not judged. How a cell is read: data/lokasi.py.
"""

from __future__ import annotations

from bangkit_nb.data.lokasi import Segment, key, read_lokasi


def match_lokasi(lokasi: str, desa: str, kecamatan: str) -> float:
    """Return how far a row's lokasi covers a desa.

    1 where a segment names the desa, or its kecamatan and nothing narrower; 0.5 where a segment
    covers the whole kabupaten; 0 where the row is elsewhere, or says nothing.
    """
    return max((_covers(s, key(desa), key(kecamatan)) for s in read_lokasi(lokasi)), default=0.0)


def say_lokasi(lokasi: str, desa: str, kecamatan: str) -> str:
    """Say where a row is carried out as seen from a desa; "" where the row or the desa is silent.

    Only the segment that covers the desa is named; where none does, up to two that do not.
    """
    segments = read_lokasi(lokasi)
    value = [_covers(s, key(desa), key(kecamatan)) for s in segments]
    best = max(value, default=0.0)
    if best:
        return f"Lokasi: {segments[value.index(best)].said}."
    if not segments or not (desa or kecamatan):
        return ""
    more = f" dan {len(segments) - 2} tempat lagi" if len(segments) > 2 else ""
    said = "; ".join(s.said for s in segments[:2]) + more
    if all(s.loose for s in segments):  # "Bula" may be where the office sits, not where it works
        return f"Lokasi baris ini tertulis {said}."
    return f"Lokasi baris ini di tempat lain: {said}."


def _covers(segment: Segment, desa: str, kecamatan: str) -> float:
    if segment.is_wide:
        return 0.5
    if segment.loose:
        return float(bool({desa, kecamatan} & segment.loose - {""}))
    in_kecamatan = kecamatan in segment.kecamatan if kecamatan else False
    if segment.desa:
        # two kecamatan may each have a desa of that name
        is_there = in_kecamatan or not (segment.kecamatan and kecamatan)
        return float(bool(desa) and desa in segment.desa and is_there)
    return float(in_kecamatan)
