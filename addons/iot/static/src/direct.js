/** The way over the shop's own network: the browser asks the box itself, under a ticket. */
import { localRequest } from "@iot/local_network";
import { PathClosed, outcomeOf, within } from "@iot/path";
import { prove } from "@iot/seal";
import { WIRE } from "@iot/wire";
import { browser } from "@web/core/browser/browser";
import { delay } from "@web/core/utils/concurrency";

/** Milliseconds within which a box on the local network says that it is there. */
const PROBE = 700;
/** The same when there is no other way left. */
const PATIENT_PROBE = 4000;
/** Milliseconds for which an answer, or the lack of one, is believed. */
const REACHED_FOR = 30000;
const MISSED_FOR = 10000;
/** Seconds that the box may hold a request before it answers "still queued". */
const FIRST_WAIT = 2;
const NEXT_WAIT = 10;
/** Milliseconds that the network may add to that, and how many characters it carries in one of them. */
const SLACK = 1500;
const SPEED = 200;
/** Failed questions in a row after which the box is taken for gone. */
const PATIENCE = 2;

/** The box says no to the job itself; another path would hear the same. */
const FINAL = new Set([
    "unknown_device",
    "unknown_action",
    "bad_params",
    "bad_document",
    "key_conflict",
    "expired",
    "not_supported",
]);
/** The box says no to the ticket or to its proof; another one may do. */
const TICKET = new Set(["unauthorized", "stale", "replayed", "bad_signature"]);

/** The box answered no, and why. */
export class Refused extends PathClosed {
    constructor({ code, detail }) {
        super(`The box refused: ${code}`);
        this.code = code;
        this.detail = detail;
    }
}

export class DirectPath {
    /** @param {import("@iot/tickets").Tickets} tickets */
    constructor(tickets) {
        this.tickets = tickets;
        /** By the serial of the box: where it answered, or null, and when. */
        this.reached = new Map();
        /** By the serial of the box: seconds by which its clock is ahead of ours. */
        this.skews = new Map();
        this.probes = new Map();
    }

    /**
     * @param {import("@iot/iot_service").Wish} wish
     * @param {{ patient?: boolean }} [options] patient: there is no other way left
     * @returns {Promise<Object>} the box's Outcome
     * @throws {PathClosed} when the box cannot be reached or does not take the ticket
     */
    async perform(wish, options = {}) {
        const { ticket, address } = await this.open(wish.device, options);
        const job = () => ({
            type: "perform",
            key: wish.key,
            device: ticket.identifier,
            action: wish.action,
            params: { ...wish.declared, ...ticket.params, ...wish.params },
            document: wish.document,
            deadline: this.now(ticket) + wish.remaining(),
            wait: Math.min(FIRST_WAIT, wish.remaining() / 3),
            ask_after: ticket.ask_after,
        });
        if (JSON.stringify(job()).length > WIRE.limits.MAX_MESSAGE) {
            throw new PathClosed("The document is too large for one message");
        }
        wish.sent = true;
        try {
            const outcome = await this.ask(wish.device, address, "/api/perform", job);
            return outcome.state === "queued" ? await this.waitFor(wish, address) : outcome;
        } catch (error) {
            if (error instanceof Refused) {
                wish.sent = false;
                if (FINAL.has(error.code)) {
                    return outcomeOf(wish, "failed", error.code, "direct");
                }
            }
            throw error;
        }
    }

    /** The box has the job: ask until it ended. */
    async waitFor(wish, address) {
        let missed = 0;
        while (wish.remaining() > 0) {
            const wait = Math.min(NEXT_WAIT, wish.remaining());
            const question = () => ({ type: "inquire", key: wish.key, wait });
            try {
                const outcome = await this.ask(wish.device, address, "/api/inquire", question);
                if (outcome.state !== "queued") {
                    return outcome;
                }
                missed = 0;
            } catch (error) {
                missed += 1;
                if (error instanceof Refused || missed === PATIENCE) {
                    throw error;
                }
                await delay(1000);
            }
        }
        return outcomeOf(wish, "unknown", "no_answer", "direct");
    }

    /**
     * @param {number} device
     * @param {{ patient?: boolean }} [options]
     * @returns {Promise<{ ticket: import("@iot/tickets").Ticket, address: string }>}
     * @throws {PathClosed}
     */
    async open(device, { patient = false } = {}) {
        const ticket = await this.tickets.get(device);
        const address = ticket && (await this.find(ticket, patient));
        if (!address) {
            throw new PathClosed(ticket ? "The box does not answer" : "There is no ticket");
        }
        return { ticket, address };
    }

