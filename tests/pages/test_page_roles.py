"""Every page for every role, and what an operator of one desa is shown: the matrix of ``docs/peran.md``, tried."""

from __future__ import annotations

import inspect
import re
from types import SimpleNamespace

import duckdb
import pandas as pd
import pytest

from data.errors import NotSignedIn, PageMayNot, PeopleHidden
from data.monev import figures
from data.people import read_unserved
from data.refusals import SELDOM
from data.roles import ACTS, EVERY, FIGURES, NOTHING, OWN, PAGES, ROLES, SIGHTS, SPOKEN, Actor
from data.statements import SQL_DIR
from data.store import Store
from pages.parts import acting, actor, cache, frame, gate
from pages.parts.cache import gaps, handover, monev
from pages.parts.gate import notes
from pages.parts.gate.sessions import TOLD
from tests.pages import conftest
from tests.pages.conftest import heading, told, words
from tests.pages.page_worlds import OCTOBER, code

pytestmark = conftest.needs_assets
OWN_DESA = code(1)
WISH = gaps.Wish(OCTOBER, "SEMUA")
ALLOWED = {
    "kasi": set(PAGES),
    "camat": set(PAGES),
    "tksk": set(PAGES) - {"intake"},
    "pendamping": set(PAGES) - {"intake"},
    "desa": {"overview", "atlas", "gaps", "handover", "monitoring", "verification", "family"},
    "dinsos": {"reports"},
    "monev": {"monitoring", "reports"},
    "admin": set(),
}
"""Written once more by hand: a slip in the table of permissions shows as a difference."""
SEES = dict.fromkeys(("kasi", "camat", "tksk", "pendamping"), EVERY)
SEES |= {"desa": OWN, "dinsos": FIGURES, "monev": FIGURES, "admin": NOTHING}
UNMASK = {"kasi", "tksk"}
TABS = ("Indikator", "Kepuasan", "Pengaduan", "Kebutuhan & potensi", "Tindak lanjut")
"""Of the page Monev."""
REFUSED = [(role, page) for role in ROLES for page in conftest.PAGES if page not in ALLOWED[role]]


def signed_in(role: str) -> Actor:
    return Actor("Siti", role, "siti", (OWN_DESA,) if role == "desa" else ())


@pytest.fixture
def as_role(monkeypatch):
    """``as_role("desa")``: from now on pages run for an account of that role."""
    return lambda role: monkeypatch.setattr(gate, "actor", lambda: signed_in(role))


# --- the table ---------------------------------------------------------------------------------------------


def test_the_table_of_permissions_is_the_one_written_down():
    assert {key: set(role.pages) for key, role in ROLES.items()} == ALLOWED
    assert {key: role.sees for key, role in ROLES.items()} == SEES
    assert {key for key, role in ROLES.items() if role.may_unmask} == UNMASK
    assert {key for key, role in ROLES.items() if role.may_manage} == {"admin"}
    assert ROLES["admin"].may_decide == frozenset()
    assert all(role.may_decide <= set(ACTS) and role.sees in SIGHTS for role in ROLES.values())
    assert set(SPOKEN) == set(ROLES) - {"admin"}


def test_who_may_unmask_sees_people():
    assert all(ROLES[key].sees == EVERY for key in UNMASK)


def test_every_page_of_the_program_stands_in_the_table():
    assert set(conftest.PAGES) <= set(PAGES)


@pytest.mark.parametrize("role", ROLES)
def test_the_menu_holds_what_the_role_may_open(role, as_role, monkeypatch):
    monkeypatch.setattr(frame.st, "stop", lambda: None)
    as_role(role)
    menu = frame.menu({key: key for key in conftest.PAGES})
    allowed = ALLOWED[role] & set(conftest.PAGES)
    assert {page for page in menu if isinstance(page, str)} == allowed
    ways = [page for page in menu if not isinstance(page, str)]
    assert [(way.url_path, way.visibility) for way in ways] == (
        [("", "hidden")] if allowed and "overview" not in allowed else []
    )


