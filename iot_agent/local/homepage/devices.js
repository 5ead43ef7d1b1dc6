/** The list of devices, with what its owner may do to some of them. */

import { $, element, icon, say } from "./page.js";
import { CHOICES, health, kind, portHealth, portKind } from "./words.js";

/** The device that a dialog is about. */
export const asked = { identifier: "" };

export function showDevices({ devices, serial, typed }) {
    const ports = new Map(serial.ports.map((port) => [port.identifier, port]));
    const troubled = devices.filter((device) => device.health !== "connected").length;
    const count = devices.length === 1 ? "1 device" : `${devices.length || "No"} devices`;
    say($("device-count"), troubled ? `${count}, ${troubled} not ready` : count);
    const silent = serial.ports.some((port) => !port.driver);
    $("port-hint").hidden = !silent;
    $("show").hidden = !devices.length;
    const rows = new Map([...$("device-list").children].map((row) => [row.dataset.identifier, row]));
    devices.forEach((device, i) => {
        const row = rows.get(device.identifier) || newRow(device.identifier);
        rows.delete(device.identifier);
        showRow(row, device, ports.get(device.identifier), typed.includes(device.identifier));
        if ($("device-list").children[i] !== row) {
            $("device-list").insertBefore(row, $("device-list").children[i] || null);
        }
    });
    rows.forEach((row) => row.remove());
}

function showRow(row, device, port, removable) {
    const [look, words] = port ? portHealth(device, port) : health(device);
    const name = port && !port.driver ? "port" : device.kind;
    if (row.dataset.icon !== name) {
        row.dataset.icon = name;
        row.querySelector("svg").replaceWith(icon(name));
    }
    say(row.querySelector(".name"), device.name);
    say(row.querySelector(".kind"), port ? portKind(port) : kind(device.kind));
    say(row.querySelector(".badge"), words, look);
    row.querySelector(".choose").hidden = !port;
    row.querySelector(".remove").hidden = !removable;
    row.port = port;
}

function newRow(identifier) {
    const row = element("li", "");
    row.dataset.identifier = identifier;
    const text = element("span", "device");
    text.append(element("span", "name"), element("span", "kind muted"));
    const dialog = (look, words, open) => {
        const button = element("button", look, words);
        button.type = "button";
        button.setAttribute("aria-haspopup", "dialog");
        button.addEventListener("click", () => {
            asked.identifier = identifier;
            open(row.querySelector(".name").textContent, row.port);
        });
        return button;
    };
    row.append(icon("device"), text, element("span", "badge"));
    row.append(dialog("choose", "Choose Driver", askForDriver), dialog("remove", "Remove", askToRemove));
    return row;
}

function askToRemove(name) {
    say($("forget-name"), name);
    $("forget-dialog").showModal();
}

function askForDriver(name, port) {
    say($("serial-name"), name);
    say($("serial-by"), port.driver && !port.own ? "It was chosen in Odoo; what is chosen here counts before." : "");
    $("serial-driver").value = port.own ? port.driver : "";
    $("serial-dialog").showModal();
}

/** Fill the list of drivers with those the box has. */
export function offerDrivers({ drivers }) {
    const offered = drivers.join();
    if ($("serial-driver").dataset.offered === offered) {
        return;
    }
    const chosen = $("serial-driver").value;
    $("serial-driver").dataset.offered = offered;
    const known = new Set(CHOICES.flatMap(([, group]) => Object.keys(group)));
    const own = Object.fromEntries(drivers.filter((name) => !known.has(name)).map((name) => [name, name]));
    const groups = [...CHOICES, ["Other drivers", own]].map(([label, group]) => {
        const made = element("optgroup", "");
        made.label = label;
        const names = Object.keys(group).filter((name) => name === "any" || drivers.includes(name));
        made.append(...names.map((name) => new Option(group[name], name)));
        return made;
    });
    $("serial-driver").replaceChildren(new Option("Find by itself", ""), ...groups.filter((made) => made.children.length));
    $("serial-driver").value = chosen;
}
