"""Where a database may lie: not in another machine's folder, not in a synchronised one."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from bangkit_nb.errors import LogError
from bangkit_nb.review import place
from bangkit_nb.review.place import Disks, check_place, explain_place, read_disks, store_path
from bangkit_nb.review.store import open_store

LINUX = Disks(
    {"/": "ext4", "/mnt/kantor": "cifs", "/mnt/kantor/lokal": "ext4", "/srv": "nfs4",
     "/rumah/ani/jauh": "fuse.sshfs", "/mnt/c": "9p", "/usb": "fuseblk", "/tmp": "tmpfs",
     "/rumah/ani/g": "fuse.rclone"},
    {},
)  # fmt: skip
WINDOWS = Disks(
    {"C:\\": "NTFS", "Z:\\": "remote", "E:\\": "exFAT"},
    {"C:\\Users\\ani\\Awan": "OneDrive"},
    is_windows=True,
)


@pytest.mark.parametrize(
    "path",
    ["/srv/proyek/data/bangkit.db", "/mnt/kantor/p/data/bangkit.db", "/mnt/c/p/bangkit.db",
     "/rumah/ani/jauh/bangkit.db", "/rumah/ani/g/x/bangkit.db"],
)  # fmt: skip
def test_a_folder_of_another_machine_is_none(path: str) -> None:
    assert "jaringan" in explain_place(path, LINUX)


@pytest.mark.parametrize(
    "path",
    [r"\\server\bersama\p\bangkit.db", "//server/bersama/p/bangkit.db", r"Z:\p\bangkit.db",
     r"\\?\UNC\server\p\bangkit.db", r"z:\p\bangkit.db"],
)  # fmt: skip
def test_a_network_path_or_mapped_drive_of_windows_is_none(path: str) -> None:
    assert "jaringan" in explain_place(path, WINDOWS)


@pytest.mark.parametrize(
    ("path", "program"),
    [
        (r"C:\Users\ani\OneDrive\Documents\p\bangkit.db", "OneDrive"),
        (r"C:\Users\ani\OneDrive - Yayasan BaKTI\p\bangkit.db", "OneDrive"),
        (r"c:\users\ani\awan\p\bangkit.db", "OneDrive"),
        (r"C:\Users\ani\Dropbox (Pribadi)\p\bangkit.db", "Dropbox"),
        (r"E:\My Drive\p\bangkit.db", "Google Drive"),
        (r"E:\Drive Saya\p\bangkit.db", "Google Drive"),
        (r"C:\Users\ani\iCloudDrive\p\bangkit.db", "iCloud"),
        (r"C:\Users\ani\pCloudDrive\p\bangkit.db", "pCloud"),
    ],
)
def test_a_synchronised_folder_of_windows_is_none(path: str, program: str) -> None:
    assert program in explain_place(path, WINDOWS)


@pytest.mark.parametrize(
    ("path", "program"),
    [
        ("/rumah/ani/Nextcloud/p/bangkit.db", "Nextcloud"),
        ("/rumah/ani/nextcloud2/p/bangkit.db", "Nextcloud"),
        ("/Users/ani/Library/Mobile Documents/com~apple~CloudDocs/p/bangkit.db", "iCloud"),
        ("/Users/ani/Library/CloudStorage/Box-Box/p/bangkit.db", "penyelarasan"),
        ("/rumah/ani/Google Drive/p/bangkit.db", "Google Drive"),
        ("/rumah/ani/Dropbox/p/bangkit.db", "Dropbox"),
    ],
)
def test_a_synchronised_folder_elsewhere_is_none(path: str, program: str) -> None:
    assert program in explain_place(path, LINUX)


@pytest.mark.parametrize(
    ("path", "disks"),
    [
        ("/rumah/ani/bangkit/data/bangkit.db", LINUX),
        ("/mnt/kantor/lokal/data/bangkit.db", LINUX),  # the innermost disk decides
        ("/mnt/kantor-baru/data/bangkit.db", LINUX),  # beside the network folder, not in it
        ("/usb/p/bangkit.db", LINUX),
        ("/rumah/ani/onedrive-laporan/bangkit.db", LINUX),
        ("/rumah/ani/ringkasan dropbox/bangkit.db", LINUX),
        (r"C:\bangkit\data\bangkit.db", WINDOWS),
        (r"\\?\C:\bangkit\data\bangkit.db", WINDOWS),
        (r"C:\Users\ani\Awan2\bangkit.db", WINDOWS),
    ],
)
def test_a_disk_of_this_machine_is_one(path: str, disks: Disks) -> None:
    assert explain_place(path, disks) == ""


@pytest.mark.parametrize("mark", [".stfolder", ".dropbox", ".owncloudsync.log"])
def test_what_a_synchronising_program_left_above_is_noticed(tmp_path: Path, mark: str) -> None:
    (tmp_path / mark).mkdir()
    with pytest.raises(LogError, match="diselaraskan"):
        check_place(tmp_path / "a" / "b" / "bangkit.db")
    (tmp_path / mark).rmdir()
    check_place(tmp_path / "a" / "b" / "bangkit.db")


def test_a_link_does_not_hide_where_a_folder_lies(tmp_path: Path) -> None:
    (tmp_path / "Dropbox").mkdir()
    (tmp_path / "biasa").symlink_to(tmp_path / "Dropbox")
    with pytest.raises(LogError, match="Dropbox"):
        check_place(tmp_path / "biasa" / "bangkit.db")


def test_the_store_refuses_such_a_folder_says_what_to_do_and_makes_nothing(tmp_path: Path) -> None:
    proyek = tmp_path / "OneDrive" / "rakor"
    proyek.mkdir(parents=True)
    with pytest.raises(LogError, match=r"OneDrive.*Pindahkan folder proyek.*BANGKIT_DB"):
        open_store(proyek)
    assert list(proyek.iterdir()) == []


def test_onedrive_is_known_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDriveCommercial", str(tmp_path))
    with pytest.raises(LogError, match="OneDrive"):
        check_place(store_path(tmp_path))


def test_the_disks_of_this_machine_are_read() -> None:
    disks = read_disks()
    assert disks.mounts["/"] and PurePosixPath("/") in map(PurePosixPath, disks.mounts)
    assert place.NETWORK.isdisjoint({"ext4", "xfs", "btrfs", "tmpfs", "overlay", "ntfs", "apfs"})
