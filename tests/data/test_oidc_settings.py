"""Which server an office trusts: the file, what is wrong with it, and that it keeps its secret."""

from __future__ import annotations

import io
import os
import sys

import pytest

from data import __main__ as data_main
from data import keys, rekey
from data.__main__ import parser
from data.accounts import Accounts
from data.errors import AccountUnknown, IdentityWrong, OidcSettingsWrong, OidcUnreachable
from data.messages import sentence
from data.office import open_office
from data.oidc import sealed
from data.oidc.settings import SECRET, is_safe_address, read_settings
from tests.oidc_server import OidcServer

GOOD = "sepeda hijau 7 sungai"
LEAST = 'issuer = "https://sso.example"\nclient_id = "petasalur"\naddress = "https://petasalur.kantor:8501/"\n'
HIDDEN = 'client_secret = "sangat-rahasia"\n'


def written(folder, text: str, mode: int = 0o600):
    (folder / "oidc.toml").write_text(text, encoding="utf-8")
    (folder / "oidc.toml").chmod(mode)
    return folder


def test_three_lines_are_enough(tmp_path):
    assert read_settings(tmp_path) is None
    found = read_settings(written(tmp_path, LEAST, 0o644))
    assert (found.claim, found.client_secret) == ("sub", "")
    assert found.return_address() == "https://petasalur.kantor:8501/masuk/oidc/kembali"


def test_the_secret_may_stand_in_the_environment_and_is_never_shown(tmp_path, monkeypatch):
    assert read_settings(written(tmp_path, LEAST + HIDDEN)).client_secret == "sangat-rahasia"  # noqa: S105
    monkeypatch.setenv(SECRET, "dari lingkungan")
    found = read_settings(tmp_path)
    assert found.client_secret == "dari lingkungan"  # noqa: S105
    assert "lingkungan" not in repr(found)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_a_secret_that_others_can_read_is_none(tmp_path):
    with pytest.raises(OidcSettingsWrong, match="terbaca orang lain") as caught:
        read_settings(written(tmp_path, LEAST + HIDDEN, 0o644))
    assert "sangat" not in sentence(caught.value)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "issuer belum diisi, client_id belum diisi, address belum diisi"),
        (LEAST + 'isuer = "x"', "isuer tidak dikenal"),
        (LEAST + "claim = 3", "claim tidak dikenal"),
        (LEAST + 'claim = "e-mail!"', "claim bukan nama klaim"),
        (LEAST + 'ca_file = "/tidak/ada.pem"', "ca_file tidak ada"),
        (LEAST.replace("https://sso", "http://sso"), "issuer harus beralamat https"),
        (LEAST.replace("8501/", "8501/x"), "address memuat lebih"),
        (LEAST + HIDDEN + "\nx", "bukan TOML"),
        ("\x00", "bukan TOML"),
    ],
)
def test_what_is_wrong_is_told_without_the_secret(tmp_path, text, problem):
    with pytest.raises(OidcSettingsWrong) as caught:
        read_settings(written(tmp_path, text))
    assert problem in sentence(caught.value)
    assert "sangat" not in sentence(caught.value)


def test_only_what_stays_secret_is_spoken_with():
    assert all(
        map(is_safe_address, ("https://sso.example/x", "http://127.0.0.1:3000", "http://[::1]:1", "http://localhost"))
    )
    wrong = ("http://sso.example", "ftp://sso.example", "https://a@b", "javascript:alert(1)", "", None, "https://a b\n",
             "http://127.0.0.1.evil.example", "https://")  # fmt: skip
    assert not any(map(is_safe_address, wrong))


# --- links ------------------------------------------------------------------------------------------------


def shell(*arguments: str) -> None:
    options = parser().parse_args(["account", *arguments])
    options.command(options)


def test_an_identity_means_one_account(tmp_path, capsys):
    accounts = Accounts(tmp_path)
    accounts.add("siti", GOOD, role="kasi")
    accounts.add("budi", GOOD, role="camat")
    home = ("--home", str(tmp_path))
    shell("link", "siti", "Siti@kantor.example", *home)
    assert accounts.identified("siti@KANTOR.example", is_address=True).username == "siti"
    assert accounts.identified("siti", is_address=True) is accounts.identified("", is_address=True) is None
    for name, identity, error in (
        ("budi", "siti@kantor.example", IdentityWrong),
        ("budi", "x" * 255, IdentityWrong),
        ("budi", "a\nb", IdentityWrong),
        ("tidak", "x", AccountUnknown),
    ):
        with pytest.raises(error):
            accounts.link(name, identity)
    capsys.readouterr()
    shell("list", *home)
    assert capsys.readouterr().out.splitlines()[0].endswith("aktif · terhubung")
    shell("unlink", "siti", *home)
    assert accounts.identified("Siti@kantor.example", is_address=True) is None


def test_what_is_told_apart_by_case_stays_so(tmp_path):
    accounts = Accounts(tmp_path)
    accounts.add("siti", GOOD, role="kasi")
    for own, said in (("AbC", "abc"), ("AbC@issuer", "abc@issuer")):
        accounts.link("siti", own)
        assert accounts.identified(said, is_address=False) is None
        assert accounts.identified(own, is_address=False).username == "siti"
    accounts.link("siti", "karim@kantor.example")
    assert accounts.identified("\N{KELVIN SIGN}arim@kantor.example", is_address=True) is None


