"""AES-GCM is broken by a nonce that is used twice under one key: the nonces of real files, read from their blocks.

Layout of a file of DuckDB 2.0, encryption version 1, as measured here: a main header of 4096 bytes in clear, whose
bytes 124 to 139 are the salt of the file (key of the file: SHA-256 over salt and key); two headers of 4096 bytes;
blocks of 262,144 bytes. Each of these begins with 12 bytes of nonce, 16 of tag and 4 of nothing. In the WAL: one record
in clear, then per entry 8 bytes of length, the nonce, the content with 8 bytes of checksum, the tag. That these bytes
are the nonces is shown by decrypting with them.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data import backup, engine, keys
from data.office import open_office
from tests.data.other_process import left_in_wal

ROOT = Path(__file__).resolve().parents[2]
HEADER, BLOCK, SALT = 4096, 262_144, slice(124, 140)
NONCE, TAG, TOP = 12, 16, 32
ROWS = 150_000
Parts = list[tuple[bytes, bytes]]
"""Nonce and ciphertext, with its tag, of each part of a file."""


def parts(path: Path) -> Parts:
    """The headers and blocks of a file; what was never written is nothing but zeros."""
    content = path.read_bytes()
    assert (len(content) - 3 * HEADER) % BLOCK == 0
    starts = [(HEADER, HEADER), (2 * HEADER, HEADER), *((at, BLOCK) for at in range(3 * HEADER, len(content), BLOCK))]
    found = [content[at : at + size] for at, size in starts]
    return [(each[:NONCE], each[TOP:] + each[NONCE : NONCE + TAG]) for each in found if any(each)]


def entries(wal: Path) -> Parts:
    """The entries of a WAL."""
    content = wal.read_bytes()
    at, found = content.index(b"\xff\xff") + 2, []
    while at < len(content):
        end = at + 8 + NONCE + int.from_bytes(content[at : at + 8], "little") + 8 + TAG
        found.append((content[at + 8 : at + 8 + NONCE], content[at + 8 + NONCE : end]))
        at = end
    assert at == len(content)
    return found


def salt_of(path: Path) -> bytes:
    return path.read_bytes()[SALT]


def unreadable(found: Parts, path: Path, key: keys.Key) -> int:
    """How many parts are not what this nonce and the key of this file make of them."""
    cipher = AESGCM(hashlib.sha256(salt_of(path) + key.secret).digest())

    def is_wrong(nonce: bytes, text: bytes) -> bool:
        try:
            cipher.decrypt(nonce, text, None)
        except InvalidTag:
            return True
        return False

    return sum(is_wrong(*each) for each in found)


def repeated(found: Parts) -> Iterator[bytes]:
    """Nonces that stand before two different texts."""
    known: dict[bytes, bytes] = {}
    for nonce, text in found:
        digest = hashlib.sha256(text).digest()
        if known.setdefault(nonce, digest) != digest:
            yield nonce


def fill(store) -> None:
    """Write the same rows, those of before away."""
    with store.write() as cursor:
        cursor.execute(
            "CREATE OR REPLACE TABLE banyak AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range($1)", [ROWS]
        )


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "kantor.duckdb"
    with closing(open_office(path)) as store:
        fill(store)
    return path


def test_a_nonce_that_repeats_is_noticed():
    one, other = (b"n" * NONCE, b"satu"), (b"n" * NONCE, b"dua")
    assert list(repeated([one, (b"m" * NONCE, b"dua"), one])) == []
    assert list(repeated([one, other])) == [b"n" * NONCE]


def test_no_nonce_twice_in_a_file_and_its_wal(path):
    """The WAL of four processes that were killed one after the other, each with a generator of its own."""
    key = keys.read(path).keys[0]
    of_file = parts(path)
    assert len(of_file) > 12
    assert unreadable(of_file, path, key) == 0
    assert len({nonce for nonce, _ in of_file}) == len(of_file)
    every = list(of_file)
    for number in range(4):
        of_wal = entries(left_in_wal(path, f"sama {number}"))
        assert of_wal
        assert unreadable(of_wal, path, key) == 0
        every += of_wal + parts(path)
    assert list(repeated(every)) == []


def test_no_nonce_twice_when_the_same_rows_are_written_again(path):
    """A block that another text now stands in has another nonce; the key of the file stays the same."""
    key, salt, every, texts = keys.read(path).keys[0], salt_of(path), parts(path), 0
    for _ in range(4):
        before = {text for _, text in every}
        with closing(open_office(path)) as store:
            fill(store)
        now = parts(path)
        assert salt_of(path) == salt
        assert unreadable(now, path, key) == 0
        texts += sum(text not in before for _, text in now)
        every += now
    assert texts > 20
    assert list(repeated(every)) == []


def test_a_database_its_copy_and_its_backup_have_keys_of_their_own(path):
    """One key in the key file, another for each file that is made, by a salt of its own. And no nonce is met twice."""
    key = keys.read(path).keys[0]
    with closing(open_office(path)) as store:
        copy = store.copies / "salinan.duckdb"
        store.copies.mkdir()
        made = [store.copies / backup.make_backup(store).name for _ in range(2)]
        store.copy_to(copy)
    files = [path, copy, *made]
    assert len({salt_of(each) for each in files}) == len(files)
    assert sum(unreadable(parts(each), each, key) for each in files) == 0
    assert unreadable(parts(copy), path, key) == len(parts(copy))
    assert list(repeated([part for each in files for part in parts(each)])) == []


def test_a_file_made_anew_under_the_same_key_has_a_salt_of_its_own(tmp_path):
    key = keys.new_key()
    paths = [tmp_path / f"{number}.duckdb" for number in range(20)]
    for each in paths:
        engine.make(each, key)
    assert len({salt_of(each) for each in paths}) == len(paths)
    assert list(repeated([part for each in paths for part in parts(each)])) == []


def test_attachments_and_wrapped_keys_have_nonces_of_their_own():
    ring = keys.Ring((keys.new_key(),))
    head = len(keys.seal(ring, b"")) - NONCE - TAG
    assert len({keys.seal(ring, b"sama")[head : head + NONCE] for _ in range(500)}) == 500


# --- where they come from --------------------------------------------------------------------------------

_MAKE = """
import sys
from pathlib import Path
import duckdb
from data import engine, keys
path, key = Path(sys.argv[1]), keys.named(b"k" * 32)
with duckdb.connect(config=dict(engine._ENCRYPTED)) as connection:
    connection.execute(engine.attach(path, "kantor", key))
    connection.execute("CREATE TABLE kantor.t AS SELECT range AS a, md5(range::VARCHAR) AS b FROM range(150000)")
    connection.execute("CHECKPOINT kantor")
    connection.execute("DETACH kantor")
