-- When the database was put back from a backup, and as which entry.
SELECT number, noted_at FROM audit WHERE act = 'pulihkan' ORDER BY number;
