"""The gate, attacked: without a server, at the level where every request passes."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from argon2 import PasswordHasher
from starlette.websockets import WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from data import accounts as kept
from data.accounts import Accounts
from data.refusals import SELDOM, Allowance
from data.roles import Actor
from data.throttle import FREE_PER_ADDRESS, Throttle
from pages.parts import gate, server
from pages.parts.gate import door, notes, signin, stream
from pages.parts.gate.door import Gate
from pages.parts.gate.headers import is_loopback, is_our_name
from pages.parts.gate.sessions import PLAIN_COOKIE, TLS_COOKIE, TOLD, Sessions
from pages.parts.gate.signin import SignIn
from pages.parts.gate.stream import ENDED, TO_SIGN_IN
from pages.parts.gate.uploads import CROWDED, Uploads
from tests.asgi import Visitor

NIK = "6311024107850001"  # invented
PASSWORD = "sepeda hijau 7 sungai"  # noqa: S105  of invented accounts
FILE, OTHER_FILE, TYPED_FILE = "a" * 32, "b" * 32, "c" * 32
EVERYTHING = (
    "/", "/peta", "/static/js/index.js", "/app/static/x.png",
    f"/media/{FILE}.pdf", "/assets/leaflet.js", "/tiles/x/1/2/3",
    "/component/streamlit_folium.st_folium/index.html", "/_stcore/host-config", "/_stcore/metrics", "/favicon.png",
    "/_stcore/upload_file/s/f", "/_stcore/health/", "//_stcore/health", "/masuk/", "/masuk/../peta", "/MASUK",
)  # fmt: skip


class Clock:
    now_s = 0.0

    def __call__(self) -> float:
        return self.now_s


class Inside:
    """What stands behind the gate: counts who came through, names a run, gives a file away."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.scopes: list[dict] = []

    async def __call__(self, scope, receive, send) -> None:
        self.seen.append(scope["path"])
        self.scopes.append(scope)
        if scope["type"] == "http":
            while scope["method"] == "PUT" and (await receive()).get("more_body"):
                pass
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"dalam"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        first = ForwardMsg()
        first.new_session.initialize.session_id = "run-1"
        await send({"type": "websocket.send", "bytes": first.SerializeToString()})
        shown = ForwardMsg()
        shown.delta.new_element.download_button.url = f"/media/{FILE}.pdf"
        shown.delta.new_element.download_button.label = f"/media/{TYPED_FILE}.pdf"
        await send({"type": "websocket.send", "bytes": shown.SerializeToString()})
        while (await receive())["type"] != "websocket.disconnect":
            await send({"type": "websocket.send", "bytes": b"told"})


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(kept, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    monkeypatch.setattr(kept, "_DECOY", [])
    for allowed in (notes.STRANGERS, notes.COMING_AND_GOING, SELDOM):
        allowed.forget()


@pytest.fixture
def house(tmp_path):
    return House(tmp_path)


class House:
    """A gate with one account of each kind needed; ``visitor()`` is somebody new."""

    def __init__(self, home, *, with_accounts: bool = True) -> None:
        self.clock, self.inside = Clock(), Inside()
        self.accounts = Accounts(home)
        if with_accounts:
            self.accounts.add("kasi1", PASSWORD, role="kasi", label="<b>Kasi</b>")
            self.accounts.add("admin1", PASSWORD, role="admin")
        self.sessions = Sessions(self.accounts, clock=self.clock)
        self.own = SignIn(self.accounts, self.sessions, Throttle(self.clock))
        self.gate = Gate(self.inside, accounts=self.accounts, sessions=self.sessions, tick_s=0.02, own=self.own)

    def visitor(self, **what) -> Visitor:
        return Visitor(self.gate, **what)

    def signed_in(self, name: str = "kasi1", **what) -> Visitor:
        visitor = self.visitor(**what)
        answer = sign_in(visitor, name)
        assert answer.status_code == 303, answer.content
        return visitor


def mark(page: bytes) -> str:
    return re.search(rb'name="tanda" value="([0-9a-f]{64})"', page)[1].decode()


def sign_in(visitor: Visitor, name: str = "kasi1", password: str = PASSWORD, to: str = "/", **headers):
    form = visitor.get("/masuk").content
    return visitor.post("/masuk", {"tanda": mark(form), "nama": name, "sandi": password, "ke": to}, **headers)


# --- nothing without a session ----------------------------------------------------------------------------


@pytest.mark.parametrize("path", EVERYTHING)
def test_nothing_is_had_without_a_session(house, path):
    visitor = house.visitor()
    assert visitor.get(path).status_code == 303
    assert visitor.get(path).headers["location"].startswith("/masuk")
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "POST", "DELETE", "TRACE"):
        assert visitor.ask(method, path).status_code == 401
    assert house.inside.seen == []


