"""``python -m docs.make``: write ``docs/acuan.md`` from the registries, so that it cannot go stale.

What a registry says is copied. What only the guide says (a column of an export, what to do about a finding of a
layer) stands here, one text per key; a key without text, or a text without key, raises.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from string import Formatter

from analytics.__main__ import parser as analytics_parser
from analytics.coverage import COLUMNS as COVERAGE_COLUMNS
from analytics.delivery.vehicles import COLUMNS as VEHICLE_COLUMNS
from analytics.delivery.vehicles import VehicleColumn, default_vehicles
from analytics.indicators import AID, INDICATORS, PAIRS
from analytics.report.kinds import EXPORTS as REPORTS
from data.__main__ import parser as data_parser
from data.audit import ACTS as AUDIT_ACTS
from data.audit import COMMAND
from data.checks import CHECKS, SEVERITIES, Check
from data.command import OWN_NOTES
from data.errors import (
    BadSetting,
    ColumnsMissing,
    DemoIsClosed,
    FileKindUnknown,
    FileNotOpened,
    FileProtected,
    FileTooLarge,
    FileUnreadable,
    MembersNotFamilies,
    NothingToDeliver,
    PlanBroken,
    QuoteOpen,
    StoreBusy,
    StoreDamaged,
    StoreFull,
    VehiclesUnusable,
)
from data.intake.fields import FIELDS, Field
from data.intake.layouts import LAYOUTS
from data.intake.table import _OTHER_ROWS as OTHER_ROWS
from data.messages import SENTENCES
from data.programs import PROGRAMS, Program
from data.roles import ACTS, PAGES, ROLES, SIGHTS, Actor, Role
from data.settings import SETTINGS, Setting
from data.takeaway import EXPORTS, HOLDS, may_take, rights
from geo.errors import (
    AmbiguousCodeSystem,
    AmbiguousCrs,
    AssetsMissing,
    BoundaryDisplaced,
    NotALayer,
    PetasalurError,
    SeveralLayers,
    UnknownCodes,
    UnknownCrs,
    UnreadableTiles,
)
from geo.findings import CRITICAL, INFO, REVIEW
from geo.maps.classes import METHODS
from geo.notation import number
from pages.parts.holds import GIVEN, MODULES, QUERIES
from pages.parts.holds import HOLDS as HELD

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs" / "acuan.md"
ROLES_TARGET = ROOT / "docs" / "peran.md"
INTRODUCTION = """\
# Acuan

Halaman ini dibuat oleh `python -m docs.make` dari daftar yang dipakai programnya sendiri. Jangan diubah dengan tangan.

