"""The LAN side: homepage, first set-up, and devices for browsers with a ticket."""
