/** The homepage of the box: shows /status every two seconds, and asks for what its owner wants. */

import { Refused, asOwner, clock, plainly, post } from "./box.js";
import { asked, offerDrivers, showDevices } from "./devices.js";
import { askForCodes, showCodes } from "./owner.js";
import { $, say } from "./page.js";
import { CAMERALESS, DRIVERLESS, PORTLESS, TICKETLESS, drivers, habit, levels, span, spooler } from "./words.js";

const EVERY = 2000;
const ALIKE = 0.1; // seconds by which two answers of one run may seem to differ

let status = null;
let restarting = false;

// --- showing how it is ------------------------------------------------------------------------------------------------

function notice(text, look = "") {
    $("notice").hidden = !text;
    say($("notice"), text, look);
}

function show() {
    document.title = `${status.name} - IoT Box`;
    say($("name"), status.name);
    say($("internet-state"), status.internet ? "Connected" : "No network", status.internet ? "good" : "bad");
    say($("addresses"), status.addresses.join(", "));
    showDatabase();
    showDevices(status);
    offerDrivers(status.serial);
    showSpooler();
    showCode();
    showLogs();
    say($("version"), status.agent);
    say($("uptime"), `running for ${span(status.uptime)}`);
    say($("serial"), status.identifier);
    say($("drivers"), drivers(status.drivers), status.drivers.code ? "warn" : "");
    $("update-drivers").hidden = !status.paired;
    showCodes(status.paired);
    document.querySelector("main").setAttribute("aria-busy", "false");
}

function showDatabase() {
    const { paired, online, server, announced } = status;
    const words = paired ? (online ? "Connected" : "Server cannot be reached") : "Not connected";
    say($("database-badge"), words, paired ? (online ? "good" : "bad") : "warn");
    $("configure").classList.toggle("primary", !paired);
    const at = server || announced;
    $("server").hidden = !at;
    if (at) {
        $("server").href = at;
        say($("server"), paired ? at : `announced at ${at}`);
    }
    say($("database-server"), server || "");
    say($("database-name"), status.database || "");
}

function showSpooler() {
    const here = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
    say($("spooler"), spooler(status.spooler));
    $("printer-server").hidden = !(status.spooler === "open" || (status.spooler === "closed" && here));
    $("printer-server").href = `http://${location.hostname}:631/printers/`;
}

function showCode() {
    const { paired, code, now } = status;
    $("code-section").hidden = paired;
    if (!paired) {
        say($("code"), code ? `${code.text.slice(0, 4)} ${code.text.slice(4)}` : "");
        say($("ticket-habit"), habit(status.status_ticket));
        say($("code-life"), code ? `Valid for ${span(code.expires - now)}` : "The code has expired.");
    }
}

function showLogs() {
    const names = new Map(status.devices.map(({ identifier, name }) => [identifier, name]));
    say($("log-levels"), levels(status.levels, names) || "The last lines of the log, and how much each part writes.");
    $("logs").hidden = !status.paired;
}

/** When the agent that gave this answer was started, by the clock of the box. */
const born = ({ now, uptime }) => now - uptime;

async function refresh() {
    if (document.hidden) {
        return;
    }
    try {
        const response = await fetch("/status", { signal: AbortSignal.timeout(5000), cache: "no-store" });
        const seen = await response.json();
        clock.ahead = seen.now - Date.now() / 1000;
        const back = restarting && (!status || born(seen) > born(status) + ALIKE);
        if (!restarting || back) {
            notice(back ? "The IoT box has restarted." : "", "good");
            restarting = false;
        }
        status = seen;
        show();
    } catch {
        notice(restarting ? "The IoT box restarts…" : "The IoT box does not answer. Trying again…", restarting ? "" : "bad");
    }
}

// --- what people do ---------------------------------------------------------------------------------------------------

/** Runs `work` for a form: its button waits meanwhile, and a refusal is shown in the form. */
async function submit(form, waiting, work, button = form.querySelector("[type=submit]")) {
    const error = form.querySelector(".error");
    const words = button.textContent;
    button.disabled = true;
    button.textContent = waiting;
    error.textContent = "";
    try {
        await work();
        form.reset();
        form.closest("dialog").close();
    } catch (failure) {
        error.textContent = failure instanceof Refused ? failure.message : "The IoT box does not answer.";
    } finally {
        button.disabled = false;
        button.textContent = words;
        await refresh();
    }
}

function onSubmit(id, waiting, work) {
    $(id).addEventListener("submit", (event) => {
        event.preventDefault();
        submit($(id), waiting, () => work(event.submitter), event.submitter || undefined);
    });
}

