/** The owner of the box: by the ticket that Odoo's Homepage button hands over, else by the owner code. */

import { ownerSecret, prove } from "./proof.js";

const ticket = takeTicket();

/** It does not stay in the address bar. */
function takeTicket() {
    const given = new URLSearchParams(location.hash.slice(1));
    if (location.hash) {
        history.replaceState(null, "", location.pathname);
    }
    return given.get("ticket") && given.get("secret") ? Object.fromEntries(given) : null;
}

/** Headers of the owner: those of the ticket, else of the typed owner code; `now` is the box's time in seconds. */
export function ownerHeaders(path, typed, now) {
    const secret = ticket ? ticket.secret : ownerSecret(typed);
    return (body) => ({
        Authorization: ticket ? `Ticket ${ticket.ticket}` : "Owner",
        "IoT-Proof": prove(secret, "POST", path, body, now()),
    });
}

/** Let every dialog that is the owner's ask for the code in the same words; its field is `<asked>-owner`. */
export function askForCodes() {
    for (const place of document.querySelectorAll("[data-asked]")) {
        place.append(document.getElementById("owner-code").content.cloneNode(true));
        const [label, input, hint] = place.children;
        label.htmlFor = input.id = `${place.dataset.asked}-owner`;
        hint.id = `${place.dataset.asked}-hint`;
        input.setAttribute("aria-describedby", hint.id);
    }
}

/** A box of nobody wants no code, and who came with a ticket needs none. */
export function showCodes(paired) {
    for (const place of document.querySelectorAll("[data-asked]")) {
        place.hidden = Boolean(ticket) || !paired;
        place.querySelector("input").required = !place.hidden;
    }
}
