-- The loads in use: number and fingerprint.
SELECT load_id, sha256 FROM live_load;
