"""For every suite: how long an example of a property test takes says something of the machine alone."""

from hypothesis import settings

settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")
