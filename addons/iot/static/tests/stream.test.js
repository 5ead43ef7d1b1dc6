import { Stream } from "@iot/stream";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";
import { patchWithCleanup } from "@web/../tests/web_test_helpers";
import { MockBox, plugIn } from "./mock_box";

describe.current.tags("headless");

let box, ticket;

beforeEach(() => {
    box = new MockBox({ secrets: { "ticket-1": "secret" } });
    ticket = { ticket: "ticket-1", secret: "secret", identifier: "scanner-1", skew: 0 };
});

function listen() {
    return new Stream(
        ticket,
        box.address,
        () => box.now(),
        ({ value }) => expect.step(value.text)
    );
}

test("events of the device arrive until one stops", async () => {
    plugIn(box);
    const stream = listen();
    expect(await stream.opened).toBe(true);
    await tick();
    box.tell({ id: "1", device: "scanner-1", name: "scan", value: { text: "4006381333931" } });
    box.tell({ id: "2", device: "scanner-2", name: "scan", value: { text: "not mine" } });
    await tick();
    stream.close();
    expect(await stream.closed).toBe(1000);
    expect.verifySteps(["4006381333931"]);
    await advanceTime(60000);
    expect(box.requests).toHaveLength(0);
});

test("a refused ticket ends the stream with the box's code", async () => {
    plugIn(box);
    ticket.secret = "wrong";
    expect(await listen().closed).toBe(4401);
});

test("a box that is not there ends it too", async () => {
    plugIn(box);
    box.network = "down";
    const stream = listen();
    await stream.closed;
    expect(box.sockets.size).toBe(0);
});

test("a websocket that never opens is given up", async () => {
    plugIn(box);
    patchWithCleanup(window, {
        WebSocket: class extends EventTarget {
            close() {}
        },
    });
    const stream = listen();
    await advanceTime(3000);
    expect(await stream.opened).toBe(false);
});

test("a box that opens it and then says nothing is given up", async () => {
    plugIn(box);
    box.network = "up";
    patchWithCleanup(box, { connect() {} });
    const stream = listen();
    await advanceTime(3000);
    expect(await stream.opened).toBe(false);
});

test("a page that may not open it goes without", async () => {
    plugIn(box);
    patchWithCleanup(window, {
        WebSocket: class {
            constructor() {
                throw new DOMException("An insecure WebSocket connection may not be initiated");
            }
        },
    });
    const stream = listen();
    expect(await stream.opened).toBe(false);
    expect(await stream.closed).toBe(1006);
});

test("what is no event ends it", async () => {
    plugIn(box);
    const stream = listen();
    await stream.opened;
    await tick();
    box.sockets.forEach((socket) => socket.send("<html>"));
    expect(await stream.closed).toBe(1000);
});

test("a pulled cable is noticed", async () => {
    plugIn(box);
    const stream = listen();
    await stream.opened;
    await advanceTime(15000);
    expect(box.requests.map(({ path }) => path)).toEqual(["/status"]);
    box.unplug();
    await advanceTime(15000);
    expect(await stream.closed).toBe(1000);
});
