"""A lost key file is no lost data: the key as a text on paper, typed back; a passphrase that comes and goes."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data import __main__ as data_main
from data import backup, engine, keys, recovery, recovery_code, rekey
from data.audit import read_audit, verify
from data.errors import (
    ActMayNot,
    ActorUnnamed,
    KeyWrong,
    NotEncrypted,
    PassphraseShort,
    PasswordsDiffer,
    RecoveryCodeOther,
    RecoveryCodeWrong,
    RecoveryGroupOther,
    RecoveryPurposeMissing,
    StoreBusy,
    StoreLocked,
    StoreMissing,
)
from data.handover import attachments
from data.messages import sentence
from data.office import open_office
from data.roles import Actor
from data.store import Store
from tests.data.other_process import holding, left_in_wal

pytestmark = pytest.mark.usefixtures("cheap_keys")
ROOT = Path(__file__).resolve().parents[2]
RINA = Actor("Rina", "kasi")
PASSPHRASE = "gunung halong sebelas"  # noqa: S105  of an invented database
PDF = b"%PDF-1.7 tanda terima %%EOF"
secrets_of_keys = st.binary(min_size=32, max_size=32)
WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789ABCDEFGHJKMNPQRSTVWXYZ"}
"""Signs as an East Asian keyboard writes them."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of a new office with one setting and one attachment; made once, for each test takes a copy."""
    folder = tmp_path_factory.mktemp("baru")
    with closing(open_office(folder / "kantor.duckdb")) as store:
        attachments.keep(store, PDF)
        write(store, "satu")
    return folder


@pytest.fixture
def path(made, tmp_path):
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path / "kantor.duckdb"


def write(store, value):
    with store.write() as cursor:
        cursor.execute("INSERT INTO setting VALUES ($1, $1)", [value])


def settings(path) -> set[str]:
    with closing(Store.open(path)) as store:
        assert attachments.read(store, hashlib.sha256(PDF).hexdigest(), "pdf", title="tanda terima") == PDF
        assert verify(store, backup.witnesses(store)).is_whole()
        return set(store.frame("store/settings")["value"])


def code_of(path) -> str:
    with closing(Store.open(path)) as store:
        return recovery.show_code(store, by=RINA, purpose="lemari besi")


def acts(path) -> list[str]:
    with closing(Store.open(path)) as store:
        return list(read_audit(store)["act"])


# --- the text --------------------------------------------------------------------------------------------


@given(secrets_of_keys)
def test_what_is_written_is_read_however_it_is_typed(secret):
    code = recovery_code.written(secret)
    groups = code.split()
    assert [len(line.split()) for line in code.splitlines()] == [6, 6, 6]
    assert {len(group) for group in groups} == {4}
    assert not set("".join(groups)) & set("OILU")
    for typed in (
        code, code.lower(), "".join(groups), "-".join(groups), " . ".join(groups),
        code.replace("0", "O").replace("1", "l"), code.replace("0", "o").replace("1", "I"), f"\n {code} \n",
    ):  # fmt: skip
        assert recovery_code.read(typed) == secret


def numbered(code: str) -> list[str]:
    """The code as people copy it from a screen or paper that numbers its lines or its groups."""
    lines, groups = list(recovery_code.numbered(code)), list(enumerate(code.split(), 1))
    per_line = [mark.join((str(at), line)) for mark in (" ", ". ", ") ", ".", "") for at, line in lines]
    size = len(lines)
    texts = ["\n".join(per_line[at : at + size]) for at in range(0, len(per_line), size)]
    texts += [mark.join(f"{at}. {group}" for at, group in groups) for mark in ("\n", " ", "; ")]
    texts += [
        " ".join(f"{at} {line}" for at, line in lines),
        "\n\n".join(f"\t{at}\u2002{line}  " for at, line in lines),
        "\n".join(f"{at} – {line.replace(' ', ' – ')}" for at, line in lines),
        "\n".join(f"{'l' if at == 1 else at}. {line}" for at, line in lines),
        "\n".join(f"{at}{group}" for at, group in groups),
    ]
    return texts


@given(secrets_of_keys)
def test_numbers_of_lines_and_groups_are_no_part_of_it(secret):
    code = recovery_code.written(secret)
    for text in numbered(code):
        for typed in (text, text.lower(), text.replace("0", "O"), text.translate(WIDE)):
            assert recovery_code.read(typed) == secret, typed


