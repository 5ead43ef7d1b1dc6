/** Events of devices straight from the box, over a websocket on the local network. */
import { request } from "@iot/direct";
import { within } from "@iot/path";
import { prove } from "@iot/seal";
import { browser } from "@web/core/browser/browser";
import { Deferred } from "@web/core/utils/concurrency";

const PATH = "/api/listen";
const OPENS_WITHIN = 3000;
/** A cable that is pulled closes no websocket, so ask now and then whether the box is still there. */
const CHECK_EVERY = 15000;
const CHECK_WITHIN = 4000;

export class Stream {
    /** Resolves with the close code when the stream ended, for whatever reason. */
    closed = new Deferred();
    /** Resolves with whether the stream came to be: from the box's first word on, nothing is missed. */
    opened = new Deferred();

    /**
     * @param {import("@iot/tickets").Ticket} ticket
     * @param {string} address base URL of the box
     * @param {() => number} now seconds by the clock of the box
     * @param {(event: Object) => void} onEvent gets wire.Event
     */
    constructor(ticket, address, now, onEvent) {
        Object.assign(this, { ticket, address, now, onEvent });
        this.closed.then(() => {
            this.opened.resolve(false);
            browser.clearTimeout(this.check);
        });
        this.start();
    }

    close() {
        this.socket?.close();
        this.closed.resolve(1000);
    }

    async start() {
        try {
            this.socket = new WebSocket(this.address.replace(/^http/, "ws") + PATH);
        } catch {
            // An HTTPS page may not open a plain websocket, and says so with an exception.
            this.closed.resolve(1006);
            return;
        }
        this.socket.addEventListener("open", () => this.onOpen());
        this.socket.addEventListener("message", ({ data }) => this.onMessage(data));
        this.socket.addEventListener("close", ({ code }) => this.closed.resolve(code));
        await within(OPENS_WITHIN, this.opened, () => this.close());
    }

    onOpen() {
        const { ticket, secret, identifier } = this.ticket;
        const proof = prove(secret, "GET", PATH, "", this.now());
        const message = { type: "listen", ticket, proof, devices: [identifier] };
        this.socket.send(JSON.stringify(message));
    }

    onMessage(data) {
        let event;
        try {
            event = JSON.parse(data);
        } catch {
            this.close();
            return;
        }
        if (!this.check) {
            this.checkLater();
        }
        this.opened.resolve(true);
        if (event.type === "event" && event.device === this.ticket.identifier) {
            this.onEvent(event);
        }
    }

    checkLater() {
        this.check = browser.setTimeout(async () => {
            try {
                await request(this.address, "/status", {}, CHECK_WITHIN);
                this.checkLater();
            } catch {
                this.close();
            }
        }, CHECK_EVERY);
    }
}
