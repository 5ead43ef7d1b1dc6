import { browser } from "@web/core/browser/browser";

/** A ticket with less life than this is asked for again before it is used. */
const SPARE = 60;
/** After Odoo refused or could not be reached, for how long not to ask it for the same ticket again. */
const PAUSE = 20;
/** How often to try to renew a ticket while Odoo cannot be reached. */
const RETRY = 300;

/**
 * @typedef {Object} Ticket
 * @property {string} ticket what the box reads
 * @property {string} secret what proves that it is ours
 * @property {string} serial the machine, as the box itself names it
 * @property {string[]} addresses base URLs of the box on the local network
 * @property {string} identifier what the box calls the device
 * @property {Object} params of an action, as the settings of the device have them
 * @property {{ id: number, name: string } | false} [backup] the printer that stands in for it
 * @property {number} life seconds for which its jobs are worth doing, 0 for the usual
 * @property {number} ask_after seconds of an outage after which nothing prints without a word of somebody, 0 for none
 * @property {number} expires by the server's clock
 * @property {number} renew by the server's clock: half of its life is over
 * @property {number} skew seconds by which the server's clock is ahead of ours
 */

/**
 * The tickets of this tab: asked for once, renewed when half of their life is over, kept over a reload of the page,
 * so that a shop goes on working for hours after it lost its Odoo.
 */
export class Tickets {
    /**
     * @param {{ silent: { call: Function } }} orm
     * @param {string} owner who may use what is kept in the tab's storage
     */
    constructor(orm, owner) {
        this.orm = orm;
        this.prefix = `iot.ticket/${owner}/`;
        this.kept = new Map();
        this.asked = new Map();
        this.refused = new Map();
        this.timers = new Map();
    }

    /**
     * @param {number} id of an iot.device
     * @returns {Promise<Ticket | null>} null when there is none and Odoo gives none
     */
    async get(id) {
        const ticket = this.read(id);
        if (!ticket || clock(ticket) > ticket.expires - SPARE) {
            return this.ask(id);
        }
        if (clock(ticket) > ticket.renew) {
            this.ask(id);
        } else {
            this.renewIn(id, ticket.renew - clock(ticket));
        }
        return ticket;
    }

    forget(id) {
        this.kept.delete(id);
        browser.sessionStorage.removeItem(this.prefix + id);
    }

    /** The settings of the device changed: a ticket that is kept is replaced by one that knows them. */
    async renew(id) {
        if (this.read(id)) {
            await this.ask(id);
        }
    }

    /** Stop renewing. */
    close() {
        this.timers.forEach((timer) => browser.clearTimeout(timer));
        this.timers.clear();
    }

    /** One question to Odoo at a time; never rejects, as the relay says better why something is not allowed. */
    ask(id) {
        if (Date.now() / 1000 < (this.refused.get(id) || 0) + PAUSE) {
            return Promise.resolve(null);
        }
        if (!this.asked.has(id)) {
            const question = this.orm.silent
                .call("iot.device", "ticket", [[id]])
                .then(
                    (answer) => this.take(id, answer),
                    () => void this.refused.set(id, Date.now() / 1000)
                )
                .then((ticket) => ticket || null)
                .finally(() => this.asked.delete(id));
            this.asked.set(id, question);
        }
        return this.asked.get(id);
    }

    take(id, { ticket, secret, serial, addresses, expires, now, devices }) {
        const { identifier, params, backup, life, ask_after } = devices[id];
        const own = { identifier, params, backup, life, ask_after };
        const taken = { ticket, secret, serial, addresses, ...own };
        taken.expires = expires;
        taken.renew = (now + expires) / 2;
        taken.skew = now - Date.now() / 1000;
        this.refused.delete(id);
        this.write(id, taken);
        this.renewIn(id, taken.renew - now);
        if (backup) {
            this.get(backup.id); // it has to be there when Odoo is not
        }
        return taken;
    }

    /** Also when nobody uses the device: the till that opens tomorrow may open without Odoo. */
    renewIn(id, seconds) {
        if (this.timers.has(id)) {
            return;
        }
        const renew = async () => {
            this.timers.delete(id);
            if (!(await this.ask(id))) {
                this.renewIn(id, RETRY);
            }
        };
        this.timers.set(id, browser.setTimeout(renew, Math.max(1, seconds) * 1000));
    }

    read(id) {
        if (!this.kept.has(id)) {
            const text = browser.sessionStorage.getItem(this.prefix + id);
            this.kept.set(id, text ? JSON.parse(text) : null);
        }
        return this.kept.get(id);
    }

    write(id, ticket) {
        this.kept.set(id, ticket);
        try {
            browser.sessionStorage.setItem(this.prefix + id, JSON.stringify(ticket));
        } catch {
            // A full or forbidden storage only costs the next page a question to Odoo.
        }
    }
}

/**
 * @param {Ticket} ticket
 * @returns {number} seconds by the server's clock
 */
function clock(ticket) {
    return Date.now() / 1000 + ticket.skew;
}
