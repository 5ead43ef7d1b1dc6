/** The way through Odoo: jobs and questions by RPC, outcomes and events by the bus. */
import { PathClosed, outcomeOf, within } from "@iot/path";
import { browser } from "@web/core/browser/browser";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Deferred } from "@web/core/utils/concurrency";

/** Milliseconds after which a question to Odoo is taken for lost. */
const RPC_TIMEOUT = 10000;
/** The same before anything is at stake. */
const KNOCK_TIMEOUT = 4000;
/** Milliseconds between questions for an outcome, in case the bus lost the message; the last one repeats. */
const POLLS = [1500, 2000, 3000, 5000, 10000];
/** Milliseconds that an outcome may take to get here after its deadline; Odoo gives a job up after half of it. */
const GRACE = 10000;
/** Milliseconds after which to say again that somebody looks at a device; Odoo forgets it after 60 s. */
const WATCH = 30000;

export class Relay {
    /**
     * @param {{ silent: { call: Function } }} orm
     * @param {Object} bus the bus_service
     */
    constructor(orm, bus) {
        this.orm = orm.silent;
        this.bus = bus;
        this.waiting = new Map();
        this.channels = new Map();
        this.listening = false;
    }

    /**
     * @param {import("@iot/iot_service").Wish} wish
     * @returns {Promise<Object>} the outcome, with Odoo's sentence
     * @throws {PathClosed} when Odoo cannot be reached; what Odoo itself refuses is thrown as it came
     */
    async perform(wish) {
        const news = new Deferred();
        this.listen();
        this.waiting.set(wish.key, news);
        try {
            await this.knock(wish);
            wish.sent = true;
            const first = await this.submit(wish);
            return isEnded(first) ? first : await this.waitFor(wish, news);
        } finally {
            this.waiting.delete(wish.key);
        }
    }

    /**
     * Whoever loses the answer cannot tell whether Odoo died before the question or over it. Asked beforehand what it
     * costs nothing to ask twice, an Odoo that is away is known not to have the job.
     */
    async knock({ key }) {
        await this.call("iot.job", "outcome_of", [key], KNOCK_TIMEOUT);
    }

    submit(wish, method = "perform") {
        const { device, key, action, params, document } = wish;
        // Odoo knows by itself what nobody said.
        const seconds = wish.life ? Math.max(1, wish.remaining()) : null;
        const job = [[device], key, action, params, document || null, seconds];
        return this.call("iot.device", method, job);
    }

    /**
     * Bring Odoo the content of a job that failed on the local network, so that its list can repeat it. The box knows
     * the key and does not do it again, nor does Odoo's backup: what becomes of it is settled here, by what this
     * browser knows. While Odoo is away, the job stays without its content.
     */
    async record(wish) {
        try {
            await this.submit(wish, "record");
        } catch {
            return; // nobody waits for this, and the user has had the outcome
        }
    }

    /**
     * Bring Odoo the content of a job that went well on the local network, so that its list shows and repeats it. Of
     * how it ended Odoo hears from the box. While Odoo is away, the job stays without its content.
     */
    async keep({ device, key, params, document }, state) {
        try {
            await this.call("iot.device", "keep", [[device], key, params, document, state]);
        } catch {
            return; // it is printed, and nobody waits for this
        }
    }

    /** Odoo has the job: wait for the bus, and ask in case the bus lost it. */
    async waitFor(wish, news) {
        for (let i = 0; Date.now() < wish.until + GRACE; i++) {
            const outcome = await within(POLLS[Math.min(i, POLLS.length - 1)], news);
            if (outcome && !outcome.more) {
                return outcome;
            }
            if (outcome) {
                news = new Deferred(); // a picture is too large for the bus, so Odoo is asked for it
                this.waiting.set(wish.key, news);
            }
            try {
                const known = await this.call("iot.job", "outcome_of", [wish.key]);
                if (known && isEnded(known)) {
                    return known;
                }
            } catch (error) {
                if (!(error instanceof PathClosed)) {
                    throw error;
                }
            }
        }
        return outcomeOf(wish, "unknown", "no_answer", "relay");
    }

    /**
     * Keep Odoo asking the box for the stream of a device.
     *
     * @param {number} device
     * @returns {() => void} stops it
     */
    watch(device) {
        let timer;
        const renew = () => {
            timer = browser.setTimeout(renew, WATCH);
            this.call("iot.device", "watch", [[device]]).catch(() => {});
        };
        renew();
        return () => browser.clearTimeout(timer);
    }

    /**
     * Hear what the bus says of a record.
     *
     * @param {"iot.box" | "iot.device"} model
     * @param {number} id
     * @param {Object<string, (payload: Object) => void>} callbacks by bus message
     * @returns {() => void} stops it
     */
    follow(model, id, callbacks) {
        this.listen();
        const stops = Object.entries(callbacks).map(([type, callback]) =>
            this.on(type, (payload) => {
                if ((payload.device_id ?? payload.id) === id) {
                    callback(payload);
                }
            })
        );
        if (model === "iot.device") {
            const channel = `${model}_${id}`;
            this.join(channel);
            stops.push(() => this.leave(channel));
        }
        return () => stops.forEach((stop) => stop());
    }

    /** Boxes speak to all users of the app; a device to those who joined its channel. */
    join(channel) {
        const users = this.channels.get(channel) || 0;
        this.channels.set(channel, users + 1);
        if (!users) {
            this.bus.addChannel(channel);
        }
    }

    leave(channel) {
        const users = this.channels.get(channel) - 1;
        this.channels.set(channel, users);
        if (!users) {
            this.channels.delete(channel);
            this.bus.deleteChannel(channel);
        }
    }

    /**
     * @param {string} type of bus message
     * @param {(payload: Object) => void} callback
     * @returns {() => void} stops it
     */
    on(type, callback) {
        const listener = (payload) => callback(payload);
        this.bus.subscribe(type, listener);
        return () => this.bus.unsubscribe(type, listener);
    }

    listen() {
        if (!this.listening) {
            this.listening = true;
            this.bus.start();
            this.bus.subscribe("iot.outcome", (outcome) => {
                if (isEnded(outcome)) {
                    this.waiting.get(outcome.key)?.resolve(outcome);
                }
            });
        }
    }

    async call(model, method, args, timeout = RPC_TIMEOUT) {
        const question = this.orm.call(model, method, args);
        try {
            return await within(timeout, question, () => {
                question.abort?.(false);
                throw new PathClosed("Odoo does not answer");
            });
        } catch (error) {
            if (error instanceof ConnectionLostError) {
                throw new PathClosed("Odoo cannot be reached", { cause: error });
            }
            throw error;
        }
    }
}

function isEnded({ state }) {
    return state !== "queued";
}
