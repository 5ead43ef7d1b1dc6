/** The prints that this tab follows: kept while it is loaded anew, as Odoo does after its own automatic printing. */
import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";

const KEY = `iot.followed/${session.db}`;

/** @returns {{ job: Object, what: Object }[]} in the order of their prints */
export function followed() {
    return Object.values(read());
}

/**
 * @param {Object} job as Odoo made it
 * @param {Object} what Progress needs to follow it
 */
export function remember(job, what) {
    write({ ...read(), [job.key]: { job, what } });
}

/** @param {Object} job that has ended, or that nobody waits for any more */
export function forget({ key }) {
    const jobs = read();
    delete jobs[key];
    write(jobs);
}

function read() {
    try {
        return JSON.parse(browser.sessionStorage.getItem(KEY)) || {};
    } catch {
        return {}; // not written by us, or storage is forbidden
    }
}

function write(jobs) {
    try {
        browser.sessionStorage.setItem(KEY, JSON.stringify(jobs));
    } catch {
        return; // a full or forbidden storage only costs the words after a reload
    }
}