def test_only_health_is_open(house):
    assert house.visitor().ask("GET", "/_stcore/health").content == b"dalam"
    assert house.inside.seen == ["/_stcore/health"]


def test_a_websocket_without_cookie_is_refused_before_it_opens(house):
    assert [sent["type"] for sent in house.visitor().websocket("/_stcore/stream")] == ["websocket.close"]
    assert house.inside.seen == []


@pytest.mark.parametrize("token", ["", "x", "../", "a" * 43, "None", "petasalur_sesi=" * 3, '"', "\xff\xfe"])
def test_a_forged_cookie_opens_nothing(house, token):
    visitor = house.visitor()
    visitor.cookies[PLAIN_COOKIE] = token
    assert visitor.ask("GET", "/").status_code == 401
    assert [sent["type"] for sent in visitor.websocket("/_stcore/stream")] == ["websocket.close"]


def test_a_deep_link_leads_back_after_signing_in(house):
    visitor = house.visitor()
    asked = visitor.get("/peta?desa=1")
    assert asked.headers["location"] == "/masuk?ke=%2Fpeta%3Fdesa%3D1"
    form = visitor.get(asked.headers["location"]).content
    assert b'name="ke" value="/peta?desa=1"' in form
    assert sign_in(visitor, to="/peta?desa=1").headers["location"] == "/peta?desa=1"
    assert visitor.get("/peta").content == b"dalam"


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)", "peta",
     "/\n//evil.example", "", "/keluar", "/masuk", "///evil.example", "http:evil.example"],
)  # fmt: skip
def test_no_way_leads_to_another_host(house, target):
    assert sign_in(house.visitor(), to=target).headers["location"] == "/"


# --- sessions ----------------------------------------------------------------------------------------------


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_by_other_sites(house):
    visitor = house.visitor()
    sign_in(visitor)
    line = next(line for line in visitor.set_cookies if line.startswith(PLAIN_COOKIE))
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(line.split("; "))


def test_under_tls_only_browsers_are_told_to_come_by_tls_for_a_day(house):
    """Not over plain http, where it would be no word to hold to; and for no longer than an office can wait."""
    name = "strict-transport-security"
    under_tls = [house.visitor(scheme="https").get(path) for path in ("/masuk", "/peta", "/_stcore/health")]
    under_tls.append(house.signed_in(scheme="https").ask("GET", "/"))
    assert [answer.headers[name] for answer in under_tls] == ["max-age=86400"] * 4
    plain = [house.visitor().get("/masuk"), house.signed_in().ask("GET", "/")]
    assert [name in answer.headers for answer in plain] == [False, False]
    stranger = house.visitor(scheme="https", host="evil.example").get("/masuk")
    assert (stranger.status_code, name in stranger.headers) == (421, False)


def test_under_tls_the_cookie_is_secure_and_bound_to_the_host(house):
    visitor = house.visitor(scheme="https")
    sign_in(visitor)
    line = next(line for line in visitor.set_cookies if line.startswith(TLS_COOKIE))
    assert {"Secure", "HttpOnly", "Path=/"} <= set(line.split("; "))
    assert "Domain" not in line
    visitor.cookies[PLAIN_COOKIE] = visitor.cookies.pop(TLS_COOKIE)
    assert visitor.ask("GET", "/").status_code == 401


@pytest.mark.parametrize(("scheme", "who"), [("https", "kasi1"), ("http", "admin1")])
def test_a_page_run_is_of_the_one_cookie_that_counts(house, monkeypatch, scheme, who):
    """Both cookies are sent, each of somebody else's session, and a header that names the wrong one too."""
    tokens = {TLS_COOKIE: house.sessions.open(house.accounts.find("kasi1"))}
    tokens[PLAIN_COOKIE] = house.sessions.open(house.accounts.find("admin1"))
    wrong = tokens[PLAIN_COOKIE if scheme == "https" else TLS_COOKIE]
    visitor = house.visitor(scheme=scheme, cookies=dict(tokens), always={TOLD: wrong})
    assert visitor.websocket("/_stcore/stream")[0]["type"] == "websocket.accept"
    seen = WebSocket(house.inside.scopes[-1], receive=None, send=None)
    monkeypatch.setattr(gate, "ACCOUNTS", house.accounts)
    monkeypatch.setattr(gate, "SESSIONS", house.sessions)
    monkeypatch.setattr(gate.st, "context", SimpleNamespace(headers=seen.headers, cookies=seen.cookies))
    assert gate.account().username == who
    assert seen.headers.getlist(TOLD) == [tokens[TLS_COOKIE if scheme == "https" else PLAIN_COOKIE]]


def test_a_session_that_somebody_planted_is_not_taken_on(house):
    visitor = house.visitor()
    visitor.cookies[PLAIN_COOKIE] = planted = "geplant" * 6
    sign_in(visitor)
    assert visitor.cookies[PLAIN_COOKIE] != planted
    thief = house.visitor()
    thief.cookies[PLAIN_COOKIE] = planted
    assert thief.ask("GET", "/").status_code == 401