$("configure").addEventListener("click", () => $(status.paired ? "database-dialog" : "connect-dialog").showModal());
$("add-printer").addEventListener("click", () => $("printer-dialog").showModal());
$("printer-protocol").addEventListener("change", () => {
    const camera = $("printer-protocol").value === "camera";
    $("printer-address").placeholder = camera ? "http://user:password@192.168.1.60/snapshot.jpg" : "192.168.1.50";
});
$("print-ticket").addEventListener("click", () => $("ticket-dialog").showModal());
$("update-drivers").addEventListener("click", () => $("drivers-dialog").showModal());
$("logs").addEventListener("click", () => {
    $("log-devices").replaceChildren(...status.devices.map(({ identifier, name }) => new Option(name, `device/${identifier}`)));
    $("logs-dialog").showModal();
});
$("restart").addEventListener("click", () => $("restart-dialog").showModal());
$("show").addEventListener("click", () => {
    const open = $("device-list").hidden;
    $("device-list").hidden = !open;
    $("show").textContent = open ? "Hide" : "Show";
    $("show").setAttribute("aria-expanded", String(open));
});
$("renew").addEventListener("click", async () => {
    await post("/setup/renew", { type: "empty" }, plainly).catch((failure) => notice(failure.message, "bad"));
    await refresh();
});
for (const button of document.querySelectorAll("[data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
}

onSubmit("connect-form", "Connecting…", () => post("/setup/pair", { type: "setup", token: $("token").value.trim() }, plainly));
onSubmit("announce-form", "Announcing…", () => {
    const at = { server: $("announce-server").value.trim(), database: $("announce-database").value.trim() };
    return post("/setup/server", { type: "know_server", ...at }, plainly);
});
onSubmit("disconnect-form", "Disconnecting…", () => {
    const path = "/owner/disconnect";
    return post(path, { type: "empty" }, asOwner(path, $("disconnect-owner").value));
});
onSubmit("restart-form", "Restarting…", async () => {
    const path = "/owner/restart";
    await post(path, { type: "empty" }, status.paired ? asOwner(path, $("restart-owner").value) : plainly);
    restarting = true;
    notice("The IoT box restarts…");
});
onSubmit("drivers-form", "Updating…", () => {
    const path = "/owner/update_drivers";
    return post(path, { type: "empty" }, asOwner(path, $("drivers-owner").value), DRIVERLESS);
});
onSubmit("ticket-form", "Printing…", () => {
    const path = "/owner/status_ticket";
    return post(path, { type: "empty" }, status.paired ? asOwner(path, $("ticket-owner").value) : plainly, TICKETLESS);
});

onSubmit("printer-form", "Adding…", () => {
    const [protocol, driver = ""] = $("printer-protocol").value.split(" ");
    const camera = protocol === "camera";
    const path = camera ? "/owner/camera" : "/owner/printer";
    const typed = { address: $("printer-address").value.trim(), name: $("printer-name").value.trim() };
    const headers = status.paired ? asOwner(path, $("printer-owner").value) : plainly;
    return camera
        ? post(path, { type: "network_camera", ...typed }, headers, CAMERALESS)
        : post(path, { type: "network_printer", protocol, driver, ...typed }, headers);
});
onSubmit("forget-form", "Removing…", () => {
    const path = "/owner/forget_printer";
    const headers = status.paired ? asOwner(path, $("forget-owner").value) : plainly;
    return post(path, { type: "forget_printer", identifier: asked.identifier }, headers);
});

onSubmit("serial-form", "Saving…", () => {
    const path = "/owner/serial_port";
    const headers = status.paired ? asOwner(path, $("serial-owner").value) : plainly;
    const wish = { identifier: asked.identifier, driver: $("serial-driver").value };
    return post(path, { type: "serial_port", ...wish }, headers, PORTLESS);
});

onSubmit("logs-form", "Wait…", async (button) => {
    const typed = $("logs-owner").value;
    if (button?.value === "set") {
        const wish = { part: $("log-part").value, level: $("log-level").value, minutes: Number($("log-minutes").value) };
        const path = "/owner/log_level";
        return post(path, { type: "log_level", ...wish }, asOwner(path, typed));
    }
    return download(typed);
});

async function download(typed) {
    const path = "/owner/logs";
    const response = await post(path, { type: "empty" }, asOwner(path, typed));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await response.blob());
    link.download = `iot-agent-${status.identifier}.log`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

askForCodes();
document.addEventListener("visibilitychange", refresh);
setInterval(refresh, EVERY);
refresh();
