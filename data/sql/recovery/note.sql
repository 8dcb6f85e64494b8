-- Remember whose recovery code stands on paper now.
INSERT OR REPLACE INTO meta VALUES ('recovery_code_noted', $key_name);