def test_signing_in_again_ends_the_session_before(house):
    visitor = house.signed_in()
    old = visitor.cookies[PLAIN_COOKIE]
    token = mark(house.visitor().get("/masuk").content)
    assert len(token) == 64
    form = house.visitor()
    page = form.get("/masuk").content
    form.cookies[PLAIN_COOKIE] = old
    form.post("/masuk", {"tanda": mark(page), "nama": "kasi1", "sandi": PASSWORD})
    assert form.cookies[PLAIN_COOKIE] != old
    assert visitor.ask("GET", "/").status_code == 401


def test_a_cookie_replayed_after_signing_out_opens_nothing(house):
    visitor = house.signed_in()
    stolen = dict(visitor.cookies)
    assert visitor.post("/keluar", {"tanda": mark(visitor.get("/akun").content)}).headers["location"] == "/masuk"
    assert PLAIN_COOKIE not in visitor.cookies
    visitor.cookies = stolen
    assert visitor.ask("GET", "/").status_code == 401
    assert house.sessions.count() == 0


def test_a_session_ends_when_idle_and_at_the_latest_after_twelve_hours(house):
    idle = house.signed_in()
    house.clock.now_s = 1799.0
    assert idle.ask("GET", "/").status_code == 200
    house.clock.now_s += 1801.0
    assert idle.ask("GET", "/").status_code == 401
    busy = house.signed_in()
    began = house.clock.now_s
    while house.clock.now_s < began + 12 * 3600 - 1000:
        house.clock.now_s += 1000.0
        assert busy.ask("GET", "/").status_code == 200
    house.clock.now_s += 1000.0
    assert busy.ask("GET", "/").status_code == 401


@pytest.mark.parametrize("change", ["password", "closed", "gone", "damaged"])
def test_a_change_of_the_account_ends_its_sessions(house, change):
    visitor = house.signed_in()
    {
        "password": lambda: house.accounts.set_password("kasi1", PASSWORD + "!"),
        "closed": lambda: house.accounts.set_active("kasi1", is_active=False),
        "gone": house.accounts.path.unlink,
        "damaged": lambda: house.accounts.path.write_text("{", encoding="utf-8"),
    }[change]()
    if change != "gone":  # without any account the desk is open again
        assert visitor.ask("GET", "/").status_code == 401
    assert house.sessions.find(visitor.cookies[PLAIN_COOKIE]) is None


def test_an_open_websocket_closes_when_its_session_ends(house):
    visitor = house.signed_in()
    ender = threading.Timer(0.1, lambda: house.accounts.set_active("kasi1", is_active=False))
    ender.start()
    sent = visitor.websocket("/_stcore/stream", stays_s=60)  # on a busy machine much later; else it would leave first
    ender.join()
    assert sent[-2] == {"type": "websocket.send", "bytes": TO_SIGN_IN}  # the page leaves: no data stays on the screen
    assert sent[-1] == {"type": "websocket.close", "code": ENDED, "reason": "sesi berakhir"}


def test_an_account_has_twenty_sessions_at_most(house):
    first = house.signed_in()
    for _ in range(20):
        house.sessions.open(house.accounts.find("kasi1"))
    assert first.ask("GET", "/").status_code == 401
    assert house.sessions.count() == 20


# --- what belongs to one session ---------------------------------------------------------------------------


def test_a_media_file_is_for_the_session_it_was_shown_to(house):
    one, other = house.signed_in(), house.signed_in("admin1")
    assert one.ask("GET", f"/media/{FILE}.pdf").status_code == 403  # not yet shown
    one.websocket("/_stcore/stream")
    assert one.ask("GET", f"/media/{FILE}.pdf").status_code == 200
    assert one.ask("GET", f"/media/{OTHER_FILE}.pdf").status_code == 403
    assert other.ask("GET", f"/media/{FILE}.pdf").status_code == 403


def test_an_address_that_somebody_typed_opens_no_media_file(house):
    """A page repeats what is typed; whoever knows the address of another's file would let themselves in by it."""
    one = house.signed_in()
    one.websocket("/_stcore/stream")
    assert one.ask("GET", f"/media/{FILE}.pdf").status_code == 200
    assert one.ask("GET", f"/media/{TYPED_FILE}.pdf").status_code == 403


def test_the_names_of_streamlits_files_are_known():
    """Should Streamlit name them otherwise one day, no download would work: this says why."""
    storage = MemoryMediaFileStorage("/media")
    name = storage.load_and_get_id(b"x", "text/csv", MediaFileKind.DOWNLOADABLE, "a.csv")
    message = ForwardMsg()
    message.delta.new_element.imgs.imgs.add().url = storage.get_url(name)
    assert list(stream._files_of(message)) == [name]