@given(secrets_of_keys)
def test_whoever_types_line_by_line_is_asked_until_it_is_whole(secret):
    for text in (recovery_code.written(secret), *numbered(recovery_code.written(secret))):
        *most, last = text.splitlines()
        assert not any(recovery_code.is_whole("\n".join(most[:count])) for count in range(len(most) + 1))
        assert recovery_code.is_whole("\n".join([*most, last]))


@given(secrets_of_keys)
def test_the_last_group_is_taken_with_its_number(secret):
    group = recovery_code.last_group(recovery_code.written(secret))
    for typed in (group, f"18. {group}", f"18 {group.lower()}", f"18{group}", "-".join(group)):
        assert recovery_code.is_same_group(typed, group)
    assert not recovery_code.is_same_group(f"18. {group[:-1]}", group)
    assert not recovery_code.is_same_group("18", group)


@given(secrets_of_keys, st.integers(0, 17), st.integers(0, 12))
def test_a_slip_in_a_numbered_code_is_told_by_its_group(secret, at, how):
    code = recovery_code.written(secret)
    groups = code.split()
    groups[at] = groups[at][:3] + next(sign for sign in "AB" if sign != groups[at][3])
    lines = "\n".join(" ".join(groups[first : first + 6]) for first in (0, 6, 12))
    texts = numbered(lines)
    with pytest.raises(RecoveryCodeWrong) as caught:
        recovery_code.read(texts[how % len(texts)])
    assert caught.value.facts["problem"] == f"kelompok ke-{at + 1} salah ketik"


def test_a_code_worked_out_by_hand():
    """Of 32 zero bytes all signs are 0 but the check of each group: 7 × its place modulo 32, and the last 14 bits.

    SHA-256 of "petasalur kode 1" and 32 zero bytes begins with 0f 2f (sha256sum): 14 bits are 00001111001011.
    Behind the last bit of the key: 0 0000 | 11110 | 01011 = 0, 30, 11 = 0, Y, B; 90 + 55 + 7 × 18 = 271 = 15 = F.
    """
    first = ["0007", "000E", "000N", "000W", "0003", "000A", "000H", "000R"]
    groups = recovery_code.written(bytes(32)).split()
    assert groups[:8] == first
    assert groups[-1] == "0YBF"


@given(secrets_of_keys, st.integers(0, 71), st.sampled_from(recovery_code.ALPHABET))
def test_one_wrong_sign_is_told_by_its_group(secret, at, sign):
    signs = list("".join(recovery_code.written(secret).split()))
    if signs[at] == sign:
        return
    signs[at] = sign
    with pytest.raises(RecoveryCodeWrong) as caught:
        recovery_code.read("".join(signs))
    assert caught.value.facts["problem"] == f"kelompok ke-{at // 4 + 1} salah ketik"


@given(secrets_of_keys, st.integers(0, 17), st.integers(0, 17))
def test_groups_that_changed_places_are_told(secret, one, other):
    groups = recovery_code.written(secret).split()
    if one == other:
        return
    groups[one], groups[other] = groups[other], groups[one]
    low, high = sorted((one + 1, other + 1))
    with pytest.raises(RecoveryCodeWrong) as caught:
        recovery_code.read(" ".join(groups))
    assert caught.value.facts["problem"] == f"kelompok ke-{low} dan ke-{high} salah ketik"


def test_what_was_left_out_or_added_is_told():
    groups = recovery_code.written(bytes(range(32))).split()

    def said(typed):
        with pytest.raises(RecoveryCodeWrong) as caught:
            recovery_code.read(typed)
        assert not any(group in sentence(caught.value) for group in groups)  # it is a key
        return caught.value.facts["problem"]

    assert said("") == "yang diketik 0 kelompok, seharusnya 18"
    assert said(" ".join(groups[:4] + groups[5:])) == (
        "mulai kelompok ke-5 tidak cocok lagi (yang diketik 17 kelompok, seharusnya 18)"
    )
    assert said(" ".join([*groups, groups[0]])) == "yang diketik 19 kelompok, seharusnya 18"
    assert said(" ".join([groups[0][:3], *groups[1:]])) == "kelompok ke-1 salah ketik"
    assert said(" ".join([*groups[:9], groups[9] + "7", *groups[10:]])) == "kelompok ke-10 salah ketik"
    assert said(" ".join([groups[0][:3] + "U", *groups[1:]])) == "kelompok ke-1 salah ketik"
    assert said(" ".join(["é" * 4, *groups[1:]])) == "kelompok ke-1 salah ketik"


