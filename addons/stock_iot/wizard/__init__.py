from . import iot_print_rule_test
