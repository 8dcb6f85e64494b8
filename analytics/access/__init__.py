"""Who gets to a service point, how fast, and where the next points should stand."""
