import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let iot;

beforeEach(() => {
    iot = mockIot();
});

async function openForm(block, resId = 7) {
    iot.block = block;
    const arch = `<form><widget name="iot_blocked"/></form>`;
    await mountView({ type: "form", resModel: "iot.device", resId, arch });
    await animationFrame();
}

test("no card where nothing is in the way", async () => {
    await openForm("");
    expect(".o_iot_blocked").toHaveCount(0);
});

test("a user who said no hears what it costs, and where to allow it", async () => {
    await openForm("denied");
    expect(".o_iot_blocked").toHaveText(/through Odoo: prints take longer/);
    expect(".o_iot_blocked li:eq(1)").toHaveText("Set the permission for the local network to “Allow”.");
});

test("a user who was not asked", async () => {
    await openForm("prompt");
    expect(".o_iot_blocked li:first").toHaveText(/the browser asks/);
});

test("a browser that never allows it", async () => {
    await openForm("mixed");
    expect(".o_iot_blocked li:first").toHaveText(/Install Chrome or Edge/);
});

test("a box that Odoo misses, too, is no matter of this browser", async () => {
    await openForm("denied", 10);
    expect(".o_iot_blocked").toHaveCount(0);
});