UPLOAD = "/_stcore/upload_file/run-1/file"
MB = 2**20


@pytest.mark.parametrize("size", [str(10**9), "9" * 30, "-1", "1e3", "²"])
@pytest.mark.parametrize("path", [UPLOAD, "/masuk", "/", "/_stcore/health"])
def test_a_body_that_says_it_is_too_large_is_not_read(house, path, size):
    visitor = house.signed_in()
    house.inside.seen.clear()
    answer = visitor.ask("PUT", path, headers={"content-length": size}, body=b"x" * MB, times=1000)
    assert (answer.status_code, visitor.parts, house.inside.seen) == (413, 0, [])
    assert answer.content.decode() == "Yang dikirim terlalu besar; berkas paling besar 64 MB."
    assert answer.headers["connection"] == "close"


def test_a_body_that_keeps_silent_about_its_size_is_read_up_to_the_limit(house):
    visitor = house.signed_in()
    visitor.websocket("/_stcore/stream")
    assert visitor.ask("PUT", UPLOAD, body=b"x" * MB, times=64).status_code == 200
    assert (visitor.ask("PUT", UPLOAD, body=b"x" * MB, times=1000).status_code, visitor.parts) == (413, 66)
    assert (visitor.ask("PUT", "/peta", body=b"x" * MB, times=1000).status_code, visitor.parts) == (413, 2)


class Kept:
    """What the gate's inside keeps of uploads, as Streamlit does."""

    def __init__(self, gate, runs: dict[str, int]) -> None:
        gate._uploads = Uploads(lambda: {run: {"a": SimpleNamespace(data=bytes(mb * MB))} for run, mb in runs.items()})


def test_an_account_fills_its_room_in_whatever_browsers_and_no_more(house):
    one, two, other = house.signed_in(), house.signed_in(), house.signed_in("admin1")
    for number, each in enumerate((one, two, other)):
        house.sessions.find(each.cookies[PLAIN_COOKIE]).runs.add(f"run-{number}")
    Kept(house.gate, {"run-0": 120, "run-1": 120, "run-2": 0})
    size = {"content-length": str(17 * MB)}
    answers = [each.ask("PUT", f"/_stcore/upload_file/run-{number}/b", headers=size, body=b"x")
               for number, each in enumerate((one, two, other))]  # fmt: skip
    assert [each.status_code for each in answers] == [413, 413, 200]
    assert answers[0].content.decode() == CROWDED
    assert one.ask("PUT", "/_stcore/upload_file/run-0/b", headers={"content-length": str(15 * MB)}).status_code == 200
    assert one.ask("DELETE", "/_stcore/upload_file/run-0/a").status_code == 200


def test_the_server_as_a_whole_has_an_end_too(house, tmp_path):
    visitor = house.signed_in()
    visitor.websocket("/_stcore/stream")
    others = {f"other-{number}": 200 for number in range(5)}
    Kept(house.gate, others)
    size = {"content-length": str(23 * MB)}
    assert visitor.ask("PUT", UPLOAD, headers=size).status_code == 200
    Kept(house.gate, others | {"one-more": 2})
    assert visitor.ask("PUT", UPLOAD, headers=size).status_code == 413
    desk = House(tmp_path / "meja", with_accounts=False)
    Kept(desk.gate, {"run-1": 600})
    assert desk.visitor().ask("PUT", UPLOAD, headers=size).status_code == 200
    Kept(desk.gate, others | {"one-more": 2})
    assert desk.visitor().ask("PUT", UPLOAD, headers=size).status_code == 413


def test_what_is_on_its_way_in_takes_room_too():
    uploads, scope = Uploads(dict), {"path": UPLOAD, "method": "PUT", "headers": []}  # none says its size: 65 MB each
    given = [uploads.begin(scope, {"run-1"}) for _ in range(5)]
    assert given == [65 * MB] * 3 + [None] * 2
    uploads.end(scope, 65 * MB)
    assert uploads.begin(scope, {"run-1"}) == 65 * MB
    for _ in range(3):
        uploads.end(scope, 65 * MB)
    assert uploads._coming == {}


def test_on_the_desk_the_size_is_looked_at_too(tmp_path):
    desk = House(tmp_path, with_accounts=False).visitor()
    assert desk.ask("PUT", UPLOAD, headers={"content-length": str(10**9)}).status_code == 413
    assert desk.ask("PUT", UPLOAD, body=b"x" * MB, times=1000).status_code == 413


def test_an_upload_is_for_the_session_whose_page_it_is(house):
    one, other = house.signed_in(), house.signed_in("admin1")
    one.websocket("/_stcore/stream")
    assert one.ask("PUT", "/_stcore/upload_file/run-1/file").status_code == 200
    assert other.ask("PUT", "/_stcore/upload_file/run-1/file").status_code == 403
    assert other.ask("DELETE", "/_stcore/upload_file/run-1/file").status_code == 403


