"""The way to Odoo: the box always dials out."""
