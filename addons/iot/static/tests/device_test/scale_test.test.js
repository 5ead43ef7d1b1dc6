import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView, onRpc } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let scale, view;

async function open() {
    scale = mockIot().device(8);
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    view = await mountView({ type: "form", resModel: "iot.device", resId: 8, arch });
}

async function weigh(balance, value, unit = "kg", net = false) {
    scale.tell({ id: `${balance}${value}`, name: "weight", value: { balance, value, unit, net } });
    await animationFrame();
}

test("the weight is shown as it changes", async () => {
    await open();
    await click("button:contains(Read Weight)");
    await animationFrame();
    expect(".o_iot_running").toHaveText("Waiting for the scale…");
    const shown = [
        ["stable", 1.234, "1.234 kg", "Stable"],
        ["moving", null, "– kg", "Moving"],
        ["over", null, "– kg", "Too heavy"],
        ["under", null, "– kg", "Too light"],
        ["stable", 0, "0.000 kg", "Empty"],
    ];
    for (const [balance, value, text, label] of shown) {
        await weigh(balance, value);
        expect(".o_iot_weight").toHaveText(text);
        expect(".o_iot_balance[role=status]").toHaveText(label);
    }
    expect(".o_iot_running").toHaveCount(0);
    expect(".o_iot_path").toHaveText("Live, directly over the local network.");
});

test("the way is shown as it changes", async () => {
    await open();
    await click("button:contains(Read Weight)");
    await weigh("stable", 1);
    scale.state.path = "relay";
    await animationFrame();
    expect(".o_iot_path").toHaveText("Live, through Odoo.");
});

test("one listens only while one wants to see it", async () => {
    await open();
    expect(scale.listeners.size).toBe(0);
    await click("button:contains(Read Weight)");
    await weigh("stable", 1);
    expect(scale.listeners.size).toBe(1);
    await click("button:contains(Stop)");
    await animationFrame();
    expect(scale.listeners.size).toBe(0);
    expect(".o_iot_weight").toHaveCount(0);
    await click("button:contains(Read Weight)");
    await animationFrame();
    expect(".o_iot_weight").toHaveCount(0);
    expect(scale.listeners.size).toBe(1);
    view.__owl__.app.destroy();
    expect(scale.listeners.size).toBe(0);
});

test("what is no weight changes nothing", async () => {
    await open();
    await click("button:contains(Read Weight)");
    await weigh("stable", 2);
    scale.tell({ id: "s", name: "state", value: {} });
    await animationFrame();
    expect(".o_iot_weight").toHaveText("2.000 kg");
});

test("a weight has the unit and the decimals of its scale", async () => {
    await open();
    await click("button:contains(Read Weight)");
    for (const [value, unit, text] of [
        [100, "g", "100 g"],
        [129.07, "g", "129.07 g"],
        [1.3, "oz", "1.3 oz"],
        [-0.25, "kg", "-0.250 kg"],
        [0.00012, "kg", "0.00012 kg"],
    ]) {
        await weigh("stable", value, unit);
        expect(".o_iot_weight").toHaveText(text);
    }
});

test("a weight without its container says so", async () => {
    await open();
    await click("button:contains(Read Weight)");
    await weigh("stable", 1);
    expect(".o_iot_net").toHaveCount(0);
    await weigh("stable", 1, "kg", true);
    expect(".o_iot_net").toHaveText("Net");
});

test("a scale is told to tare and to be at zero", async () => {
    onRpc("iot.device", "web_read", async ({ parent }) => {
        const [record] = await parent();
        return [{ ...record, state: { can: ["tare", "zero"] } }];
    });
    await open();
    await click("button:contains(Tare)");
    await animationFrame();
    expect(".o_iot_outcome .o_iot_sentence").toHaveText("Done.");
    await click("button:contains(Set to Zero)");
    await animationFrame();
    expect(scale.wishes.map(({ name }) => name)).toEqual(["tare", "zero"]);
});

test("a scale that cannot be told anything has no such buttons", async () => {
    await open();
    expect("button:contains(Tare)").toHaveCount(0);
    expect("button:contains(Set to Zero)").toHaveCount(0);
});
