import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import {
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { downloadFile } from "@web/core/network/download";
import { WebClient } from "@web/webclient/webclient";
import { MockBox, plugIn, until } from "./mock_box";
import { defineIotModels } from "./mock_iot";

defineIotModels();
describe.current.tags("desktop");

const LINES = "2026-11-26 12:00:00 INFO iot_agent: started\n";

let box, saved;

beforeEach(async () => {
    box = new MockBox();
    box.secrets.owner = "secret of the owner";
    box.log = LINES;
    box.status.now = box.now();
    plugIn(box);
    saved = [];
    patchWithCleanup(downloadFile, { _download: (...file) => saved.push(file) });
    await mountWithCleanup(WebClient);
});

/** What Odoo answers to a click on the button. */
function download(values = {}) {
    const found = { serial: box.serial, addresses: ["http://192.168.1.99:8069", box.address] };
    const ticket = { ticket: "owner", secret: box.secrets.owner, ...found, ...values };
    const params = { box: 1, ticket };
    return getService("action").doAction({
        type: "ir.actions.client",
        tag: "iot_download_logs",
        params,
    });
}

const notifications = () => queryAllTexts(".o_notification_content");

test("the log is fetched from the box, by its clock and with the proof of its owner", async () => {
    box.skew = 1000;
    box.status.now = box.now();
    await download();
    expect(saved).toEqual([[LINES, `iot-agent-${box.serial}.log`, "text/plain"]]);
    expect(box.requests.at(-1).headers.Authorization).toBe("Ticket owner");
    expect(notifications()).toEqual([]);
});

test("a box that says no is told in words", async () => {
    await download({ secret: "another" });
    await animationFrame();
    expect(saved).toEqual([]);
    expect(notifications()).toEqual([
        "The IoT system does not accept this request. Reload the page and try again.",
    ]);
});

test("where no box answers, its homepage is the way out", async () => {
    onRpc("iot.box", "action_open_homepage", ({ args }) => {
        expect.step(`homepage of ${args[0]}`);
        return { type: "ir.actions.client", tag: "display_notification", params: { message: "" } };
    });
    box.network = "down";
    await download();
    await animationFrame();
    expect(saved).toEqual([]);
    expect(notifications()[0]).toMatch(/^This browser cannot fetch the logs/);
    await click(".o_notification_buttons button");
    await until(() => document.querySelectorAll(".o_notification").length !== 1);
    expect.verifySteps(["homepage of 1"]);
});
