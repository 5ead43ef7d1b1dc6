/**
 * Reports that have printers are printed instead of downloaded, wherever they are started: in the Print menu, by a
 * button, or by Odoo's own automatic printing, which runs report after report through the same registry.
 */
import { newKey } from "@iot/iot_service";
import { chosenPrinters, link } from "@iot/reports/linked";
import { Progress } from "@iot/reports/progress";
import { DOWNLOAD, selectPrinters } from "@iot/reports/select_printers";
import { workstation } from "@iot/reports/workstation";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError, RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { delay } from "@web/core/utils/concurrency";

const PRINTABLE = ["qweb-pdf", "qweb-text"];
/** Milliseconds before each repeat of a request that got lost; its key keeps the printer from printing twice. */
const REPEATS = [1000, 3000];

/**
 * @param {Object} action of type ir.actions.report
 * @param {Object} options
 * @param {Object} env
 * @returns {Promise<boolean>} false leaves the report to Odoo, which downloads it
 */
export async function printReport(action, options, env) {
    if (action.iotDownload || !PRINTABLE.includes(action.report_type)) {
        return false;
    }
    if (!(await user.hasGroup("iot.group_iot_user"))) {
        return false;
    }
    const report = await destination(env.services.orm, action);
    if (!report) {
        return false;
    }
    let printers = printersOf(report);
    if (!printers.length) {
        printers = await selectPrinters(env.services.dialog, report);
    }
    if (printers === DOWNLOAD) {
        return false;
    }
    if (printers.length) {
        await print(env.services, action, report, printers);
    }
    return true;
}

/** Not from the action itself: the browser keeps those for long, and links and rules change. */
function destination(orm, { id, report_name, context, data }) {
    const args = [id || report_name, recordsOf({ context, data }), workstation()?.id || null];
    return orm.call("ir.actions.report", "printers_of", args, { context });
}

/** Where it goes without a question: a rule comes before what this browser remembers. */
function printersOf(report) {
    if (report.rule) {
        return report.rule === "print" ? report.printers : [];
    }
    return chosenPrinters(report);
}

function recordsOf({ context, data }) {
    return hasOptions(data) ? null : context.active_ids || null;
}

function hasOptions(data) {
    return Boolean(data && Object.keys(data).length);
}

async function print(services, action, report, printers) {
    const download = () => services.action.doAction({ ...action, iotDownload: true });
    let jobs;
    services.ui.block();
    try {
        jobs = await ask(services.orm, action, report, printers);
    } catch (error) {
        if (!(error instanceof RPCError) || error.exceptionName !== "odoo.exceptions.UserError") {
            throw error;
        }
        refused(services.notification, error.data.message, download);
        return;
    } finally {
        services.ui.unblock();
    }
    if (!report.rule) {
        link(report, printers);
    }
    for (const printer of printers) {
        const job = jobs.find(({ device_id }) => device_id === printer.id);
        new Progress(services, { report: report.name, printer, action }).follow(job);
    }
}

/** What the download would have asked for, as jobs of the printers. */
async function ask(orm, { data, context }, report, printers) {
    const devices = printers.map((printer) => printer.id);
    const options = hasOptions(data) ? data : null;
    const args = [[report.id], devices, recordsOf({ context, data }), options, newKey()];
    for (const pause of REPEATS) {
        try {
            return await orm.call("ir.actions.report", "print_on", args, { context });
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            await delay(pause);
        }
    }
    return orm.call("ir.actions.report", "print_on", args, { context });
}

function refused(notification, message, download) {
    const onClick = () => {
        close();
        download();
    };
    const buttons = [{ name: _t("Download instead"), onClick, primary: true }];
    const close = notification.add(message, { type: "danger", sticky: true, buttons });
}

registry.category("ir.actions.report handlers").add("iot_print_report", printReport);
