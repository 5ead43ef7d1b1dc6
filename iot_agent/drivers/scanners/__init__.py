"""Drivers of scanners, one file each."""
