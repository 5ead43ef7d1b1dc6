/** "Download Logs" on the form of an IoT system: this browser asks the box itself, as its owner. */
import { Refused, findBox, request } from "@iot/direct";
import { PathClosed } from "@iot/path";
import { prove } from "@iot/seal";
import { reasonOf } from "@iot/sentences";
import { _t } from "@web/core/l10n/translation";
import { downloadFile } from "@web/core/network/download";
import { registry } from "@web/core/registry";

const PATH = "/owner/logs";
/** Milliseconds for the box to be found, and for the lines to come. */
const FIND_WITHIN = 4000;
const FETCH_WITHIN = 30000;

/**
 * @param {Object} ticket of the box's owner, with the serial and the addresses of the box
 * @returns {Promise<string>} the last lines of the log
 * @throws {PathClosed} the box cannot be reached, or says no
 */
export async function fetchLogs({ ticket, secret, ...box }) {
    const found = await findBox(box, FIND_WITHIN);
    if (!found) {
        throw new PathClosed("The box does not answer");
    }
    const body = JSON.stringify({ type: "empty" });
    const headers = {
        "Content-Type": "application/json",
        Authorization: `Ticket ${ticket}`,
        "IoT-Proof": prove(secret, "POST", PATH, body, found.now),
    };
    const options = { method: "POST", headers, body };
    return request(found.address, PATH, options, FETCH_WITHIN, "text");
}

async function downloadLogs({ services }, { params: { box, ticket } }) {
    const { action, notification, orm } = services;
    try {
        downloadFile(await fetchLogs(ticket), `iot-agent-${ticket.serial}.log`, "text/plain");
    } catch (error) {
        if (!(error instanceof PathClosed)) {
            throw error;
        }
        const openHomepage = async () =>
            action.doAction(await orm.call("iot.box", "action_open_homepage", [[box]]));
        notification.add(sentenceOf(error), {
            type: "warning",
            sticky: true,
            buttons: [{ name: _t("Homepage"), onClick: openHomepage, primary: true }],
        });
    }
}

function sentenceOf(error) {
    return error instanceof Refused
        ? reasonOf(error.code)
        : _t(
              "This browser cannot fetch the logs from the IoT system. Open its homepage on a computer of its network: “Logs” there has them, too."
          );
}

registry.category("actions").add("iot_download_logs", downloadLogs);
