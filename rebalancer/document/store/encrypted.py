"""A document under a password, to be passed on: every byte of it is sealed, and none is readable.

AES-256-GCM under a key that scrypt makes of the password and a random salt; no two copies are
alike. Whoever forgets the password has lost the copy, not the household.

``cryptography`` is loaded when there is something to seal or to open: few ever do, and it takes
thirty milliseconds of every start.
"""

import os
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from rebalancer.atomic import is_there, remove_file, write_atomically
from rebalancer.document.store.backups import record_in, replace_document
from rebalancer.document.store.document import Document
from rebalancer.document.store.errors import (
    AlreadyThereError,
    DocumentError,
    NewerDocumentError,
    UnreadableDocumentError,
)
from rebalancer.document.store.schema import VERSION
from rebalancer.document.store.versions import version_in
from rebalancer.progress import Cancelled, Progress, Share, silent

SUFFIX = ".rebalancer-encrypted"
SHORTEST_PASSWORD = 8
_MAGIC = b"Rebalancer encrypted household 1\n"
_SALT, _NONCE, _KEY = 16, 12, 32
_COST = 1 << 15
"""Of scrypt: 32 MiB and about a tenth of a second for every guess."""
_SEALING, _SEALED = 0.7, 0.9
"""So much is done of writing a copy before and after its key is made."""
_OPENED, _READ = 0.2, 0.6
"""So much is done of reading a copy when it is opened, and when it is known to be sound."""


class PasswordError(DocumentError):
    """A copy cannot be opened with this password, or not be made with it."""

    title = "The password does not do"


class EncryptedCopyError(DocumentError):
    """The file is no encrypted copy."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"“{path.name}” is not an encrypted household of this app.",
            remedy="Choose a file that was saved as an encrypted copy.",
        )


def is_encrypted_copy(path: Path) -> bool:
    """Whether the file *path* begins as an encrypted copy does, whatever it is called."""
    try:
        with path.open("rb") as stream:
            return stream.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def write_encrypted(
    document: Document, path: Path, password: str, *, progress: Progress = silent
) -> None:
    """Write a copy of *document* to *path* that can be read with *password* only.

    Raises:
        PasswordError: The password is too short to keep anybody out.
        RebalancerError: The file cannot be written; an older one is as it was.
        Cancelled: *progress* no longer wants it; an older file is as it was.
    """
    if len(password) < SHORTEST_PASSWORD:
        raise PasswordError(
            f"A password of {len(password)} characters keeps nobody out.",
            remedy=f"Choose one of at least {SHORTEST_PASSWORD}.",
        )
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see the module

    head = _MAGIC + os.urandom(_SALT) + os.urandom(_NONCE)
    image = document.to_image(Share(progress, 0.0, _SEALING))
    progress(_SEALING)
    key = _key(password, head)
    progress(_SEALED)
    secret = AESGCM(key).encrypt(_nonce(head), image, head)

    def write(stream: BinaryIO) -> None:
        stream.write(head)
        stream.write(secret)
        progress(1.0)

    write_atomically(path, write)


def read_encrypted(
    path: Path, password: str, target: Path, *, now: datetime, progress: Progress = silent
) -> Document:
    """Make a document at *target* of the copy at *path*, and open it.

    Raises:
        EncryptedCopyError: The file is something else.
        NewerDocumentError: A newer version of the app saved it.
        PasswordError: The password is another one, or the file is not as it was written.
        AlreadyThereError: There is a file at *target*.
        LockedDocumentError: One is being made there.
        RebalancerError: The document cannot be written.
        Cancelled: *progress* no longer wants it; there is nothing at *target*.
    """
    if is_there(target):
        raise AlreadyThereError(target)
    image = _decrypted(path, password)
    progress(_OPENED)
    version = version_in(image)
    if version is not None and version > VERSION:
        raise NewerDocumentError(path, version, VERSION)
    if record_in(image, Share(progress, _OPENED, _READ)) is None:
        raise EncryptedCopyError(path)
    replace_document(target, image, now=now)
    try:
        return Document.open(target, now=now, progress=Share(progress, _READ, 1.0))
    except Cancelled:
        remove_file(target)
        raise


def _decrypted(path: Path, password: str) -> bytes:
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - see the module
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see the module

    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableDocumentError(path, error.strerror or "no reason given") from error
    size = len(_MAGIC) + _SALT + _NONCE
    head, secret = content[:size], content[size:]
    if not head.startswith(_MAGIC) or len(head) < size:
        raise EncryptedCopyError(path)
    try:
        return AESGCM(_key(password, head)).decrypt(_nonce(head), secret, head)
    except InvalidTag:
        raise PasswordError(
            f"“{path.name}” cannot be read with this password, or is not as it was written.",
            remedy="Try the password again.",
        ) from None


def _key(password: str, head: bytes) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt  # noqa: PLC0415 - see the module

    salt = head[len(_MAGIC) :][:_SALT]
    return Scrypt(salt=salt, length=_KEY, n=_COST, r=8, p=1).derive(password.encode())


def _nonce(head: bytes) -> bytes:
    return head[-_NONCE:]
