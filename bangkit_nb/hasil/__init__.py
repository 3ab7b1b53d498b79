"""Hasil: what a Rakor decided in the room, its follow-up, and what became of it.

The contract for the rooms that build on it (packs, mail, the next Rakor):

- `read_hasil(rakor, checked) -> Hasil` (hasil/read.py) is the one door: the log folded over the
  workbook, as of `rakor.per`. `fold_hasil(events, per_tanggal, until=None, awal=Awal())` is the
  same without disk; `build_awal(rakor, checked)` is what the workbook already says.
- A `Hasil` holds tuples of `Entri`: `kehadiran`, `pengesahan`, `kesepakatan`, `tantangan`,
  `dukungan`. An `Entri` has `id` (a UUID for life), `kunci` (its key in the log), `isi` (a frozen
  statement of review/rapat.py: Kehadiran, Pengesahan, Kesepakatan, Tantangan, Dukungan), `oleh`
  and `waktu` of who wrote it ("" where only the workbook says it: `is_said` is False then) and
  `lawan`: events that say something else and had not seen this one (a conflict; a person chooses).
  Withdrawn items (`dicabut`) are left out; kesepakatan come in the order of KESATU, KEDUA ...
- `rtl` holds `TindakLanjut`: id, kunci, isi (Rtl), status (columns.STATUS_RTL), kemajuan (what was
  reported up to `per_tanggal`, oldest first), is_locked (selesai or dibatalkan: nothing said later
  changes it, only taking the closing word itself back), is_overdue and hari_terlambat at
  `per_tanggal`, is_lama (carried from an earlier Rakor), diabaikan (events kept out by the lock).
- `ditutup` is the moment of "rapat ditutup", None while the meeting is open; `ditutup_oleh` who.
- `belum_disahkan`: kode_desa whose plan neither an earlier Rakor ratified (status_rencana of the
  workbook) nor this room has spoken of yet.
- `sha256`, `n_events`: the state of the whole log (as in review/judged.py), for the manifest.
- Writing goes through hasil/session.py (pure plans) and hasil/board.py (keeps them); what a
  statement needs is in hasil/rules.py. Nothing here reads a clock: `per_tanggal` is an argument.
- `until`: the state of that day ("keadaan per tanggal"): later events, and what follows from them,
  are left out. Any prefix of the log folds; the order of merging never matters.
"""
