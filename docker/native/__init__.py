"""Odoo, PostgreSQL and the agent on this machine, without containers. Standard library only."""
