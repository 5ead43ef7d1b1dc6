"""Drivers of screens and line displays, one file each."""