    /**
     * Ask the box one thing; a ticket or clock that it does not accept is mended once.
     *
     * @param {number} device
     * @param {string} address
     * @param {string} path
     * @param {() => Object} say makes the message, by the clock of that moment
     * @param {boolean} [mended]
     * @returns {Promise<Object>} its answer
     * @throws {PathClosed}
     */
    async ask(device, address, path, say, mended = false) {
        const ticket = await this.tickets.get(device);
        if (!ticket) {
            throw new PathClosed("There is no ticket");
        }
        const message = say();
        const body = JSON.stringify(message);
        const options = {
            method: "POST",
            headers: {
                "Content-Type": "application/json",
                Authorization: `Ticket ${ticket.ticket}`,
                "IoT-Proof": prove(ticket.secret, "POST", path, body, this.now(ticket)),
            },
            body,
        };
        try {
            const timeout = 1000 * (message.wait || 0) + SLACK + body.length / SPEED;
            const answer = await request(address, path, options, timeout);
            this.reached.set(ticket.serial, { address, at: Date.now() });
            return answer;
        } catch (error) {
            if (!(error instanceof Refused)) {
                this.reached.set(ticket.serial, { address: null, at: Date.now() });
            } else if (TICKET.has(error.code) && !mended) {
                this.mend(device, ticket, error);
                return this.ask(device, address, path, say, true);
            }
            throw error;
        }
    }

    mend(device, ticket, { code, detail }) {
        if (code === "stale" && Number(detail)) {
            this.setClock(ticket, Number(detail));
        } else if (code !== "replayed") {
            this.tickets.forget(device);
        }
    }

    /** The address under which the box answers at present, or null. */
    async find(ticket, patient = false) {
        const { serial } = ticket;
        const { address, at } = this.reached.get(serial) || { at: -Infinity };
        const believed = Date.now() - at < (address ? REACHED_FOR : MISSED_FOR);
        if (believed && (address || !patient)) {
            return address;
        }
        if (!this.probes.has(serial)) {
            const probe = this.probe(ticket, patient ? PATIENT_PROBE : PROBE);
            this.probes.set(
                serial,
                probe.finally(() => this.probes.delete(serial))
            );
        }
        return this.probes.get(serial);
    }

    async probe(ticket, timeout) {
        const { address = null, now } = (await findBox(ticket, timeout)) || {};
        this.reached.set(ticket.serial, { address, at: Date.now() });
        if (now) {
            this.setClock(ticket, now);
        }
        return address;
    }

    /** @returns {number} seconds by the clock of the box, which judges proofs and deadlines by it */
    now({ serial, skew }) {
        return Date.now() / 1000 + (this.skews.get(serial) ?? skew);
    }

    setClock({ serial }, now) {
        this.skews.set(serial, now - Date.now() / 1000);
    }
}

/** The first of the box's addresses where this very box answers, and its clock; or null. */
export async function findBox({ serial, addresses }, timeout) {
    const tries = addresses.map(async (address) => {
        const { identifier, now } = await request(address, "/status", {}, timeout);
        if (identifier !== serial) {
            throw new PathClosed("Another box answers there");
        }
        return { address, now };
    });
    return Promise.any(tries).catch(() => null);
}

/**
 * @param {string} address base URL
 * @param {string} path
 * @param {RequestInit} options
 * @param {number} timeout in milliseconds
 * @param {"json" | "text"} [form] of the answer
 * @returns {Promise<Object | string>} the answer
 * @throws {Refused} the box answered no
 * @throws {PathClosed} nothing usable came back
 */
export function request(address, path, options, timeout, form = "json") {
    const abort = new AbortController();
    const answer = answerOf(address, path, { ...options, signal: abort.signal }, form);
    return within(timeout, answer, () => {
        abort.abort();
        throw new PathClosed("No answer in time");
    });
}

async function answerOf(address, path, options, form) {
    let response, answer;
    try {
        response = await browser.fetch(address + path, { ...localRequest(address), ...options });
        answer = await (response.ok ? response[form]() : response.json());
    } catch (error) {
        throw new PathClosed("No answer", { cause: error });
    }
    if (response.ok) {
        return answer;
    }
    throw answer.type === "refusal"
        ? new Refused(answer)
        : new PathClosed(`Status ${response.status}`);
}
