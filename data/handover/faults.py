"""What speaks against recording a hand-over: one entry each, the same on the screen and for rows of a file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words that follow "paket ini …", and what to do about it."""

    key: str
    problem: str
    remedy: str


FAULTS = {
    entry.key: entry
    for entry in (
        Fault("kode_kosong", "kodenya kosong", "Salin kode dari daftar yang diunduh."),
        Fault("kode_tidak_dikenal", "kodenya tidak ada di rencana ini", "Periksa kodenya, atau pilih rencana yang sesuai dengan berkasnya."),
        Fault("rencana_berbeda", "ditulis untuk rencana lain", "Pilih rencana yang nomornya tertulis di berkas, lalu muat lagi."),
        Fault("program_tidak_jelas", "penerimanya membawa pulang beberapa program dan baris ini tidak menyebut yang mana", "Isi kolom Program."),
        Fault("tidak_dibawa", "tidak dibawa ritase mana pun dalam rencana ini", "Periksa rencananya; yang tidak terangkut masuk rencana lain."),
        Fault("ritase_lain", "ada di ritase lain dari yang tertulis di baris ini", "Betulkan kolom Ritase atau kosongkan."),
        Fault("ritase_ditutup", "ada di ritase yang sudah ditutup", "Buka lagi ritasenya dengan alasan, lalu ulangi."),
        Fault("keadaan_tidak_dikenal", "keadaannya tidak dikenal", "Pakai Diserahkan, Gagal atau Dikembalikan."),
        Fault("tanggal_salah", "tanggalnya kosong atau tidak terbaca", "Tulis tanggal seperti 21/11/2026."),
        Fault("tanggal_belum_tiba", "tanggalnya belum tiba", "Isi tanggal kejadiannya."),
        Fault("jam_salah", "jamnya tidak terbaca", "Tulis jam seperti 09:30, atau kosongkan."),
        Fault("jumlah_salah", "jumlahnya bukan angka di atas nol", "Tulis jumlahnya dengan angka, atau kosongkan untuk semuanya."),
        Fault("jumlah_melebihi", "jumlahnya lebih dari yang masih di tangan petugas", "Isi paling banyak sisa yang belum dicatat."),
        Fault("sudah_diserahkan", "sudah tercatat diserahkan", "Bila catatan lama keliru, batalkan dahulu catatan itu."),
        Fault("sudah_dikembalikan", "sudah tercatat dikembalikan", "Bila catatan lama keliru, batalkan dahulu catatan itu."),
        Fault("rencana_lain", "sudah tercatat diserahkan dalam rencana lain", "Kembalikan paketnya; penerima tidak menerima dua kali."),
        Fault("alasan_kosong", "gagal tanpa alasan", "Pilih alasannya."),
        Fault("alasan_tidak_dikenal", "alasannya tidak dikenal", "Pilih salah satu alasan dari daftar; keterangan lain di kolom Catatan."),
        Fault("pengganti_kurang", "diambil pengganti tanpa nama atau hubungannya", "Isi nama pengganti dan hubungannya."),
        Fault("baris_berulang", "sudah disebut di baris lain berkas ini dengan isi yang sama", "Tidak perlu tindakan; satu baris dicatat."),
        Fault("bertentangan", "disebut di beberapa baris berkas ini dengan isi yang bertentangan", "Sisakan satu baris yang benar, lalu muat lagi."),
    )
}  # fmt: skip
"""In the order in which they are told: of several faults of one row the first one counts."""


def told(key: str, detail: str = "") -> str:
    """Return one fault as a sentence with its remedy; ``detail``: what stands recorded."""
    fault = FAULTS[key]
    return f"Paket ini {fault.problem}{f' ({detail})' if detail else ''}. {fault.remedy}"
