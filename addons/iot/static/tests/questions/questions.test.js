import { Questions } from "@iot/questions/questions";
import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { advanceTime, tick } from "@odoo/hoot-mock";
import { allowTranslations } from "@web/../tests/web_test_helpers";
import { MockIot } from "../mock_iot";
import { MockOdoo } from "../mock_odoo";

describe.current.tags("headless");

const KITCHEN = { id: 7, name: "Kitchen", count: 8 };
const BAR = { id: 8, name: "Bar", count: 4 };

let iot, odoo, toasts;

beforeEach(() => {
    allowTranslations();
    iot = new MockIot();
    odoo = new MockOdoo();
    toasts = [];
});

/** As the page was loaded with `printers`. */
function load(printers) {
    const notification = {
        add(message, options) {
            const toast = { message, ...options };
            toasts.push(toast);
            return () => {
                if (toasts.includes(toast)) {
                    toasts.splice(toasts.indexOf(toast), 1);
                    options.onClose();
                }
            };
        },
    };
    return new Questions({ iot, notification, orm: odoo.orm }, printers);
}

/** Odoo says that something changed at printers, and on a question how it stands. */
async function say(printers) {
    odoo.methods["iot.device/questions"] = printers;
    iot.say("iot.held", { device_id: 7 });
    await advanceTime(300);
}

function press(name) {
    toasts[0].buttons.find((button) => button.name.toString() === name).onClick();
}

/** The cross of the notification. */
function putAside() {
    const [toast] = toasts.splice(0, 1);
    toast.onClose();
}

test("one question for all printers that were away", async () => {
    load([]);
    expect(toasts).toHaveLength(0);
    odoo.methods["iot.device/questions"] = [KITCHEN, BAR];
    iot.say("iot.held", { device_id: 7 });
    iot.say("iot.held", { device_id: 8 });
    await advanceTime(300);
    expect(odoo.callsOf("questions")).toHaveLength(1);
    expect(toasts).toHaveLength(1);
    expect(toasts[0]).toMatchObject({ title: "12 jobs are waiting", sticky: true });
    expect(toasts[0].message).toInclude("Kitchen (8), Bar (4)");
});

test("a page that is opened later asks as well", () => {
    load([{ ...BAR, count: 1 }]);
    expect(toasts[0].title).toBe("1 job is waiting");
});

test("Print prints at all of them, Drop cancels, and the question is closed", async () => {
    for (const [name, method] of [
        ["Print", "action_print_held"],
        ["Drop", "action_drop_held"],
    ]) {
        odoo.methods["iot.device/questions"] = [];
        load([KITCHEN, BAR]);
        press(name);
        await tick();
        await tick();
        expect(odoo.callsOf(method)).toEqual([[[7, 8]]]);
        expect(toasts).toHaveLength(0);
    }
});

test("what somebody else answered is closed", async () => {
    const questions = load([KITCHEN]);
    await say([]);
    expect(toasts).toHaveLength(0);
    expect(questions.state.printers).toEqual([]);
});

test("a question that was put aside comes again only when more jobs wait", async () => {
    const questions = load([KITCHEN]);
    putAside();
    await say([{ ...KITCHEN, count: 7 }]);
    expect(toasts).toHaveLength(0);
    expect(questions.state.printers[0].count).toBe(7);
    await say([KITCHEN]);
    expect(toasts[0].title).toBe("8 jobs are waiting");
});

test("an answered question that was put aside leaves nothing behind", async () => {
    load([KITCHEN]);
    putAside();
    await say([]);
    await say([BAR]);
    expect(toasts[0].title).toBe("4 jobs are waiting");
});

test("who is no user of devices is asked nothing", async () => {
    load(undefined);
    await say([KITCHEN]);
    expect(odoo.calls).toHaveLength(0);
    expect(toasts).toHaveLength(0);
});
