/** What the browser service needs of Odoo, for tests: the ORM's calls and the bus. */
import { ConnectionLostError } from "@web/core/network/rpc";

export class MockOdoo {
    constructor() {
        /** "up" or "down" (nothing answers). */
        this.network = "up";
        /** Methods that Odoo dies over: it did what was asked, and nobody hears of it. */
        this.cut = new Set();
        /** By "model/method": what it answers, or a function of the arguments. */
        this.methods = {};
        this.calls = [];
        this.channels = [];
        this.subscriptions = [];
        this.orm = {
            silent: { call: (...args) => this.call(...args) },
            call: (...args) => this.call(...args),
        };
        this.bus_service = {
            start: () => {},
            addChannel: (name) => this.channels.push(name),
            deleteChannel: (name) => this.channels.splice(this.channels.indexOf(name), 1),
            subscribe: (type, callback) => this.subscriptions.push({ type, callback }),
            unsubscribe: (type, callback) => {
                this.subscriptions = this.subscriptions.filter(
                    (each) => each.callback !== callback
                );
            },
        };
    }

    async call(model, method, args = []) {
        this.calls.push({ model, method, args });
        if (this.network === "down") {
            throw new ConnectionLostError("/web");
        }
        const answer = this.methods[`${model}/${method}`];
        const said = typeof answer === "function" ? answer(...args) : answer;
        if (this.cut.has(method)) {
            throw new ConnectionLostError("/web");
        }
        return said;
    }

    /** The calls of one method, as lists of arguments. */
    callsOf(method) {
        return this.calls.filter((call) => call.method === method).map(({ args }) => args);
    }

    /** Say something on the bus. */
    say(type, payload) {
        this.subscriptions
            .filter((each) => each.type === type)
            .forEach(({ callback }) => callback(payload));
    }
}

/**
 * @param {import("./mock_box").MockBox} box
 * @param {Object} [values] what differs
 * @returns {Object} an answer of iot.device.ticket for device 7, that the box accepts
 */
export function ticketOf(box, values = {}) {
    const ticket = values.ticket || "ticket-1";
    box.secrets[ticket] = `secret of ${ticket}`;
    const now = Date.now() / 1000;
    return {
        ticket,
        secret: `secret of ${ticket}`,
        box: "reference",
        serial: box.serial,
        addresses: [box.address],
        now,
        expires: now + 12 * 3600,
        devices: {
            7: {
                identifier: "printer-1",
                kind: "printer",
                name: "Printer",
                health: "connected",
                code: "",
                state: {},
            },
        },
        ...values,
    };
}