def test_nobody_goes_on_with_the_run_of_another(house):
    """Streamlit would give the run that is named, with all its choices and tables, to whoever names it."""
    one, other = house.signed_in(), house.signed_in("admin1")
    asked = ("streamlit", "xsrf", "run-1")
    one.websocket("/_stcore/stream")
    one.websocket("/_stcore/stream", subprotocols=asked)
    assert house.inside.scopes[-1]["subprotocols"] == list(asked)
    other.websocket("/_stcore/stream", subprotocols=asked)
    assert house.inside.scopes[-1]["subprotocols"] == ["streamlit", "xsrf"]
    assert (b"sec-websocket-protocol", b"streamlit, xsrf") in house.inside.scopes[-1]["headers"]


# --- forms -------------------------------------------------------------------------------------------------


def test_a_form_of_another_site_signs_nobody_in(house):
    visitor = house.visitor()
    page = visitor.get("/masuk").content
    form = {"tanda": mark(page), "nama": "kasi1", "sandi": PASSWORD}
    assert visitor.post("/masuk", form, origin="https://evil.example").status_code == 403
    assert visitor.post("/masuk", form, origin="null").status_code == 403
    assert visitor.post("/masuk", form, sec_fetch_site="cross-site").status_code == 403
    assert visitor.post("/masuk", {**form, "tanda": "0" * 64}).status_code == 403
    assert visitor.post("/masuk", {**form, "tanda": "é"}).status_code == 403
    assert house.visitor().post("/masuk", form).status_code == 403  # the form's own cookie is missing
    assert house.sessions.count() == 0
    assert visitor.post("/masuk", form, origin="http://127.0.0.1:8501").status_code == 303


@pytest.mark.parametrize("path", ["/keluar", "/akun/sandi", "/akun/status"])
def test_a_form_without_the_sessions_mark_does_nothing(house, path):
    visitor = house.signed_in("admin1")
    other = mark(house.signed_in("admin1").get("/akun").content)
    fields = {"lama": PASSWORD, "baru": PASSWORD + "!", "ulang": PASSWORD + "!", "nama": "kasi1", "jadi": "tutup"}
    before = house.accounts.path.read_bytes()
    for wrong in ("", "0" * 64, other):
        assert visitor.post(path, {**fields, "tanda": wrong}).status_code == 403
    assert visitor.get(path).status_code == 303  # looking at it does nothing either
    assert visitor.ask("GET", "/").status_code == 200
    assert house.accounts.path.read_bytes() == before


def test_a_form_larger_than_ours_is_not_read(house):
    visitor = house.visitor()
    page = visitor.get("/masuk").content
    large = {"tanda": mark(page), "nama": "kasi1", "sandi": PASSWORD, "x": "y" * 5000}
    assert visitor.post("/masuk", large).status_code == 403


def test_a_new_password_needs_the_old_one_and_moves_the_session(house):
    visitor, other = house.signed_in(), house.signed_in()
    token = visitor.cookies[PLAIN_COOKIE]
    new = "perahu kuning 9 gunung"
    form = {"tanda": mark(visitor.get("/akun").content), "lama": "salah salah", "baru": new, "ulang": new}
    assert visitor.post("/akun/sandi", form).status_code == 403
    assert visitor.post("/akun/sandi", {**form, "lama": PASSWORD, "ulang": new + "x"}).status_code == 400
    assert visitor.post("/akun/sandi", {**form, "lama": PASSWORD, "baru": "1", "ulang": "1"}).status_code == 400
    assert visitor.post("/akun/sandi", {**form, "lama": PASSWORD}).status_code == 303
    assert visitor.cookies[PLAIN_COOKIE] != token
    assert visitor.ask("GET", "/").status_code == 200
    assert other.ask("GET", "/").status_code == 401
    assert house.accounts.verify("kasi1", new)


def test_only_an_admin_closes_an_account_and_never_the_own_one(house):
    admin, kasi = house.signed_in("admin1"), house.signed_in()
    close = {"nama": "admin1", "jadi": "tutup"}
    assert kasi.post("/akun/status", {**close, "tanda": mark(kasi.get("/akun").content)}).status_code == 403
    assert admin.post("/akun/status", {**close, "tanda": mark(admin.get("/akun").content)}).status_code == 403
    page = admin.get("/akun").content
    assert b"&lt;b&gt;Kasi&lt;/b&gt;" in page
    assert b"argon2" not in page
    done = admin.post("/akun/status", {"tanda": mark(page), "nama": "kasi1", "jadi": "tutup"})
    assert done.status_code == 303
    assert kasi.ask("GET", "/").status_code == 401
    assert b"kasi1" not in kasi.get("/masuk").content


