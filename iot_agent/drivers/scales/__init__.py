"""Drivers of scales, one file each."""
