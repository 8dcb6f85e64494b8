"""What an error says: one Indonesian sentence for each expected failure.

Every sentence says what was expected, what was found and what to do. ``tests/data/test_messages.py`` walks
all error classes of ``geo.errors`` and ``data.errors`` and fails on one without a sentence.
"""

from __future__ import annotations

from data import errors as data_errors
from data.mask import mask_text
from geo import errors as geo_errors
from geo.errors import PetasalurError

SENTENCES: dict[type[PetasalurError], str] = {
    # --- geo ---
    geo_errors.UnsafeArchive: (
        "Berkas {file} tidak dibuka karena isinya tidak wajar ({found}); kirim ulang berkas aslinya."
    ),
    geo_errors.ReadingTooLong: (
        "Berkas {file} belum selesai dibaca setelah {limit_s} detik, lalu dihentikan; tidak ada yang berubah. Simpan "
        "ulang dari program asalnya atau bagi menjadi beberapa berkas; batasnya dapat diubah di Data › Pengaturan."
    ),
    geo_errors.ReadingTooLarge: (
        "Berkas {file} memerlukan lebih dari {limit_mb} MB memori untuk dibaca, lalu dihentikan; tidak ada yang "
        "berubah. Bagi menjadi beberapa berkas; batasnya dapat diubah di Data › Pengaturan."
    ),
    geo_errors.ReadingBroken: (
        "Berkas {file} menghentikan proses yang membacanya: rusak, sengaja dibuat berbahaya, atau memerlukan lebih "
        "dari {limit_mb} MB memori; tidak ada yang berubah. Simpan ulang dari program asalnya, lalu muat lagi."
    ),
    geo_errors.UnknownCodes: (
        "Sistem kode desa tidak dapat ditentukan: dari {code_count} kode (misalnya {examples}) hanya "
        "{kemendagri_pct} % dikenal sebagai kode Kemendagri dan {bps_pct} % sebagai kode BPS. Muat dahulu "
        "daftar padanan kode dengan --codes, atau pakai berkas berkode Kemendagri bertitik (63.11.02.2001)."
    ),
    geo_errors.AmbiguousCodeSystem: (
        "Sistem kode desa meragukan: dari {code_count} kode (misalnya {examples}), {kemendagri_pct} % ada di "
        "daftar Kemendagri dan {bps_pct} % di daftar BPS, tetapi keduanya cocok atau namanya tidak sesuai. "
        "Periksa kolom kode dan nama desa di berkas itu, atau nyatakan sistem kodenya dengan --code-system kemendagri "
        "atau --code-system bps."
    ),
    geo_errors.NotALayer: (
        "Berkas {file} bukan peta batas yang dikenal: yang ditemukan {found}. Pakai GeoJSON, GeoPackage (.gpkg), "
        "Shapefile dalam satu zip, atau KML."
    ),
    geo_errors.LayerUnreadable: (
        "Berkas peta {file} tidak terbaca utuh ({found}); salin atau ekspor ulang berkas itu dari sumbernya."
    ),
    geo_errors.NoPolygons: (
        "Berkas {file} tidak memuat poligon batas desa, hanya {found}; pakai layer batas wilayah (poligon). "
        "Garis jalan atau sungai dimuat sebagai jaringan jalan (--roads, atau halaman Jalan)."
    ),
    geo_errors.SeveralLayers: (
        "Berkas {file} memuat beberapa layer poligon ({layers}) dan tidak jelas mana batas desa; simpan layer batas "
        "desa saja ke berkas tersendiri."
    ),
    geo_errors.UnknownCrs: (
        "Sistem koordinat layer tidak dikenali ({found}; angkanya {bounds}): tidak ada yang menempatkannya di "
        "Indonesia. Tanyakan sistem koordinatnya kepada pembuat peta, lalu nyatakan, misalnya --crs EPSG:32750."
    ),
    geo_errors.AmbiguousCrs: (
        "Sistem koordinat layer tidak tertulis dan angkanya ({bounds}) cocok untuk beberapa sistem: {candidates}. "
        "Nyatakan yang benar, misalnya --crs {example}."
    ),
    geo_errors.WrongCrs: (
        "Dengan sistem koordinat {crs} layer (angkanya {bounds}) jatuh di luar Indonesia; periksa nilai --crs, "
        "misalnya EPSG:4326 untuk derajat atau EPSG:32750 untuk UTM 50 Selatan."
    ),
    geo_errors.NoDesaFound: (
        "Tidak ada desa yang dapat dikenali di {file}: {found}. Diharapkan kolom kode desa Kemendagri atau BPS, "
        "atau kolom nama desa dan kecamatan yang dikenal; kolom yang ada: {columns}."
    ),
    geo_errors.BoundaryDisplaced: (
        "Batas desa di {file} tampak bergeser: {found}. Peta yang ada tidak diganti. Periksa sumbernya; bila memang "
        "benar, muat lagi dengan persetujuan (--accept-displaced)."
    ),
    geo_errors.DesaVanished: (
        "Perapian batas akan menghilangkan desa {desa} karena seluruhnya tertutup desa lain atau terlalu sempit; "
        "perbaiki poligonnya di berkas asal."
    ),
    geo_errors.AssetsMissing: (
        "Berkas peta belum lengkap di komputer ini ({files}): jalankan python3 run.py setup saat ada internet, "
        "lalu buka lagi halaman ini."
    ),
    geo_errors.AssetsNotInstalled: (
        "Berkas peta tidak terpasang ({reason}): periksa sambungan internet, lalu jalankan python3 run.py setup."
    ),
    geo_errors.ForeignLink: (
        "Peta akan meminta berkas dari internet ({link}), padahal harus dapat dipakai tanpa internet: laporkan "
        "kalimat ini kepada pengembang."
    ),
    geo_errors.UnreadableTiles: (
        "Berkas peta dasar {file} tidak dapat dipakai ({found}): pakai .mbtiles atau .pmtiles yang utuh, atau "
        "keluarkan berkas itu dari var/tiles."
    ),
    geo_errors.NotANetwork: (
        "Berkas {file} bukan jaringan jalan yang dikenal: yang ditemukan {found}. Pakai .osm.pbf, .osm.gz, GeoJSON, "
        "GeoPackage (.gpkg), atau Shapefile dalam satu zip."
    ),
    geo_errors.NoLines: (
        "Berkas {file} tidak memuat garis jalan, jalan setapak, atau sungai yang dapat dipakai; yang ada: {found}. "
        "Pakai layer garis, bukan titik atau poligon."
    ),
    geo_errors.NoPoints: (
        "Berkas {file} tidak memuat titik, hanya {found}; pakai layer titik, atau tabel dengan kolom bujur dan lintang."
    ),
    geo_errors.BadSpeeds: (
        "Tabel kecepatan mempunyai {fault_count} kesalahan, tidak ada yang disimpan. Perbaiki: {faults}."
    ),
    geo_errors.BadSnap: (
        "Jarak penyambungan harus antara 0 dan {maximum_m} meter, yang diisi {found}; perbaiki isiannya."
    ),
    # --- data and analytics ---
    data_errors.UnknownProgram: ("Program {program} tidak dikenal; yang dikenal: {known}. Pakai salah satu kunci itu."),
    data_errors.StoreMissing: (
        "Basis data {file} tidak ada; muat berkas dulu dengan `python -m data load`, atau periksa namanya."
    ),
    data_errors.StoreBusy: (
        "Basis data {file} sedang dipakai program lain; tutup Petasalur atau perintah yang masih berjalan, lalu ulangi."
    ),
    data_errors.StoreNamesake: (
        "Basis data {file} dan {other} di folder ini hanya lain akhirannya: keduanya memakai berkas kunci, cadangan, "
        "dan dokumen yang sama. Pindahkan salah satunya ke folder lain bersama salinan berkas dan folder itu, lalu "
        "ulangi; yang baru: beri nama lain."
    ),
    data_errors.StoreDamaged: (
        "Berkas {file} bukan basis data Petasalur atau rusak; pakai cadangan terakhir atau berkas baru."
    ),
    data_errors.StoreUnwritable: (
        "Basis data {file} tidak bisa dibuka untuk ditulis di tempat itu; periksa folder dan izin aksesnya."
    ),
    data_errors.StoreFull: (
        "Tempat di cakram atau di memori tidak cukup untuk menulis ke {file}; tidak ada yang berubah. Kosongkan "
        "tempat, lalu ulangi."
    ),
    data_errors.StoreTooNew: (
        "Basis data {file} dibuat oleh Petasalur yang lebih baru (versi {found}, program ini mengenal {known}); "
        "perbarui programnya."
    ),
    data_errors.StoreLocked: (
        "Basis data {file} tersandi, tetapi berkas kuncinya ({key_file}) tidak ada atau kata sandinya belum diberikan; "
        "pasang berkas kuncinya, atau pulihkan dengan `python -m data recover-key` dan kode pemulihan di kertas."
    ),
    data_errors.KeyWrong: (
        "Kata sandi atau kunci tidak cocok dengan basis data {file}; periksa kata sandinya dan berkas kunci yang "
        "dipakai, lalu ulangi."
    ),
    data_errors.KeyUnreadable: (
        "Berkas kunci {file} tidak dapat dipakai ({found}); pakai salinan berkas kunci yang utuh, lalu ulangi."
    ),
    data_errors.KeyOpen: (
        "Berkas kunci {file} tanpa kata sandi dan terbuka untuk pengguna lain; batasi haknya (chmod 600), lalu ulangi. "
        "Di diska USB yang tidak mengenal hak berkas: salin ke komputer ini, chmod 600, beri kata sandi dengan "
        "`python -m data passphrase`, lalu salin kembali."
    ),
    data_errors.KeyUnprotected: (
        "Diska tempat berkas kunci {file} tidak mengenal hak berkas: tanpa kata sandi siapa pun dapat membacanya di "
        "sana. Sebut tempat lain dengan variabel PETASALUR_KEY_FILE, atau pertahankan kata sandinya."
    ),
    data_errors.StoreParted: (
        "Basis data {file} tidak ada, tetapi perubahan terakhirnya ({wal}) masih ada; kembalikan basis datanya ke "
        "folder itu, atau pulihkan dari cadangan dengan `python -m data restore`."
    ),
    data_errors.KeyWrapped: (
        "Berkas kunci {file} sudah ada dengan kata sandinya sendiri, mungkin untuk basis data lain juga; pakai kata "
        "sandi itu, dan gantilah sesudahnya dengan `python -m data passphrase`."
    ),
    data_errors.PassphraseShort: (
        "Kata sandi kunci paling sedikit {minimum} karakter; pakai beberapa kata yang mudah diingat, lalu ulangi."
    ),
    data_errors.RecoveryCodeWrong: (
        "Kode pemulihan belum benar: {problem}. Bandingkan dengan kertasnya, lalu ketik lagi."
    ),
    data_errors.RecoveryCodeOther: (
        "Kode pemulihan ini utuh, tetapi tidak membuka basis data {file} atau cadangannya; mungkin dari sebelum "
        "kuncinya diganti, atau milik basis data lain. Pakai kode yang dicatat terakhir."
    ),
    data_errors.RecoveryGroupOther: (
        "Yang diketik bukan kelompok terakhir kode pemulihan; buka kodenya sekali lagi dan bandingkan dengan kertasnya."
    ),
    data_errors.RecoveryPurposeMissing: (
        "Untuk apa kode pemulihan dibuka belum ditulis; isi dahulu, misalnya: disimpan di lemari besi kantor."
    ),
    data_errors.NotEncrypted: (
        "Basis data {file} tidak tersandi, jadi tidak mempunyai kunci; sandikan dahulu dengan `python -m data encrypt`."
    ),
    data_errors.BackupUnusable: (
        "Cadangan {file} tidak dapat dipakai karena {found}; tidak ada yang diganti. Pakai cadangan lain."
    ),
    data_errors.NotPurgeable: (
        "Isi muatan nomor {load_id} tidak dapat dihapus selamanya karena {found}; tarik dulu berkasnya di halaman Data "
        "dan tunggu sampai masa simpannya habis."
    ),
    data_errors.AuditBroken: (
        "Jejak audit tidak utuh: {count} temuan di atas. Simpan basis data ini sebagai bukti, bandingkan dengan "
        "cadangan, dan laporkan kepada camat."
    ),
    data_errors.PersonUnknown: (
        "Tidak ada data dengan NIK itu ({found}) di basis data ini; periksa keenam belas angkanya, lalu ulangi."
    ),
    data_errors.TextTooLong: "Teks ini {found} huruf, paling banyak {limit}; persingkat, lalu simpan lagi.",
    data_errors.BadSetting: ("{label} harus antara {minimum} dan {maximum}, yang diisi {found}; perbaiki isiannya."),
    data_errors.NetworkMissing: (
        "Belum ada jaringan jalan yang dipakai, padahal diperlukan untuk {act}; muat berkas jaringan di halaman Jalan."
    ),
    data_errors.NothingToJoin: (
        "Tidak ada ujung jalan yang berjarak sampai {snap_m} m satu sama lain; coba jarak lain, atau biarkan."
    ),
    data_errors.StretchUnknown: (
        "Ruas yang dipilih untuk {act} tidak ada di jaringan yang dipakai; muat ulang halaman, lalu pilih lagi."
    ),
    data_errors.StretchClosed: (
        "Ruas ini sudah dicatat tertutup sejak {since} ({reason}). Buka dulu catatan itu bila tanggal atau sebabnya "
        "lain."
    ),
    data_errors.BlockDatesWrong: (
        "Tanggal akhir penutupan jalan {found} mendahului awalnya (paling awal {earliest}); betulkan tanggalnya."
    ),
    data_errors.BadChoice: "{label} harus salah satu dari {known}, yang diisi {found}; pilih salah satunya.",
    data_errors.FileMissing: "Berkas {file} tidak ditemukan; periksa nama dan foldernya.",
    data_errors.FileNotOpened: (
        "Berkas {file} ada tetapi tidak bisa dibuka; tutup di program lain atau periksa izin aksesnya, lalu ulangi."
    ),
    data_errors.FileTooLarge: (
        "Berkas {file} berukuran {found_mb} MB, batasnya {limit_mb} MB; bagi per desa atau per bulan, lalu muat lagi."
    ),
    data_errors.FileKindUnknown: (
        "Isi berkas {file} adalah {found}, bukan {expected}; simpan ulang dari program asalnya sebagai salah satunya."
    ),
    data_errors.FileUnreadable: (
        "Berkas {file} terpotong atau rusak sehingga tidak bisa dibaca; minta kirim ulang atau simpan ulang dari Excel."
    ),
    data_errors.QuoteOpen: (
        "Di berkas {file} sekitar baris {row} ada tanda kutip yang tidak ditutup sehingga baris sesudahnya ikut "
        "tertelan; hapus atau tutup tanda kutip itu, lalu muat lagi."
    ),
    data_errors.SheetTooWide: (
        "Berkas {file} mempunyai isi yang sangat jauh dari tabelnya (sampai sel {found}); hapus sel itu di Excel, "
        "lalu muat lagi."
    ),
    data_errors.TooManyColumns: (
        "Berkas {file} mempunyai {found} kolom, batasnya {limit}; hapus kolom yang tidak dipakai, lalu muat lagi."
    ),
    data_errors.FileProtected: (
        "Berkas {file} dikunci kata sandi; buka di Excel, hapus kata sandinya, simpan, lalu muat lagi."
    ),
    data_errors.FileEmpty: "Berkas {file} tidak berisi satu baris data pun; periksa lembar yang disimpan.",
    data_errors.MembersNotFamilies: (
        "Daftar keluarga harus berisi satu baris per keluarga, sedangkan di berkas {file} {shared_pct} % baris berbagi "
        "No. KK dengan baris lain dan kolomnya tentang perorangan; muat berkas ini sebagai Anggota keluarga."
    ),
    data_errors.ColumnsMissing: (
        "Berkas {file} harus memuat kolom {needed}; kolom yang ditemukan: {found}. Perbaiki baris judulnya "
        "atau pilih kolomnya di halaman Data."
    ),
    data_errors.MappingInvalid: ("Pilihan kolom untuk {file} tidak bisa dipakai: {found}. Pilih lagi kolomnya."),
    data_errors.PeriodInvalid: "Periode harus ditulis TAHUN-BULAN seperti 2026-10, yang ditulis {found}.",
    data_errors.RecipientsArgument: (
        "Daftar penerima harus ditulis BERKAS:PROGRAM:TAHUN-BULAN, misalnya pkh.csv:PKH:2026-10; yang ditulis {found}."
    ),
    data_errors.NoSuchPeriod: "Tidak ada daftar penerima untuk periode {period}; yang ada: {known}.",
    data_errors.NoCodesFound: (
        "Berkas kode {file} tidak memuat kolom kode desa Kemendagri (seperti 63.11.02.2001); periksa berkasnya."
    ),
    data_errors.DemoIsClosed: (
        "Basis data {file} berisi DATA CONTOH dan tidak dicampur dengan berkas kantor; mulai basis data kantor "
        "yang baru."
    ),
    data_errors.DemoWouldReplace: (
        "{file} berisi data kantor, bukan data contoh, dan tidak ditimpa; sebut nama berkas lain untuk data contoh."
    ),
    data_errors.ActorUnnamed: (
        "Nama petugas belum diisi, padahal diperlukan untuk {act}; isi nama dan peran pada “Petugas” di halaman ini."
    ),
    data_errors.ActMayNot: "Peran {role} tidak berwenang {act}; yang berwenang: {may}.",
    data_errors.NotWithdrawable: (
        "Muatan nomor {load_id} tidak bisa ditarik atau dipakai lagi: nomor itu tidak ada, keadaannya sudah begitu, "
        "isinya sudah dimuat lagi, atau ada batas desa yang lebih baru; tarik dulu yang lebih baru."
    ),
    data_errors.OutputUnwritable: (
        "Hasil tidak bisa ditulis ke {file}; periksa foldernya, tutup berkas itu di Excel, dan jangan memakai nama "
        "basis data."
    ),
    data_errors.PaperUnknown: "Lembar cetak {found} tidak dikenal; yang ada: {known}. Pakai salah satu kunci itu.",
    data_errors.NobodyPlaced: (
        "Papan informasi {period} menghitung per desa, tetapi desa tidak satu keluarga pun diketahui; muat daftar "
        "dengan kode desa, atau batas desa dan koordinat rumahnya."
    ),
    data_errors.BoardExposes: (
        "Papan {period} tidak dibuat: bersama papan yang sudah diumumkan ({earlier}) ada angka di bawah 5 yang dapat "
        "dihitung kembali. Pakai papan yang sudah diumumkan, atau umumkan periode berikutnya."
    ),
    data_errors.PaperTooLong: (
        "Lembar cetak ini memuat {found} baris, paling banyak {limit} sekali cetak; pilih satu desa, lalu cetak lagi."
    ),
    data_errors.BoundariesMissing: (
        "Belum ada batas desa untuk {desa}; muat peta batas desa di halaman Data, lalu coba lagi."
    ),
    data_errors.DesaUnknown: (
        "Desa {desa} tidak dikenal; yang diharapkan kode Kemendagri bertitik seperti 63.11.02.2001 dari desa yang "
        "sudah dimuat. Periksa kodenya."
    ),
    data_errors.PurposeMissing: (
        "Tujuan {act} belum ditulis, padahal isinya NIK lengkap; tulis untuk apa berkas itu dipakai."
    ),
    data_errors.NumberInParts: (
        "Yang dicari {found} angka. Cari dengan nomor seluruhnya (16 angka), atau paling banyak {limit} angka "
        "terakhirnya: bagian yang lebih panjang dapat dipakai menebak nomor yang disamarkan."
    ),
    data_errors.PairUnknown: (
        "Pasangan ini tidak lagi diduga ganda, jadi tidak ada yang perlu diputuskan untuk {act}; "
        "muat ulang halaman ini."
    ),
    data_errors.VehiclesUnusable: (
        "Isi {file} belum bisa dipakai sebagai armada: {problems}. Perbaiki selnya, lalu ulangi."
    ),
    data_errors.ServicePointsUnusable: (
        "Berkas {file} belum bisa dipakai sebagai titik layanan: {problems}. Betulkan, lalu muat lagi."
    ),
    data_errors.NothingToDeliver: (
        "Tidak ada penerima {program} pada periode {period}; muat daftarnya dulu atau pilih program dan periode lain."
    ),
    data_errors.PlanBroken: (
        "Rencana rute tidak lolos pemeriksaan ({problems}) sehingga tidak ditampilkan; jalankan lagi dengan "
        "angka acak lain dan laporkan kepada pembuat program."
    ),
    data_errors.DepotsUnusable: (
        "Isi {file} belum bisa dipakai sebagai tempat berangkat: {problems}. Perbaiki selnya, lalu ulangi."
    ),
    data_errors.AccessUnusable: "Isi {file} belum bisa dipakai: {problems}. Perbaiki selnya, lalu ulangi.",
    data_errors.ProblemUnusable: "Rencana belum bisa dihitung: {problems}.",
    data_errors.ChangeImpossible: "Perubahan ini tidak bisa dilakukan: {problem}.",
    data_errors.PlanTooOld: "Rencana ini dibuat oleh versi lama program; hitung ulang rutenya.",
    data_errors.DateInFuture: "Tanggal {found} belum tiba, hari ini {today}; isi tanggal kejadiannya.",
    data_errors.NothingChosen: "Belum ada yang dipilih untuk {act}; centang dulu barisnya di tabel.",
    data_errors.NotKnownHere: (
        "{count} keluarga atau orang yang dipilih tidak ada di daftar yang dimuat; muat ulang halaman, lalu pilih lagi."
    ),
    data_errors.NumberOfTwo: (
        "{count} nomor adalah No. KK sebuah keluarga dan sekaligus NIK orang lain; pilih barisnya di tabel."
    ),
    data_errors.StepNotAllowed: (
        "Langkah {act} tidak bisa untuk {count} usulan karena tahapnya {found}, yang diperlukan {expected}; "
        "tidak ada yang diubah. Pilih usulan pada tahap yang sesuai."
    ),
    data_errors.StepIncomplete: "Langkah {act} memerlukan {needed}, tetapi belum diisi; lengkapi, lalu ulangi.",
    data_errors.StepTooEarly: (
        "Tanggal {found} mendahului langkah sebelumnya pada {count} usulan (paling lambat {earliest}); isi tanggal "
        "yang sama atau sesudahnya."
    ),
    data_errors.StepUnknown: "Langkah usulan {found} tidak dikenal; pilih salah satu dari {known}.",
    data_errors.PaperTooOld: (
        "Tanggal surat {found} lebih dari setahun sebelum usulannya (paling awal {earliest}); periksa tanggal berita "
        "acara atau SK."
    ),
    data_errors.NothingToUndo: (
        "Tidak ada yang bisa dibatalkan pada {count} pilihan karena semuanya sudah dibatalkan atau sudah berakhir; "
        "muat ulang halaman."
    ),
    data_errors.CriteriaUnusable: (
        "Batas prioritas {found} tidak bisa dipakai, nilai tertinggi dari kriteria yang dipilih {highest}; pilih "
        "kriteria dan isi batas di atas 0 sampai nilai tertinggi itu."
    ),
    data_errors.ResultsUnreadable: (
        "Hasil verifikasi di {file} belum bisa dipakai: {problems}. Betulkan selnya, lalu kirim lagi; tidak ada yang "
        "dicatat."
    ),
    data_errors.RowNotWaiting: (
        "Baris {row} tidak lagi menunggu seperti yang tampil: sudah dimasukkan, dikeluarkan, atau berkasnya ditarik; "
        "muat ulang halaman ini untuk melihat keadaannya sekarang."
    ),
    data_errors.CorrectionsMasked: (
        "Berkas {file} diunduh dengan nomor yang disamarkan sehingga perbaikannya tidak dapat dimuat; unduh lagi "
        "dengan nomor lengkap (peran yang berwenang dan tujuannya diisi), lalu perbaiki di berkas itu."
    ),
    data_errors.CorrectionsUnidentified: (
        "Lembar {sheet} di berkas {file} tidak memuat kolom {missing}, sehingga barisnya tidak dapat dikenali. Tidak "
        "ada yang dimuat; kembalikan kolom itu dari berkas yang diunduh, lalu muat lagi."
    ),
    data_errors.CorrectionsColumnsLost: (
        "Lembar {sheet} di berkas {file} tidak lagi memuat kolom {missing} yang harus dibetulkan; kolom yang tidak "
        "dikenal: {found}. Tidak ada yang dimuat; tulis judul kolomnya seperti semula, lalu muat lagi."
    ),
    data_errors.CorrectionsDamaged: (
        "Di berkas {file} kolom {header} rusak oleh Excel: angka terakhir hilang menjadi 0. Tidak ada yang dimuat; "
        "unduh lagi berkas perbaikan dan isi selnya tanpa mengubah format Teks."
    ),
    data_errors.PlanNotChosen: (
        "Rencana nomor {plan} tidak (atau tidak lagi) dipilih untuk dijalankan; pilih rencana di halaman Rute, lalu "
        "catat penyalurannya."
    ),
    data_errors.HandoverRefused: ("Tidak ada yang dicatat: {count} paket {problem}. {remedy} Setelah itu ulangi."),
    data_errors.TripClosed: (
        "Yang diminta menyangkut {count} ritase yang sudah ditutup, jadi tidak ada yang diubah; buka lagi ritasenya "
        "dengan alasan, lalu ulangi."
    ),
    data_errors.TripNotClosable: (
        "{count} ritase belum bisa ditutup: {problems}. Catat penyerahan atau pengembaliannya, lalu tutup lagi."
    ),
    data_errors.TripNotClosed: "{count} ritase tidak sedang ditutup; muat ulang halaman, lalu pilih lagi.",
    data_errors.ReturnedFileUnreadable: (
        "Berkas {file} bukan hasil penyaluran yang dikenal: diperlukan kolom {needed}, yang ditemukan {found}. Pakai "
        "daftar hasil penyaluran yang diunduh dari sini, ekspor KoboToolbox/ODK, atau CSV halaman ponsel."
    ),
    data_errors.ReturnedFileGone: (
        "Berkas penyaluran nomor {file_id} tidak ada atau sudah ditarik; muat ulang halaman ini."
    ),
    data_errors.AttachmentTooLarge: (
        "Berkas berukuran {found_mb} MB, batasnya {limit_mb} MB; perkecil fotonya atau pindai dengan mutu lebih rendah."
    ),
    data_errors.AttachmentKindUnknown: (
        "Isi berkas bukan {expected}; simpan ulang dalam salah satu bentuk itu, lalu lampirkan lagi."
    ),
    data_errors.AttachmentUnsafe: (
        "PDF ini memuat {found}; cetak atau pindai dokumennya menjadi PDF biasa, lalu lampirkan lagi."
    ),
    data_errors.AttachmentMissing: (
        "Berkas {title} tidak ada lagi di folder {folder}; kembalikan dari cadangan, atau lampirkan lagi."
    ),
    data_errors.AttachmentChanged: (
        "Isi berkas {title} di folder {folder} berubah sejak dilampirkan sehingga tidak dibuka; kembalikan dari "
        "cadangan, atau lampirkan lagi."
    ),
    data_errors.SpjUnknown: "Dokumen SPJ {found} tidak dikenal atau sudah dilepas; muat ulang halaman ini.",
    data_errors.TableUnusable: (
        "Tabel {table} belum bisa disimpan: {problems}. Betulkan selnya, lalu simpan lagi; tidak ada yang diubah."
    ),
    data_errors.NoServicePoints: (
        "Belum ada titik layanan berjenis {kind} yang berkoordinat; muat berkas titik layanan, atau tulis di halaman "
        "Akses."
    ),
    data_errors.ZonesUnusable: (
        "Zona {zones} dengan bobot {weights} tidak dapat dipakai: {problem}. Tulis seperti 30; 60; 120 dan "
        "1; 0,68; 0,22."
    ),
    data_errors.PlanUnknown: (
        "Rencana nomor {found} tidak ada, atau dibuat oleh versi lama; buat rute lagi di halaman Rute, lalu pakai "
        "nomornya."
    ),
    data_errors.PlanNotDrivable: (
        "Rencana nomor {found} belum dapat dipakai karena {problems}; perbaiki rencananya di halaman Rute atau susun "
        "ulang."
    ),
    data_errors.TripUnknown: (
        "Ritase {found} tidak ada di rencana {plan}; pilih ritase seperti yang tertulis di halaman Rute."
    ),
    data_errors.PhotoUnreadable: (
        "Isi {photo} bukan gambar JPEG atau PNG yang utuh; buka fotonya di komputer, simpan ulang sebagai JPEG, lalu "
        "lampirkan lagi."
    ),
    data_errors.PhotoTooLarge: (
        "Ukuran {photo} {found}, melebihi batas {limit}; kecilkan fotonya, lalu lampirkan lagi."
    ),
    data_errors.TooManyPhotos: (
        "Ada {found} foto, sedangkan satu lembar memuat paling banyak {limit}; pilih yang perlu saja, atau cetak "
        "per desa."
    ),
    data_errors.NothingToPrint: (
        "Tidak ada {paper} untuk {found} di rencana ini; pilih perjalanan atau desa yang dilayani rencana ini."
    ),
    data_errors.FieldFileUnknown: (
        "Berkas lapangan {found} tidak dikenal; yang ada: {known}. Pakai salah satu kunci itu."
    ),
    data_errors.FieldFileOfTrip: (
        "Berkas {found} dibuat per ritase, bukan untuk seluruh rencana; pilih satu ritase, lalu ulangi."
    ),
    data_errors.NothingToHandOver: (
        "{found} tidak membawa apa pun untuk penerima, sehingga tidak ada yang dicatat dengan berkas ini; "
        "pilih ritase yang sampai ke titik penyaluran."
    ),
    data_errors.NothingLeftToDeliver: (
        "{program}, {period}: semua penerima sudah menerima atau dibawa rencana yang dipakai; hapus centang “Hanya "
        "yang belum menerima dan belum dibawa” untuk menyusun semuanya lagi, atau pilih program dan periode lain."
    ),
    data_errors.PlanUnderWay: (
        "Rencana nomor {plan} tidak bisa dilepas atau diganti karena {count} ritasenya sudah ada catatan dan belum "
        "ditutup; tutup ritase itu di halaman Penyaluran atau batalkan catatannya, lalu ulangi."
    ),
    data_errors.AnswersUnusable: (
        "Jawaban {found} tidak dapat disimpan; ketik sembilan angka 1 sampai 4 menurut urutan pertanyaan, 0 untuk "
        "yang tidak dijawab, paling sedikit satu terjawab."
    ),
    data_errors.RecordGone: (
        "{record} tidak ada atau sudah ditarik; muat ulang halaman untuk melihat keadaan terakhir."
    ),
    data_errors.PeopleHidden: (
        "Daftar keluarga dan orang tidak dibuka untuk peran ini, yang hanya melihat angka gabungan; minta kepada Kasi "
        "Kesra kecamatan."
    ),
    data_errors.DataHidden: (
        "Peran ini hanya mengurus akun dan tidak membuka data; masuklah dengan akun berperan lain untuk melihatnya."
    ),
    data_errors.ExportMayNot: "{found} tidak untuk peran {role}; yang boleh mengambilnya: {may}.",
    data_errors.ReportTooFine: (
        "Laporan satu desa atau satu kecamatan tidak dibuat untuk peran yang hanya melihat angka gabungan, karena "
        "bersama laporan semua desa dapat membuka hitungan di bawah 5; pilih semua desa."
    ),
    data_errors.SurveyTooFine: (
        "Kepuasan hanya dihitung per triwulan dan semua layanan untuk peran yang melihat angka gabungan, karena "
        "selisihnya dapat membuka hitungan di bawah 5; pilih rentang Triwulan dan semua layanan."
    ),
    data_errors.DesaNotOwn: (
        "Akun ini bekerja untuk desa {desa} saja, dan ini menyangkut {count} baris desa lain; tidak ada yang disimpan. "
        "Minta operator desa itu atau petugas kecamatan mencatatnya."
    ),
    data_errors.KecamatanOnly: (
        "Akun ini bekerja untuk desa {desa} saja, dan ini urusan seluruh kecamatan; tidak ada yang disimpan. Minta "
        "petugas kecamatan mencatatnya."
    ),
    data_errors.FileNotYours: "Berkas ini milik sesi lain ({kind}); buka halamannya sendiri, lalu ulangi di sana.",
    data_errors.PageMayNot: "Halaman {found} tidak dibuka untuk peran {role}; pilih halaman lain di menu.",
    data_errors.NotSignedIn: "Sesi ini sudah berakhir; muat ulang halaman, lalu masuk lagi.",
    data_errors.AccountNameInvalid: (
        "Nama akun {found} tidak dapat dipakai; pakai 3 sampai 32 huruf kecil, angka, titik atau garis, diawali huruf."
    ),
    data_errors.AccountExists: "Akun {found} sudah ada; pilih nama lain, atau ganti kata sandinya.",
    data_errors.AccountUnknown: "Akun {found} tidak ada; lihat daftarnya dengan python -m data account list.",
    data_errors.AccountRoleUnknown: "Peran {found} tidak dikenal; yang ada: {known}. Pakai salah satunya.",
    data_errors.AccountDesaWrong: (
        "Kode desa {found} tidak sesuai; peran desa memerlukan sedikitnya satu --desa berkode Kemendagri "
        "(63.11.02.2009), peran lain tidak memakainya."
    ),
    data_errors.PasswordWeak: (
        "Kata sandi ini belum dapat dipakai; pakai {minimum} sampai {maximum} huruf, bukan nama akun dan bukan satu "
        "huruf yang diulang. Beberapa kata yang tidak berhubungan mudah diingat."
    ),
    data_errors.PasswordsDiffer: "Kedua kata sandi tidak sama; ketik lagi.",
    data_errors.AccountsDamaged: (
        "Berkas akun {file} tidak terbaca, sehingga tidak seorang pun dapat masuk; kembalikan salinannya, atau "
        "singkirkan berkas itu dan buat akun lagi dari baris perintah."
    ),
    data_errors.AccountsBusy: "Berkas akun {file} sedang diubah program lain; tunggu sebentar, lalu ulangi.",
    data_errors.IdentityWrong: (
        "Identitas ini tidak dapat dihubungkan karena {problem}; pakai satu identitas dari server akun kantor untuk "
        "satu akun."
    ),
    data_errors.OidcSettingsWrong: (
        "Masuk lewat server akun kantor belum dapat dipakai karena di berkas {file} {problem}; betulkan berkas itu, "
        "sementara itu masuk dengan nama dan kata sandi."
    ),
    data_errors.OidcUnreachable: (
        "Server {label} tidak menjawab sebagaimana mestinya; masuk dengan nama dan kata sandi, atau coba lagi nanti."
    ),
    data_errors.OidcRefused: (
        "Masuk lewat {label} ditolak karena {reason}; mulai lagi dari halaman ini, atau masuk dengan nama dan kata "
        "sandi."
    ),
    data_errors.OidcCrowded: (
        "Terlalu banyak orang sedang masuk lewat {label}; coba lagi dalam {wait_s} detik, atau masuk dengan nama dan "
        "kata sandi."
    ),
    data_errors.OidcUnknown: (
        "Identitas dari {label} tidak terhubung dengan akun Petasalur yang aktif; minta admin menghubungkannya dengan "
        "akun Anda."
    ),
}


def sentence(error: PetasalurError) -> str:
    """Return the sentence of ``error`` with its facts filled in, in one line; a number as long as a NIK is starred."""
    return " ".join(mask_text(SENTENCES[type(error)].format_map(error.facts)).split())
