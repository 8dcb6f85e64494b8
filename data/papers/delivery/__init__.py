"""Papers of one delivery: what the driver, the kepala desa and the SPJ need, per trip and per desa."""