def test_who_may_not_manage_accounts_and_tries_is_noted_once(house, monkeypatch):
    noted: list[tuple[str, ...]] = []
    monkeypatch.setattr(notes, "KEEPERS", [lambda by, *told: noted.append((by.account, *told))])
    SELDOM.forget()
    kasi = house.signed_in()
    for _ in range(3):
        kasi.post("/akun/status", {"nama": "admin1", "jadi": "tutup", "tanda": mark(kasi.get("/akun").content)})
    notes.settle()
    assert noted[1:] == [("kasi1", "ditolak", "tindakan di luar perannya", "mengurus akun", "127.0.0.1")]


def test_one_account_has_so_many_pages_open_and_closing_one_makes_room(house, monkeypatch):
    monkeypatch.setattr(door, "MOST_PAGES", 2)
    kasi, admin = house.signed_in(), house.signed_in("admin1")
    with ThreadPoolExecutor(2) as others:
        open_now = [others.submit(kasi.websocket, "/_stcore/stream", stays_s=1.0) for _ in range(2)]
        while len(house.inside.scopes) < 2:
            time.sleep(0.01)
        assert kasi.websocket("/_stcore/stream") == [{"type": "websocket.close", "code": 1008, "reason": ""}]
        assert admin.websocket("/_stcore/stream")[0]["type"] == "websocket.accept"
        assert [each.result()[0]["type"] for each in open_now] == ["websocket.accept"] * 2
    assert kasi.websocket("/_stcore/stream")[0]["type"] == "websocket.accept"


# --- wrong passwords ---------------------------------------------------------------------------------------


def test_many_wrong_passwords_are_cheap_and_shut_nobody_out(house, monkeypatch):
    """Five are looked at, then one per closing: with the clock standing still five of 600, from 30 addresses.

    ``python -m bench many_passwords`` sends 10,000 to a real server.
    """
    looked_at, noted = [], []
    house.signed_in(comes_from="10.0.1.5")
    real = house.accounts.verify
    monkeypatch.setattr(house.accounts, "verify", lambda *given: looked_at.append(given) or real(*given))
    monkeypatch.setattr(
        notes, "KEEPERS", [lambda _by, act, subject, _detail, origin: noted.append((act, subject, origin))]
    )
    visitor = house.visitor()
    form = {"tanda": mark(visitor.get("/masuk").content), "nama": "kasi1"}
    codes = []
    for number in range(600):
        visitor.comes_from = f"10.0.0.{number % 30}"
        codes.append(visitor.post("/masuk", {**form, "sandi": f"salah-{number}"}).status_code)
    assert codes == [403] * 5 + [429] * 595
    assert len(looked_at) == 5
    notes.settle()
    assert noted[:5] == [("gagal_masuk", "kasi1", f"10.0.0.{number}") for number in range(5)]
    assert sorted(noted[5:]) == sorted(("ditolak", "kasi1", f"10.0.0.{number}") for number in range(30))
    right = {**form, "sandi": PASSWORD}
    visitor.comes_from = "10.0.1.6"
    assert visitor.post("/masuk", right).headers["retry-after"] == "2"  # not even the right one, from elsewhere
    visitor.comes_from = "10.0.1.5"
    assert visitor.post("/masuk", right).status_code == 303  # but from where its owner came before
    house.clock.now_s = 2.0
    visitor.comes_from = "10.0.1.6"
    assert visitor.post("/masuk", {**right, "tanda": mark(house_form(visitor))}).status_code == 303


def house_form(visitor) -> bytes:
    """The page of the sign-in for somebody who is not signed in."""
    visitor.cookies.clear()
    return visitor.get("/masuk").content


def test_who_is_unknown_and_who_is_wrong_are_told_the_same(house):
    told = [sign_in(house.visitor(), name, "salah sekali").content for name in ("kasi1", "tidakada")]
    plain = [re.sub(rb'value="[^"]*"', b"", page) for page in told]
    assert plain[0] == plain[1]
    assert signin.WRONG.encode() in plain[0]


@pytest.mark.parametrize("origin", ["http://[", "http://\u2100.test", "null", "//"])
def test_an_origin_that_is_none_is_refused(house, origin):
    answer = sign_in(house.visitor(), origin=origin.encode().decode("latin-1"))
    assert (answer.status_code, answer.content.count(b"kedaluwarsa")) == (403, 1)


def test_a_form_with_more_fields_than_ours_is_refused(house):
    answer = house.visitor().post("/masuk", {f"n{number}": "x" for number in range(21)})
    assert (answer.status_code, answer.content.count(b"kedaluwarsa")) == (403, 1)


def test_a_name_that_is_a_script_is_shown_as_text(house):
    page = sign_in(house.visitor(), '"><script>alert(1)</script>', "salah sekali").content
    assert b"<script" not in page