def test_accounts_from_before_are_read(tmp_path):
    accounts = Accounts(tmp_path)
    accounts.add("siti", GOOD, role="kasi")
    text = accounts.path.read_text(encoding="utf-8")
    older = text.replace(',\n   "identity": ""', "")
    assert older != text
    accounts.path.write_text(older, encoding="utf-8")
    assert accounts.all()["siti"].identity == ""


def test_the_shell_tells_what_to_register_and_whether_the_server_answers(tmp_path, capsys):
    home = ("--home", str(tmp_path))
    shell("oidc", *home)
    assert "Belum ada oidc.toml" in capsys.readouterr().out
    with OidcServer("http://127.0.0.1:8501/masuk/oidc/kembali") as server:
        rows = f'issuer = "{server.issuer}"\nclient_id = "petasalur"\naddress = "http://127.0.0.1:8501"\n'
        shell_text = written(tmp_path, rows + HIDDEN)
        shell("oidc", "--home", str(shell_text))
    told = capsys.readouterr().out
    assert "http://127.0.0.1:8501/masuk/oidc/kembali" in told
    assert "1 kunci tanda tangan" in told
    assert "sangat-rahasia" not in told
    with pytest.raises(OidcUnreachable):
        shell("oidc", *home)


# --- encrypted under the office's key ------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path, monkeypatch):
    """Settings with the secret in clear, and an encrypted database beside them."""
    monkeypatch.setattr(keys, "_UNLOCKED", {})
    monkeypatch.setattr(sealed, "_KNOWN", {})
    for name in (keys.FILE_VARIABLE, keys.PASSPHRASE_VARIABLE, "PETASALUR_DB"):
        monkeypatch.delenv(name, raising=False)
    open_office(tmp_path / "kantor.duckdb").close()
    return written(tmp_path, LEAST + HIDDEN + 'claim = "email"\n')


def seal_from_shell(monkeypatch, folder, typed: str) -> int:
    monkeypatch.setattr(sys, "argv", ["data", "account", "seal-secret", "--home", str(folder)])
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    return data_main.main()


def test_sealed_the_secret_stands_nowhere_in_clear_and_is_read_all_the_same(office, monkeypatch, capsys):
    assert seal_from_shell(monkeypatch, office, "lebih-rahasia\n") == 0
    assert "lebih" not in capsys.readouterr().out
    text = (office / "oidc.toml").read_text()
    assert "rahasia" not in text
    assert text.count("client_secret") == 1
    assert (office / "oidc.toml").stat().st_mode & 0o777 == 0o600
    found = read_settings(office)
    assert (found.client_secret, found.claim) == ("lebih-rahasia", "email")


def test_after_a_change_of_the_key_it_is_still_read(office, monkeypatch):
    sealed.seal(office, "lebih-rahasia")
    rekey.rotate(office / "kantor.duckdb")
    monkeypatch.setattr(sealed, "_KNOWN", {})
    assert read_settings(office).client_secret == "lebih-rahasia"  # noqa: S105


@pytest.mark.parametrize("fault", ["gone", "other", "changed", "damaged", "wrapped"])
def test_without_its_key_it_is_told_and_never_shown(office, fault, monkeypatch):
    path, place = office / "oidc.toml", keys.place(office / "kantor.duckdb")
    sealed.seal(office, "lebih-rahasia")
    text = path.read_text()
    at = text.index(sealed.MARK) + 60
    if fault in {"gone", "other", "wrapped"}:
        known = keys.read(office / "kantor.duckdb")
        place.unlink()
    if fault == "other":
        keys.write(office / "kantor.duckdb", keys.Ring((keys.new_key(),)))
    if fault == "wrapped":
        keys.write(office / "kantor.duckdb", keys.Ring(known.keys, GOOD))
        monkeypatch.setattr(keys, "_UNLOCKED", {})
    if fault == "changed":
        path.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])
    if fault == "damaged":
        path.write_text(text.replace(sealed.MARK, f"{sealed.MARK}!"))
    with pytest.raises(OidcSettingsWrong) as caught:
        read_settings(office)
    assert "rahasia" in sentence(caught.value)
    assert "lebih" not in sentence(caught.value)
    if fault == "wrapped":
        keys.unlock(office / "kantor.duckdb", GOOD)
        assert read_settings(office).client_secret == "lebih-rahasia"  # noqa: S105


def test_what_cannot_be_sealed_is_told(office, monkeypatch, capsys):
    whole = (office / "oidc.toml").read_text()
    assert seal_from_shell(monkeypatch, office, "\n") == 1
    keys.place(office / "kantor.duckdb").unlink()
    assert seal_from_shell(monkeypatch, office, "x\n") == 1
    assert (office / "oidc.toml").read_text() == whole
    (office / "oidc.toml").unlink()
    assert seal_from_shell(monkeypatch, office, "x\n") == 1
    assert capsys.readouterr().err.count("\n") == 3