"""
_FACTOR, _STEP, _64 = 6364136223846793005, 1442695040888963407, 2**64 - 1


def drawn(seed: int, count: int) -> bytes:
    """The first numbers of PCG32 (XSH-RR, O'Neill 2014, 6.3) that is seeded so, 32 bits each."""
    state, made = ((seed + _STEP) * _FACTOR + _STEP) & _64, b""
    for _ in range(count):
        mixed, turn = ((state >> 18 ^ state) >> 27) & 0xFFFFFFFF, state >> 59
        made += ((mixed >> turn | mixed << (-turn & 31)) & 0xFFFFFFFF).to_bytes(4, "little")
        state = (state * _FACTOR + _STEP) & _64
    return made


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace, which shows what the system gives, is not here")
def test_each_nonce_and_salt_has_eight_bytes_of_the_systems_own(tmp_path):
    """What ``docs/keamanan.md`` says of them: fresh for each, and no more than 64 bits."""
    path, log = tmp_path / "kantor.duckdb", tmp_path / "panggilan"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=getrandom", "-x", "-s", "32", "-o", log, sys.executable, "-c", _MAKE, path],
        cwd=ROOT, check=False, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    if "ptrace" in done.stderr.lower():
        pytest.skip(f"strace may not look here: {done.stderr.strip()[-80:]}")
    assert done.returncode == 0, done.stderr
    given = re.findall(r'getrandom\("((?:\\x[0-9a-f]{2}){8})", 8,', log.read_text())
    seeds = [int.from_bytes(bytes.fromhex(each.replace("\\x", "")), "little") for each in given]
    nonces = [nonce for nonce, _ in parts(path)]
    assert len(nonces) > 10
    assert set(nonces) <= {drawn(seed, 3) for seed in seeds}
    assert salt_of(path) in {drawn(seed, 4) for seed in seeds}
