/**
 * What a scan does on the screen: the same as one of a scanner that is plugged into this computer.
 *
 * `iot` does not depend on `barcodes`: whichever app reads barcodes brings it, and without it there is nobody to tell.
 */
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";

// eslint-disable-next-line no-control-regex -- keys that write nothing
const CONTROLS = /[\x00-\x1f]/g;

/** Milliseconds that a screen has for the text before Enter comes: a search makes its suggestions first. */
const MOMENT = 100;

/** Presses the Enter that is still to come after the code typed last. */
let endLast = () => {};

/** Who may take a scan, by sequence: a function of the text and the env that returns whether it did. */
export const scanTargets = registry.category("iot_scan_targets");
scanTargets.add("field", typeInto, { sequence: 90 }).add("barcodes", tellBarcodes, { sequence: 100 });

/**
 * @param {string} text
 * @param {Object} env
 * @returns {boolean} whether anybody took it
 */
export function deliver(text, env) {
    return scanTargets.getAll().some((take) => take(text, env));
}

/** A field that has the cursor is typed into, unless it leaves barcodes to the screen. */
function typeInto(text) {
    endLast(); // codes are never joined
    const field = document.activeElement;
    if (!field?.matches("input,textarea,[contenteditable=true]") || leavesBarcodes(field)) {
        return false;
    }
    document.execCommand("insertText", false, text.replaceAll(CONTROLS, ""));
    const timer = browser.setTimeout(() => endLast(), MOMENT);
    endLast = () => {
        browser.clearTimeout(timer);
        endLast = () => {};
        pressEnter(field);
    };
    return true;
}

function pressEnter(field) {
    for (const type of ["keydown", "keyup"]) {
        field.dispatchEvent(new KeyboardEvent(type, { key: "Enter", bubbles: true, cancelable: true }));
    }
}

function leavesBarcodes(field) {
    return field.dataset.enableBarcode || field.getAttribute("barcode_events") === "true";
}

function tellBarcodes(barcode, env) {
    const target = document.activeElement || document.body;
    env.services.barcode?.bus.trigger("barcode_scanned", { barcode, target });
    if (target.getAttribute("barcode_events") === "true") {
        target.dispatchEvent(new CustomEvent("barcode_scanned", { detail: { barcode, target } }));
    }
    return Boolean(env.services.barcode);
}