def test_without_accounts_the_desk_is_as_it_was(monkeypatch):
    monkeypatch.setattr(gate, "actor", lambda: None)
    assert list(frame.menu({key: key for key in conftest.PAGES})) == list(conftest.PAGES)
    assert {Actor("Siti", role).sees() for role in ROLES} == {EVERY}


@pytest.mark.parametrize(("role", "page"), REFUSED)
def test_a_page_that_is_not_in_the_menu_does_not_open_alone_either(show, as_role, role, page):
    as_role(role)
    test = show(page, "small")
    assert told(test)[0].endswith(f"untuk peran {ROLES[role].label}; pilih halaman lain di menu.")
    assert len(list(test.dataframe)) == 0
    assert "63.11" not in words(test)


@pytest.mark.parametrize("role", ROLES)
def test_pages_link_only_to_pages_of_the_menu(as_role, monkeypatch, role):
    """Streamlit answers a link to another one with the first page of the menu, without a word."""
    linked: list[str] = []
    monkeypatch.setattr(frame.st, "page_link", lambda page, **_: linked.append(page))
    as_role(role)
    for page in conftest.PAGES:
        frame.link(page, "Buka →")
    assert set(linked) == ALLOWED[role] & set(conftest.PAGES)


@pytest.mark.parametrize("account", ["", "siti"])
def test_only_on_a_desk_may_another_role_be_chosen(monkeypatch, account):
    said: list[str] = []
    monkeypatch.setattr(frame, "note", said.append)
    acting.say_who_may(Actor("Siti", "desa", account), "verifikasi")
    assert "Kasi Kesra" in said[0]
    assert ("Pilih peran" in said[0]) == (not account)


@pytest.fixture
def noted(monkeypatch):
    """What the gate has noted, as the audit would keep it."""
    kept: list[tuple[str, ...]] = []
    monkeypatch.setattr(notes, "KEEPERS", [lambda by, *told: kept.append((by.account, *told))])
    SELDOM.forget()
    return kept


def test_a_page_that_was_refused_stands_in_the_audit_once(show, as_role, noted):
    as_role("desa")
    for _ in range(3):
        show("roads", "small")
    notes.settle()
    assert noted == [("siti", "ditolak", "halaman di luar perannya", PAGES["roads"], "")]


def test_on_a_desk_where_roles_are_chosen_nothing_is_noted_as_refused(noted):
    notes.refused(None, PageMayNot(found="Jalan", role="Operator"))
    notes.refused(Actor("Siti", "desa"), PageMayNot(found="Jalan", role="Operator"))
    notes.settle()
    assert noted == []


def test_pages_tell_failures_in_one_way():
    """Else a refusal could be shown and not noted."""
    saying = {path.stem for path in (conftest.ROOT / "pages").rglob("*.py") if "(sentence(" in path.read_text("utf-8")
              and path.parent.name != "gate"}  # fmt: skip
    assert saying == {"frame"}


def test_a_page_without_a_session_shows_nothing(show, monkeypatch):
    def nobody():
        raise NotSignedIn

    monkeypatch.setattr(gate, "actor", nobody)
    test = show("overview", "small")
    assert told(test) == ["Sesi ini sudah berakhir; muat ulang halaman, lalu masuk lagi."]
    assert "Uren" not in words(test)


def test_who_works_is_shown_and_not_asked(show, as_role):
    as_role("camat")
    test = show("verification", "small")
    assert "Petugas: Siti (Camat)" in words(test)
    assert "petugas_nama" not in [field.key for field in test.text_input]


# --- one desa ----------------------------------------------------------------------------------------------


@pytest.fixture
def own(worlds, opened):
    """The small world as the operator of its first desa has it: 12 families, 6 of them poor, 4 of these not served."""
    opened.add(worlds.path("small"))
    return cache.source_of(str(worlds.path("small")), signed_in("desa"))


