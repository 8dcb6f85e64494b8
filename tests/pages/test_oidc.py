"""Signing in through the office's own server: the whole way, over HTTP, against a server that also misbehaves."""

from __future__ import annotations

import base64
import hmac
import json
import time
from datetime import timedelta

import pytest
import requests
from argon2 import PasswordHasher
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

from bench.served import free_port
from data import accounts as kept
from data.errors import OidcCrowded
from data.oidc.provider import REASONS, Provider
from data.oidc.settings import RETURN_PATH
from pages.parts.gate import notes
from pages.parts.gate.office import COOKIE, START
from pages.parts.gate.sessions import PLAIN_COOKIE
from pages.parts.gate.signin import SignIn
from tests.oidc_server import CLIENT, SECRET, OidcServer
from tests.pages.test_gate import House, mark, sign_in

ADDRESS = "http://127.0.0.1:8501"


@pytest.fixture(scope="module")
def running():
    with OidcServer(ADDRESS + RETURN_PATH) as server:
        yield server


@pytest.fixture
def server(running):
    """The server as it is when it behaves."""
    running.behave()
    return running


@pytest.fixture
def office(tmp_path, monkeypatch, server):
    """A gate whose office trusts the server; ``kasi1`` is linked with a person there."""
    monkeypatch.setattr(kept, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(kept, "_DECOY", [])
    monkeypatch.setattr(notes, "KEEPERS", [])
    return Office(tmp_path, server)


class Office(House):
    def __init__(self, home, server: OidcServer) -> None:
        super().__init__(home)
        self.home, self.server = home, server
        self.write()
        self.accounts.link("kasi1", "orang-1")
        self.provider = Provider(home, self.clock)
        self.own = self.gate._own = SignIn(self.accounts, self.sessions, self.own._throttle, self.provider)

    def write(self, **changed: str) -> None:
        rows = {"issuer": self.server.issuer, "client_id": CLIENT, "client_secret": SECRET, "address": ADDRESS,
                "label": "Akun Pemda", **changed}  # fmt: skip
        path = self.home / "oidc.toml"
        path.write_text("".join(f"{name} = {json.dumps(text)}\n" for name, text in rows.items()), encoding="utf-8")
        path.chmod(0o600)


def there(visitor, to: str = "/peta") -> str:
    """Go to the server; return the address at which it sends the browser back, without its host."""
    begun = visitor.get(f"{START}?ke={to}")
    assert begun.status_code == 303, begun.content
    answer = requests.get(begun.headers["location"], allow_redirects=False, timeout=10)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removeprefix(ADDRESS)


def told(answer, reason: str) -> bool:
    return answer.status_code == 403 and REASONS[reason] in answer.content.decode()


def test_who_is_linked_comes_in_and_goes_where_they_wanted(office):
    visitor = office.visitor()
    assert "Masuk lewat Akun Pemda" in visitor.get("/masuk?ke=/peta").content.decode()
    answer = visitor.get(there(visitor))
    assert (answer.status_code, answer.headers["location"]) == (303, "/peta")
    assert COOKIE not in visitor.cookies
    assert visitor.ask("GET", "/peta").status_code == 200
    assert office.sessions.find(visitor.cookies[PLAIN_COOKIE]).username == "kasi1"
    assert office.server.asked == ["discovery", "jwks", "token"]


def test_the_way_there_holds_pkce_state_and_nonce_and_no_secret(office):
    begun = office.visitor().get(START)
    for part in ("code_challenge_method=S256", "code_challenge=", "state=", "nonce=", "prompt=login"):
        assert part in begun.headers["location"]
    assert "rahasia" not in begun.headers["location"]
    assert {"HttpOnly", "SameSite=lax", f"Path={START}"} <= set(begun.headers["set-cookie"].split("; "))


def test_signing_out_says_that_the_server_still_knows_them(office):
    visitor = office.visitor()
    visitor.get(there(visitor))
    left = visitor.post("/keluar", {"tanda": mark(visitor.get("/akun").content)})
    page = visitor.get(left.headers["location"]).content.decode()
    assert f'href="{office.server.issuer}/end?client_id={CLIENT}"' in page
    local = office.signed_in()
    assert local.post("/keluar", {"tanda": mark(local.get("/akun").content)}).headers["location"] == "/masuk"


def test_it_is_noted_without_saying_who_they_are_there(office, monkeypatch, caplog):
    noted = []
    monkeypatch.setattr(notes, "KEEPERS", [lambda by, *rest: noted.append((by.account, *rest))])
    visitor = office.visitor(comes_from="10.0.0.7")
    with caplog.at_level("INFO"):
        visitor.get(there(visitor))
        office.server.person = {"sub": "orang-2"}
        visitor.get(there(visitor))
        notes.settle()
    assert noted == [
        ("kasi1", "masuk", "kasi1", "lewat server akun kantor", "10.0.0.7"),
        ("", "gagal_masuk", "oidc", "lewat server akun kantor: akun", "10.0.0.7"),
    ]
    for hidden in (SECRET, "orang-1", "orang-2", "tiket"):
        assert hidden not in caplog.text


# --- who is let in -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["unknown", "closed", "unlinked"])
def test_nobody_gets_an_account_by_having_one_there(office, state):
    if state == "unknown":
        office.server.person = {"sub": "kasi1"}  # a name of ours is no identity there
    elif state == "closed":
        office.accounts.set_active("kasi1", is_active=False)
    else:
        office.accounts.link("kasi1", "")
    visitor = office.visitor()
    answer = visitor.get(there(visitor))
    assert answer.status_code == 403
    assert "tidak terhubung dengan akun Petasalur" in answer.content.decode()
    assert office.sessions.count() == 0


def test_an_address_of_email_counts_once_the_server_has_proved_it(office):
    office.write(claim="email")
    office.accounts.link("kasi1", "Siti@Kantor.example")
    visitor = office.visitor()
    assert visitor.get(there(visitor)).status_code == 303
    assert office.server.asked[-1] == "userinfo"
    for unproven in ({"email_verified": False}, {"email_verified": "true"}, {}):
        office.server.person = {"sub": "orang-1", "email": "siti@kantor.example", **unproven}
        assert told(visitor.get(there(visitor)), "surel")
    office.server.person = {"sub": "orang-1"}
    assert told(visitor.get(there(visitor)), "tanpa")


def test_what_userinfo_says_of_somebody_else_does_not_count(office):
    office.write(claim="email")
    office.accounts.link("kasi1", "siti@kantor.example")
    office.server.bend = lambda claims: claims.update(sub="orang-2")
    visitor = office.visitor()
    assert told(visitor.get(there(visitor)), "token")


def test_a_change_of_the_link_ends_the_session(office):
    visitor = office.visitor()
    visitor.get(there(visitor))
    office.accounts.link("kasi1", "orang-9")
    assert visitor.ask("GET", "/peta").status_code == 401


# --- attacks -----------------------------------------------------------------------------------------------


def test_a_forged_state_a_foreign_browser_and_a_replay_are_refused(office):
    visitor, victim = office.visitor(), office.visitor()
    back = there(visitor)
    assert told(victim.get(back), "asal")  # an attacker's own code, given to somebody else's browser
    assert told(visitor.get(back.replace("state=", "state=x")), "asal")
    assert told(visitor.get(back), "asal")  # the forged one has used the sign-in up
    back = there(visitor)
    used = dict(visitor.cookies)
    assert visitor.get(back).status_code == 303
    visitor.cookies |= used
    assert told(visitor.get(back), "asal")
    other = there(visitor)
    code = back.partition("code=")[2].partition("&")[0]
    new = other.partition("code=")[2].partition("&")[0]
    assert told(visitor.get(other.replace(new, code)), "kode")  # the server itself knows that code no more


def test_a_code_that_somebody_else_got_is_of_no_use(office):
    """Injected into an own sign-in: the verifier does not fit the challenge of the stolen code."""
    thief, owner = office.visitor(), office.visitor()
    stolen = there(owner).partition("code=")[2].partition("&")[0]
    own = there(thief)
    assert told(thief.get(own.replace(own.partition("code=")[2].partition("&")[0], stolen)), "kode")


def test_a_sign_in_ends_after_ten_minutes(office):
    visitor = office.visitor()
    back = there(visitor)
    office.clock.now_s += 600.0
    assert told(visitor.get(back), "asal")


def test_an_answer_of_another_server_is_refused(office):
    for change in (lambda back: back.partition("&iss=")[0], lambda back: back + "x"):
        visitor = office.visitor()
        assert told(visitor.get(change(there(visitor))), "asal")


@pytest.mark.parametrize("error", ["access_denied", "login_required", "<script>alert(1)</script>"])
def test_a_no_of_the_server_is_told_in_our_words(office, error):
    visitor = office.visitor()
    back = there(visitor)
    parts = dict(part.split("=", 1) for part in back.partition("?")[2].split("&"))
    answer = visitor.get(f"{RETURN_PATH}?error={error}&state={parts['state']}&iss={parts['iss']}")
    assert told(answer, "batal")
    assert b"<script>" not in answer.content


def part(of: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(of).encode()).rstrip(b"=").decode()


def by_another_key(server, claims):
    return server.signed(claims, RSAKey.generate_key(2048))


def by_nothing(server, claims):
    return f"{part({'alg': 'none', 'kid': server.key.kid})}.{part(claims)}."


def by_the_secret(_server, claims):
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET), algorithms=["HS256"])


