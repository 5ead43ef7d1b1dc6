import { chosenPrinters, link, linkedReports } from "@iot/reports/linked";
import { beforeEach, expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { getService, mountWithCleanup } from "@web/../tests/web_test_helpers";
import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";
import { WebClient } from "@web/webclient/webclient";
import { defineIotModels, mockIot } from "../mock_iot";

defineIotModels();

const LASER = { id: 7, name: "Laser" };
const LABELS = { id: 11, name: "Labels" };
const ORDER = { id: 70, name: "Order", printers: [LASER, LABELS] };
const DELIVERY = { id: 71, name: "Delivery", printers: [LASER] };

beforeEach(() => {
    mockIot();
});

async function openDialog() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "iot_linked_printers" });
    await animationFrame();
}

test("the links of this browser, each with Unlink", async () => {
    link(ORDER, [LASER, LABELS]);
    link(DELIVERY, [LASER]);
    await openDialog();
    expect(".modal-title").toHaveText("Reset Linked Printers");
    expect(".o_iot_linked_printers tbody tr").toHaveCount(2);
    expect(".o_iot_linked_printers tbody tr:first").toHaveText(/Delivery\s+Laser\s+Unlink/);
    expect(".o_iot_linked_printers tbody tr:last").toHaveText(/Order\s+Laser, Labels\s+Unlink/);
    await click(".o_iot_linked_printers tbody tr:last button:contains(Unlink)");
    await animationFrame();
    expect(".o_iot_linked_printers tbody tr").toHaveCount(1);
    expect(linkedReports()).toEqual([DELIVERY]);
    expect(chosenPrinters(ORDER)).toEqual([]);
    expect(chosenPrinters(DELIVERY)).toEqual([LASER]);
});

test("a browser without links says so", async () => {
    await openDialog();
    expect(".o_iot_linked_printers table").toHaveCount(0);
    expect(".o_iot_linked_printers .modal-body").toHaveText(/This browser has no linked reports\./);
    await click(".o_iot_linked_printers footer button:contains(Close)");
    await animationFrame();
    expect(".o_iot_linked_printers").toHaveCount(0);
});

test("each database has its own links", () => {
    link(ORDER, [LASER]);
    expect(Object.keys(browser.localStorage)).toEqual([`iot.linked_printers/${session.db}`]);
});

test("what somebody else wrote there is no link", () => {
    browser.localStorage.setItem(`iot.linked_printers/${session.db}`, "no JSON");
    expect(linkedReports()).toEqual([]);
    link(ORDER, [LABELS]);
    expect(chosenPrinters(ORDER)).toEqual([LABELS]);
});
