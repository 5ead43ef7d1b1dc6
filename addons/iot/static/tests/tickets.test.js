import { Tickets } from "@iot/tickets";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";
import { browser } from "@web/core/browser/browser";
import { MockBox } from "./mock_box";
import { MockOdoo, ticketOf } from "./mock_odoo";

describe.current.tags("headless");

const HOUR = 3600 * 1000;

let box, odoo;

beforeEach(() => {
    box = new MockBox();
    odoo = new MockOdoo();
    odoo.methods["iot.device/ticket"] = () =>
        ticketOf(box, { ticket: `ticket-${odoo.callsOf("ticket").length}` });
});

function makeTickets(owner = "db/2") {
    const tickets = new Tickets(odoo.orm, owner);
    after(() => tickets.close());
    return tickets;
}

test("a ticket is asked for once, also by two at a time", async () => {
    const tickets = makeTickets();
    const [first, second] = await Promise.all([tickets.get(7), tickets.get(7)]);
    expect(first).toBe(second);
    expect((await tickets.get(7)).identifier).toBe("printer-1");
    expect(odoo.callsOf("ticket")).toEqual([[[7]]]);
});

test("a page that is loaded again has its tickets, another user has none", async () => {
    const { ticket } = await makeTickets().get(7);
    odoo.network = "down";
    expect((await makeTickets().get(7)).ticket).toBe(ticket);
    expect(await makeTickets("db/3").get(7)).toBe(null);
});

test("a ticket is renewed when half of its life is over, though nobody uses it", async () => {
    const tickets = makeTickets();
    await tickets.get(7);
    await advanceTime(6 * HOUR + 1000);
    expect(odoo.callsOf("ticket")).toHaveLength(2);
    expect((await tickets.get(7)).ticket).toBe("ticket-2");
});

test("without Odoo a ticket serves until it expires, and is renewed when Odoo is back", async () => {
    const tickets = makeTickets();
    await tickets.get(7);
    odoo.network = "down";
    await advanceTime(11 * HOUR);
    expect((await tickets.get(7)).ticket).toBe("ticket-1");
    odoo.network = "up";
    await advanceTime(300 * 1000);
    await tick();
    expect((await tickets.get(7)).ticket).not.toBe("ticket-1");
});

test("an expired ticket is no ticket", async () => {
    const tickets = makeTickets();
    await tickets.get(7);
    odoo.network = "down";
    await advanceTime(12 * HOUR);
    expect(await tickets.get(7)).toBe(null);
});

test("what Odoo refuses is not asked for again at once", async () => {
    odoo.methods["iot.device/ticket"] = () => {
        throw new Error("AccessError");
    };
    const tickets = makeTickets();
    expect(await tickets.get(7)).toBe(null);
    expect(await tickets.get(7)).toBe(null);
    expect(odoo.callsOf("ticket")).toHaveLength(1);
    await advanceTime(21000);
    expect(await tickets.get(7)).toBe(null);
    expect(odoo.callsOf("ticket")).toHaveLength(2);
});

test("the life of a ticket is told by the server's clock", async () => {
    const ahead = Date.now() / 1000 + 5000;
    odoo.methods["iot.device/ticket"] = () =>
        ticketOf(box, { now: ahead, expires: ahead + 12 * 3600 });
    const tickets = makeTickets();
    expect((await tickets.get(7)).skew).toBeWithin(4999, 5001);
    await advanceTime(11 * HOUR);
    odoo.network = "down";
    expect(await tickets.get(7)).not.toBe(null);
});

test("a forgotten ticket is asked for again", async () => {
    const tickets = makeTickets();
    await tickets.get(7);
    tickets.forget(7);
    expect((await tickets.get(7)).ticket).toBe("ticket-2");
});

test("a storage that takes nothing is no obstacle", async () => {
    const { setItem } = Storage.prototype;
    after(() => (Storage.prototype.setItem = setItem));
    browser.sessionStorage.setItem = () => {
        throw new Error("QuotaExceededError");
    };
    after(() => delete browser.sessionStorage.setItem);
    const tickets = makeTickets();
    expect((await tickets.get(7)).ticket).toBe("ticket-1");
    expect((await tickets.get(7)).ticket).toBe("ticket-1");
});