def test_a_damaged_file_of_accounts_is_told(house):
    house.accounts.path.write_text("{", encoding="utf-8")
    answer = sign_in(house.visitor())
    assert answer.status_code == 503
    assert b"akun.json" in answer.content


def test_what_happens_at_the_gate_is_noted(house, monkeypatch):
    noted = []
    monkeypatch.setattr(notes, "KEEPERS", [lambda by, *rest: noted.append((by.account, *rest[:3]))])
    admin = house.signed_in("admin1")
    admin.post("/akun/status", {"tanda": mark(admin.get("/akun").content), "nama": "kasi1", "jadi": "tutup"})
    admin.post("/keluar", {"tanda": mark(admin.get("/akun").content)})
    sign_in(house.visitor(), "tidak.ada", "salah sekali")
    notes.note(Actor(), notes.WRONG, "evil\nmasuk: akun")
    notes.settle()
    assert noted == [
        ("admin1", "masuk", "admin1", ""),
        ("admin1", "akun", "kasi1", "ditutup"),
        ("admin1", "keluar_akun", "admin1", ""),
        ("", "gagal_masuk", signin.NO_ACCOUNT, ""),
        ("", "gagal_masuk", "evil?masuk: akun", ""),
    ]


def test_made_up_names_do_not_fill_the_audit(house, monkeypatch):
    """Each is looked at until the address has had its tries; then one entry for them all, by nobody we know."""
    noted = []
    monkeypatch.setattr(notes, "KEEPERS", [lambda by, act, *_rest: noted.append((act, by.role))])
    visitor = house.visitor()
    form = {"tanda": mark(visitor.get("/masuk").content), "sandi": "salah sekali"}
    codes = [visitor.post("/masuk", {**form, "nama": f"nama{number}"}).status_code for number in range(200)]
    notes.settle()
    assert codes == [403] * FREE_PER_ADDRESS + [429] * (200 - FREE_PER_ADDRESS)
    assert noted == [("gagal_masuk", "belum masuk")] * FREE_PER_ADDRESS + [("ditolak", "belum masuk")]


def test_what_was_typed_as_a_name_is_not_noted_unless_it_is_one(house, monkeypatch, caplog):
    """It may be a password in the wrong field, or an identity number."""
    noted = []
    monkeypatch.setattr(notes, "KEEPERS", [lambda _by, act, subject, *_rest: noted.append((act, subject))])
    with caplog.at_level("INFO", "petasalur.akun"):
        codes = [sign_in(house.visitor(), NIK, "salah sekali").status_code for _ in range(6)]
        notes.settle()
    assert codes == [403] * 5 + [429]
    assert noted == [("gagal_masuk", signin.NO_ACCOUNT)] * 5 + [("ditolak", signin.NO_ACCOUNT)]
    assert caplog.text.count(signin.NO_ACCOUNT) == 6
    assert NIK not in caplog.text


@pytest.fixture
def kept_notes(monkeypatch):
    """What the audit keeps: act, subject, detail, origin."""
    kept_here: list[tuple[str, ...]] = []
    monkeypatch.setattr(notes, "KEEPERS", [lambda _by, *told: kept_here.append(told)])
    return kept_here


def test_ten_thousand_wrong_passwords_from_as_many_addresses_are_three_hundred_entries(house, monkeypatch, kept_notes):
    """An attacker with a whole network of IPv6 has a new address for each try, and a new name."""
    allowed = Allowance(30, 180, all_free=300, all_every_s=60, clock=house.clock)
    monkeypatch.setattr(notes, "STRANGERS", allowed)
    for number in range(10_000):
        notes.note(notes.STRANGER, notes.WRONG, signin.NO_ACCOUNT, origin=f"2001:db8::{number:x}")
    notes.settle()
    assert len(kept_notes) == 30
    for name in range(100):
        for number in range(100):
            notes.note(notes.STRANGER, notes.WRONG, f"orang{name}", origin=f"2001:db8::{number:x}")
    notes.settle()
    assert len(kept_notes) == 300
    house.clock.now_s = 3600
    for number in range(1000):
        notes.note(notes.STRANGER, notes.WRONG, signin.NO_ACCOUNT, origin=f"2001:db8::{number:x}")
    notes.settle()
    assert len(kept_notes) == 300 + 20
    assert kept_notes[300][2] == "9971 kali", "all that were held back are told"


def test_the_flood_of_one_kind_does_not_hide_a_try_at_an_account(house, kept_notes):
    for _ in range(5_000):
        notes.note(notes.STRANGER, notes.WRONG, signin.NO_ACCOUNT, origin="10.0.0.1")
    sign_in(house.visitor(comes_from="10.0.0.9"), "kasi1", "salah sekali")
    notes.settle()
    assert kept_notes[-1] == ("gagal_masuk", "kasi1", "", "10.0.0.9")


