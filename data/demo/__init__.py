"""DATA CONTOH: Kecamatan Halong from public facts and a seed. No real family, list or boundary is in it."""
