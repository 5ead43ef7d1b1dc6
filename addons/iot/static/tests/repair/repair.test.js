import { beforeEach, expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, MockServer, mountView, pagerNext, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

const FORM = `<form><widget name="iot_repair"/><field name="name"/></form>`;
const PAPER = { sentence: "Out of paper.", repair: "1. Open the printer.\n2. Close it." };
const WELL = { sentence: false, repair: false };

let iot;

beforeEach(() => {
    iot = mockIot();
});

async function becomes(values, id = 7) {
    MockServer.env["iot.device"].write([id], values);
    iot.say("iot.device", { id });
    await animationFrame();
    await animationFrame();
}

test("the card comes and goes on an open form, and what is being written stays", async () => {
    await mountView({ type: "form", resModel: "iot.device", resId: 7, arch: FORM });
    expect(".o_iot_repair").toHaveCount(0);
    await contains(".o_field_widget[name=name] input").edit("Renamed", { confirm: false });
    await becomes(PAPER);
    expect(".o_iot_repair").toHaveText(/Out of paper\.\s+1\. Open the printer\.\s+2\. Close it\./);
    expect(".o_field_widget[name=name] input").toHaveValue("Renamed");
    await becomes(WELL);
    expect(".o_iot_repair").toHaveCount(0);
});

test("a command that mends it is there to be copied", async () => {
    const copied = [];
    patchWithCleanup(navigator.clipboard, { writeText: async (text) => copied.push(text) });
    await mountView({ type: "form", resModel: "iot.device", resId: 7, arch: FORM });
    await becomes(PAPER);
    expect(".o_iot_command").toHaveCount(0);
    await becomes({ ...PAPER, repair_command: "pip install x" });
    expect(".o_iot_command code").toHaveText("pip install x");
    await contains(".o_iot_command button").click();
    expect(copied).toEqual(["pip install x"]);
});

test("the pager takes the card of another device along", async () => {
    await mountView({ type: "form", resModel: "iot.device", resId: 7, resIds: [7, 8], arch: FORM });
    await becomes(PAPER);
    expect(".o_iot_repair").toHaveCount(1);
    await pagerNext();
    expect(".o_iot_repair").toHaveCount(0);
    await becomes(PAPER, 7);
    expect(".o_iot_repair").toHaveCount(0);
    await becomes(PAPER, 8);
    expect(".o_iot_repair").toHaveCount(1);
});
