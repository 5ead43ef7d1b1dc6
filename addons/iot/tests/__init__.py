from . import test_pairing
