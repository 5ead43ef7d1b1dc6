"""What set-up can fail with: a sentence for the person at the terminal."""


class SetupError(Exception):
    """Something on this machine is missing or refused; the text says what to do."""