def by_the_public_key(server, claims):
    """The confusion of RS256 and HS256: the key that all may read, taken for a secret; joserfc would not sign so."""
    public = server.key.as_pem(private=False)
    text = f"{part({'alg': 'HS256', 'kid': server.key.kid})}.{part(claims)}"
    sign = hmac.digest(public, text.encode(), "sha256")
    return f"{text}.{base64.urlsafe_b64encode(sign).rstrip(b'=').decode()}"


def by_a_key_it_brings(_server, claims):
    own = RSAKey.generate_key(2048, auto_kid=True)
    header = {"alg": "RS256", "kid": own.kid, "jwk": own.as_dict(private=False)}
    return jwt.encode(header, claims, own, algorithms=["RS256"])


def with_changed_claims(server, claims):
    head, _, sign = server.signed(claims).split(".")
    return f"{head}.{part(claims | {'sub': 'admin'})}.{sign}"


@pytest.mark.parametrize(
    "sign",
    [by_another_key, by_nothing, by_the_secret, by_the_public_key, by_a_key_it_brings, with_changed_claims,
     lambda *_: "", lambda *_: "a.b.c", lambda *_: None],
)  # fmt: skip
def test_a_token_that_the_server_did_not_sign_opens_nothing(office, sign):
    office.server.sign = lambda claims: sign(office.server, claims)
    visitor = office.visitor()
    assert told(visitor.get(there(visitor)), "token")
    assert office.sessions.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"nonce": "lain"}, {"nonce": None}, {"aud": "lain"}, {"aud": [CLIENT, "lain"]}, {"aud": None},
        {"aud": [CLIENT, "lain"], "azp": CLIENT}, {"azp": "lain"}, {"iss": "https://lain.example"}, {"iss": None},
        {"exp": timedelta(minutes=-2)}, {"exp": None}, {"exp": "besok"}, {"iat": timedelta(hours=1)}, {"iat": None},
        {"nbf": timedelta(hours=1)}, {"sub": None}, {"sub": ["orang-1"]}, {"sub": ""}, {"at_hash": "lain"},
    ],
    ids=str,
)  # fmt: skip
def test_a_token_for_others_or_of_another_time_opens_nothing(office, wrong):
    def bend(claims):
        now = time.time()  # here, not in the list above: each process of a run must name its tests alike
        claims.update(
            {name: now + it.total_seconds() if isinstance(it, timedelta) else it for name, it in wrong.items()}
        )
        for name in [name for name, value in wrong.items() if value is None]:
            del claims[name]

    office.server.bend = bend
    visitor = office.visitor()
    assert told(visitor.get(there(visitor)), "token")
    assert office.sessions.count() == 0


