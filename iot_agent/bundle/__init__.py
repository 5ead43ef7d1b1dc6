"""Drivers that come after the agent: bundles of the database, and the owner's own folder."""