def test_slips_that_a_group_does_not_see_are_seen_by_the_whole():
    """Two signs of a group changed so that its own check fits: 1 more on the first, 21 more on the second."""
    groups = recovery_code.written(bytes(32)).split()
    groups[3] = "10" + groups[3][2:]
    signs = [recovery_code.ALPHABET.index(sign) for sign in groups[3]]
    signs[1] = (signs[1] + 21) % 32  # 1 + 3 × 21 = 64 = 0
    groups[3] = "".join(recovery_code.ALPHABET[sign] for sign in signs)
    with pytest.raises(RecoveryCodeWrong, match="bersama-sama"):
        recovery_code.read(" ".join(groups))


# --- shown and noted -------------------------------------------------------------------------------------


def test_the_code_is_for_who_keeps_the_database_and_it_stands_in_the_audit(path):
    with closing(Store.open(path)) as store:
        for by, purpose, kind in (
            (Actor("Budi", "camat"), "ingin tahu", ActMayNot), (Actor("", "kasi"), "lemari", ActorUnnamed),
            (RINA, "  ", RecoveryPurposeMissing),
        ):  # fmt: skip
            with pytest.raises(kind):
                recovery.show_code(store, by=by, purpose=purpose)
        assert "Kode pemulihan dibuka" not in list(read_audit(store)["act"])
        code = recovery.show_code(store, by=RINA, purpose="disimpan  di lemari")
        entry = read_audit(store).iloc[0]
        assert list(entry[["act", "who", "detail"]]) == ["Kode pemulihan dibuka", "Rina", "disimpan di lemari"]
        assert recovery_code.read(code) == store.ring().keys[0].secret
        every = read_audit(store).to_csv()
        assert not any(group in every for group in code.split())


def test_it_is_noted_once_its_last_group_is_typed_from_paper_until_the_key_changes(path):
    code = code_of(path)
    with closing(Store.open(path)) as store:
        assert not recovery.is_noted(store)
        for typed in ("", code.split()[0], "0000"):
            with pytest.raises(RecoveryGroupOther):
                recovery.confirm(store, typed, by=RINA)
        assert not recovery.is_noted(store)
        recovery.confirm(store, f" {code.split()[-1].lower()} ", by=RINA)
        assert recovery.is_noted(store)
    assert acts(path)[0] == "Kode pemulihan dicatat"
    with closing(Store.open(path)) as store:
        assert recovery.is_noted(store)
    rekey.rotate(path)
    with closing(Store.open(path)) as store:
        assert not recovery.is_noted(store)
        with pytest.raises(RecoveryGroupOther):
            recovery.confirm(store, code.split()[-1], by=RINA)


def test_a_plain_database_has_none(tmp_path):
    with closing(Store.open(tmp_path / "polos.duckdb")) as store:
        assert recovery.is_noted(store)
        with pytest.raises(NotEncrypted):
            recovery.show_code(store, by=RINA, purpose="x")
        with pytest.raises(NotEncrypted):
            rekey.change_passphrase(store, PASSPHRASE, by=RINA)
    with pytest.raises(NotEncrypted):
        recovery.recover(tmp_path / "polos.duckdb", recovery_code.written(bytes(32)), by=RINA)
    assert not keys.place(tmp_path / "polos.duckdb").exists()


# --- the key file is gone --------------------------------------------------------------------------------


def test_with_the_code_the_key_file_is_written_anew(path):
    code = code_of(path)
    name = keys.read(path).keys[0].name
    keys.place(path).unlink()
    with pytest.raises(StoreLocked):
        Store.open(path)
    done = recovery.recover(path, code, by=RINA)
    assert (done.opens, done.aside, done.key_file) == ("kantor.duckdb", None, keys.place(path))
    assert keys.place(path).stat().st_mode & 0o777 == 0o600
    assert keys.read(path).keys[0].name == name
    assert settings(path) == {"satu"}
    assert acts(path)[0] == "Kunci dipulihkan dari kode"


def test_another_code_writes_nothing(path):
    keys.place(path).unlink()
    with pytest.raises(RecoveryCodeOther):
        recovery.recover(path, recovery_code.written(bytes(32)), by=RINA)
    with pytest.raises(StoreMissing):
        recovery.recover(path.with_name("lain.duckdb"), recovery_code.written(bytes(32)), by=RINA)
    with pytest.raises(ActMayNot):
        recovery.recover(path, "", by=Actor("Budi", "camat"))
    assert not keys.place(path).exists()


