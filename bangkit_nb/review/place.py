"""Where the database lies, and whether that is a fit place: on a disk here, not synchronised.

SQLite's WAL needs memory that all its users share, which no network folder gives; a synchronising
program copies the database while it is being written, and copies half of it.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

from bangkit_nb.errors import LogError
from bangkit_nb.text import shorten

BANGKIT_DB = "BANGKIT_DB"
"""The environment's variable that names an office's PostgreSQL."""

NETWORK = frozenset({
    "9p", "afpfs", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "davfs2", "drvfs", "gfs2",
    "glusterfs", "gvfsd-fuse", "lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "osxfuse",
    "prl_fs", "rclone", "s3fs", "smb", "smb2", "smb3", "smbfs", "smbnetfs", "sshfs", "vboxsf",
    "vmhgfs", "vmhgfs-fuse", "webdav",
})  # fmt: skip
"""File systems of other machines; "fuse." is left out of their names."""

_SYNCED = (
    (re.compile(r"onedrive(\s+[-(].*)?"), "OneDrive"),
    (re.compile(r"dropbox(\s+\(.*\))?"), "Dropbox"),
    (re.compile(r"(google ?drive|drivefs|my drive|drive saya)(\s+[-(].*)?"), "Google Drive"),
    (re.compile(r"icloud ?drive|mobile documents|com~apple~clouddocs"), "iCloud"),
    (re.compile(r"nextcloud\d*|owncloud\d*"), "Nextcloud"),
    (re.compile(r"pcloud ?(drive|sync)?"), "pCloud"),
    (re.compile(r"cloudstorage|box sync|mega(sync)?|syncthing"), "penyelarasan"),
)
"""Names of folders (lower case) that a synchronising program makes, and what it is called."""

_MARKS = (
    (".stfolder", "Syncthing"),
    (".dropbox", "Dropbox"),
    (".dropbox.cache", "Dropbox"),
    (".owncloudsync.log", "Nextcloud"),
    (".nextcloudsync.log", "Nextcloud"),
)
"""What such a program leaves in the folder that it keeps in step."""

_UNC = re.compile(r"\\\\(?![?.]\\(?!UNC\\))", re.IGNORECASE)
r"""\\server\folder; not \\?\C:\folder, which is a long name of a disk here."""

_ENVIRONMENT = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


@dataclass(frozen=True)
class Disks:
    """Hold what a machine says of its disks.

    mounts: folder where a disk is mounted -> its file system, "remote" for a mapped drive of
    Windows. synced: folder -> the program that keeps it in step. is_windows: how paths are read.
    """

    mounts: Mapping[str, str]
    synced: Mapping[str, str]
    is_windows: bool = False


def store_path(proyek: Path) -> Path:
    """Return where a project keeps its own database."""
    return proyek / "data" / "bangkit.db"


def is_store(proyek: Path) -> bool:
    """Tell whether there is a database to read: an office's, or the project's own."""
    return bool(os.environ.get(BANGKIT_DB)) or store_path(proyek).exists()


def check_place(path: Path, disks: Disks | None = None) -> None:
    """Refuse a database file in a network or synchronised folder with LogError.

    disks: what the machine says, read from it where it is not given.
    """
    disks = disks or read_disks()
    full = path if disks.is_windows != (os.name == "nt") else path.resolve()
    reason = explain_place(str(full), disks) or _explain_marks(full)
    if reason:
        home = r"C:\bangkit" if disks.is_windows else "~/bangkit"
        raise LogError(
            f"Catatan penilaian tidak dapat disimpan di '{shorten(full.parent, 60)}': {reason}. "
            f"Pindahkan folder proyek ke disk komputer ini, misalnya {home}, lalu ulangi; untuk "
            "dipakai bersama, isi BANGKIT_DB dengan alamat PostgreSQL kantor."
        )


def read_disks() -> Disks:
    """Ask this machine for its disks and for the folders that OneDrive keeps in step."""
    import psutil

    found = psutil.disk_partitions(all=True)
    mounts = {
        part.mountpoint: "remote" if "remote" in part.opts.split(",") else part.fstype
        for part in found
    }
    synced = {os.environ[name]: "OneDrive" for name in _ENVIRONMENT if os.environ.get(name)}
    return Disks(mounts, synced, sys.platform == "win32")


def explain_place(path: str, disks: Disks) -> str:
    """Return why an absolute path is no place for a database; "" where it is one."""
    read: type[PurePath] = PureWindowsPath if disks.is_windows else PurePosixPath
    place = read(path)
    if disks.is_windows and _UNC.match(path.replace("/", "\\")):
        return "folder itu ada di komputer lain (jaringan)"
    kind = _mount_of(place, disks, read).lower().removeprefix("fuse.")
    if kind == "remote" or kind in NETWORK:
        return f"folder itu ada di komputer lain (jaringan, {kind})"
    for folder, program in disks.synced.items():
        if folder and place.is_relative_to(read(folder)):
            return _told(program)
    for part in place.parts:
        for pattern, program in _SYNCED:
            if pattern.fullmatch(part.lower()):
                return _told(program)
    return ""


def _mount_of(place: PurePath, disks: Disks, read: type[PurePath]) -> str:
    """Return the file system of the innermost disk that holds a path."""
    holding = [m for m in disks.mounts if m and place.is_relative_to(read(m))]
    return disks.mounts[max(holding, key=lambda m: len(read(m).parts))] if holding else ""


def _explain_marks(path: Path) -> str:
    for folder in path.parents:
        for name, program in _MARKS:
            try:
                if (folder / name).exists():
                    return _told(program)
            except OSError:  # a folder above that may not be looked into
                continue
    return ""


def _told(program: str) -> str:
    return f"folder itu diselaraskan oleh {program}, yang merusak basis data yang sedang dipakai"
