"""WHAT IT MEANS: coverage, targeting, delivery. Frames in, frames out; no screen, no SQL."""
