"""What the system says of a file reaches an officer in Indonesian, whatever its language."""

from __future__ import annotations

import errno
import os

import pytest

from bangkit_nb.errors import RunError, explain_fault


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_word_of_the_system_is_left(number: int) -> None:
    english = os.strerror(number)
    told = explain_fault(OSError(number, english, "berkas.xlsx"))
    assert told and english.casefold() not in told.casefold()
    assert told == explain_fault(OSError(number, "Zugriff verweigert"))


def test_what_officers_can_mend_is_named() -> None:
    assert explain_fault(PermissionError(errno.EACCES, "x")).endswith("dibuka program lain")
    assert explain_fault(OSError(errno.ENOSPC, "x")) == "disk penuh"
    assert explain_fault(FileNotFoundError(errno.ENOENT, "x")) == "tidak ada"


def test_an_unknown_number_is_told_and_none_leaves_no_empty_brackets() -> None:
    assert explain_fault(OSError(9999, "x")) == "ditolak sistem (kode 9999)"
    assert explain_fault(OSError("x")) == "ditolak sistem"
    assert explain_fault(BlockingIOError("x")) == "ditolak sistem (BlockingIOError)"


def test_our_own_sentence_stays() -> None:
    assert explain_fault(RunError("Kernel berhenti.", "notebook 3")) == "Kernel berhenti."
