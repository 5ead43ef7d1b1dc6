import { localNetworkState, localRequest } from "@iot/local_network";
import { expect, test } from "@odoo/hoot";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";

test("a secure page says that it means the local network", () => {
    browser.location.href = "https://odoo.example/odoo";
    expect(localRequest("http://192.168.1.20:8069").targetAddressSpace).toBe("local");
    expect(localRequest("https://box.example").targetAddressSpace).toBe(undefined);
    expect(localRequest("http://localhost:8069").targetAddressSpace).toBe(undefined);
    expect(localRequest("http://127.0.0.1:8069").targetAddressSpace).toBe(undefined);
});

test("a plain page needs to say nothing, and no page sends cookies", () => {
    browser.location.href = "http://odoo.lan:8069/odoo";
    expect(localRequest("http://192.168.1.20:8069")).toEqual({
        mode: "cors",
        credentials: "omit",
        cache: "no-store",
    });
});

test("what the browser allows", async () => {
    const query = async ({ name }) => (expect.step(name), { state: "denied" });
    patchWithCleanup(browser, { navigator: { permissions: { query } } });
    expect(await localNetworkState()).toBe("denied");
    expect.verifySteps(["local-network-access"]);
});

test("a browser that knows no such permission", async () => {
    patchWithCleanup(browser, {
        navigator: { permissions: { query: () => Promise.reject(new TypeError("unknown name")) } },
    });
    expect(await localNetworkState()).toBe("unsupported");
});
