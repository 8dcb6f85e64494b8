"""The settings an office may change: one entry each, kept in the table ``setting``."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.errors import BadChoice, BadSetting, TextTooLong
from data.history import note
from data.programs import PROGRAMS
from data.roles import SHELL, Actor, allow
from data.store import Store
from geo.apart import Limits
from geo.network.speeds import DRY
from geo.network.speeds import SEASONS as SEASON_LABELS
from geo.notation import number


@dataclass(frozen=True)
class Setting:
    """One number with its bounds, one text, or one of several ``choices`` (value → its words).

    ``unit`` stands beside it on the screen; ``longest``: letters of a text.
    """

    key: str
    label: str
    default: float | str | None
    unit: str
    note: str
    minimum: float | None = None
    maximum: float | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    longest: int = 200

    def check(self, value: float | str) -> None:
        """Let only a value go on that this setting may have.

        Raises
        ------
        BadChoice
            It is none of the choices.
        BadSetting
            It is no number where one is needed, or lies outside the bounds.
        TextTooLong
        """
        if isinstance(value, str) and len(value) > self.longest:
            raise TextTooLong(found=number(len(value)), limit=number(self.longest))
        if self.choices and value not in self.choices:
            raise BadChoice(label=self.label, found=value, known=", ".join(self.choices))
        if _is_number(self) and not _is_within(self, value):
            raise BadSetting(label=self.label, found=value, minimum=self.minimum, maximum=self.maximum)


SEASONS = {key: label.capitalize() for key, label in SEASON_LABELS.items()}
IKM_WEIGHTS = {"1/9": "1/9 (tepat)", "0.11": "0,11 (tercetak di peraturan)"}
"""Weight of each unsur of a satisfaction survey: value of the setting → its words."""
_ENTRIES = (
    Setting("poor_desil_max", "Keluarga miskin = desil sampai", 4, "desil", "Kebijakan; desil DTSEN 1–10.", 1, 10),
    Setting("road_factor", "Faktor jarak jalan", 1.4, "×", "Jarak garis lurus dikali faktor ini. Belum dikalibrasi.", 1, 5),
    Setting("season", "Musim", DRY, "", "Kecepatan dan jalan yang bisa dilewati menurut musim; dipakai bila ada jaringan jalan.", choices=SEASONS),
    Setting("snap_m", "Ujung jalan disambung sampai", 25, "m", "Usulan jarak di halaman Jalan; tidak ada yang disambung sebelum disimpan di sana.", 0, 200),
    Setting("access_max_m", "Titik terjangkau dari jalan sampai", 2000, "m", "Dari jalan terdekat ke titik orang berjalan: garis lurus × faktor, ditandai. Lebih jauh dari ini: tidak terjangkau.", 10, 20000),
    Setting("outside_tolerance_m", "Toleransi titik di luar desa", 100, "m", "Titik sedekat ini ke batas desanya hanya dicatat.", 0, 5000),
    Setting("join_distance_m", "Rumah dianggap satu permukiman sampai", 300, "m", "Jarak antarrumah terdekat.", 10, 5000),
    Setting("elderly_age", "Lansia mulai umur", 60, "tahun", "UU 13/1998: lanjut usia sejak 60 tahun.", 50, 80),
    Setting("disability_level_min", "Disabilitas = tingkat kesulitan mulai", 2, "tingkat", "Kode DTSEN 1 tidak ada, 2 sedikit, 3 banyak, 4 tidak bisa sama sekali; periksa kamus DTSEN.", 2, 4),
    Setting("depot_name", "Nama gudang", None, "", "Tempat kendaraan berangkat dan kembali."),
    Setting("depot_lon", "Bujur gudang", None, "derajat", "Kosong: titik penerima dengan jumlah jalan terpendek dipakai dan disebutkan.", 95, 141.1),
    Setting("depot_lat", "Lintang gudang", None, "derajat", "Kosong: titik penerima dengan jumlah jalan terpendek dipakai dan disebutkan.", -11.2, 6.3),
    Setting("verify_months", "Verifikasi ulang setelah", 12, "bulan", "Penerima yang belum diverifikasi selama ini masuk daftar perlu diverifikasi.", 1, 60),
    Setting("ikm_weight", "Bobot tiap unsur IKM", "1/9", "", "PermenPANRB 14/2017 membagi rata sembilan unsur dan mencetak 0,11; selisihnya dapat mengubah mutu, karena itu bobotnya selalu ditulis.", choices=IKM_WEIGHTS),
    Setting("complaint_days", "Pengaduan selesai paling lama", 14, "hari", "Lewat dari ini pengaduan ditandai terlambat. Perkiraan; sesuaikan dengan standar pelayanan kantor.", 1, 365),
    Setting("near_target_points", "Mendekati target bila kurang paling banyak", 5, "poin", "Untuk lampu indikator: kurang sampai sekian poin dari target ditulis mendekati.", 0, 50),
    Setting("backup_every_days", "Cadangan dibuat sendiri setiap", 1, "hari", "Selama Petasalur berjalan; 0: tidak dibuat sendiri.", 0, 90),
    Setting("backup_keep_count", "Cadangan yang disimpan", 14, "buah", "Yang lebih tua dihapus setelah cadangan baru selesai diperiksa.", 2, 365),
    Setting("keep_months", "Berkas berisi data pribadi disimpan", 60, "bulan", "Sejak dimuat; sesudahnya masuk daftar jatuh tempo di Data › Riwayat. Perkiraan; sesuaikan dengan jadwal retensi arsip.", 1, 360),
    Setting("upload_mb", "Unggahan paling besar", 64, "MB", "Berkas yang lebih besar dari 64 MB sudah ditolak di pintu server (server.maxUploadSize di .streamlit/config.toml).", 1, 64),
    Setting("reading_seconds", "Membaca satu berkas paling lama", 180, "detik", "Berkas dari luar dibaca dalam proses tersendiri; lewat dari ini proses itu dihentikan dan tidak ada yang berubah.", 5, 3600),
    Setting("reading_memory_mb", "Memori untuk membaca satu berkas", 2000, "MB", "Di luar yang dipakai pembacanya sendiri. Berlaku di Linux; di Windows dan macOS hanya waktunya yang dibatasi.", 100, 64000),
    Setting("office_name", "Nama kantor", None, "", "Untuk kepala laporan dan unduhan."),
    Setting("government_name", "Pemerintah di atas nama kantor", None, "", "Baris pertama kop surat, misalnya Pemerintah Kabupaten Balangan."),
    Setting("office_address", "Alamat kantor", None, "", "Baris terakhir kop surat: jalan, kode pos, telepon."),
    Setting("signer_name", "Nama camat", None, "", "Penanda tangan surat dan berita acara. Kosong: titik-titik."),
    Setting("signer_number", "NIP camat", None, "", "Dicetak di bawah nama camat."),
    Setting("contact", "Narahubung penyaluran", None, "", "Nama dan nomor telepon di surat pemberitahuan dan pesan WhatsApp."),
)  # fmt: skip
_LOADS = tuple(
    Setting(
        f"load_kg.{program.key}",
        f"Muatan {program.label} per KPM",
        program.load_kg,
        "kg",
        program.source,
        0,
        1000,
    )
    for program in PROGRAMS.values()
)
SETTINGS: dict[str, Setting] = {entry.key: entry for entry in (*_ENTRIES, *_LOADS)}


def read_settings(store: Store) -> dict[str, float | str | None]:
    """Return every setting: the office's value, else the default. Numbers come as ``float``."""
    saved = store.frame("store/settings").set_index("key")["value"].to_dict()
    return {key: _typed(entry, saved.get(key)) for key, entry in SETTINGS.items()}


