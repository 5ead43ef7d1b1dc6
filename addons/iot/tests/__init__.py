from . import (
    test_access,
    test_bell,
    test_i18n,
    test_jobs,
    test_js,
    test_malformed,
    test_neutralize,
    test_pairing,
    test_report,
    test_routes,
    test_websocket,
    test_wire,
)
