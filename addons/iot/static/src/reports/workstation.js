/**
 * Which workstation this browser stands at: printing rules may send its reports to the printer beside it, and the
 * scanners that lie there scan into its screen.
 */
import { EventBus } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";

const KEY = `iot.workstation/${session.db}`;

/** Tells "change" when this browser stands somewhere else, whichever tab says so. */
export const standing = new EventBus();
browser.addEventListener("storage", ({ key }) => key === KEY && standing.trigger("change"));

/** @returns {{ id: number, name: string } | null} */
export function workstation() {
    try {
        return JSON.parse(browser.localStorage.getItem(KEY));
    } catch {
        return null; // not written by us, or storage is forbidden
    }
}

/** @param {{ id: number, name: string } | null} station as Odoo knows it; null is nowhere in particular */
export function stand(station) {
    try {
        browser.localStorage.setItem(KEY, JSON.stringify(station));
    } catch {
        return; // a full or forbidden storage leaves this browser nowhere in particular
    }
    standing.trigger("change");
}
