"""An encrypted copy is read with its password, and with nothing else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rebalancer.document.store import encrypted
from rebalancer.document.store.document import Document
from rebalancer.document.store.encrypted import (
    EncryptedCopyError,
    PasswordError,
    is_encrypted_copy,
    read_encrypted,
    write_encrypted,
)
from rebalancer.document.store.errors import (
    AlreadyThereError,
    LockedDocumentError,
    UnreadableDocumentError,
)
from rebalancer.document.store.lock import DocumentLock
from rebalancer.document.store.record import RecordedStep
from rebalancer.progress import Cancelled, Progress

NOW = datetime(2026, 11, 26, tzinfo=UTC)
LARGE = 3_000_000
"""Bytes of a part that is read in pieces."""
PASSWORD = "größer als du denkst"  # noqa: S105 - of a test


@pytest.fixture
def document(tmp_path: Path) -> Iterator[Document]:
    with Document.create(tmp_path / "ours.rebalancer", {"a": b"account 4711"}, now=NOW) as found:
        found.record(RecordedStep(title="x", before={"a": b"account 4711"}, after={"a": b"none"}))
        yield found


def test_it_comes_back_whole_and_no_two_copies_are_alike(
    document: Document, tmp_path: Path
) -> None:
    copies = [tmp_path / f"{n}.rebalancer-encrypted" for n in range(2)]
    for copy in copies:
        write_encrypted(document, copy, PASSWORD)
        assert b"account 4711" not in copy.read_bytes()
        assert b"SQLite" not in copy.read_bytes()
    assert copies[0].read_bytes() != copies[1].read_bytes()
    target = tmp_path / "back.rebalancer"
    with read_encrypted(copies[0], PASSWORD, target, now=NOW) as back:
        assert back.to_image() == document.to_image()
    with pytest.raises(AlreadyThereError):
        read_encrypted(copies[0], PASSWORD, target, now=NOW)
    target.unlink()
    lock = DocumentLock(target)
    with pytest.raises(LockedDocumentError):
        read_encrypted(copies[0], PASSWORD, target, now=NOW)
    lock.release()


def test_a_copy_is_known_by_how_it_begins_and_not_by_its_name(
    document: Document, tmp_path: Path
) -> None:
    copy = tmp_path / "renamed.rebalancer"
    write_encrypted(document, copy, PASSWORD)
    assert is_encrypted_copy(copy)
    assert not is_encrypted_copy(tmp_path / "ours.rebalancer")
    assert not is_encrypted_copy(tmp_path / "nothing there")


def test_no_changed_byte_and_no_other_password_gets_in(
    document: Document, tmp_path: Path, *, is_thorough: bool
) -> None:
    copy, target = tmp_path / "copy.rebalancer-encrypted", tmp_path / "back.rebalancer"
    document.set_parts({"a": bytes(LARGE)})
    write_encrypted(document, copy, PASSWORD)
    with pytest.raises(PasswordError, match="cannot be read with this password"):
        read_encrypted(copy, PASSWORD + "!", target, now=NOW)
    content = copy.read_bytes()
    places = range(0, len(content), 97 if is_thorough else 1999)
    for place in places:
        changed = bytearray(content)
        changed[place] ^= 1
        copy.write_bytes(changed)
        with pytest.raises((PasswordError, EncryptedCopyError)):
            read_encrypted(copy, PASSWORD, target, now=NOW)
    assert not target.exists()
    told = f"{len(places)} changed bytes of an encrypted copy refused"
    print(told)  # noqa: T201 - the figure of the full run


def test_what_is_no_copy_is_refused(document: Document, tmp_path: Path) -> None:
    target = tmp_path / "back.rebalancer"
    with pytest.raises(UnreadableDocumentError):
        read_encrypted(tmp_path / "none", PASSWORD, target, now=NOW)
    for content in (b"", document.path.read_bytes(), encrypted._MAGIC):  # noqa: SLF001 - the cut
        (tmp_path / "other").write_bytes(content)
        with pytest.raises(EncryptedCopyError):
            read_encrypted(tmp_path / "other", PASSWORD, target, now=NOW)
    copy = tmp_path / "copy"
    write_encrypted(document, copy, PASSWORD)
    head = copy.read_bytes()[: len(encrypted._MAGIC) + 28]  # noqa: SLF001 - with salt and nonce
    cipher = AESGCM(encrypted._key(PASSWORD, head))  # noqa: SLF001 - to seal what is no household
    copy.write_bytes(head + cipher.encrypt(head[-12:], b"something else", head))
    with pytest.raises(EncryptedCopyError):
        read_encrypted(copy, PASSWORD, target, now=NOW)


def test_a_short_password_is_refused(document: Document, tmp_path: Path) -> None:
    with pytest.raises(PasswordError, match="7 characters"):
        write_encrypted(document, tmp_path / "copy", "1234567")
    assert not (tmp_path / "copy").exists()


def test_whoever_calls_it_off_is_left_without_a_household(
    document: Document, tmp_path: Path
) -> None:
    copy, target = tmp_path / "copy.rebalancer-encrypted", tmp_path / "back.rebalancer"
    document.set_parts({"a": bytes(LARGE)})
    write_encrypted(document, copy, PASSWORD)
    reports: list[float] = []

    def report_until(last: int) -> Progress:
        def report(fraction: float, note: str = "") -> None:
            del note
            reports.append(fraction)
            if len(reports) == last:
                raise Cancelled

        return report

    with read_encrypted(copy, PASSWORD, target, now=NOW, progress=report_until(0)):
        pass
    whole = len(reports)
    assert whole > 2
    target.unlink()
    for last in range(1, whole + 1):
        reports.clear()
        with pytest.raises(Cancelled):
            read_encrypted(copy, PASSWORD, target, now=NOW, progress=report_until(last))
        assert not target.exists()
