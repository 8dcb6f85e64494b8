-- What has been loaded already: one row per load.
SELECT kind, sha256, program, period FROM load;
