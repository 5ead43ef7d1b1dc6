"""For every suite: the printers of this machine stay out of it, and how long an example of a property test takes says something of the machine alone."""

import os

from hypothesis import settings

os.environ["CUPS_SERVER"] = "/nonexistent/cups.sock"  # the machine's own printers are nobody's test devices
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
