import { rasterOf, toDocument } from "@iot/raster";
import { beforeEach, expect, test } from "@odoo/hoot";
import { click, queryFirst, waitFor } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { mountView } from "@web/../tests/web_test_helpers";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

let iot;

beforeEach(() => {
    iot = mockIot();
});

async function openForm(resId = 7) {
    const arch = `<form><sheet><widget name="iot_device_test"/></sheet></form>`;
    await mountView({ type: "form", resModel: "iot.device", resId, arch });
}

test("the page that is shown is the page that is printed", async () => {
    await openForm();
    expect(".o_iot_preview").not.toBeVisible();
    await click("button:contains(Print Test Page)");
    await waitFor(".o_iot_outcome");
    expect(".o_iot_preview").toBeVisible();
    const [{ name, params, options }] = iot.device(7).wishes;
    expect([name, params]).toEqual(["print", {}]);
    expect(options.document).toEqual(await toDocument(rasterOf(queryFirst(".o_iot_preview"))));
    expect(options.document.width).toBe(576);
});

test("the page is as wide as the printer's paper", async () => {
    await openForm(11);
    await click("button:contains(Print Test Page)");
    await waitFor(".o_iot_outcome");
    expect(iot.device(11).wishes[0].options.document.width).toBe(384);
});

test("only a printer that has a drawer offers to open it", async () => {
    await openForm(11);
    expect("button:contains(Print Test Page)").toHaveCount(1);
    expect("button:contains(Open Cash Drawer)").toHaveCount(0);
});

test("progress, then the outcome in words and the way it took", async () => {
    const outcome = new Deferred();
    iot.device(7).outcome = () => outcome;
    await openForm();
    await click("button:contains(Print Test Page)");
    await waitFor(".o_iot_running");
    expect(".o_iot_running").toHaveText("Printing…");
    expect(".o_iot_running").toHaveAttribute("role", "status");
    expect("button:contains(Print Test Page)").not.toBeEnabled();
    expect("button:contains(Open Cash Drawer)").not.toBeEnabled();
    await advanceTime(1500);
    outcome.resolve({
        state: "failed",
        ok: false,
        code: "paper_out",
        sentence: "No paper.",
        path: "relay",
    });
    await waitFor(".o_iot_outcome");
    await animationFrame();
    expect(".o_iot_running").toHaveCount(0);
    expect(".o_iot_sentence").toHaveText("No paper.");
    expect(".o_iot_path").toHaveText(/^It went through Odoo\. 1\.[5-9] s$/);
    expect(".o_iot_outcome").toHaveAttribute("role", "status");
    expect(".o_iot_outcome i").toHaveClass("text-danger");
    expect("button:contains(Print Test Page)").toBeEnabled();
});

test("the drawer opens", async () => {
    iot.device(7).outcome = {
        state: "sent",
        ok: true,
        code: "",
        sentence: "Sent.",
        path: "direct",
    };
    await openForm();
    await click("button:contains(Open Cash Drawer)");
    await waitFor(".o_iot_outcome");
    expect(iot.device(7).wishes.map(({ name }) => name)).toEqual(["drawer"]);
    expect(".o_iot_sentence").toHaveText("Sent.");
    expect(".o_iot_path").toHaveText(/^It went directly over the local network\. \d+ ms$/);
    expect(".o_iot_preview").not.toBeVisible();
});

test("nothing is said of the way of what went nowhere", async () => {
    iot.device(7).outcome = {
        state: "failed",
        ok: false,
        code: "unreachable",
        sentence: "Nobody there.",
        path: "",
    };
    await openForm();
    await click("button:contains(Open Cash Drawer)");
    await waitFor(".o_iot_outcome");
    expect(".o_iot_path").toHaveText("");
});

test("what is wrong with the request itself leaves the buttons usable", async () => {
    expect.errors(1);
    iot.device(7).outcome = () => {
        throw new Error("AccessError");
    };
    await openForm();
    await click("button:contains(Open Cash Drawer)");
    await animationFrame();
    await animationFrame();
    expect.verifyErrors(["AccessError"]);
    expect("button:contains(Open Cash Drawer)").toBeEnabled();
    expect(".o_iot_outcome").toHaveCount(0);
});
