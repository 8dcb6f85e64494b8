"""WHAT THE READER SEES: one file is one entry in the menu; the pieces lie in ``parts/``."""