@pytest.mark.parametrize("page", sorted(ALLOWED["desa"]))
def test_an_operator_sees_people_of_the_own_desa_only(show, as_role, page):
    """Families of other desa are known by their dusun, which the world names after the desa's number."""
    as_role("desa")
    test = show(page, "small")
    assert not test.exception
    assert told(test) == []
    codes = {code(number) for number in (2, 3, 4)}
    tables = [frame for node in test.dataframe for frame in [node.value] if "Kode desa" in frame]
    assert not any(set(frame["Kode desa"]) & codes for frame in tables)
    assert heading(test)


def test_the_figures_of_an_operator_are_those_of_the_own_desa(show, as_role):
    as_role("desa")
    assert heading(show("gaps", "small")).startswith("4 dari 6 keluarga miskin")


@pytest.mark.parametrize("asked", ["", code(2), "' OR 1=1 --"])
def test_no_question_leads_out_of_the_own_desa(own, asked):
    """The desa of a question is the reader's wish, not what limits it."""
    rows = read_unserved(cache.people_of(own), program="SEMUA", period=OCTOBER, desa_code=asked)
    assert len(rows) == (4 if not asked else 0)


def test_every_table_and_view_of_people_is_limited(own):
    """Each relation with a desa in it, as every query sees it: the own desa, or none."""
    store = cache.store_of(own)
    every, roomy = relations(store), {"desa", "layer_record", "region", "region_record", "desa_called", "desa_access"}
    with_desa = {name for name, columns in every.items() if "desa_code" in columns} - roomy
    assert {"family", "recipient", "family_said", "recipient_said"} <= with_desa
    points = {"service_point_record", "service_point_edit", "service_point"}
    ask = " UNION ALL ".join(
        f"SELECT '{name}', desa_code FROM {name} WHERE desa_code IS NOT NULL"  # noqa: S608
        for name in sorted(with_desa - points)
    )
    assert {row[1] for row in asked_of(store, f"SELECT DISTINCT * FROM ({ask})")} == {OWN_DESA}  # noqa: S608
    whole = asked_of(cache.open_store(own.path), "SELECT count(*) FROM family")
    assert (asked_of(store, "SELECT count(*) FROM family"), whole) == ([(12,)], [(40,)])


def test_every_question_that_can_be_asked_can_be_asked_by_an_operator(own):
    """The views that limit a reader have the columns of their tables and nothing else: no ``rowid``, say."""
    questions = [path for path in sorted(SQL_DIR.rglob("*.sql")) if path.parent.name != "schema"]
    asked = {}
    for store in (cache.open_store(own.path), cache.store_of(own)):
        with store._cursor() as cursor:
            for limit in store._limits:
                cursor.execute(limit)
            asked[bool(store._limits)] = {path.stem for path in questions if is_question(cursor, path)}
    assert asked[False] - asked[True] == set()
    assert {"family", "collectors", "unserved"} <= asked[True]


def is_question(cursor, path) -> bool:
    """Whether a file can be prepared; those that write, or need a table of the moment, cannot."""
    text = path.read_text(encoding="utf-8")
    if not re.match(r"(--.*\n|\s)*(SELECT|WITH|FROM)\b", text):
        return False
    try:
        cursor.execute(f"PREPARE pertanyaan AS {text}")
    except duckdb.Error:
        return False
    cursor.execute("DEALLOCATE pertanyaan")
    return True


def test_no_number_of_a_family_elsewhere_is_in_any_table(own):
    """Every table and view as text, searched for the numbers of families of other desa."""
    elsewhere = (
        "SELECT no_kk FROM family WHERE desa_code <> $1 UNION ALL SELECT nik_head FROM family WHERE desa_code <> $1"
    )
    foreign = {row[0] for row in asked_of(cache.open_store(own.path), elsewhere, [OWN_DESA])}
    assert len(foreign) == 56
    texts = cells(cache.store_of(own))
    assert len(texts) > 60
    assert {name: sorted(number for number in foreign if number in text) for name, text in texts.items()} == {
        name: [] for name in texts
    }
    whole = cells(cache.open_store(own.path))["family"]
    assert all(number in whole for number in foreign)  # the search finds what is there


