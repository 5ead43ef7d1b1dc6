import { stand, workstation } from "@iot/reports/workstation";
import { beforeEach, expect, test } from "@odoo/hoot";
import { clear, click, fill } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";
import { WebClient } from "@web/webclient/webclient";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

beforeEach(() => {
    mockIot();
    onRpc("iot.workstation", "take", ({ args }) => {
        expect.step(`take ${args[0]}`);
        return { id: 5, name: args[0] };
    });
});

async function openDialog() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "iot_linked_printers" });
    await animationFrame();
}

async function write(name) {
    await click("#o_iot_workstation");
    await fill(name);
    await animationFrame();
    await click(".o_iot_workstation button:contains(Save)");
    await animationFrame();
}

test("a browser is told where it stands, and remembers it", async () => {
    await openDialog();
    expect("#o_iot_workstations option").toHaveCount(2);
    expect(".o_iot_workstation button:contains(Save)").not.toBeEnabled();
    await write(" Packing desk 2 ");
    expect.verifySteps(["take Packing desk 2"]);
    expect(workstation()).toEqual({ id: 5, name: "Packing desk 2" });
    expect(".o_iot_workstation [role=status]").toHaveText(/^Saved\./);
    expect("#o_iot_workstation").toHaveValue("Packing desk 2");
});

test("an empty name is nowhere in particular", async () => {
    stand({ id: 5, name: "Packing desk 2" });
    await openDialog();
    expect("#o_iot_workstation").toHaveValue("Packing desk 2");
    await click("#o_iot_workstation");
    await clear();
    await animationFrame();
    await click(".o_iot_workstation button:contains(Save)");
    await animationFrame();
    expect(workstation()).toBe(null);
    expect.verifySteps([]);
});

test("what somebody else wrote there is no workstation", () => {
    browser.localStorage.setItem(`iot.workstation/${session.db}`, "no JSON");
    expect(workstation()).toBe(null);
});
