"""Every device we support, as a program: driven from tests, the demo and `iot-agent simulate`."""
