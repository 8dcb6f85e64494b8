-- A workbook of corrections is a load of its own: its corrections carry its number; empty for those of the screen.
ALTER TABLE correction ADD COLUMN source_load INTEGER;
