import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let scanner, view;

beforeEach(async () => {
    scanner = mockIot().device(9);
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    view = await mountView({ type: "form", resModel: "iot.device", resId: 9, arch });
});

test("the last codes are shown, the last one first", async () => {
    await click("button:contains(Test Scanner)");
    await animationFrame();
    expect(".o_iot_running").toHaveText("Scan something with this scanner.");
    expect(".o_iot_scans").toHaveCount(0);
    for (const id of ["1", "2", "3", "4", "5", "6"]) {
        scanner.tell({ id, name: "scan", value: { text: `CODE-${id}` } });
    }
    scanner.tell({ id: "s", name: "state", value: {} });
    await animationFrame();
    expect(queryAllTexts(".o_iot_scans li span:first-child")).toEqual([
        "CODE-6",
        "CODE-5",
        "CODE-4",
        "CODE-3",
        "CODE-2",
    ]);
    expect(".o_iot_scans").toHaveAttribute("aria-live", "polite");
});

test("the same code twice is two scans", async () => {
    await click("button:contains(Test Scanner)");
    for (const id of ["1", "2"]) {
        scanner.tell({ id, name: "scan", value: { text: "4006381333931" } });
    }
    await animationFrame();
    expect(".o_iot_scans li").toHaveCount(2);
});

test("who stops or leaves hears nothing more", async () => {
    await click("button:contains(Test Scanner)");
    await animationFrame();
    await click("button:contains(Stop)");
    expect(scanner.listeners.size).toBe(0);
    await animationFrame();
    await click("button:contains(Test Scanner)");
    await animationFrame();
    expect(scanner.listeners.size).toBe(1);
    view.__owl__.app.destroy();
    expect(scanner.listeners.size).toBe(0);
});

test("the scanner beeps, or says that it cannot", async () => {
    scanner.outcome = {
        state: "failed",
        ok: false,
        code: "not_supported",
        sentence: "It cannot.",
        path: "direct",
    };
    await click("button:contains(Beep)");
    await waitFor(".o_iot_outcome");
    expect(scanner.wishes.map(({ name }) => name)).toEqual(["beep"]);
    expect(".o_iot_sentence").toHaveText("It cannot.");
});
