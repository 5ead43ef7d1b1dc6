/** What a screen shows while nothing else is to be seen: who the box is, asked for every two seconds. */

const EVERY = 2000;
const $ = (id) => document.getElementById(id);

function say(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

/** A code is drawn afresh only when it leads elsewhere. */
function lead(name, to) {
    const picture = $(`${name}-code`);
    $(name).hidden = !to;
    if (to && picture.dataset.to !== to) {
        picture.dataset.to = to;
        picture.hidden = false;
        picture.src = `/screen/${name}.svg?to=${encodeURIComponent(to)}`;
    }
}

/** Without the library that draws codes, the address in words remains. */
for (const name of ["homepage", "odoo"]) {
    $(`${name}-code`).addEventListener("error", (event) => {
        event.target.hidden = true;
    });
}

function stateOf(status) {
    if (!status.paired) {
        return "Not connected to a database";
    }
    return status.online ? "Connected to Odoo" : "Odoo cannot be reached at the moment";
}

function render(status) {
    const server = status.server || status.announced || "";
    document.title = status.name;
    say($("name"), status.name);
    say($("state"), status.addresses.length ? stateOf(status) : "No network: plug in a cable");
    say($("addresses"), status.addresses.join("\n"));
    say($("server"), server);
    say($("code"), status.code ? status.code.text : "");
    $("code-section").hidden = !status.code;
    lead("homepage", status.addresses[0] || "");
    lead("odoo", server);
    document.querySelector("main").setAttribute("aria-busy", "false");
}

async function refresh() {
    try {
        const response = await fetch("/status", { cache: "no-store" });
        render(await response.json());
    } catch {
        say($("state"), "Starting…");
    }
    setTimeout(refresh, EVERY);
}

refresh();
