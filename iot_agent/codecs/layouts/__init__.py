"""Tables of keyboard layouts, read by codecs/keyboards.py."""
