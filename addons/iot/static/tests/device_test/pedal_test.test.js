import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { makeMockServer, mountView } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let pedal, view;

beforeEach(async () => {
    pedal = mockIot().device(9);
    const { env } = await makeMockServer();
    env["iot.device"].write([9], { kind: "pedal" });
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    view = await mountView({ type: "form", resModel: "iot.device", resId: 9, arch });
});

test("the last keys are shown, the last one first", async () => {
    await click("button:contains(Test Footswitch)");
    await animationFrame();
    expect(".o_iot_running").toHaveText("Press the pedal now.");
    expect(".o_iot_keys").toHaveCount(0);
    for (const [id, name] of ["A", "B", "C", "F13", "Ctrl+C", "B"].entries()) {
        pedal.tell({ id: `${id}`, name: "key", value: { name } });
    }
    pedal.tell({ id: "s", name: "state", value: {} });
    await animationFrame();
    expect(queryAllTexts(".o_iot_keys kbd")).toEqual(["B", "Ctrl+C", "F13", "C", "B"]);
    expect(".o_iot_keys").toHaveAttribute("aria-live", "polite");
});

test("who stops or leaves hears nothing more", async () => {
    await click("button:contains(Test Footswitch)");
    await animationFrame();
    expect(pedal.listeners.size).toBe(1);
    await click("button:contains(Stop)");
    expect(pedal.listeners.size).toBe(0);
    await animationFrame();
    await click("button:contains(Test Footswitch)");
    await animationFrame();
    view.__owl__.app.destroy();
    expect(pedal.listeners.size).toBe(0);
});
