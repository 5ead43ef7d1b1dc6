"""Drivers of printers, one file each."""