def test_a_new_key_of_the_server_is_fetched_but_not_by_every_forged_token(office):
    visitor = office.visitor()
    assert visitor.get(there(visitor)).status_code == 303
    new = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
    office.server.sign = lambda claims: jwt.encode({"alg": "RS256", "kid": new.kid}, claims, new, algorithms=["RS256"])
    assert told(visitor.get(there(visitor)), "token")
    office.server.shown = KeySet([office.server.key, new])
    assert told(visitor.get(there(visitor)), "token")  # within a minute the keys are not fetched again
    office.clock.now_s += 61.0
    assert visitor.get(there(visitor)).status_code == 303
    assert office.server.asked.count("jwks") == 2


def test_many_failed_ones_are_held(office):
    visitor = office.visitor(comes_from="10.0.0.9")
    codes = [visitor.get(f"{RETURN_PATH}?state=x&code=y").status_code for _ in range(30)]
    assert codes == [403] * 20 + [429] * 10
    assert visitor.get(START).status_code == 429
    assert office.visitor(comes_from="10.0.0.8").get(START).status_code == 303


def test_a_stranger_who_begins_and_never_ends_pushes_nobody_out(office):
    """Neither from one address, which is held after thirty, nor from a thousand."""
    waiting = office.visitor(comes_from="10.0.0.8")
    back = there(waiting)
    codes = [office.visitor(comes_from="10.0.0.9").get(START).status_code for _ in range(40)]
    assert codes == [303] * 30 + [429] * 10
    for number in range(969):
        office.provider.begin("/", f"10.1.{number // 250}.{number % 250}")
    crowded = office.visitor(comes_from="10.0.0.7").get(START)
    assert (crowded.status_code, crowded.headers["retry-after"]) == (429, "601")
    assert "Terlalu banyak orang" in crowded.content.decode()
    assert waiting.get(back).headers["location"] == "/peta"
    assert len(office.provider._waiting) == 999
    office.clock.now_s += 600.0
    assert office.visitor(comes_from="10.0.0.9").get(START).status_code == 303
    assert len(office.provider._waiting) == 1


