import { DirectPath } from "@iot/direct";
import { Listening } from "@iot/listening";
import { Relay } from "@iot/relay";
import { Tickets } from "@iot/tickets";
import { after, beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";
import { MockBox, plugIn } from "./mock_box";
import { MockOdoo, ticketOf } from "./mock_odoo";

describe.current.tags("headless");

let box, odoo;

beforeEach(() => {
    box = new MockBox();
    odoo = new MockOdoo();
    odoo.methods["iot.device/ticket"] = () => ticketOf(box);
    odoo.methods["iot.device/watch"] = 0;
});

function listen() {
    const tickets = new Tickets(odoo.orm, "db/2");
    const paths = { direct: new DirectPath(tickets), relay: new Relay(odoo.orm, odoo.bus_service) };
    const listening = new Listening(paths, 7, {
        onEvent: ({ id, path }) => expect.step(`${id} ${path}`),
        onState: ({ state }) => expect.step(`state ${JSON.stringify(state)}`),
        onPath: (path) => expect.step(`by ${path}`),
    });
    after(() => (listening.stop(), tickets.close()));
    return listening;
}

/** Let promises and the mocked network do their work. */
async function settle() {
    for (let i = 0; i < 10; i++) {
        await tick();
    }
    await advanceTime(1);
}

function tellBoth(id) {
    const event = { id, name: "weight", value: {}, at: 0 };
    box.tell({ ...event, device: "printer-1" });
    odoo.say("iot.event", { ...event, device_id: 7 });
}

test("events come directly while the box answers, and Odoo is left alone", async () => {
    plugIn(box);
    listen();
    await settle();
    tellBoth("1");
    await settle();
    expect.verifySteps(["by direct", "1 direct"]);
    expect(odoo.callsOf("watch")).toHaveLength(0);
    expect(odoo.channels).toEqual([]);
});

test("events come through Odoo while the box does not answer", async () => {
    plugIn(box);
    box.network = "down";
    listen();
    await settle();
    tellBoth("1");
    expect.verifySteps(["by relay", "1 relay"]);
    expect(odoo.callsOf("watch")).toEqual([[[7]]]);
    expect(odoo.channels).toEqual(["iot.device_7"]);
});

test("one path takes over from the other, and no event is told twice", async () => {
    plugIn(box);
    const listening = listen();
    await settle();
    box.network = "down";
    [...box.sockets].forEach((socket) => socket.close(1006));
    await settle();
    expect.verifySteps(["by direct", "by relay"]);
    tellBoth("1");
    tellBoth("1");
    expect.verifySteps(["1 relay"]);
    box.network = "up";
    for (let i = 0; i < 15; i++) {
        await advanceTime(1000);
        await settle();
    }
    expect.verifySteps(["by direct"]);
    expect(odoo.channels).toEqual([]);
    tellBoth("1");
    tellBoth("2");
    await settle();
    expect.verifySteps(["2 direct"]);
    listening.stop();
});

test("a refused ticket is replaced", async () => {
    plugIn(box);
    odoo.methods["iot.device/ticket"] = () => {
        const answer = ticketOf(box, { ticket: `ticket-${odoo.callsOf("ticket").length}` });
        delete box.secrets["ticket-1"];
        return answer;
    };
    listen();
    await settle();
    await advanceTime(2100);
    await settle();
    expect(odoo.callsOf("ticket")).toHaveLength(2);
    expect(box.sockets.size).toBe(1);
    expect.verifySteps(["by relay", "by direct"]);
});

test("states are told as such", async () => {
    plugIn(box);
    listen();
    await settle();
    box.tell({ id: "1", device: "printer-1", name: "state", value: { paper: "low" } });
    await settle();
    expect.verifySteps(["by direct", 'state {"paper":"low"}', "1 direct"]);
});

test("who stops hears nothing more, and leaves nothing behind", async () => {
    plugIn(box);
    box.network = "down";
    const listening = listen();
    await settle();
    expect.verifySteps(["by relay"]);
    listening.stop();
    tellBoth("1");
    box.network = "up";
    await advanceTime(120000);
    await settle();
    expect.verifySteps([]);
    expect(odoo.channels).toEqual([]);
    expect(odoo.callsOf("watch")).toHaveLength(1);
    expect(box.sockets.size).toBe(0);
});

test("who stops before it began hears nothing", async () => {
    plugIn(box);
    listen().stop();
    await settle();
    expect.verifySteps([]);
    expect(box.sockets.size).toBe(0);
});
