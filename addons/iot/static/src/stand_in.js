/** What becomes of a print whose printer is down: the same wish for its backup, under the key that Odoo gives it. */
import { Wish } from "@iot/wish";

/** Why a printer failed that a backup stands in for: no whole page came out. The same as in iot_job_stand_in.py. */
const DOWN = new Set([
    "offline",
    "paper_out",
    "cover_open",
    "device_error",
    "no_answer",
    "unreachable",
]);
const STAND_IN = ".b";
/** Characters of the longest key. */
const LONGEST = 64;

/**
 * @param {Wish} wish that failed
 * @param {{ state: string, code: string }} outcome
 * @param {number} backup id of an iot.device
 * @returns {Wish | null} for the backup, or null if this is nothing for it
 */
export function standInFor(wish, { state, code }, backup) {
    const key = wish.key + STAND_IN;
    const wanted = wish.document && wish.remaining() >= 1 && key.length <= LONGEST;
    if (!wanted || state !== "failed" || !DOWN.has(code)) {
        return null;
    }
    const options = { document: wish.document, key, deadline: wish.remaining() };
    return new Wish(backup, wish.action, wish.params, options);
}
