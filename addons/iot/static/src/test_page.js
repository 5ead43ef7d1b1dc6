import { _t } from "@web/core/l10n/translation";

/** Dots per line of a receipt printer for 80 mm paper, the most common one. */
export const USUAL_WIDTH = 576;

const FONT = "Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";
const MARGIN = 16;
const LONGEST = 800;

/**
 * The page behind "Print Test Page": who and when, and what shows a printer's faults — both edges, a ruler,
 * small and large text, fine and coarse patterns, shades.
 *
 * @param {string} boxName
 * @param {string} deviceName
 * @param {number} width in dots
 * @param {string} now as the user reads it
 * @returns {HTMLCanvasElement} the same for the same arguments
 */
export function testPage(boxName, deviceName, width, now) {
    const canvas = blank(width, LONGEST);
    const pen = canvas.getContext("2d");
    pen.textBaseline = "top";
    let y = ruler(pen, 0, width);
    y = heading(pen, y + 20, width, [boxName, deviceName, now]);
    y = sizes(pen, y + 24, width);
    y = patterns(pen, y + 20, width);
    y = shades(pen, y + 12, width);
    y = frame(pen, y + 20, width);
    const page = blank(width, y);
    page.getContext("2d").drawImage(canvas, 0, 0);
    return page;
}

function blank(width, height) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.fillStyle = "#000";
    return canvas;
}

function ruler(pen, y, width) {
    pen.font = `16px ${FONT}`;
    for (let x = 0; x < width; x += 8) {
        const length = x % 80 === 0 ? 24 : x % 40 === 0 ? 16 : 8;
        pen.fillRect(x, y, 2, length);
        if (x % 80 === 0 && x + 48 < width) {
            pen.fillText(`${x / 8}`, x + 6, y + 12);
        }
    }
    pen.fillRect(width - 2, y, 2, 24);
    return y + 28;
}

function heading(pen, y, width, lines) {
    pen.textAlign = "center";
    write(pen, _t("Test page"), `bold 40px ${FONT}`, width / 2, y, width);
    lines.forEach((line, index) =>
        write(pen, line, `24px ${FONT}`, width / 2, y + 54 + 32 * index, width)
    );
    pen.textAlign = "start";
    return y + 54 + 32 * lines.length;
}

function write(pen, text, font, x, y, width) {
    pen.font = font;
    pen.fillText(text, x, y, width - 2 * MARGIN);
}

function sizes(pen, y, width) {
    for (const size of [16, 22, 32]) {
        write(pen, "0123456789 ABC abc äéñ € %", `${size}px ${FONT}`, MARGIN, y, width);
        y += size + 8;
    }
    return y;
}

function patterns(pen, y, width) {
    const height = 64;
    for (let x = MARGIN; x < width - MARGIN; x += 2) {
        const cell = x < width / 3 ? 2 : x < (2 * width) / 3 ? 4 : 8;
        for (let v = 0; v < height; v += 2) {
            if ((Math.floor(x / cell) + Math.floor(v / cell)) % 2 === 0) {
                pen.fillRect(x, y + v, 2, 2);
            }
        }
    }
    return y + height;
}

function shades(pen, y, width) {
    const steps = 8;
    const step = Math.floor((width - 2 * MARGIN) / steps);
    for (let i = 0; i < steps; i++) {
        const grey = Math.round((255 * i) / (steps - 1));
        pen.fillStyle = `rgb(${grey}, ${grey}, ${grey})`;
        pen.fillRect(MARGIN + i * step, y, step, 40);
    }
    pen.fillStyle = "#000";
    return y + 40;
}

function frame(pen, y, width) {
    pen.fillRect(0, y, width, 48);
    pen.clearRect(2, y + 2, width - 4, 44);
    pen.textAlign = "center";
    write(
        pen,
        _t("%s dots wide, from edge to edge", width),
        `20px ${FONT}`,
        width / 2,
        y + 15,
        width
    );
    pen.textAlign = "start";
    return y + 48;
}
