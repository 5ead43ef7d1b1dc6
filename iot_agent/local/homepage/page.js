/** Small things that every part of the homepage does with its elements. */

export const $ = (id) => document.getElementById(id);

/** Show a text, in the look "good", "warn", "bad" or none; what is shown already is left alone. */
export function say(element, text, look = "") {
    if (element.textContent !== text) {
        element.textContent = text;
    }
    for (const name of ["good", "warn", "bad"]) {
        element.classList.toggle(name, name === look);
    }
}

export function element(tag, look, text = "") {
    const made = document.createElement(tag);
    made.className = look;
    made.textContent = text;
    return made;
}

/** A picture of the sprite in index.html. */
export function icon(name) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    made.setAttribute("aria-hidden", "true");
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", $(`icon-${name}`) ? `#icon-${name}` : "#icon-device");
    made.append(use);
    return made;
}
