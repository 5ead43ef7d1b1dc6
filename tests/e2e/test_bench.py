"""What `make bench` measures of devices can be measured: few samples of each, for the figures are not the point."""

from collections.abc import Iterator

import pytest

from native.stack import Stack
from tests.bench import bundles, keyboards, scales, tools
from tests.bench.lab import Lab
from tests.bench.table import lines_of

GROUPS = {"scales": scales, "keyboards": keyboards, "tools": tools, "bundles": bundles}


@pytest.fixture(scope="module")
def lab(stack: Stack) -> Iterator[Lab]:
    with Lab(brief=True, servers=stack) as made:
        yield made


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_measured_to_its_end(lab: Lab, group: str) -> None:
    rows = list(GROUPS[group].measure(lab))
    assert rows
    assert all(row.ours.samples for row in rows)
    assert all(row.what in "\n".join(lines_of(group, rows)) for row in rows)
