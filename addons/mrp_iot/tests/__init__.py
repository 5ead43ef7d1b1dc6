from . import test_auto_print