def test_who_signs_in_and_out_all_day_fills_no_disk(house, kept_notes):
    account = house.accounts.all()["kasi1"].actor()
    for _ in range(10_000):
        notes.note(account, notes.CAME, "kasi1", origin="10.0.0.1")
    notes.settle()
    assert 60 <= len(kept_notes) <= 62


def test_who_asks_for_a_file_or_an_upload_of_somebody_else_stands_in_the_audit(house, kept_notes):
    thief = house.signed_in("kasi1", comes_from="10.0.0.5")
    for _ in range(500):
        assert thief.ask("GET", f"/media/{OTHER_FILE}.pdf").status_code == 403
        assert thief.ask("PUT", "/_stcore/upload_file/run-9/f").status_code == 403
    notes.settle()
    assert kept_notes[1:] == [
        ("ditolak", "alamat berkas sesi lain", "unduhan", "10.0.0.5"),
    ]


# --- where it stands ---------------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path):
    return House(tmp_path, with_accounts=False)


def test_on_a_desk_without_accounts_nobody_is_asked(desk):
    assert desk.visitor().ask("GET", "/peta").content == b"dalam"
    assert desk.visitor().websocket("/_stcore/stream")[0]["type"] == "websocket.accept"
    assert desk.visitor().get("/masuk").headers["location"] == "/"


@pytest.mark.parametrize("origin", ["http://evil.invalid", "null", "http://[::1", "http://127.0.0.1:9999"])
def test_a_page_of_another_site_opens_no_websocket_of_the_desk(desk, origin):
    """There is no cookie to miss: only where the page comes from tells it apart."""
    assert [sent["type"] for sent in desk.visitor().websocket("/_stcore/stream", origin=origin)] == ["websocket.close"]
    assert desk.inside.seen == []
    own = desk.visitor().websocket("/_stcore/stream", origin="http://127.0.0.1:8501")
    assert own[0]["type"] == "websocket.accept"


def test_from_elsewhere_without_accounts_everybody_is_told_how_to_make_one(desk):
    ways = ({"came_to": "192.168.1.5"}, {"came_to": "10.0.0.1"})
    for way in ways:
        answer = desk.visitor(**way).get("/peta")
        assert answer.status_code == 503
        assert b"python -m data account add" in answer.content
    assert [sent["type"] for sent in desk.visitor(**ways[0]).websocket("/_stcore/stream")] == ["websocket.close"]
    assert desk.visitor().get("/peta", x_forwarded_for="10.0.0.7").status_code == 503
    assert desk.inside.seen == []


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "127.0.0.1:x", "",
     "localhost/evil", "[::1", "0.0.0.0", "192.168.1.5", "evil.example#127.0.0.1"],
)  # fmt: skip
def test_a_foreign_name_is_a_rebound_one(desk, host):
    assert desk.visitor(host=host).ask("GET", "/_stcore/health").status_code == 421
    assert [sent["type"] for sent in desk.visitor(host=host).websocket("/_stcore/stream")] == ["websocket.close"]
    assert desk.inside.seen == []


@pytest.mark.parametrize("address", [None, "", "0.0.0.0", "192.168.1.5"])
def test_the_program_does_not_start_for_others_without_an_account(tmp_path, monkeypatch, address):
    monkeypatch.setattr(server.config, "get_option", {"server.address": address}.__getitem__)
    monkeypatch.setattr(server.gate, "ACCOUNTS", Accounts(tmp_path))
    with pytest.raises(SystemExit, match=r"belum ada akun.*python -m data account add NAMA --role kasi --home"):
        server.refuse_without_accounts()
    (tmp_path / "akun.json").touch()
    server.refuse_without_accounts()


def test_names_that_an_office_gives_are_ours():
    assert is_our_name("Petasalur.Kantor:8501", ["petasalur.kantor"])
    assert is_our_name("[::1]:8501", [])
    assert not is_our_name("kantor", ["*"])
    assert [is_loopback(where) for where in ("127.0.0.1", "::1", "localhost", "127.8.9.1")] == [True] * 4
    assert [is_loopback(where) for where in (None, "", "0.0.0.0", "::", "192.168.1.5", "kantor")] == [False] * 6


def test_every_answer_lets_no_other_host_in(house):
    visitor = house.signed_in()
    for answer in (visitor.ask("GET", "/peta"), visitor.get("/akun"), house.visitor().get("/masuk")):
        rules = dict(rule.strip().partition(" ")[::2] for rule in answer.headers["content-security-policy"].split(";"))
        assert not re.search(r"https?:|\*", " ".join(rules.values()))
        assert rules["frame-ancestors"] in {"'self'", "'none'"}
        assert rules["default-src"] in {"'self'", "'none'"}
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert "unsafe-inline" not in house.visitor().get("/masuk").headers["content-security-policy"]
    assert house.visitor().get("/masuk").headers["cache-control"] == "no-store"
