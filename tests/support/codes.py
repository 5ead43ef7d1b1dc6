"""Errors by their codes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from iot_agent.errors import DeviceError
from iot_agent.wire import Code, WireError


@contextmanager
def raises(error: type[DeviceError | WireError], code: Code) -> Iterator[None]:
    """What is done here must fail with this code."""
    with pytest.raises(error) as failed:
        yield
    assert failed.value.code is code
