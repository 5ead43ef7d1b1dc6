/** Asking the box, as anybody or as its owner; a refusal comes as the sentence that people read. */

import { ownerHeaders } from "./owner.js";
import { reason } from "./words.js";

export class Refused extends Error {}

/** How far the clock of the box is ahead of ours, in seconds. */
export const clock = { ahead: 0 };

/** The headers of somebody who need not be the owner. */
export const plainly = () => ({});

export const asOwner = (path, typed) => ownerHeaders(path, typed, () => Date.now() / 1000 + clock.ahead);

/** Post a message; `words` are the sentences of this question, by code. */
export async function post(path, message, headers, words) {
    const body = JSON.stringify(message);
    const response = await fetch(path, {
        method: "POST",
        headers: { "Content-Type": "application/json", ...headers(body) },
        body,
    });
    if (!response.ok) {
        const said = await response.json().catch(() => ({}));
        throw new Refused(reason(said.code || `status ${response.status}`, words));
    }
    return response;
}