def cells(store: Store) -> dict[str, str]:
    """Every table and view of a database as one text each."""
    with store._cursor() as cursor:
        for limit in store._limits:
            cursor.execute(limit)
        ask = "SELECT string_agg(CAST(each AS VARCHAR), chr(10)) FROM {} each"
        return {name: str(cursor.execute(ask.format(name)).fetchall()[0][0]) for name in relations(store)}


def relations(store: Store) -> dict[str, list[str]]:
    question = (
        "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = 'main' AND NOT internal GROUP BY ALL"
    )
    return dict(asked_of(store, question))


def asked_of(store: Store, question: str, values: list[object] | None = None) -> list[tuple]:
    """Ask as :meth:`Store.frame` does, with its limits."""
    with store._cursor() as cursor:
        for limit in store._limits:
            cursor.execute(limit)
        return cursor.execute(question, values).fetchall()


def test_what_one_reader_is_shown_is_not_kept_for_another(worlds, opened):
    """The same page, first for the kasi, then for the operator: the cache knows who may see less."""
    opened.add(worlds.path("small"))
    path = str(worlds.path("small"))
    kasi, own = cache.source_of(path, signed_in("kasi")), cache.source_of(path, signed_in("desa"))
    assert len(gaps.families(kasi, WISH)) == 8
    assert len(gaps.families(own, WISH)) == 4
    assert len(gaps.families(kasi, WISH)) == 8


def test_an_operator_without_a_desa_sees_nobody(worlds, opened):
    opened.add(worlds.path("small"))
    nowhere = cache.source_of(str(worlds.path("small")), Actor("Siti", "desa", "siti", ()))
    assert gaps.families(nowhere, WISH).empty


# --- figures only ------------------------------------------------------------------------------------------

PEOPLE = {
    cache: ("issues", "set_aside", "waiting_rows", "left_rows", "history", "homes", "family_points", "_due",
            "left", "proposals", "candidates", "priority", "matches", "families_found", "family", "family_story",
            "pairs", "pairs_of_family", "pair_story"),
    handover: ("journey", "acts", "entries"),
    gaps: ("families",),
}  # fmt: skip


@pytest.mark.parametrize("role", ["dinsos", "monev", "admin"])
@pytest.mark.parametrize(("module", "name"), [(module, name) for module, names in PEOPLE.items() for name in names])
def test_rows_of_people_are_refused_to_who_sees_figures(worlds, opened, role, module, name):
    opened.add(worlds.path("small"))
    where = cache.source_of(str(worlds.path("small")), signed_in(role))
    asked = getattr(module, name)
    rest = [each for each in inspect.signature(inspect.unwrap(asked)).parameters.values() if each.name != "source"]
    values = {"with_poor": False, "is_masked": True, "day": None, "plan_id": 1, "wish": WISH, "programs": ("PKH",)}
    given = {each.name: values.get(each.name, "") for each in rest}
    with pytest.raises(PeopleHidden):
        asked(where, **given)


def test_few_are_not_told_to_who_sees_figures_only(worlds, opened):
    """Served of poor in October: 2 of 6, 2 of 5, 3 of 4, 2 of 2, and a row of no desa: all small, so all hidden."""
    opened.add(worlds.path("small"))
    path = str(worlds.path("small"))
    whole = monev.indicator_by_desa(monev.stamped(cache.source_of(path, signed_in("kasi"))), "cakupan", OCTOBER)
    told_to_monev = monev.indicator_by_desa(
        monev.stamped(cache.source_of(path, signed_in("monev"))), "cakupan", OCTOBER
    )
    assert sorted(whole["part"]) == [0, 2, 2, 2, 3]
    assert told_to_monev["part"].isna().all()
    assert told_to_monev["value"].isna().all()


