import { OfflineDialog } from "@iot/connect/offline_dialog";
import { beforeEach, expect, test } from "@odoo/hoot";
import { click, waitFor, waitForNone } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import {
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let iot, result;

beforeEach(async () => {
    iot = mockIot();
    result = { box_id: false };
    let tokens = 0;
    onRpc("iot.pairing", "open_token", () => {
        tokens += 1;
        return { token: `iot1.token-${tokens}`, expires: Date.now() / 1000 + 7200 };
    });
    onRpc("iot.pairing", "result_of", ({ args }) => {
        expect.step(`result of ${args[0]}`);
        return result;
    });
    mockService("action", {
        doAction: (action) => expect.step(`open ${action.res_model} ${action.res_id}`),
    });
});

async function open() {
    await mountWithCleanup(WebClient);
    getService("dialog").add(OfflineDialog);
    await waitFor(".o_iot_offline");
}

test("the token is shown, can be copied, and says how long it is valid", async () => {
    patchWithCleanup(navigator.clipboard, {
        writeText: async (text) => expect.step(`copied ${text}`),
    });
    await open();
    expect(".modal-title").toHaveText("Pair an IoT Box offline");
    expect("#iot_token").toHaveValue("iot1.token-1");
    expect("label[for=iot_token]").toHaveText("Token");
    expect(".o_iot_life").toHaveText(
        "The token is for one IoT system and valid for another 2 h 0 min."
    );
    await click(".o_clipboard_button");
    expect.verifySteps(["result of iot1.token-1", "copied iot1.token-1"]);
    await advanceTime(70 * 60000);
    await animationFrame();
    expect(".o_iot_life").toHaveText(
        "The token is for one IoT system and valid for another 50 min."
    );
    expect.verifySteps(["result of iot1.token-1"]);
});

test("a token that is no longer valid is replaced", async () => {
    await open();
    await advanceTime(121 * 60000);
    await animationFrame();
    expect(".o_iot_life").toHaveText("The token is no longer valid.");
    expect(".o_iot_running").toHaveCount(0);
    await click("button:contains(New Token)");
    await animationFrame();
    expect("#iot_token").toHaveValue("iot1.token-2");
    expect(".o_iot_running").toHaveText("Waiting for the IoT system…");
    expect.verifySteps([
        "result of iot1.token-1",
        "result of iot1.token-1",
        "result of iot1.token-2",
    ]);
});

test("the box that comes is announced, and its form opened", async () => {
    await open();
    expect.verifySteps(["result of iot1.token-1"]);
    result = { box_id: 1 };
    iot.say("iot.box", { id: 1, online: true });
    await waitForNone(".o_iot_offline");
    await waitFor(".o_notification:contains(Shop counter is connected.)");
    expect.verifySteps(["result of iot1.token-1", "open iot.box 1"]);
});

test("Odoo is asked now and then, and no more once the dialog is closed", async () => {
    await open();
    await advanceTime(2000);
    expect.verifySteps(["result of iot1.token-1", "result of iot1.token-1"]);
    await click("button:contains(Close)");
    await waitForNone(".o_iot_offline");
    await advanceTime(20000);
    expect.verifySteps([]);
    expect(iot.callbacks.size).toBe(0);
});
