"""Bytes to values and back: pure functions, one file per language."""
