import { IotService, Wish } from "@iot/iot_service";
import { standInFor } from "@iot/stand_in";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { MockBox, plugIn } from "./mock_box";
import { MockOdoo, ticketOf } from "./mock_odoo";

const DOCUMENT = { type: "document", format: "text", data: "T2Rvbw==" };
const KEY = "0123456789abcdef";

describe("a wish for the backup", () => {
    const wish = (options = {}) =>
        new Wish(7, "print", { copies: 2 }, { document: DOCUMENT, key: KEY, ...options });

    test("is the same one under the key that Odoo gives it", () => {
        const other = standInFor(wish(), { state: "failed", code: "paper_out" }, 8);
        expect(other).toMatchObject({ device: 8, action: "print", key: `${KEY}.b` });
        expect(other.params).toEqual({ copies: 2 });
        expect(other.document).toBe(DOCUMENT);
        expect(other.remaining()).toBeWithin(599, 600);
    });

    test("is made only where no page can have come out", () => {
        for (const [state, code] of [
            ["unknown", "interrupted"],
            ["unknown", "no_answer"],
            ["expired", "offline"],
            ["failed", "bad_document"],
            ["done", ""],
        ]) {
            expect(standInFor(wish(), { state, code }, 8)).toBe(null);
        }
    });

    test("is none for a drawer, a wish that is over, or a chain without end", () => {
        const failed = { state: "failed", code: "offline" };
        expect(standInFor(new Wish(7, "drawer", {}, { key: KEY }), failed, 8)).toBe(null);
        expect(standInFor(wish({ deadline: 0.5 }), failed, 8)).toBe(null);
        expect(standInFor(wish({ key: "k".repeat(63) }), failed, 8)).toBe(null);
    });
});

describe("printing on the local network", () => {
    let kitchen, bar, odoo, iot;

    beforeEach(() => {
        allowTranslations();
        kitchen = new MockBox();
        bar = new MockBox({ address: "http://192.168.1.30:8069", serial: "20000000" });
        odoo = new MockOdoo();
        const device = (identifier, backup) => ({ identifier, kind: "printer", params: {}, backup });
        odoo.methods["iot.device/ticket"] = ([id]) =>
            id === 7
                ? ticketOf(kitchen, { devices: { 7: device("printer-1", { id: 8, name: "Bar" }) } })
                : ticketOf(bar, { ticket: "ticket-2", devices: { 8: device("printer-2", false) } });
        odoo.methods["iot.device/perform"] = (ids, key) => ({ key, state: "queued" });
        iot = new IotService({}, odoo);
        after(() => iot.tickets.close());
    });

    const print = () => iot.device(7).action("print", {}, { document: DOCUMENT, key: KEY });

    test("the backup prints what its printer cannot, and says why", async () => {
        plugIn(kitchen, bar);
        kitchen.ending = { state: "failed", code: "paper_out", value: {} };
        const outcome = await print();
        expect(outcome).toMatchObject({ key: KEY, state: "done", ok: true, path: "direct" });
        expect(outcome.instead.printer).toBe("Bar");
        expect(outcome.instead.because).toMatch(/out of paper/);
        expect(bar.done.map(({ key }) => key)).toEqual([`${KEY}.b`]);
    });

    test("with its box and Odoo away, too: the way to the backup is known beforehand", async () => {
        plugIn(kitchen, bar);
        await print();
        expect(odoo.callsOf("ticket")).toHaveLength(2);
        kitchen.network = odoo.network = "down";
        await iot.device(7).action("drawer");
        const outcome = await iot.device(7).action("print", {}, { document: DOCUMENT });
        expect(outcome).toMatchObject({ ok: true, path: "direct" });
        expect(outcome.instead.printer).toBe("Bar");
        expect(bar.done).toHaveLength(1);
    });

    test("what Odoo may have taken before it died is left to it", async () => {
        plugIn(kitchen, bar);
        kitchen.network = "down";
        await iot.tickets.get(7);
        odoo.cut.add("perform");
        const outcome = await print();
        expect(outcome).toMatchObject({ key: KEY, state: "unknown", code: "no_answer" });
        expect(bar.done).toHaveLength(0);
    });

    test("a page that may have come out is left alone", async () => {
        plugIn(kitchen, bar);
        kitchen.ending = { state: "unknown", code: "interrupted", value: {} };
        expect(await print()).toMatchObject({ state: "unknown", ok: false });
        expect(bar.done).toHaveLength(0);
    });
});