def test_a_key_file_that_cannot_be_read_is_set_aside(path):
    """Wrapped, its passphrase forgotten; then damaged."""
    code = code_of(path)
    with closing(Store.open(path)) as store:
        rekey.change_passphrase(store, PASSPHRASE, by=RINA)
    keys._UNLOCKED.clear()
    before = keys.place(path).read_bytes()
    done = recovery.recover(path, code, by=RINA)
    assert done.aside.read_bytes() == before
    assert settings(path) == {"satu"}
    keys.place(path).write_text("rusak")
    keys.place(path).chmod(0o600)
    assert recovery.recover(path, code, by=RINA).aside.read_text() == "rusak"
    assert settings(path) == {"satu"}


def test_keys_that_lie_there_stay(path):
    """A start on another computer made a key of its own; an old code opens old backups only, and goes behind."""
    old_code = code_of(path)
    with closing(Store.open(path)) as store:
        backup.make_backup(store, by=RINA)
    rekey.rotate(path)
    new_code = code_of(path)
    mine, old = keys.read(path).keys
    other = keys.new_key()
    keys.write(path, keys.Ring((other,)))
    assert recovery.recover(path, new_code, by=RINA).opens == "kantor.duckdb"
    done = recovery.recover(path, old_code, by=RINA)
    assert done.opens.startswith("kantor-")
    assert [key.secret for key in keys.read(path).keys] == [mine.secret, other.secret, old.secret]
    assert settings(path) == {"satu"}
    backup.restore(path)
    assert settings(path) == {"satu"}


def test_keys_from_before_names_followed_from_them(path):
    """An older key bears a name by chance; typed from paper it has another, and opens what was sealed all the same."""
    key = keys.Key("0badcafe", b"k" * 32)
    copy = path.with_name("lama.duckdb")
    keys.write(copy, keys.Ring((key,)))
    with closing(open_office(copy)) as store:
        kept = attachments.keep(store, PDF)
        assert keys.sealed_by((attachments.folder_of(store) / f"{kept.sha256}.pdf").read_bytes()) == "0badcafe"
    code = code_of(copy)
    keys.place(copy).unlink()
    recovery.recover(copy, code, by=RINA)
    assert keys.read(copy).keys[0].name != "0badcafe"
    assert settings(copy) == set()


def test_after_a_kill_with_a_full_wal(path):
    code = code_of(path)
    left_in_wal(path, "dua")
    keys.place(path).unlink()
    recovery.recover(path, code, by=RINA)
    assert settings(path) == {"satu", "dua"}


def test_a_database_in_use_is_told(path):
    code = code_of(path)
    with holding(path), pytest.raises(StoreBusy):
        recovery.recover(path, code, by=RINA)


def test_onto_another_computer_with_the_folder_of_backups_and_the_paper(path, tmp_path_factory):
    """Nothing else is left of the office; the attachments come back too."""
    code = code_of(path)
    with closing(Store.open(path)) as store:
        backup.make_backup(store, by=RINA)
        write(store, "sesudah cadangan")
    elsewhere = tmp_path_factory.mktemp("lain") / "kantor.duckdb"
    shutil.copytree(engine.copies_of(path), engine.copies_of(elsewhere))
    with pytest.raises(StoreLocked):
        backup.restore(elsewhere)
    done = recovery.recover(elsewhere, code, by=RINA)
    assert done.opens.startswith("kantor-")
    assert not elsewhere.exists()
    backup.restore(elsewhere, by=RINA)
    assert settings(elsewhere) == {"satu"}


def test_a_damaged_database_is_left_to_its_newest_backup(path):
    code = code_of(path)
    with closing(Store.open(path)) as store:
        made = backup.make_backup(store, by=RINA)
    path.write_bytes(path.read_bytes()[:5000])
    keys.place(path).unlink()
    assert recovery.recover(path, code, by=RINA).opens == made.name
    backup.restore(path, by=RINA)
    assert settings(path) == {"satu"}


# --- the passphrase --------------------------------------------------------------------------------------


