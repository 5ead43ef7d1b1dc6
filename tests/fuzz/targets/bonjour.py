"""A record that a printer announces by mDNS."""

from iot_agent.codecs.bonjour import MOST_NAME, Service, advert
from iot_agent.discovery.mdns import candidates


def fuzz(data: bytes) -> None:
    head, *rest = data.split(b"\n")
    pairs = (part.partition(b"=") for part in rest)
    record = {key: value if mark else None for key, mark, value in pairs}
    port = int.from_bytes(head[:3], "big") - 1000
    found = [advert(service, head.decode(errors="replace"), "10.0.0.7", port, record) for service in Service]
    seen = [one for one in found if one]
    for one in seen:
        assert 0 < one.port < 65536
        assert max(len(one.name), len(one.maker), len(one.instance)) <= MOST_NAME
        assert (one.name + one.maker + one.instance + one.resource).isprintable()
        assert ".." not in one.resource
    for candidate in candidates(seen):
        assert candidate.identifier.isascii()
        assert candidate.bus in ("tcp", "ipp")
