"""A report descriptor."""

from iot_agent.discovery.hidraw import applications


def fuzz(data: bytes) -> None:
    assert len(list(applications(data))) <= len(data)
