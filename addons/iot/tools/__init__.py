"""Plain functions, which need no database."""
