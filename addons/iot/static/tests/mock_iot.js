/** The browser service as widgets use it, for tests: they say what devices and Odoo say. */
import { reactive } from "@odoo/owl";
import {
    defineModels,
    defineWebModels,
    fields,
    mockService,
    models,
} from "@web/../tests/web_test_helpers";

class MockDevice {
    constructor(id) {
        this.id = id;
        this.state = reactive({ path: "", online: null, health: "", code: "", values: {} });
        this.listeners = new Set();
        this.wishes = [];
        /** What the next action ends with; a function or promise works too. */
        this.outcome = {
            state: "done",
            ok: true,
            code: "",
            sentence: "Done.",
            value: {},
            path: "direct",
        };
    }

    async action(name, params = {}, options = {}) {
        this.wishes.push({ name, params, options });
        return typeof this.outcome === "function" ? this.outcome() : this.outcome;
    }

    listen(callback) {
        this.listeners.add(callback);
        this.state.path = "direct";
        return () => this.listeners.delete(callback);
    }

    tell(event) {
        this.listeners.forEach((listener) =>
            listener({ at: 1763700000, path: "direct", ...event })
        );
    }
}

export class MockIot {
    constructor() {
        this.devices = new Map();
        this.callbacks = new Set();
        /** What in this browser blocks the local network. */
        this.block = "";
    }

    device(id) {
        if (!this.devices.has(id)) {
            this.devices.set(id, new MockDevice(id));
        }
        return this.devices.get(id);
    }

    follow(model, id, callback) {
        return this.add({ type: model, id, callback });
    }

    on(type, callback) {
        return this.add({ type, callback });
    }

    add(each) {
        this.callbacks.add(each);
        return () => this.callbacks.delete(each);
    }

    say(type, payload) {
        for (const each of [...this.callbacks]) {
            if (each.type === type && (each.id === undefined || each.id === payload.id)) {
                each.callback(payload);
            }
        }
    }

    async blockedBy() {
        return this.block;
    }
}

/** @returns {MockIot} what the widgets of this test use */
export function mockIot() {
    const iot = new MockIot();
    mockService("iot", () => iot);
    return iot;
}

class IotBox extends models.Model {
    _name = "iot.box";

    name = fields.Char();
    online = fields.Boolean();

    _records = [
        { id: 1, name: "Shop counter", online: true },
        { id: 2, name: "Kitchen", online: false },
    ];
}

export class IotDevice extends models.Model {
    _name = "iot.device";

    name = fields.Char();
    kind = fields.Selection({
        selection: [
            ["printer", "Printer"],
            ["scale", "Scale"],
            ["scanner", "Barcode Scanner"],
            ["pedal", "Footswitch / Keypad"],
            ["camera", "Camera"],
            ["gauge", "Measurement Tool"],
            ["display", "Display"],
        ],
    });
    health = fields.Selection({
        selection: [
            ["connected", "Connected"],
            ["connecting", "Connecting"],
            ["fault", "Needs Attention"],
            ["lost", "Disconnected"],
        ],
    });
    code = fields.Char();
    sentence = fields.Text();
    repair = fields.Text();
    repair_command = fields.Char();
    state = fields.Json();
    box_id = fields.Many2one({ relation: "iot.box" });
    box_online = fields.Boolean();
    has_drawer = fields.Boolean();
    is_screen = fields.Boolean();

    _records = [
        {
            id: 7,
            name: "Receipts",
            kind: "printer",
            health: "connected",
            box_id: 1,
            box_online: true,
            has_drawer: true,
        },
        { id: 8, name: "Ariva-S", kind: "scale", health: "connected", box_id: 1, box_online: true },
        { id: 9, name: "Voyager", kind: "scanner", health: "lost", box_id: 1, box_online: true },
        {
            id: 10,
            name: "Webcam",
            kind: "camera",
            health: "connected",
            box_id: 2,
            box_online: false,
        },
        {
            id: 11,
            name: "Labels",
            kind: "printer",
            health: "fault",
            code: "paper_out",
            box_id: 1,
            box_online: true,
            state: { width: 384 },
        },
    ];
}

class IotWorkstation extends models.Model {
    _name = "iot.workstation";

    name = fields.Char();

    _records = [
        { id: 4, name: "Packing desk 1" },
        { id: 5, name: "Packing desk 2" },
    ];
}

export function defineIotModels() {
    defineWebModels();
    defineModels([IotBox, IotDevice, IotWorkstation]);
}
