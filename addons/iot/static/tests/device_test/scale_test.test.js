import { beforeEach, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mountView } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let scale, view;

beforeEach(async () => {
    scale = mockIot().device(8);
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    view = await mountView({ type: "form", resModel: "iot.device", resId: 8, arch });
});

async function weigh(balance, value) {
    scale.tell({ id: `${balance}${value}`, name: "weight", value: { balance, value, unit: "kg" } });
    await animationFrame();
}

test("the weight is shown as it changes", async () => {
    await click("button:contains(Read Weight)");
    await animationFrame();
    expect(".o_iot_running").toHaveText("Waiting for the scale…");
    const shown = [
        ["stable", 1.234, "1.234 kg", "Stable"],
        ["moving", null, "– kg", "Moving"],
        ["over", null, "– kg", "Too heavy"],
        ["under", null, "– kg", "Below zero"],
        ["stable", 0, "0.000 kg", "Stable"],
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
    await click("button:contains(Read Weight)");
    await weigh("stable", 1);
    scale.state.path = "relay";
    await animationFrame();
    expect(".o_iot_path").toHaveText("Live, through Odoo.");
});

test("one listens only while one wants to see it", async () => {
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
    await click("button:contains(Read Weight)");
    await weigh("stable", 2);
    scale.tell({ id: "s", name: "state", value: {} });
    await animationFrame();
    expect(".o_iot_weight").toHaveText("2.000 kg");
});
