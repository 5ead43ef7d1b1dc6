/**
 * What browsers put between a web page and the shop's own network.
 *
 * Chrome asks the user once per site ("Local Network Access"); with that permission, and only if the request says
 * that it means the local network, an HTTPS page may talk to a box over plain HTTP.
 * Source: the Local Network Access specification of the WICG.
 */
import { browser } from "@web/core/browser/browser";

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * @param {string} address base URL of a box
 * @returns {RequestInit} what a request to it needs besides method and body
 */
export function localRequest(address) {
    const options = { mode: "cors", credentials: "omit", cache: "no-store" };
    return isMixed(address) ? { ...options, targetAddressSpace: "local" } : options;
}

/**
 * @param {string} address base URL of a box
 * @returns {boolean} this page is secure and the box is not: only with Local Network Access may they speak
 */
export function isMixed(address) {
    const { protocol, hostname } = new URL(address);
    return (
        browser.location.protocol === "https:" && protocol === "http:" && !LOOPBACK.test(hostname)
    );
}

/** @returns {boolean} this page comes from this very computer, which browsers let speak to the local network */
export function isLoopback() {
    return LOOPBACK.test(new URL(browser.location.href).hostname);
}

/**
 * @returns {Promise<"granted" | "prompt" | "denied" | "unsupported">} what the browser lets this page do
 */
export async function localNetworkState() {
    try {
        return (await browser.navigator.permissions.query({ name: "local-network-access" })).state;
    } catch {
        return "unsupported";
    }
}
