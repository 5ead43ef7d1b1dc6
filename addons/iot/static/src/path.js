/** What the two ways to a box have in common. */
import { browser } from "@web/core/browser/browser";

/** This way is not open; the same job, under the same key, may go the other way. */
export class PathClosed extends Error {}

const LATE = Symbol("late");

/**
 * Wait for a promise, but not for ever; no timer is left behind.
 *
 * @template T
 * @param {number} milliseconds
 * @param {Promise<T>} promise
 * @param {() => T} [onLate] gives the value, or throws, when the time is over
 * @returns {Promise<T>}
 */
export async function within(milliseconds, promise, onLate = () => undefined) {
    let timer;
    const late = new Promise((resolve) => {
        timer = browser.setTimeout(() => resolve(LATE), milliseconds);
    });
    try {
        const first = await Promise.race([promise, late]);
        return first === LATE ? onLate() : first;
    } finally {
        browser.clearTimeout(timer);
    }
}

/**
 * @param {{ key: string }} wish
 * @param {string} state
 * @param {string} code
 * @param {"direct" | "relay" | ""} path
 * @returns {Object} an outcome that this browser says, for lack of a better one
 */
export function outcomeOf({ key }, state, code, path) {
    return { key, state, code, value: {}, path };
}
