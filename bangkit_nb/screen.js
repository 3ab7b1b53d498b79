// What the screens in JupyterLab share. screen.py puts it before a room's own widget.js: together
// they are one ES module. Every text goes in by textContent or as a text node.

function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "text") node.textContent = value;
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child != null && child !== ""));
  return node;
}

// A screen reader speaks what changes: words that stay are left alone.
const say = (node, text) => {
  if (node.textContent !== text) node.textContent = text;
};

// Each screen holds a copy of this module, and several stand in one page.
const COPY = Math.random().toString(36).slice(2, 8);
let count = 0;
const freshId = () => `id-${COPY}-${++count}`;

const button = (label, act, attributes = {}) =>
  el("button", { type: "button", onclick: act, ...attributes }, ...[label].flat());

// A button that keeps the focus while it is shut: see disable().
function lastingButton(label, act, attributes = {}) {
  const node = button(label, () => {
    if (node.getAttribute("aria-disabled") !== "true") act(node);
  }, attributes);
  return node;
}

const disable = (node, is) => node.setAttribute("aria-disabled", String(Boolean(is)));

const kbd = (key) => (key ? el("kbd", { "aria-hidden": "true" }, key.toUpperCase()) : null);

const isTyping = (target) => target.matches("input:not([type=checkbox]), select, textarea");

const canHold = (node) => node && node.isConnected && !node.disabled && !node.closest("[hidden]");

// Lab reads single letters as commands ("a" inserts a cell, "d d" deletes one). Inside our output
// they are ours: the whole output keeps them, once it stands in the page. isOurs: which keys with
// Ctrl, Alt or Cmd are kept as well. Returns what lets go of them.
function keepKeys(root, isOurs = () => false) {
  let isGone = false;
  let output = null;
  const keep = (event) => {
    if (isOurs(event) || (!event.ctrlKey && !event.metaKey && !event.altKey)) event.stopPropagation();
  };
  const settle = () => {
    if (isGone) return;
    if (!root.isConnected) {
      requestAnimationFrame(settle);
      return;
    }
    output = root.closest(".jp-OutputArea") || root;
    output.addEventListener("keydown", keep);
  };
  settle();
  return () => {
    isGone = true;
    output?.removeEventListener("keydown", keep);
  };
}

const SILENT_MS = 6000;
const POLL_MS = 1000;
const KEYS_STORED = "bangkit-pintasan";

// A screen whose messages are numbered and answered by the trait `baris`, which asks each second
// whether others have written, and says so when the machine is silent. A subclass has build() and
// paints; its root's data-sibuk tells that an answer is due.
class AskingScreen {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.id = freshId();
    this.n = 0;
    this.waiting = 0;
    this.keysOn = localStorage.getItem(KEYS_STORED) !== "mati";
  }

  listen(listeners) {
    this.listeners = listeners;
    for (const [name, act] of listeners) this.model.on(name, act);
    this.answered = Date.now();
    this.poll = setInterval(() => this.beat(), POLL_MS);
  }

  stop() {
    clearInterval(this.poll);
    for (const [name, act] of this.listeners) this.model.off(name, act);
  }

  send(aksi, rest = {}) {
    this.n += 1;
    if (aksi !== "lihat") {
      this.waiting = this.n;
      this.asked = Date.now();
      this.root.dataset.sibuk = "ya";
    }
    try {
      this.model.send({ aksi, n: this.n, ...rest });
    } catch {
      this.isGone = true; // the kernel has ended; only running the cell again brings it back
      clearInterval(this.poll);
      this.lost.hidden = false;
    }
  }

  // Takes note of an answer; returns whether it is the one that was waited for.
  hear(line) {
    this.answered = Date.now();
    if (line.n < this.waiting) return false;
    this.waiting = 0;
    this.root.dataset.sibuk = "tidak";
    return true;
  }

  beat() {
    if (!this.root.isConnected) return;
    if (document.visibilityState !== "visible") {
      this.answered = Date.now(); // nobody asked, so nobody is silent
      return;
    }
    this.send("lihat");
    const since = this.waiting ? Date.now() - this.asked : Date.now() - this.answered;
    this.lost.hidden = !this.isGone && since < SILENT_MS;
  }

  // What every such screen has around its own parts. prefix: of its classes. keys: shortcut, words.
  buildAround(prefix, keys, where) {
    this.status = el("p", { class: `${prefix}-pesan`, role: "status" });
    this.fault = el("p", { class: `${prefix}-galat`, role: "alert", hidden: true });
    this.lost = el("p", { class: `${prefix}-galat`, role: "alert", hidden: true },
      "Mesin tidak menjawab, jadi yang terakhir mungkin belum tersimpan. Tekan tombol Mulai di atas " +
      "(atau jalankan ulang sel ini); semua yang sudah tersimpan akan tampil lagi. ");
    this.undo = button([kbd("U"), "Batalkan"], () => this.send("batal"), { "data-k": "batal" });
    this.redo = button([kbd("Y"), "Ulangi"], () => this.send("ulang"), { "data-k": "ulang" });
    this.help = el("dialog", { class: `${prefix}-bantuan`, "aria-label": "Tombol pintas" },
      el("h3", {}, "Tombol pintas"),
      el("p", {}, `Berlaku hanya di dalam bingkai ini${where}. Semua juga dapat ditekan dengan tetikus.`),
      el("dl", {}, ...keys.flatMap(([key, what]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, what)])),
      button("Tutup", () => this.help.close()));
    this.helpButton = button([kbd("?"), "Bantuan"], () => this.help.showModal(), { "data-k": "bantuan" });
    const box = el("input", { type: "checkbox", id: `${this.id}-pintas`,
      onchange: (event) => this.switchKeys(event.target.checked) });
    box.checked = this.keysOn;
    this.keysBox = el("label", { for: box.id }, box, " Tombol pintas");
    this.root.addEventListener("keydown", (event) => this.press(event));
    this.switchKeys(this.keysOn);
  }

  switchKeys(isOn) {
    this.keysOn = isOn;
    this.root.dataset.pintas = isOn ? "ya" : "tidak";
    localStorage.setItem(KEYS_STORED, isOn ? "hidup" : "mati");
  }

  walkTabs(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const at = this.tabs.indexOf(document.activeElement);
    const next = this.tabs[(at + step + this.tabs.length) % this.tabs.length];
    next.focus();
    this.turn(next.dataset.tab);
  }

  // paintTab: what else follows from a tab's being the open one.
  paintAround(line, paintTab) {
    this.lost.hidden = true;
    say(this.status, line.pesan);
    say(this.fault, line.galat);
    this.fault.hidden = !line.galat;
    this.undo.disabled = !line.batal;
    this.redo.disabled = !line.ulang;
    for (const tab of this.tabs) {
      const isOn = tab.dataset.tab === line.tab;
      tab.setAttribute("aria-selected", isOn);
      tab.tabIndex = isOn ? 0 : -1;
      paintTab(tab, isOn);
    }
  }

  // The button that did what this one did, painted anew; null where there is none.
  sameAs(held) {
    return held.dataset.k ? this.root.querySelector(`[data-k="${CSS.escape(held.dataset.k)}"]`) : null;
  }
}

