"""Read how mail is sent from this machine: which server, and with which password.

The password comes from the environment or the system's keyring; it is never a parameter, an
argument or part of an output.
"""

from __future__ import annotations

import os
from dataclasses import replace

from bangkit_nb.errors import MailError
from bangkit_nb.mail.transport import Server, parse_server
from bangkit_nb.params import Rakor

SERVICE = "bangkit"
"""Under this name the keyring holds the password, by user."""


def read_server(rakor: Rakor) -> Server:
    """Read BANGKIT_SMTP_URL, _USER and _SANDI; a password that is not there is in the keyring.

    MailError where the address is wrong, the password is nowhere, or a sample would leave this
    machine.
    """
    read = os.environ.get
    server = parse_server(
        read("BANGKIT_SMTP_URL", ""), read("BANGKIT_SMTP_USER", ""), read("BANGKIT_SMTP_SANDI", "")
    )
    if rakor.contoh and not server.is_loopback:
        raise MailError("Data contoh tidak dikirim ke luar komputer ini.")
    if server.user and not server.password:
        server = replace(server, password=_read_password(server.user))
    return server


def _read_password(user: str) -> str:
    import keyring
    from keyring.errors import KeyringError

    try:
        found = keyring.get_password(SERVICE, user)
    except KeyringError:
        found = None
    if not found:
        raise MailError(
            "Sandi server surel tidak ditemukan. Simpan sekali di gantungan kunci komputer ini "
            f"dengan perintah: keyring set {SERVICE} PENGGUNA; atau isi BANGKIT_SMTP_SANDI."
        )
    return found
