import { whatBlocks } from "@iot/blocked";
import { beforeEach, expect, test } from "@odoo/hoot";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

const BOX = "http://192.168.1.20:8069";

let direct, ticket;

beforeEach(() => {
    browser.location.href = "https://odoo.example/odoo";
    ticket = { addresses: [BOX] };
    direct = {
        answers: false,
        tickets: { get: async () => ticket },
        find: async () => (expect.step("probe"), direct.answers ? BOX : null),
    };
});

/** @param {string} state of the permission, or "" where the browser does not know it */
function permission(state) {
    const query = async () => {
        if (!state) {
            throw new TypeError("unknown name");
        }
        return { state };
    };
    patchWithCleanup(browser, { navigator: { permissions: { query } } });
}

for (const state of ["denied", "prompt"]) {
    test(`${state}: only if the box does not answer`, async () => {
        permission(state);
        expect(await whatBlocks(direct, 7)).toBe(state);
        direct.answers = true;
        expect(await whatBlocks(direct, 7)).toBe("");
        expect.verifySteps(["probe", "probe"]);
    });
}

test("granted: a box that does not answer is no matter of the browser", async () => {
    permission("granted");
    expect(await whatBlocks(direct, 7)).toBe("");
});

test("an unknown permission: a secure page reaches no plain box", async () => {
    permission("");
    expect(await whatBlocks(direct, 7)).toBe("mixed");
    ticket.addresses = [BOX, "https://box.example"];
    expect(await whatBlocks(direct, 7)).toBe("");
});

test("an unknown permission: a plain page does", async () => {
    permission("");
    browser.location.href = "http://odoo.lan:8069/odoo";
    expect(await whatBlocks(direct, 7)).toBe("");
});

test("without a ticket or an address the browser blocks nothing", async () => {
    permission("denied");
    ticket.addresses = [];
    expect(await whatBlocks(direct, 7)).toBe("");
    ticket = null;
    expect(await whatBlocks(direct, 7)).toBe("");
});

test("Odoo on this very computer needs no permission", async () => {
    permission("prompt");
    browser.location.href = "http://127.0.0.1:8069/odoo";
    expect(await whatBlocks(direct, 7)).toBe("");
});
