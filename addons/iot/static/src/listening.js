/** Events of one device, from whichever path is open: directly if possible, through Odoo meanwhile. */
import { PathClosed, within } from "@iot/path";
import { Stream } from "@iot/stream";
import { Deferred } from "@web/core/utils/concurrency";

/** Milliseconds before the direct path is tried again; doubles up to the second one. */
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;
/** A stream that lived this long was a good one. */
const GOOD = 10000;
/** Ids of events remembered, so that one that comes on both paths is told once. */
const REMEMBERED = 100;
/** The box closes a stream with this code when it does not accept the ticket. */
const REFUSED = 4401;

export class Listening {
    /**
     * @param {{ direct: import("@iot/direct").DirectPath, relay: import("@iot/relay").Relay }} paths
     * @param {number} device
     * @param {{ onEvent: Function, onState: Function, onPath: Function }} callbacks
     */
    constructor(paths, device, callbacks) {
        Object.assign(this, paths, callbacks);
        this.device = device;
        this.told = new Set();
        this.stopped = false;
        this.stopping = new Deferred();
        this.relayed = null;
        this.run();
    }

    stop() {
        this.stopped = true;
        this.stream?.close();
        this.leaveRelay();
        this.stopping.resolve();
    }

    async run() {
        for (let pause = FIRST_PAUSE; !this.stopped; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            const since = Date.now();
            this.stream = null;
            if (await this.listenDirectly()) {
                this.leaveRelay();
                this.onPath("direct");
                await this.stream.closed;
            }
            if ((await this.stream?.closed) === REFUSED) {
                this.direct.tickets.forget(this.device);
            }
            if (!this.stopped) {
                this.listenByRelay();
                pause = Date.now() - since > GOOD ? FIRST_PAUSE : pause;
                await within(pause, this.stopping);
            }
        }
    }

    async listenDirectly() {
        try {
            const { ticket, address } = await this.direct.open(this.device);
            if (this.stopped) {
                return false;
            }
            const now = () => this.direct.now(ticket);
            this.stream = new Stream(ticket, address, now, (event) => this.tell(event, "direct"));
            return (await this.stream.opened) && !this.stopped;
        } catch (error) {
            if (error instanceof PathClosed) {
                return false;
            }
            throw error;
        }
    }

    listenByRelay() {
        if (!this.relayed) {
            const stopWatch = this.relay.watch(this.device);
            const stopFollow = this.relay.follow("iot.device", this.device, {
                "iot.event": (event) => this.tell(event, "relay"),
                "iot.device": (device) => this.onState(device),
            });
            this.relayed = () => (stopWatch(), stopFollow());
            this.onPath("relay");
        }
    }

    leaveRelay() {
        this.relayed?.();
        this.relayed = null;
    }

    tell({ id, name, value, at }, path) {
        if (this.stopped || this.told.has(id)) {
            return;
        }
        this.told.add(id);
        if (this.told.size > REMEMBERED) {
            this.told.delete(this.told.values().next().value);
        }
        if (name === "state") {
            this.onState({ state: value });
        }
        this.onEvent({ id, name, value, at, path });
    }
}
