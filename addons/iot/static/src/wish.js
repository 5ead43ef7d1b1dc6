/** What a user wants of a device. */
import { randomHex } from "@iot/seal";
import { WIRE } from "@iot/wire";

/** One wish of a user: the same key on every path and at every retry, so the device does it at most once. */
export class Wish {
    /** Whether a box may have it. */
    sent = false;

    constructor(device, action, params, { document = null, key, deadline } = {}) {
        const declared = Object.values(WIRE.actions).find((actions) => action in actions)?.[action];
        if (!declared) {
            throw new Error(`No device can "${action}"`);
        }
        if (declared.document !== Boolean(document)) {
            throw new Error(
                `"${action}" goes ${declared.document ? "with" : "without"} a document`
            );
        }
        this.device = device;
        this.action = action;
        /** What this wish says; for the rest, the device's settings hold, and then what is declared. */
        this.params = { ...params };
        this.declared = declared.params;
        this.document = document;
        this.key = key || newKey();
        this.began = Date.now();
        if (document?.purpose && !(document.purpose in WIRE.purposes)) {
            throw new Error(`No document is for "${document.purpose}"`);
        }
        this.usual =
            (document && (WIRE.purposes[document.purpose] || WIRE.lives[document.format])) ||
            declared.deadline;
        /** Seconds within which it has to be started; 0 while nobody said. */
        this.life = deadline || 0;
    }

    /**
     * Whoever wishes says how long it is worth doing, else the settings of its device do.
     *
     * @param {import("@iot/tickets").Ticket} ticket of the device
     */
    settle({ life }) {
        this.life ||= (this.document && life) || this.usual;
    }

    /** @returns {number} when it is not worth starting any more, as of Date.now() */
    get until() {
        return this.began + 1000 * (this.life || this.usual);
    }

    /** @returns {number} seconds left to start it */
    remaining() {
        return Math.max(0, (this.until - Date.now()) / 1000);
    }
}

/** @returns {string} the key of a wish that nobody made before */
export function newKey() {
    return randomHex(16);
}