def test_the_table_to_fill_and_its_file_tell_few_no_more_than_the_table_of_desa(worlds, opened, tmp_path):
    path = worlds.copy("small", tmp_path)
    opened.add(path)
    rows = [("Uren", 30, 60, ""), ("Liyu", 2, 40, ""), ("Ha'uwai", 20, 50, "")]
    table = pd.DataFrame(rows, columns=["desa", "part", "whole", "source"])
    figures.save_figures(cache.open_store(str(path)), "partisipasi", OCTOBER, table, by=Actor("Budi"))
    seen = {role: monev.stamped(cache.source_of(str(path), signed_in(role))) for role in ("kasi", "monev")}
    told = {role: monev.figures_table(one, "partisipasi", OCTOBER).set_index("desa") for role, one in seen.items()}
    assert told["kasi"].loc["Liyu", "part"] == 2
    assert told["monev"].loc["Liyu", ["part", "whole"]].isna().all()
    beside = monev.indicator_by_desa(seen["monev"], "partisipasi", OCTOBER).set_index("desa_name")
    hidden = beside.index[beside[["part", "whole"]].isna().any(axis=1)]
    assert len(hidden) > 1  # with the one that would give it away
    assert told["monev"].loc[hidden, ["part", "whole"]].isna().all(axis=None)


@pytest.mark.parametrize("tab", TABS)
def test_the_monev_team_sees_no_complaint_nor_sheet_one_by_one(show, as_role, tab):
    """The demo's 26 complaints: by kind there are small counts, which are dots; the register is not there."""
    as_role("monev")
    test = show("monitoring", "demo", tab_monev=tab)
    assert not test.exception
    assert told(test) == []  # no question of the page is refused
    assert "Lembar yang diketik terakhir" not in words(test)
    if tab == "Pengaduan":
        assert not any("Tindak lanjut" in node.value for node in test.dataframe)
        assert "pengaduan satu per satu tidak ditampilkan" in words(test)
        rows = next(node.value for node in test.dataframe if "Lewat batas" in node.value)
        counts = rows[["Semua", "Terbuka", "Lewat batas"]].to_numpy().ravel().tolist()
        assert "•" in counts
        assert all(cell == "•" or int(cell) >= 5 for cell in counts)


@pytest.mark.parametrize("role", ["dinsos", "monev"])
def test_who_sees_figures_has_the_whole_page_of_reports(show, as_role, role):
    """No question of it is refused: they are those whose small counts are closed."""
    as_role(role)
    test = show("reports", "demo")
    assert not test.exception
    assert told(test) == []
    assert heading(test)


def test_the_script_finds_who_is_signed_in_by_what_the_door_says(tmp_path, monkeypatch):
    accounts = gate.Accounts(tmp_path)
    sessions = gate.Sessions(accounts)
    monkeypatch.setattr(gate, "ACCOUNTS", accounts)
    monkeypatch.setattr(gate, "SESSIONS", sessions)
    assert actor.present().account == ""  # no accounts: the desk
    accounts.add("siti", "sepeda hijau 7 sungai", role="camat", label="Siti")
    with pytest.raises(NotSignedIn):
        actor.present()
    token = sessions.open(accounts.find("siti"))
    monkeypatch.setattr(gate.st, "context", SimpleNamespace(headers={TOLD: token}, ip_address="10.0.0.9"))
    assert actor.present() == Actor("Siti", "camat", "siti", (), "10.0.0.9")
    kept = accounts.path.rename(tmp_path / "dipindah.json")
    with pytest.raises(NotSignedIn):
        actor.present()  # no accounts any more: an open page does not become a desk, where everything is seen
    kept.rename(accounts.path)
    assert actor.present().account == "siti"
    sessions.end(token)
    with pytest.raises(NotSignedIn):
        actor.present()


@pytest.mark.parametrize("role", ROLES)
def test_whoever_is_signed_in_has_an_account_and_sees_what_the_role_sees(tmp_path, role):
    accounts = gate.Accounts(tmp_path)
    accounts.add("siti", "sepeda hijau 7 sungai", role=role, desa_codes=(OWN_DESA,) if role == "desa" else ())
    by = accounts.find("siti").actor()
    assert (by.account, by.sees()) == ("siti", SEES[role])
