/** Why this browser, of all, cannot reach a box that is there. */
import { isLoopback, isMixed, localNetworkState } from "@iot/local_network";

/**
 * @param {import("@iot/direct").DirectPath} direct
 * @param {number} device
 * @returns {Promise<"" | "denied" | "prompt" | "mixed">} the user said no, was not asked, or the browser never lets a
 *     secure page speak to a plain box; nothing if the box answers or something else is in the way
 */
export async function whatBlocks(direct, device) {
    const state = await localNetworkState();
    if (state === "granted" || isLoopback()) {
        return "";
    }
    const ticket = await direct.tickets.get(device);
    if (!ticket?.addresses.length) {
        return "";
    }
    if (state === "unsupported") {
        return ticket.addresses.every(isMixed) ? "mixed" : "";
    }
    return (await direct.find(ticket)) ? "" : state;
}