Isi: [catatan pemeriksaan baris](#catatan-pemeriksaan-baris) · [catatan batas desa](#catatan-batas-desa) ·
[angka](#angka) · [kolom unduhan cakupan](#kolom-unduhan-cakupan) · [pesan kesalahan](#pesan-kesalahan) ·
[pengaturan](#pengaturan) · [program](#program) · [kolom berkas](#kolom-berkas) · [kolom armada](#kolom-armada)

Kembali ke [panduan](panduan.md).
"""
ROLES_INTRODUCTION = """\
# Peran

Halaman ini dibuat oleh `python -m docs.make` dari tabel hak di programnya sendiri (`data/roles.py`). Jangan diubah
dengan tangan. Tabel ini berlaku begitu ada akun; di satu komputer tanpa akun semua halaman terbuka, dan peran yang
dipilih hanya menentukan tindakan. Cara membuat akun: [akun](akun.md).

Peran desa melihat keluarga dan orang di desanya sendiri: di semua halaman, hitungan, peta, pencarian, dokumen, dan
unduhan. Ia juga hanya mencatat tentang desanya: yang menyangkut desa lain, atau seluruh kecamatan (rapat monev,
rencana, pengaturan), ditolak seutuhnya oleh penyimpanannya, bukan oleh halaman saja, dan penolakan itu dicatat di
jejak audit. Berkas hasil penyaluran yang memuat baris desa lain ditolak seluruhnya; jumlah barisnya disebut.

Kembali ke [panduan](panduan.md).
"""
SEVERITY_NAMES = {"CRITICAL": CRITICAL, "REVIEW": REVIEW, "INFO": INFO}
UNBOUNDED = 1e9
PROGRAM_HEADERS = (
    "Kunci", "Nama", "Sebutan lain", "Penerima", "Desil sampai", "Muatan (kg)", "Besaran (Rp)", "Saluran", "Sumber",
)  # fmt: skip

LAYER_TEXTS = {
    "bagian_disatukan": (
        "Satu desa terdiri atas beberapa poligon; semuanya disatukan.",
        "Tidak perlu tindakan.",
    ),
    "batas_belum_ada": (
        "Desa ini ada di daftar wilayah tetapi tidak punya poligon.",
        "Mintakan poligonnya; sampai itu ada, desa ini tidak tampak di peta.",
    ),
    "batas_bergeser": (
        "Lapisan yang bergeser dipakai atas persetujuan kantor.",
        "Simpan alasan dan nama yang menyetujui.",
    ),
    "batas_dilengkapi": (
        "Desa yang tidak ada di berkas baru tetap memakai batas lama.",
        "Tidak perlu tindakan; periksa bila seharusnya semua desa ada di berkas.",
    ),
    "batas_dirapikan": (
        "Tumpang tindih dan celah kecil antar-desa ditutup; perubahan luas terbesar disebutkan.",
        "Tidak perlu tindakan bila perubahannya di bawah 1 %.",
    ),
    "crs_salah_tertulis": (
        "Sistem koordinat yang tertulis di berkas tidak cocok dengan angkanya.",
        "Lihat letaknya di peta; beri tahu pembuat berkas.",
    ),
    "crs_tidak_tertulis": (
        "Berkas tidak menulis sistem koordinat; program menentukannya dari yang sudah dikenal.",
        "Lihat letaknya di peta.",
    ),
    "kode_bps_ganda": (
        "Satu kode BPS tertulis pada beberapa desa; kode itu tidak dipakai.",
        "Betulkan kode BPS di berkas batas.",
    ),
    "kode_desa_ganda": (
        "Satu kode dipakai poligon dengan nama lain; poligon yang namanya asing disisihkan.",
        "Betulkan kode di berkas batas, lalu muat lagi.",
    ),
    "kode_desa_kosong": (
        "Kode kosong; desanya dicari dari nama. Bila nama tidak dikenal, poligon disisihkan.",
        "Isi kode Kemendagri di berkas batas.",
    ),
    "kode_desa_tidak_dikenal": (
        "Kode tidak ada di daftar wilayah; desanya dicari dari nama, atau poligon disisihkan.",
        "Periksa kode menurut Kepmendagri; muat daftar kode wilayah bila daftarnya terlalu lama.",
    ),
    "luas_berubah": (
        "Luas satu desa berubah lebih dari 1 % saat dirapikan.",
        "Bandingkan batas desa itu dengan sumbernya.",
    ),
    "nama_desa_beda": (
        "Nama di berkas lain dari nama resmi pada kode itu.",
        "Tentukan mana yang benar: kode atau nama.",
    ),
    "poligon_diperbaiki": (
        "Bentuk poligon tidak sah (misalnya garisnya bersilang); sudah diperbaiki.",
        "Tidak perlu tindakan.",
    ),
    "poligon_kosong": (
        "Tidak ada poligon yang dapat dipakai; disisihkan.",
        "Mintakan poligon desa ini dari sumbernya.",
    ),
    "sumbu_tertukar": (
        "Lintang dan bujur di berkas tertukar; sudah diluruskan.",
        "Tidak perlu tindakan.",
    ),
}
"""Kind of finding of a layer → what it means, what to do."""

COVERAGE_TEXTS = {
    "desa_code": "Kode desa Kemendagri bertitik; kosong untuk baris yang desanya tidak diketahui.",
    "desa_name": "Nama desa.",
    "program": "Kunci program; SEMUA berarti paling sedikit satu program.",
    "period": "Tahun dan bulan penyaluran.",
    "families": "Semua keluarga di daftar keluarga.",
    "families_without_desil": "Keluarga tanpa desil: tidak dihitung miskin, tidak pula tidak miskin.",
    "poor_families": "Keluarga dengan desil sampai ambang miskin (lihat Pengaturan).",
    "served_poor": "Keluarga miskin yang ada di daftar penerima.",
    "unserved_poor": "Keluarga miskin yang tidak ada di daftar penerima. Sama dengan poor_families − served_poor.",
    "served_nonpoor": "Penerima yang desilnya di atas ambang miskin.",
    "recipients": "Keluarga penerima yang dikenal, masing-masing sekali; termasuk yang tanpa desil.",
    "recipients_unmatched": "Penerima yang tidak ditemukan di daftar keluarga; tidak masuk hitungan lain.",
    "overlap_families": "Keluarga penerima yang ada di dua program atau lebih pada periode itu.",
    "coverage_pct": "100 × served_poor ÷ poor_families; kosong bila penyebutnya 0.",
    "exclusion_pct": "100 × unserved_poor ÷ poor_families; kosong bila penyebutnya 0.",
    "inclusion_pct": "100 × served_nonpoor ÷ recipients; kosong bila penyebutnya 0.",
    "poor_per_km2": "poor_families ÷ area_km2.",
    "recipients_per_km2": "recipients ÷ area_km2.",
    "area_km2": "Luas menurut batas desa yang dipakai; kosong bila desa itu tidak punya batas.",
    "priority_rank": "1 = keluarga miskin belum terlayani terbanyak; bila sama, exclusion_pct, kepadatan, lalu kode.",
}
"""Column of the coverage table → what it holds."""

FACT_WORDS = {
    "other": "berkas lain",
    "missing": "daftar", "sheet": "lembar",
    "bounds": "angka", "bps_pct": "angka", "candidates": "daftar", "code_count": "jumlah", "columns": "kolom",
    "crs": "sistem", "desa": "desa", "example": "contoh", "examples": "contoh", "expected": "jenis", "file": "berkas",
    "files": "berkas", "found": "yang ditemukan", "found_mb": "ukuran", "header": "judul",
    "earlier": "daftar", "kemendagri_pct": "angka", "kind": "jenis", "known": "daftar", "weights": "bobot",
    "zones": "zona",
    "label": "pengaturan", "layers": "daftar", "limit": "batas", "limit_mb": "batas", "limit_s": "batas",
    "wait_s": "jumlah",
    "load_id": "nomor", "link": "alamat", "maximum": "angka",
    "minimum": "angka", "needed": "kolom", "period": "periode", "problems": "daftar", "program": "program",
    "reason": "sebab", "row": "nomor",
    "act": "tindakan", "role": "peran", "may": "peran", "today": "tanggal", "count": "jumlah", "earliest": "tanggal",
    "since": "tanggal", "shared_pct": "angka",
    "highest": "angka", "paper": "dokumen", "photo": "foto",
    "plan": "nomor", "problem": "sebab", "remedy": "Tindakan.", "file_id": "nomor", "title": "judul",
    "folder": "folder", "table": "tabel", "key_file": "berkas", "wal": "berkas", "record": "catatan",
    "fault_count": "jumlah", "faults": "sebab", "maximum_m": "angka", "snap_m": "angka",
}  # fmt: skip
"""Fact of an error → the word that stands for it in the table."""

MORE: dict[type[PetasalurError], str] = {
    UnknownCodes: "Di halaman Data pilih sendiri jenis kodenya, atau muat daftar kode wilayah lebih dulu.",
    AmbiguousCodeSystem: "Di halaman Data pilih jenis kodenya. Di terminal: `--code-system kemendagri` atau `bps`.",
    NotALayer: "KMZ: buka di Google Earth, simpan sebagai KML.",
    SeveralLayers: "Di QGIS: klik kanan lapisan, Export, Save Features As, pilih GeoPackage.",
    UnknownCrs: "Di halaman Data isi sistem koordinatnya. UTM 50 Selatan: EPSG:32750; UTM 49 Selatan: EPSG:32749.",
    AmbiguousCrs: "Zona UTM tidak dapat dibedakan dari angkanya saja. Muat keluarga bertitik lebih dulu, atau jawab.",
    BoundaryDisplaced: "Bandingkan dengan peta lain dan titik yang pasti (kantor desa). Jangan setujui karena terburu.",
    AssetsMissing: "Sekali saja perlu internet.",
    UnreadableTiles: "Peta tetap tampil tanpa peta dasar.",
    StoreBusy: "Satu basis data hanya untuk satu program. Tutup aplikasinya dengan Ctrl+C di jendela terminal.",
    StoreDamaged: "Jangan hapus berkasnya sebelum cadangan dicoba.",
    StoreFull: "Pindahkan berkas lama dari komputer, jangan dari folder var.",
    MembersNotFamilies: "Di terminal tulis berkasnya tanpa `--families`: jenisnya dikenali dari isinya.",
    BadSetting: "Batas tiap pengaturan ada di bawah.",
    FileNotOpened: "Biasanya berkasnya masih terbuka di Excel.",
    FileTooLarge: "Lewat halaman Data batasnya 64 MB; lewat terminal 500 MB.",
    FileKindUnknown: "Berkas .xls lama: buka di Excel, simpan sebagai .xlsx.",
    FileUnreadable: "Bandingkan ukuran berkas dengan ukuran di pengirim.",
    QuoteOpen: 'Cari tanda " tunggal di sekitar baris itu dengan Notepad.',
    FileProtected: "Simpan salinannya di folder yang aman.",
    ColumnsMissing: "Sebutan kolom yang dikenal ada di bawah.",
    DemoIsClosed: "Di halaman Data tekan tombol untuk memakai basis data kantor.",
    NothingToDeliver: "Periksa juga bulan yang dipilih waktu memuat.",
    VehiclesUnusable: "Kolom dan batasnya ada di bawah.",
    PlanBroken: "Di terminal: tambahkan `--seed 2`.",
}
"""Advice beside the sentence of an error."""


def text() -> str:
    """Return the whole of ``docs/acuan.md``."""
    parts = [
        INTRODUCTION, row_checks(), layer_findings(), figures(), coverage_columns(), errors(), settings(), programs(),
        file_columns(), vehicles(),
    ]  # fmt: skip
    return "\n".join(parts)


# --- writing ------------------------------------------------------------------------------------------


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "".join(f"| {' | '.join(cell(value) for value in line)} |\n" for line in lines)


def cell(value: str) -> str:
    """Return a text that cannot leave its cell."""
    return value.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def matched(keys: Collection[str], texts: Mapping[str, object]) -> None:
    """Raise when a key has no text or a text no key."""
    if set(keys) != set(texts):
        raise KeyError(*sorted(set(keys) ^ set(texts)))


def plain(value: float | str | None) -> str:
    """Return a number as Indonesia writes it, without needless decimals."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    decimals = len(f"{value:.10g}".partition(".")[2])
    return number(value, decimals)


def code(value: str) -> str:
    """Return a text as code."""
    return f"`{value}`" if value else ""


# --- sections -----------------------------------------------------------------------------------------


def row_checks() -> str:
    """Return the checks of families and recipients."""
    ordered = sorted(CHECKS, key=lambda check: (SEVERITIES.index(check.severity), check.key))
    rows = [[code(check.key), severity(check), where(check), check.message, check.remedy] for check in ordered]
    rows += [[code(kind), INFO, "semua", *said] for kind, said in OTHER_ROWS.items()]
    return (
        "## Catatan pemeriksaan baris\n\n"
        "KRITIS: baris disisihkan sampai diperbaiki. PERIKSA: baris dimuat, tetapi seseorang harus melihatnya. "
        "INFO: sekadar diketahui.\n\n" + table(["Jenis", "Tingkat", "Berkas", "Artinya", "Tindakan"], rows)
    )


def severity(check: Check) -> str:
    """Return how grave a check is, and where it is not."""
    other = [f"{level} pada {LAYOUTS[layout].label.lower()}" for layout, level in check.severity_in.items()]
    return "; ".join([check.severity, *other])


def where(check: Check) -> str:
    """Return which files a check looks at."""
    return "semua" if set(check.layouts) == set(LAYOUTS) else ", ".join(LAYOUTS[key].label for key in check.layouts)


def layer_findings() -> str:
    """Return the findings at the door of a boundary file."""
    kinds = layer_kinds()
    matched(kinds, LAYER_TEXTS)
    rows = [
        [code(kind), " atau ".join(level for level in SEVERITIES if level in kinds[kind]), *LAYER_TEXTS[kind]]
        for kind in sorted(kinds)
    ]
    return (
        "## Catatan batas desa\n\nKRITIS: poligon disisihkan. Nomor baris adalah nomor poligon di berkas.\n\n"
        + table(["Jenis", "Tingkat", "Artinya", "Tindakan"], rows)
    )


def layer_kinds() -> dict[str, set[str]]:
    """Return the kinds of findings that ``geo`` tells, with their severities, as its code writes them."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "geo").glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            for call in calls_of(function, ("findings.add", "findings.add_file")):
                for kind in texts_in(call.args[0]) or texts_of_choice(tree):
                    kinds[kind] |= severities_in(call.args[1]) or severities_in(function)
    return kinds


def calls_of(tree: ast.AST, names: tuple[str, ...]) -> list[ast.Call]:
    """Return the calls of functions written as ``names``."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) in names]


def texts_in(tree: ast.AST) -> set[str]:
    """Return the texts written in a piece of code."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def texts_of_choice(tree: ast.AST) -> set[str]:
    """Return the texts that a module chooses between with ``np.where``."""
    return {text for call in calls_of(tree, ("np.where",)) for part in call.args[1:] for text in texts_in(part)}


def severities_in(tree: ast.AST) -> set[str]:
    """Return the severities that a piece of code names."""
    return {
        SEVERITY_NAMES[node.id] for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id in SEVERITY_NAMES
    }


def figures() -> str:
    """Return every figure with its denominator."""
    rows = [
        [entry.label, entry.unit, "bantuan" if entry.direction == AID else "kebutuhan", entry.definition,
         entry.denominator, entry.source, entry.breaks.label, code(key)]
        for key, entry in INDICATORS.items()
    ]  # fmt: skip
    pairs = [[pair.label, INDICATORS[pair.need].label, INDICATORS[pair.aid].label] for pair in PAIRS.values()]
    return (
        "## Angka\n\nAngka tinggi berarti kebutuhan tinggi atau bantuan tinggi.\n\n"
        + table(["Nama", "Satuan", "Tinggi berarti", "Definisi", "Penyebut", "Sumber", "Kelas di peta", "Kunci"], rows)
        + "\nCara membagi kelas:\n\n"
        + table(["Nama", "Arti"], [[method.label, method.definition] for method in METHODS.values()])
        + "\nPasangan pada peta dwi-peubah:\n\n"
        + table(["Ukuran", "Sumbu tegak (kebutuhan)", "Sumbu datar (bantuan)"], pairs)
    )


def coverage_columns() -> str:
    """Return the columns of ``python -m analytics coverage``."""
    matched(COVERAGE_COLUMNS, COVERAGE_TEXTS)
    rows = [[code(name), COVERAGE_TEXTS[name]] for name in COVERAGE_COLUMNS]
    return "## Kolom unduhan cakupan\n\nSatu baris tiap desa dan program.\n\n" + table(["Kolom", "Isi"], rows)


def errors() -> str:
    """Return the sentence of every expected failure, by its first words."""
    said = sorted((sentence(kind), MORE.get(kind, "")) for kind in SENTENCES)
    return (
        "## Pesan kesalahan\n\nTiap pesan menyebut apa yang diharapkan, apa yang ditemukan, dan langkahnya. "
        "Kata dalam kurung siku diganti isi yang sebenarnya. Urut abjad.\n\n" + table(["Pesan", "Tambahan"], said)
    )


def sentence(kind: type[PetasalurError]) -> str:
    """Return the sentence of an error with words in the place of its facts."""
    facts = [name for _, name, _, _ in Formatter().parse(SENTENCES[kind]) if name]
    return SENTENCES[kind].format_map({name: f"[{FACT_WORDS[name]}]" for name in facts})


def settings() -> str:
    """Return what an office may set."""
    rows = [[entry.label, default(entry), entry.unit, bounds(entry), entry.note] for entry in SETTINGS.values()]
    return "## Pengaturan\n\nDi halaman Data, tab Pengaturan.\n\n" + table(
        ["Pengaturan", "Awal", "Satuan", "Batas", "Keterangan"], rows
    )


def default(entry: Setting) -> str:
    """Return what a setting begins with."""
    return entry.choices[str(entry.default)] if entry.choices else plain(entry.default)


def bounds(entry: Setting | VehicleColumn) -> str:
    """Return between which values something may lie, or of which it is one."""
    if isinstance(entry, Setting) and entry.choices:
        return " atau ".join(entry.choices.values())
    low, high = entry.minimum, entry.maximum
    is_bounded = low is not None and high is not None and 0 < high < UNBOUNDED
    return f"{plain(low)} sampai {plain(high)}" if is_bounded else "–"


def programs() -> str:
    """Return the programs of social assistance."""
    return (
        "## Program\n\nKunci dipakai di terminal. Muatan dan besaran adalah angka awal; yang sumbernya belum ada "
        "atau perkiraan harus diganti dengan angka kantor.\n\n"
        + table(PROGRAM_HEADERS, [program_row(entry) for entry in PROGRAMS.values()])
    )


def program_row(entry: Program) -> list[str]:
    """Return one program as cells."""
    return [
        code(entry.key), entry.label, ", ".join(entry.aliases), entry.unit, plain(entry.desil_max),
        plain(entry.load_kg), plain(entry.amount_idr), entry.channel, entry.source,
    ]  # fmt: skip


def file_columns() -> str:
    """Return what a column may hold and how offices call it."""
    rows = [[entry.label, in_layouts(entry), ", ".join(spellings(entry))] for entry in FIELDS.values()]
    needs = [
        f"* {layout.label}: " + " dan ".join(" atau ".join(FIELDS[key].label for key in one) for one in layout.needs)
        for layout in LAYOUTS.values()
    ]
    return (
        "## Kolom berkas\n\nHuruf besar, titik, dan garis bawah tidak dibedakan. Kolom lain diabaikan. Yang wajib:\n\n"
        + "\n".join(needs)
        + "\n\n"
        + table(["Kolom", "Dibaca di", "Sebutan yang dikenal"], rows)
    )


def in_layouts(entry: Field) -> str:
    """Return in which files a column is read."""
    places = [layout.label.lower() for layout in LAYOUTS.values() if entry.key in layout.fields]
    return ", ".join(places)


def spellings(entry: Field) -> list[str]:
    """Return the names of a column, each once."""
    return list(dict.fromkeys(name.replace("_", " ") for name in entry.synonyms))


def vehicles() -> str:
    """Return the columns of the table of vehicles, and the fleet to start from."""
    rows = [
        [code(entry.label), "ya" if entry.is_needed else "tidak", plain(entry.default), bounds(entry), entry.note]
        for entry in VEHICLE_COLUMNS.values()
    ]
    fleet = default_vehicles()
    shown = ["label", "count", "capacity_kg", "speed_kmh", "shift_start", "shift_end", "source"]
    start = [[plain(row[name]) for name in shown] for row in fleet.to_dict("records")]
    return (
        "## Kolom armada\n\nUntuk tabel di halaman Rute dan berkas `--vehicles`.\n\n"
        + table(["Kolom", "Wajib", "Awal", "Batas", "Isi"], rows)
        + "\nArmada awal (anggapan, ganti dengan angka kantor):\n\n"
        + table([VEHICLE_COLUMNS[name].label for name in shown], start)
    )


def roles() -> str:
    """Return the whole of ``docs/peran.md``: who may see and do what, from the one table of permissions."""
    every = list(ROLES.values())
    names = [role.label for role in every]
    pages = [[title, *(_mark(key in role.pages) for role in every)] for key, title in PAGES.items()]
    acts = [[words, *(_mark(key in role.may_decide) for role in every)] for key, words in ACTS.items()]
    more = [
        ["melihat orang", *(SIGHTS[role.sees] for role in every)],
        ["membuka nomor lengkap, dengan tujuan yang ditulis", *(_mark(role.may_unmask) for role in every)],
        ["menutup dan membuka akun", *(_mark(role.may_manage) for role in every)],
    ]
    return (
        ROLES_INTRODUCTION
        + "\n## Yang dilihat\n\n"
        + table(["", *names], more)
        + "\n## Halaman\n\n"
        + table(["Halaman", *names], pages)
        + "\n## Tindakan\n\n"
        + table(["Tindakan", *names], acts)
        + exports(every)
        + questions(every)
        + commands()
    )


def exports(every: list[Role]) -> str:
    """Return every file that leaves the program, and who may take it: tried by ``tests/data/test_takeaway.py``."""
    rows = [
        [
            each.label, each.formats, HOLDS[each.holds], rights(each),
            *(_mark(may_take(_account(role), each)) for role in every),
        ]
        for each in (*EXPORTS.values(), *REPORTS.values())
    ]  # fmt: skip
    return (
        "\n## Unduhan\n\nYang boleh diambil, dengan akun. Isi untuk peran desa hanya desanya sendiri. Nomor disamarkan "
        "kecuali dibuka dengan tujuan. Tiap unduhan dicatat di jejak audit: jenisnya, tentang apa, berapa baris. "
        "Laporan untuk peran yang melihat angka gabungan saja: tanpa peta, baris dengan jumlah di bawah 5 ditutup "
        "bersama baris lain yang dapat membukanya, tidak untuk satu desa atau satu kecamatan.\n\n"
        + table(["Berkas", "Jenis", "Isi", "Perlu", *(role.label for role in every)], rows)
    )


def questions(every: list[Role]) -> str:
    """Return what each question of the pages holds, and who is answered: tried by ``test_query_walk.py``."""
    named: dict[tuple[str, str], list[str]] = {}
    for name, holds in QUERIES.items():
        module, _, own = name.rpartition(".")
        named.setdefault((module, holds), []).append(own)
    rows = [
        [
            f"{label} ({code(module)})" if module else label, ", ".join(map(code, named[module, holds])), words,
            *(_mark(role.sees in GIVEN[holds]) for role in every),
        ]
        for module, label in MODULES.items()
        for holds, words in HELD.items()
        if (module, holds) in named
    ]  # fmt: skip
    return (
        "\n## Pertanyaan\n\nSemua yang dibaca halaman, dibaca lewat fungsi-fungsi ini (`pages/parts/cache`). Di "
        "sinilah peran diperiksa, bukan di menu saja. Yang bertanda ya dijawab, lainnya ditolak. Jawaban untuk peran "
        "desa hanya tentang desanya sendiri. Nomor dan nama orang disamarkan, kecuali nomor yang dibuka dengan tujuan. "
        "Tes mencari sendiri semua fungsi, menanyakan tiap fungsi sebagai tiap peran, lalu mencari isi pribadi di "
        "jawabannya.\n\n" + table(["Asal", "Fungsi", "Isi", *(role.label for role in every)], rows)
    )


def _account(role: Role) -> Actor:
    return Actor("petugas", role.key, "petugas")


def commands() -> str:
    """Return every command of the shell and what the audit keeps of it."""
    rows = [
        [code(f"python -m {module} {name}"), told, OWN_NOTES.get(name.split()[0], AUDIT_ACTS[COMMAND])]
        for module, parser in (("data", data_parser()), ("analytics", analytics_parser()))
        for name, told in commands_of(parser)
    ]
    rows.append(
        [code("python -m geo.maps install"), "memasang berkas peta dari internet", "tidak ada data di dalamnya"]
    )
    return (
        "\n## Perintah terminal\n\nPerintah tidak meminta akun: siapa yang dapat membaca berkas basis data dan "
        "kuncinya di komputer server dapat membaca semuanya juga tanpa perintah ini. Karena itu perintah berjalan "
        "dengan semua hak, atas nama pengguna komputer (di jejak audit: terminal dan namanya), dan dicatat sebelum "
        "dikerjakan, tanpa isian di belakang namanya. Jagalah komputer server dengan kata sandi dan penyandian "
        "cakram.\n\n" + table(["Perintah", "Untuk apa", "Di jejak audit"], rows)
    )


def commands_of(parser: argparse.ArgumentParser) -> list[tuple[str, str]]:
    """Return the commands of a parser with what they are for, by name; of one with acts each act: "account add"."""
    found: list[tuple[str, str]] = []
    for each in (action for action in parser._actions if isinstance(action, argparse._SubParsersAction)):  # noqa: SLF001
        for action in each._choices_actions:  # noqa: SLF001
            acts = commands_of(each.choices[action.dest])
            found += [(f"{action.dest} {name}", told) for name, told in acts] or [(action.dest, str(action.help))]
    return sorted(found)


def _mark(is_so: bool) -> str:
    return "ya" if is_so else "–"


def main() -> int:
    """Write the files; return the exit status."""
    for target, content in ((TARGET, text()), (ROLES_TARGET, roles())):
        target.write_text(content, encoding="utf-8", newline="\n")
        print(f"{target.relative_to(ROOT)} ditulis")
    return 0


if __name__ == "__main__":
    sys.exit(main())