def test_who_begins_again_in_the_same_browser_takes_one_place(office):
    visitor = office.visitor()
    assert {visitor.get(START).status_code for _ in range(40)} == {303}
    assert len(office.provider._waiting) == 1


def test_an_address_of_ipv6_is_counted_with_its_network(office):
    for number in range(30):
        office.provider.begin("/", f"2001:db8::{number:x}")
    with pytest.raises(OidcCrowded):
        office.provider.begin("/", "2001:db8::ffff")
    office.provider.begin("/", "2001:db8:0:1::1")


def test_a_wish_of_any_length_is_not_kept(office):
    visitor = office.visitor()
    assert visitor.get(there(visitor, "/peta?" + "x" * 9000)).headers["location"] == "/"


def test_a_sub_that_looks_like_an_address_is_told_apart_by_its_case(office):
    """Of an address of e-mail the case does not count: an office types as it likes."""
    office.accounts.link("kasi1", "Siti@kantor.example")
    office.server.person["sub"] = "siti@kantor.example"
    visitor = office.visitor()
    assert visitor.get(there(visitor)).status_code == 403
    office.write(claim="email")
    assert visitor.get(there(visitor)).status_code == 303


# --- when it does not work ---------------------------------------------------------------------------------


def test_local_accounts_come_in_while_the_server_is_down(office):
    office.write(issuer=f"http://127.0.0.1:{free_port()}")
    visitor = office.visitor()
    answer = visitor.get(START)
    assert answer.status_code == 503
    assert "masuk dengan nama dan kata sandi" in answer.content.decode()
    assert sign_in(visitor).status_code == 303


@pytest.mark.parametrize(
    "facts",
    [{"issuer": "https://lain.example"}, {"token_endpoint": "http://lain.example/token"}, {"jwks_uri": None},
     {"authorization_endpoint": "javascript:alert(1)"}],
)  # fmt: skip
def test_a_server_that_is_another_or_speaks_in_clear_is_not_used(office, facts):
    office.server.facts = facts
    assert office.visitor().get(START).status_code == 503
    assert "token" not in office.server.asked


def test_a_wrong_secret_is_the_offices_fault_and_opens_nothing(office):
    office.write(client_secret="salah")  # noqa: S106
    visitor = office.visitor()
    assert told(visitor.get(there(visitor)), "kode")


def test_without_settings_there_is_no_button_and_no_way(office):
    (office.home / "oidc.toml").unlink()
    assert START not in office.visitor().get("/masuk").content.decode()
    assert office.visitor().get(START).status_code == 503


def test_from_another_name_of_the_server_the_way_leads_over_the_one_that_is_set(office):
    begun = office.visitor(host="localhost:8501").get(f"{START}?ke=/peta")
    assert begun.headers["location"] == f"{ADDRESS}{START}?ke=%2Fpeta&pindah=1"
    assert office.visitor(host="localhost:8501").get(f"{START}?ke=/peta&pindah=1").status_code == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/keluar", START, RETURN_PATH])
def test_the_way_back_leads_to_no_other_host(office, target):
    visitor = office.visitor()
    assert visitor.get(there(visitor, target)).headers["location"] == "/"
