import { within } from "@iot/path";
import { describe, expect, test } from "@odoo/hoot";
import { advanceTime, Deferred } from "@odoo/hoot-mock";

describe.current.tags("headless");

test("what comes in time counts", async () => {
    expect(await within(1000, Promise.resolve(5), () => expect.step("late"))).toBe(5);
    await advanceTime(2000);
    expect.verifySteps([]);
});

test("what does not come in time is given up", async () => {
    const answer = within(1000, new Deferred(), () => "too late");
    await advanceTime(1000);
    expect(await answer).toBe("too late");
});

test("a failure is passed on, and one after the time is over hurts nobody", async () => {
    await expect(within(1000, Promise.reject(new Error("no")))).rejects.toThrow("no");
    const late = new Deferred();
    const answer = within(1000, late);
    await advanceTime(1000);
    expect(await answer).toBe(undefined);
    late.reject(new Error("nobody waits any more"));
});
