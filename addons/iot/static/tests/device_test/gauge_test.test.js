import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, waitFor } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView } from "@web/../tests/web_test_helpers";
import { IotDevice, defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let gauge, view;

beforeEach(async () => {
    IotDevice._records = [{ id: 12, name: "Calliper", kind: "gauge", box_id: 1, box_online: true }];
    gauge = mockIot().device(12);
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    view = await mountView({ type: "form", resModel: "iot.device", resId: 12, arch });
});

async function press(id, value, unit = "mm") {
    gauge.tell({ id, name: "measure", value: { value, unit } });
    await animationFrame();
}

function values() {
    return queryAllTexts(".o_iot_measures li span:first-child");
}

test("the button of the tool shows its value, the last one first", async () => {
    await click("button:contains(Test Measuring Tool)");
    await animationFrame();
    expect(".o_iot_running").toHaveText("Press the button of the tool.");
    await press("1", 12.345);
    await press("2", -0.5, "in");
    await press("3", 0, "");
    expect(values()).toEqual(["0", "-0.5 in", "12.345 mm"]);
    expect(".o_iot_measures li:first-child span:last-child").toHaveText(/\d+:\d+:\d+/);
    for (const id of ["4", "5", "6"]) {
        await press(id, Number(id));
    }
    expect(values()).toHaveLength(5);
});

test("a tool that can be asked measures", async () => {
    const value = { value: 7.25, unit: "mm" };
    gauge.outcome = {
        key: "k",
        state: "done",
        ok: true,
        code: "",
        sentence: "Done.",
        path: "direct",
        value,
    };
    await click("button:contains(/^Measure$/)");
    await waitFor(".o_iot_outcome");
    expect(gauge.wishes.map(({ name }) => name)).toEqual(["measure"]);
    expect(values()).toEqual(["7.25 mm"]);
});

test("a tool that cannot be asked says so", async () => {
    gauge.outcome = {
        state: "failed",
        ok: false,
        code: "not_supported",
        sentence: "It cannot.",
        path: "direct",
        value: {},
    };
    await click("button:contains(/^Measure$/)");
    await waitFor(".o_iot_outcome");
    expect(".o_iot_sentence").toHaveText("It cannot.");
    expect(".o_iot_measures").toHaveCount(0);
});

test("who stops or leaves hears nothing more", async () => {
    await click("button:contains(Test Measuring Tool)");
    await animationFrame();
    await click("button:contains(Stop)");
    expect(gauge.listeners.size).toBe(0);
    await animationFrame();
    await click("button:contains(Test Measuring Tool)");
    await animationFrame();
    view.__owl__.app.destroy();
    expect(gauge.listeners.size).toBe(0);
});

test("what is no value changes nothing", async () => {
    await click("button:contains(Test Measuring Tool)");
    gauge.tell({ id: "s", name: "state", value: {} });
    await animationFrame();
    expect(".o_iot_measures").toHaveCount(0);
});
