/** Boxes on the network of this computer: found by asking likely addresses, paired with the code they show. */
import { request } from "@iot/direct";

const LOOK_WITHIN = 2500;
/** The box answers once it spoke to Odoo. */
const PAIR_WITHIN = 30000;
const PORT = 8069;

/**
 * @typedef {Object} Found a box on the network
 * @property {string} address
 * @property {string} identifier
 * @property {string} name
 * @property {boolean} paired
 * @property {string} server it is connected to, if it is
 * @property {string} code it shows at present, if it shows one
 */

/**
 * @param {string} address base URL
 * @returns {Promise<Found | null>} the box that answers there, if one does
 */
export async function lookAt(address) {
    try {
        const { identifier, name, paired, server, code } = await request(
            address,
            "/status",
            {},
            LOOK_WITHIN
        );
        if (!identifier) {
            return null;
        }
        const shown = { name: name || identifier, server: server || "", code: code?.text || "" };
        return { address, identifier, paired: Boolean(paired), ...shown };
    } catch {
        return null;
    }
}

/**
 * @param {string[]} addresses base URLs, best first
 * @returns {Promise<Found[]>} the boxes that answer, each once, those that may be connected first
 */
export async function lookAround(addresses) {
    const found = (await Promise.all(addresses.map(lookAt))).filter(Boolean);
    const first = new Map();
    for (const box of found) {
        if (!first.has(box.identifier)) {
            first.set(box.identifier, box);
        }
    }
    return [...first.values()].sort((left, right) => left.paired - right.paired);
}

/**
 * Hand a box on the network a connection token, with its code to show that it is the one that is meant.
 *
 * @param {string} address base URL
 * @param {string} code
 * @param {string} token
 * @throws {import("@iot/path").PathClosed} the box says no, or nothing
 */
export async function typeCode(address, code, token) {
    const options = {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ type: "typed_code", code, token }),
    };
    await request(address, "/setup/code", options, PAIR_WITHIN);
}

/**
 * @param {string} left
 * @param {string} right
 * @returns {boolean} whether they are one code, however it was typed
 */
export function sameCode(left, right) {
    const plain = (code) => code.toUpperCase().replaceAll(/[-\s]/g, "");
    return Boolean(plain(left)) && plain(left) === plain(right);
}

/**
 * @param {string} typed an address as people write it
 * @returns {string | null} the base URL that it means
 */
export function addressOf(typed) {
    const text = typed.trim();
    if (/\s/.test(text)) {
        return null;
    }
    try {
        const url = new URL(/^https?:\/\//i.test(text) ? text : `http://${text}`);
        const bare = url.protocol === "http:" && !url.port && !/:80(\/|$)/.test(text);
        return `${url.protocol}//${url.hostname}${bare ? `:${PORT}` : url.port && `:${url.port}`}`;
    } catch {
        return null;
    }
}
