/** Which printers this browser prints a report on; Odoo's server knows nothing of it. */
import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";

const KEY = `iot.linked_printers/${session.db}`;

/**
 * @typedef {{ id: number, name: string }} Printer
 * @typedef {{ id: number, name: string, printers: Printer[] }} LinkedReport
 */

/** @returns {LinkedReport[]} by name */
export function linkedReports() {
    const reports = Object.entries(read()).map(([id, link]) => ({ id: Number(id), ...link }));
    return reports.sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * @param {LinkedReport} report as Odoo knows it
 * @returns {Printer[]} those of its printers that were chosen here
 */
export function chosenPrinters({ id, printers }) {
    const chosen = new Set(read()[id]?.printers.map((printer) => printer.id));
    return printers.filter((printer) => chosen.has(printer.id));
}

/**
 * @param {LinkedReport} report
 * @param {Printer[]} printers to print it on from here on
 */
export function link({ id, name }, printers) {
    const kept = printers.map((printer) => ({ id: printer.id, name: printer.name }));
    write({ ...read(), [id]: { name, printers: kept } });
}

/** @param {number} id of a report that is to ask again */
export function unlink(id) {
    const links = read();
    delete links[id];
    write(links);
}

function read() {
    try {
        return JSON.parse(browser.localStorage.getItem(KEY)) || {};
    } catch {
        return {}; // not written by us, or storage is forbidden: the next print asks
    }
}

function write(links) {
    try {
        browser.localStorage.setItem(KEY, JSON.stringify(links));
    } catch {
        return; // a full or forbidden storage only costs the next print a question
    }
}
