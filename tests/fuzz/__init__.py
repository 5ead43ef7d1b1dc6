"""Fuzz targets, one for each parser of what comes from outside: `python -m tests.fuzz TARGET`, see __main__.py."""
