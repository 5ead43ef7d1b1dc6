/** A box on the network for tests: its local API as far as a browser sees it, with every proof checked. */
import { hex, hmac, bytesOf, sha256 } from "@iot/seal";
import { after, expect } from "@odoo/hoot";
import { advanceTime, mockWebSocket, tick } from "@odoo/hoot-mock";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

export class MockBox {
    constructor({
        address = "http://192.168.1.20:8069",
        serial = "10000000e3b2f1a0",
        secrets = {},
    } = {}) {
        Object.assign(this, { address, serial, secrets });
        /** Seconds by which its clock is ahead. */
        this.skew = 0;
        /** "up", "down" (nothing listens) or "mute" (takes requests and never answers). */
        this.network = "up";
        /** Takes the next job, and the answer is lost. */
        this.loseAnswer = false;
        this.status = {
            identifier: serial,
            name: `Box ${serial}`,
            paired: true,
            server: "https://odoo.example",
        };
        this.log = "";
        this.jobs = new Map();
        this.done = [];
        this.requests = [];
        this.nonces = new Set();
        this.sockets = new Set();
        this.refusals = {};
        /** What a listener hears at once. A real box tells how the device is. */
        this.firstWord = JSON.stringify({ type: "done" });
        /** How a job ends; "queued" keeps it until `end` is called. */
        this.ending = { state: "done", code: "", value: {} };
    }

    now() {
        return Date.now() / 1000 + this.skew;
    }

    end(key, ending) {
        Object.assign(this.jobs.get(key), ending);
    }

    tell(event) {
        this.sockets.forEach((socket) =>
            socket.send(JSON.stringify({ type: "event", at: this.now(), ...event }))
        );
    }

    /** The cable is pulled: nothing answers, and no websocket hears of it. */
    unplug() {
        this.network = "down";
        this.sockets.clear();
    }

    async fetch(path, { method = "GET", headers = {}, body = "" }) {
        this.requests.push({ path, method, headers, body });
        if (this.network === "down") {
            throw new TypeError("Failed to fetch");
        }
        if (this.network === "mute") {
            return new Promise(() => {});
        }
        const [status, answer] = this.answer(path, method, headers, body);
        if (this.loseAnswer && path === "/api/perform") {
            this.network = "down";
            throw new TypeError("Failed to fetch");
        }
        return { ok: status < 400, status, json: async () => answer, text: async () => answer };
    }

    answer(path, method, headers, body) {
        const refusal = this.refusals[path]?.shift();
        if (refusal) {
            return [401, { type: "refusal", detail: "", ...refusal }];
        }
        if (path === "/status") {
            return [200, this.status];
        }
        if (path.startsWith("/api/") || path.startsWith("/owner/")) {
            const wrong = this.check(
                headers.Authorization,
                headers["IoT-Proof"],
                method,
                path,
                body
            );
            if (wrong) {
                return [401, { type: "refusal", ...wrong }];
            }
        }
        return this.handle(path, JSON.parse(body));
    }

    handle(path, message) {
        if (path === "/api/perform") {
            if (!this.jobs.has(message.key)) {
                const { key, device, action } = message;
                this.done.push(message);
                this.jobs.set(key, {
                    type: "outcome",
                    key,
                    device,
                    action,
                    path: "direct",
                    ...this.ending,
                });
            }
            return [200, this.jobs.get(message.key)];
        }
        if (path === "/api/inquire") {
            const job = this.jobs.get(message.key);
            return job ? [200, job] : [404, { type: "refusal", code: "unknown_job", detail: "" }];
        }
        return [200, path === "/owner/logs" ? this.log : { type: "done" }];
    }

    check(authorization, proof, method, path, body) {
        const ticket = authorization?.replace("Ticket ", "");
        const secret = this.secrets[ticket];
        const [at, nonce, mark] = (proof || "").split(":");
        const text = ["iot", method, path, at, nonce, hex(sha256(bytesOf(body)))].join("\n");
        if (!secret || hex(hmac(bytesOf(secret), bytesOf(text))) !== mark) {
            return { code: "unauthorized", detail: "proof" };
        }
        if (Math.abs(Number(at) - this.now()) > 300) {
            return { code: "stale", detail: this.now().toFixed(3) };
        }
        if (this.nonces.has(nonce)) {
            return { code: "replayed", detail: "" };
        }
        this.nonces.add(nonce);
        return null;
    }

    connect(socket) {
        socket.addEventListener("message", ({ data }) => {
            const { type, ticket, proof } = JSON.parse(data);
            if (type !== "listen" || this.check(ticket, proof, "GET", "/api/listen", "")) {
                socket.close(4401);
            } else if (this.network === "up") {
                this.sockets.add(socket);
                socket.send(this.firstWord);
            }
        });
        socket.addEventListener("close", () => this.sockets.delete(socket));
    }
}

/** Let time pass until it is so: how many turns of the browser a connection takes depends on the machine. */
export async function until(isSo) {
    for (let turn = 0; turn < 100 && !isSo(); turn++) {
        await advanceTime(10);
        await tick();
    }
    expect(isSo()).toBe(true);
}

/**
 * @param {...MockBox} boxes what is on the network of this test; any other address answers nothing
 */
export function plugIn(...boxes) {
    const boxOf = (url) => boxes.find((box) => url.startsWith(box.address));
    patchWithCleanup(browser, {
        fetch(input, init = {}) {
            const url = new URL(String(input), browser.location.origin);
            if (url.origin === browser.location.origin) {
                return super.fetch(...arguments);
            }
            const box = boxOf(url.origin);
            return box
                ? box.fetch(url.pathname, init)
                : Promise.reject(new TypeError("Failed to fetch"));
        },
    });
    mockWebSocket((socket) => {
        const box = boxOf(socket.url.replace(/^ws/, "http"));
        if (box?.network === "up") {
            box.connect(socket);
        } else {
            tick()
                .then(tick)
                .then(() => socket.close(1006));
        }
    });
    after(() => boxes.forEach((box) => box.unplug()));
}
