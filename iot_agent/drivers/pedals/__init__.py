"""Drivers of footswitches and keypads, one file each."""