def test_a_passphrase_comes_changes_and_goes_without_touching_the_database(path, monkeypatch):
    with closing(Store.open(path)) as store:
        for short in ("sebelas sbl", ""):
            with pytest.raises(PassphraseShort):
                rekey.change_passphrase(store, short, by=RINA)
        with pytest.raises(PasswordsDiffer):
            rekey.change_passphrase(store, PASSPHRASE, again=PASSPHRASE[:-1], by=RINA)
        assert not keys.is_wrapped(path)
        with pytest.raises(ActMayNot):
            rekey.change_passphrase(store, PASSPHRASE, by=Actor("Budi", "camat"))
        key = store.key_name()
        rekey.change_passphrase(store, PASSPHRASE, by=RINA)
        assert PASSPHRASE not in keys.place(path).read_text()
        with pytest.raises(KeyWrong):
            rekey.change_passphrase(store, "lain sama sekali", present="salah sekali ini", by=RINA)
        rekey.change_passphrase(store, "lain sama sekali", present=PASSPHRASE, by=RINA)
    keys._UNLOCKED.clear()
    with pytest.raises(StoreLocked):
        Store.open(path)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, PASSPHRASE)
    with pytest.raises(KeyWrong):
        Store.open(path)
    monkeypatch.setenv(keys.PASSPHRASE_VARIABLE, "lain sama sekali")
    with closing(Store.open(path)) as store:
        assert store.key_name() == key
        rekey.change_passphrase(store, None, present="lain sama sekali", by=RINA)
    monkeypatch.delenv(keys.PASSPHRASE_VARIABLE)
    keys._UNLOCKED.clear()
    assert settings(path) == {"satu"}
    assert acts(path)[:3] == ["Kata sandi kunci diubah"] * 3


# --- from the shell --------------------------------------------------------------------------------------


class Typed(io.StringIO):
    """What is piped in."""

    def isatty(self):
        return False


@pytest.fixture
def shell(monkeypatch, capsys):
    def call(*words, typed=""):
        monkeypatch.setattr(sys, "argv", ["data", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", Typed(typed))
        status = data_main.main()
        said = capsys.readouterr()
        return status, said.out, said.err

    return call


def test_the_three_commands(path, shell):
    status, out, err = shell("recovery-code", "--db", path)
    assert (status, err) == (0, "")
    code = "\n".join(line[6:] for line in out.splitlines()[1:4])
    assert [line[:6] for line in out.splitlines()[1:4]] == ["   1  ", "   7  ", "  13  "]
    keys.place(path).unlink()
    status, out, err = shell("recovery-code", "--db", path)
    assert (status, err.count("\n")) == (1, 1)
    assert "recover-key" in err
    status, out, err = shell("recover-key", "--db", path, typed=code.replace(code[0:4], "ZZZZ", 1))
    assert (status, out, err) == (1, "", sentence(RecoveryCodeWrong(problem="kelompok ke-1 salah ketik")) + "\n")
    status, out, err = shell("recover-key", "--db", path, typed=code)
    assert (status, err) == (0, "")
    assert "yang dibukanya: kantor.duckdb" in out
    assert settings(path) == {"satu"}
    status, out, err = shell("passphrase", "--db", path, typed="pendek\n")
    assert status == 1
    assert "12 karakter" in err
    assert shell("passphrase", "--db", path, typed=f"{PASSPHRASE}\n")[0] == 0
    assert keys.is_wrapped(path)
    assert shell("passphrase", "--db", path, "--remove")[0] == 0
    assert not keys.is_wrapped(path)
    assert settings(path) == {"satu"}


def test_at_a_terminal_the_code_is_typed_line_by_line_and_confirmed(path, monkeypatch, capsys):
    code = code_of(path)
    monkeypatch.setattr("sys.stdin", type("Terminal", (io.StringIO,), {"isatty": lambda _: True})())
    answers = iter([code.split()[-1], *code.splitlines()])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    monkeypatch.setattr(sys, "argv", ["data", "recovery-code", "--db", str(path)])
    assert data_main.main() == 0
    assert "sudah ada di kertas" in capsys.readouterr().out
    keys.place(path).unlink()
    monkeypatch.setattr(sys, "argv", ["data", "recover-key", "--db", str(path)])
    assert data_main.main() == 0
    with closing(Store.open(path)) as store:
        assert recovery.is_noted(store)


def test_the_code_stands_in_no_file_but_the_paper(path):
    code = code_of(path)
    text = "".join(code.split())
    for each in path.parent.rglob("*"):
        content = each.read_bytes() if each.is_file() else b""
        assert not any(word.encode() in content for word in (code, text, code.splitlines()[0]))
    assert os.environ.get(keys.PASSPHRASE_VARIABLE) is None
