import { whatBlocks } from "@iot/blocked";
import { DirectPath } from "@iot/direct";
import { Listening } from "@iot/listening";
import { PathClosed, outcomeOf } from "@iot/path";
import { Relay } from "@iot/relay";
import { sentenceOf } from "@iot/sentences";
import { standInFor } from "@iot/stand_in";
import { Tickets } from "@iot/tickets";
import { Wish, newKey } from "@iot/wish";
import { reactive } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";

export { Wish, newKey };

/**
 * @typedef {Object} Outcome how a wish ended
 * @property {string} key
 * @property {"sent" | "done" | "failed" | "expired" | "cancelled" | "unknown"} state
 * @property {boolean} ok the device did it, as far as it can tell
 * @property {string} code why not; see wire.py, and "unreachable" when no path was open
 * @property {string} sentence what happened, in the user's language
 * @property {Object} value what the device answered
 * @property {"direct" | "relay" | ""} path the way the job took
 * @property {{ printer: string, because: string }} [instead] the backup that did it, and why
 *
 * @typedef {Object} IotEvent something the device did by itself
 * @property {string} id
 * @property {"scan" | "weight" | "state"} name
 * @property {Object} value
 * @property {number} at
 * @property {"direct" | "relay"} path
 */

/** One device, as `iot.device(id)` gives it. */
export class DeviceHandle {
    constructor(service, id) {
        this.service = service;
        this.id = id;
        this.callbacks = new Set();
        this.listening = null;
        /** What is known of the device: reactive, filled while somebody listens. */
        this.state = reactive({ path: "", online: null, health: "", code: "", values: {} });
    }

    /**
     * Ask the device to do something.
     *
     * @param {string} name see WIRE.actions
     * @param {Object} [params] what differs from the device's own settings and the defaults there
     * @param {Object} [options]
     * @param {Object} [options.document] for "print"; see toDocument in raster.js. Its `purpose` may say what it is
     *     for, which decides for how long it is worth printing; see WIRE.purposes
     * @param {string} [options.key] of the wish; give the same one to ask again for the same thing
     * @param {number} [options.deadline] seconds after which it is not worth doing any more
     * @returns {Promise<Outcome>} rejects only for what is wrong with the request itself
     */
    async action(name, params = {}, options = {}) {
        return this.service.perform(new Wish(this.id, name, params, options));
    }

    /**
     * @param {(event: IotEvent) => void} callback
     * @returns {() => void} stops it
     */
    listen(callback) {
        const listener = (event) => callback(event);
        this.callbacks.add(listener);
        this.listening ||= this.service.listen(this.id, {
            onEvent: (event) => [...this.callbacks].forEach((each) => each(event)),
            onState: (news) => Object.assign(this.state, knownOf(news)),
            onPath: (path) => Object.assign(this.state, { path }),
        });
        return () => {
            this.callbacks.delete(listener);
            if (!this.callbacks.size) {
                this.listening?.stop();
                this.listening = null;
            }
        };
    }
}

/** What `news` says of a device; what it does not mention stays. */
function knownOf({ online, health, code, state: values }) {
    const known = Object.entries({ online, health, code, values });
    return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

/** The devices on the boxes, for every other addon: it finds the way to them by itself. */
export class IotService {
    constructor() {
        this.setup(...arguments);
    }

    setup(env, { orm, bus_service }) {
        this.tickets = new Tickets(orm, `${session.db}/${user.userId}`);
        this.direct = new DirectPath(this.tickets);
        this.relay = new Relay(orm, bus_service);
        this.handles = new Map();
        this.wishes = new Map();
        this.relay.on("iot.params", ({ device_id }) => this.tickets.renew(device_id));
    }

    /**
     * @param {number} id of an iot.device
     * @returns {DeviceHandle} always the same one
     */
    device(id) {
        if (!this.handles.has(id)) {
            this.handles.set(id, new DeviceHandle(this, id));
        }
        return this.handles.get(id);
    }

    /**
     * Hear of a box's or device's state from Odoo.
     *
     * @param {"iot.box" | "iot.device"} model
     * @param {number} id
     * @param {(record: Object) => void} callback
     * @returns {() => void} stops it
     */
    follow(model, id, callback) {
        return this.relay.follow(model, id, { [model]: callback });
    }

    /**
     * Hear of every job, box or device this user is told of.
     *
     * @param {"iot.outcome" | "iot.box" | "iot.device"} type of bus message
     * @param {(payload: Object) => void} callback
     * @returns {() => void} stops it
     */
    on(type, callback) {
        this.relay.listen();
        return this.relay.on(type, callback);
    }

    /**
     * @param {number} id of an iot.device
     * @returns {Promise<"" | "denied" | "prompt" | "mixed">} what in this browser leaves only the path through Odoo
     */
    blockedBy(id) {
        return whatBlocks(this.direct, id);
    }

    listen(id, callbacks) {
        return new Listening({ direct: this.direct, relay: this.relay }, id, callbacks);
    }

    /** A wish that is under way is not made twice. */
    perform(wish) {
        if (!this.wishes.has(wish.key)) {
            const promise = this.fulfil(wish).finally(() => this.wishes.delete(wish.key));
            this.wishes.set(wish.key, promise);
        }
        return this.wishes.get(wish.key);
    }

    async fulfil(wish) {
        this.relay.listen();
        const ticket = await this.tickets.get(wish.device);
        if (ticket) {
            wish.settle(ticket);
        }
        const paths = [
            ["direct", () => this.direct.perform(wish)],
            ["relay", () => this.relay.perform(wish)],
            ["direct", () => this.direct.perform(wish, { patient: true })],
        ];
        for (const [path, perform] of paths) {
            try {
                const outcome = complete({ path, ...(await perform()) }, wish);
                if (path === "direct" && wish.document) {
                    if (!outcome.ok) {
                        this.relay.record(wish);
                        return this.standIn(wish, outcome);
                    }
                    this.relay.keep(wish, outcome.state);
                }
                return outcome;
            } catch (error) {
                if (!(error instanceof PathClosed)) {
                    throw error;
                }
            }
        }
        const [state, code] = wish.sent ? ["unknown", "no_answer"] : ["failed", "unreachable"];
        return this.standIn(wish, complete(outcomeOf(wish, state, code, ""), wish));
    }

    /** Odoo sees to its backup printers by itself; where the box was asked without it, the browser does the same. */
    async standIn(wish, outcome) {
        const { backup } = (await this.tickets.get(wish.device)) || {};
        const other = backup && standInFor(wish, outcome, backup.id);
        if (!other) {
            return outcome;
        }
        const answer = await this.perform(other);
        const instead = { printer: backup.name, because: outcome.sentence };
        return { instead, ...answer, key: wish.key };
    }
}

function complete({ state, code = "", sentence = "", value, path, instead }, { key }) {
    const ok = state === "done" || state === "sent";
    return {
        ...(instead && { instead }),
        key,
        state,
        ok,
        code,
        sentence: sentenceOf({ state, code, sentence }),
        value: value || {},
        path,
    };
}

export const iotService = {
    dependencies: ["orm", "bus_service"],
    start(env, services) {
        return new IotService(env, services);
    },
};

registry.category("services").add("iot", iotService);
