/**
 * The browser's copy of the wire's constants, in JSON syntax so that a test compares it with wire.py, where
 * everything is declared and explained.
 */
// prettier-ignore
export const WIRE = Object.freeze({
    "version": 1,
    "oldest": 1,
    "kinds": ["printer", "scale", "scanner", "camera", "display", "gauge", "pedal", "terminal"],
    "states": ["queued", "sent", "done", "failed", "expired", "cancelled", "unknown"],
    "health": ["connected", "connecting", "fault", "lost"],
    "paths": ["direct", "relay"],
    "codes": [
        "bad_message", "unknown_type", "too_large", "unsupported_version",
        "unauthorized", "forbidden", "foreign_origin", "replayed", "stale", "bad_signature", "too_many",
        "not_paired", "already_paired", "bad_token", "bad_code", "unknown_box", "server_unreachable",
        "unknown_device", "unknown_action", "bad_params", "bad_document", "key_conflict", "unknown_job",
        "expired", "held", "cancelled", "interrupted",
        "offline", "busy", "no_answer", "paper_out", "paper_low", "cover_open", "paused", "device_error",
        "not_supported", "missing_library", "no_desktop", "overload", "under_zero", "unstable", "bad_login", "wrong_path",
        "unreadable", "unrecognised", "internal", "storage",
        "drivers_unsigned", "drivers_older", "drivers_damaged", "drivers_too_large", "drivers_unsafe", "drivers_broken",
        "drivers_no_device"
    ],
    "formats": ["raster", "png", "jpeg", "text", "raw", "pdf", "ticket"],
    "lives": {"raster": 120, "png": 120, "jpeg": 120, "ticket": 120, "text": 600, "raw": 600, "pdf": 86400},
    "purposes": {"receipt": 120, "kitchen": 600, "label": 600, "document": 86400},
    "actions": {
        "printer": {
            "print": {"params": {"cut": true, "copies": 1, "image": "", "scale": 0, "width": 0, "dpi": 0, "label_width": 0, "label_height": 0, "turn": 0, "duplex": false, "tray": ""},
                "document": true, "deadline": 120, "gentle": false},
            "drawer": {"params": {"pin": 2, "pulse": 120}, "document": false, "deadline": 15, "gentle": false},
            "status": {"params": {}, "document": false, "deadline": 10, "gentle": true},
            "samples": {"params": {}, "document": false, "deadline": 120, "gentle": false}
        },
        "scale": {
            "weigh": {"params": {}, "document": false, "deadline": 10, "gentle": true},
            "tare": {"params": {}, "document": false, "deadline": 10, "gentle": false},
            "zero": {"params": {}, "document": false, "deadline": 10, "gentle": false}
        },
        "scanner": {
            "beep": {"params": {}, "document": false, "deadline": 5, "gentle": true}
        },
        "camera": {
            "picture": {"params": {"width": 0}, "document": false, "deadline": 20, "gentle": true}
        },
        "display": {
            "show": {"params": {"url": ""}, "document": false, "deadline": 15, "gentle": true},
            "text": {"params": {"lines": ""}, "document": false, "deadline": 5, "gentle": true}
        },
        "gauge": {
            "measure": {"params": {}, "document": false, "deadline": 15, "gentle": true}
        },
        "pedal": {},
        "terminal": {}
    },
    "events": {
        "scan": ["scanner"],
        "weight": ["scale"],
        "measure": ["gauge"],
        "key": ["pedal"],
        "state": ["printer", "scale", "scanner", "camera", "display", "gauge", "pedal", "terminal"]
    },
    "limits": {
        "MAX_MESSAGE": 1048576,
        "MAX_DOCUMENT": 16777216,
        "MAX_ROW_BYTES": 512,
        "MAX_ROWS": 24000
    }
});