def reading_limits(store: Store) -> Limits:
    """Return what reading one file of others may take in the office of ``store``."""
    settings = read_settings(store)
    return Limits(float(str(settings["reading_seconds"])), float(str(settings["reading_memory_mb"])))


def _typed(entry: Setting, text: str | None) -> float | str | None:
    if text is None:
        return float(entry.default) if isinstance(entry.default, int) else entry.default
    return float(text) if _is_number(entry) else text


def _is_number(entry: Setting) -> bool:
    return entry.minimum is not None or isinstance(entry.default, (int, float))


def _is_within(entry: Setting, value: float | str) -> bool:
    try:
        number = float(value)
    except ValueError:
        return False
    low = -math.inf if entry.minimum is None else entry.minimum
    high = math.inf if entry.maximum is None else entry.maximum
    return low <= number <= high and math.isfinite(number)


def save_setting(store: Store, key: str, value: float | str | None, *, by: Actor = SHELL) -> None:
    """Keep ``value`` for ``key``, and write down who changed it; ``None`` goes back to the default.

    Raises
    ------
    ActMayNot
    BadChoice
        The value is none of the setting's choices.
    BadSetting
        The value is no number where one is needed, or lies outside the setting's bounds.
    TextTooLong
    """
    allow(by, "atur")
    entry = SETTINGS[key]
    if value is not None:
        entry.check(value)
    before = read_settings(store)[key]
    with store.write() as cursor:
        cursor.execute("DELETE FROM setting WHERE key = $1", [key])
        if value is not None:
            cursor.execute("INSERT INTO setting VALUES ($1, $2)", [key, str(value)])
        after = _typed(entry, None if value is None else str(value))
        if before != after:
            note(cursor, by, "pengaturan", key, entry.label, before=_told(entry, before), after=_told(entry, after))


def _told(entry: Setting, value: float | str | None) -> str | None:
    if value in entry.choices:
        return entry.choices[str(value)]
    return None if value is None else number(value, 6).rstrip("0").rstrip(",") if isinstance(value, float) else value
