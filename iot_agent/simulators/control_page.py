"""The page a browser gets from the simulators."""

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Simulated devices</title>
<link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
  [hidden] { display: none !important }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem;
    padding: 0 1rem; background: #f3f4f6 }
  main { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)) }
  section { background: #fff; border-radius: .5rem; padding: 1rem 1.25rem; box-shadow: 0 1px 3px #0002 }
  h1 { font-size: 1.4rem } h2 { font-size: 1.1rem; margin: 0 0 .5rem } code { color: #555; overflow-wrap: anywhere }
  label { display: grid; grid-template-columns: 5rem 1fr; align-items: center; margin: .4rem 0 }
  input[type=number], input[type=text], select { font: inherit; width: 100%; max-width: 14rem; box-sizing: border-box }
  input[type=checkbox] { justify-self: start }
  .glass { font: 1.25rem/1.4 monospace; background: #102b1f; color: #7dffb0; padding: .5rem .75rem; width: max-content;
    border-radius: .25rem; min-width: 20ch; min-height: 2.8em; margin: .5rem 0 0 } a { overflow-wrap: anywhere }
  button { font: inherit; padding: .2rem .8rem } img { display: block; max-width: 100%; margin-top: .75rem;
  border: 1px solid #ddd; background: #fff } p { margin: .3rem 0; color: #444 }
</style></head><body><h1>Simulated devices</h1><main></main>
<script>
const fields = {
  printer: { paper: ["ok", "low", "out"], cover: ["closed", "open"],
             mode: ["normal", "silent", "hung", "late", "drop"] },
  scale: { kg: "number", moving: "checkbox", over: "checkbox", under: "checkbox" },
  scanner: { code: "text" },
  pedal: { key: "text" },
  camera: { trouble: "troubles" },
  gauge: { value: "number", off: "checkbox" },
  display: {},
};
const first = { code: "4006381333931", key: "B" };
const buttons = { scanner: "Scan", pedal: "Press", gauge: "Measure" };
const words = {
  printer: (d) => `Receipts: ${d.receipts} · drawer opened: ${d.kicks}`,
  scale: (d) => (d.over ? "over capacity" : d.under ? "under zero" : d.moving ? "moving" : `${d.kg.toFixed(3)} kg`),
  camera: (d) => `${d.pictures} pictures taken`,
  gauge: (d) => (d.off ? "off" : `shows ${d.value}`),
  display: (d) => (d.lines ? "" : d.url ? "shows this page:" : "dark"),
  pedal: (d) => (d.last ? `${d.last}, seen by ${d.seen}` : "not pressed"),
  scanner: (d) => (d.last ? `${d.last}, seen by ${d.seen}` : "nothing scanned"),
};
function told(device) {
  const { kind, title, manufacturer, address, button, ...rest } = device;
  return rest;
}
function fieldsOf(device) {
  const type = (one) => ({ boolean: "checkbox", number: "number" })[typeof one] || "text";
  return fields[device.kind] || Object.fromEntries(Object.entries(told(device)).map(([key, one]) => [key, type(one)]));
}
function wordsOf(device) {
  const plain = (own) => Object.entries(told(own)).map((pair) => pair.join(": ")).join(" · ");
  return (words[device.kind] || plain)(device);
}
const seen = {};
async function tell(name, wish) {
  await fetch("/" + name, { method: "POST", headers: { "Content-Type": "application/json" },
                            body: JSON.stringify(wish) });
  refresh();
}
function input(name, key, type, send) {
  let box;
  if (Array.isArray(type)) {
    box = document.createElement("select");
    for (const value of type) box.add(new Option(value || "none", value));
  } else {
    box = document.createElement("input");
    box.type = type;
    if (type === "number") box.step = key === "kg" ? "0.005" : "any";
  }
  box.name = key;
  if (key in first) box.value = first[key];
  box.onchange = send;
  const label = document.createElement("label");
  label.append(key === "kg" ? key : key[0].toUpperCase() + key.slice(1), box);
  return label;
}
function value(box) {
  return box.type === "checkbox" ? box.checked : box.type === "number" ? Number(box.value) : box.value;
}
function card(name, device) {
  const section = document.createElement("section");
  section.id = name;
  section.innerHTML = "<h2></h2><p><span></span> <code></code></p><form></form><p class=state></p>";
  section.querySelector("h2").textContent = `${device.manufacturer} ${device.title}`.trim();
  section.querySelector("span").textContent = device.kind[0].toUpperCase() + device.kind.slice(1);
  section.querySelector("p").title = device.address;
  if (!device.address.startsWith("/")) section.querySelector("code").textContent = device.address;
  const form = section.querySelector("form");
  const send = (event) => {
    event.preventDefault();
    tell(name, Object.fromEntries([...form.elements].filter((box) => box.name).map((box) => [box.name, value(box)])));
  };
  form.onsubmit = send;
  const textContent = buttons[device.kind] || (device.button && "Press");
  for (const [key, type] of Object.entries(fieldsOf(device))) {
    form.append(input(name, key, device[type] || type, textContent ? null : send));
  }
  if (textContent) form.append(Object.assign(document.createElement("button"), { textContent }));
  if (device.kind === "display") {
    section.append(Object.assign(document.createElement("pre"), { className: "glass", hidden: !device.lines }));
    section.append(Object.assign(document.createElement("a"), { target: "_blank" }));
  }
  if (device.kind === "printer") {
    section.append(Object.assign(document.createElement("img"), { alt: "last receipt", hidden: true }));
  }
  document.querySelector("main").append(section);
  return section;
}
function showGlass(section, device) {
  if (device.lines) section.querySelector(".glass").textContent = device.lines.join("\\n");
  if (device.url) {
    const link = section.querySelector("a");
    link.href = link.textContent = device.url;
  }
}
async function refresh() {
  const devices = await (await fetch("/", { headers: { Accept: "application/json" } })).json();
  for (const [name, device] of Object.entries(devices)) {
    const section = document.getElementById(name) || card(name, device);
    section.querySelector(".state").textContent = wordsOf(device);
    if (device.kind === "display") showGlass(section, device);
    for (const box of section.querySelectorAll("select, input")) {
      if (box === document.activeElement || !(box.name in device)) continue;
      if (box.type === "checkbox") box.checked = device[box.name]; else box.value = device[box.name];
    }
    if (device.receipts && device.receipts !== seen[name]) {
      seen[name] = device.receipts;
      Object.assign(section.querySelector("img"), { src: `/${name}/last.png?${device.receipts}`, hidden: false });
    }
  }
}
refresh();
setInterval(refresh, 1000);
</script></body></html>
"""
