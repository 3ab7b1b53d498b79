// The screen of a meeting, on a projector, for one typist. It paints what the kernel says and sends
// what a person does; it decides nothing. Every text goes in by textContent.

const KEYS = [
  ["1 \u2013 8", "buka tab itu"], ["N", "isian baru"], ["Enter", "ke isian berikut; di isian terakhir: simpan"],
  ["Ctrl+Enter", "simpan dari isian mana pun"], ["Esc", "keluar dari isian"], ["/", "cari"],
  ["\u2191 \u2193", "pindah baris"], ["Spasi", "tandai hadir"], ["S C T", "sahkan, dengan catatan, tunda (baris desa)"],
  ["E X A", "ubah, cabut, naikkan baris"], ["S", "sepakati usul dari buku kerja"], ["L", "lapor kemajuan (baris tindak lanjut)"],
  ["U", "batalkan"], ["Y", "ulangi yang dibatalkan"], ["F", "layar penuh"], ["+ \u2212", "besarkan, kecilkan huruf"], ["?", "bantuan ini"],
];
const SIZES = [16, 19, 22, 26, 30];
const SIZE_STORED = "bangkit-rapat-huruf";

class Room extends AskingScreen {
  constructor(model, root) {
    super(model, root);
    this.formNumber = -1;
    this.saving = null; // the entry that was sent and is not yet answered
    this.queue = []; // entries typed meanwhile, faster than the machine answers
    this.later = []; // what else was asked for meanwhile: it follows them
    this.isRefused = false; // the form holds an entry that was refused; the queue waits for it
    this.draft = null; // what was being typed when it was refused
    this.build();
    const paint = () => {
      if (this.isDue) return;
      this.isDue = true;
      queueMicrotask(() => { this.isDue = false; this.paint(); });
    };
    this.listen([["change:layar", paint], ["change:baris", paint]]);
    this.paint();
  }

  // --- to the kernel ---------------------------------------------------------------------------

  send(aksi, rest = {}) {
    if (aksi !== "isi" && aksi !== "lihat" && (this.saving || this.queue.length)) {
      this.later.push([aksi, rest]);
      this.isRefused = false;
      this.pump();
      return;
    }
    super.send(aksi, rest);
  }

  beat() {
    super.beat();
    const open = [this.saving, ...this.queue].filter(Boolean).map((one) => Object.values(one).filter(Boolean).join(", "));
    this.unsaved.textContent = open.length ? `Belum tersimpan: ${open.join(" | ")}` : "";
  }

  // --- the frame, built once ---------------------------------------------------------------------

  build() {
    const { tab, orang, opd } = this.model.get("tetap");
    this.head = el("h3", { class: "hs-kepala" });
    this.hint = el("p", { class: "hs-kecil" });
    this.buildAround("hs", KEYS, ", di luar isian");
    this.unsaved = el("span", { class: "hs-kecil" });
    this.lost.append(this.unsaved);
    this.tabs = tab.map(([name, label], at) => button([kbd(String(at + 1)), label,
      el("span", { class: "hs-jumlah" })], () => this.turn(name), { role: "tab",
      id: `${this.id}-t-${name}`, "aria-controls": `${this.id}-p`, "data-tab": name }));
    const tablist = el("div", { role: "tablist", "aria-label": "Bagian rapat", class: "hs-tab",
      onkeydown: (event) => this.walkTabs(event) }, ...this.tabs);
    this.search = el("input", { type: "search", id: `${this.id}-cari`, autocomplete: "off",
      "data-k": "cari", oninput: () => this.filter(), onkeydown: (event) => this.pressSearch(event) });
    this.searchLabel = el("label", { for: this.search.id });
    this.searchBox = el("div", { class: "hs-cari" }, this.searchLabel, this.search);
    this.tools = el("div", { class: "hs-tombol" });
    this.formBox = el("div", {});
    this.form = null;
    this.list = el("ol", { class: "hs-daftar", "aria-label": "Catatan" });
    this.none = el("p", { class: "hs-kosong" });
    this.panel = el("section", { role: "tabpanel", id: `${this.id}-p` },
      this.formBox, el("div", { class: "hs-alat" }, this.searchBox, this.tools), this.list, this.none);
    this.name = el("input", { id: `${this.id}-nama`, autocomplete: "off", "data-k": "nama",
      onchange: () => this.send("petugas", { nama: this.name.value }) });
    const lists = [["orang", orang], ["opd", opd]].map(([name, words]) =>
      el("datalist", { id: `${this.id}-${name}` }, ...words.map((word) => el("option", { value: word }))));
    this.root.replaceChildren(
      tablist, this.head, this.status, this.fault, this.lost, this.panel,
      el("div", { class: "hs-kaki" }, this.hint,
        el("div", { class: "hs-tombol" }, this.undo, this.redo,
          button("Huruf \u2212", () => this.resize(-1), { "data-k": "kecil", "aria-label": "Kecilkan huruf" }),
          button("Huruf +", () => this.resize(1), { "data-k": "besar", "aria-label": "Besarkan huruf" }),
          button([kbd("F"), "Layar penuh"], () => this.fill(), { "data-k": "penuh" }),
          this.helpButton, this.keysBox,
          el("label", { for: this.name.id }, "Pencatat "), this.name)),
      this.help, ...lists);
    this.resize(0);
  }

  resize(by) {
    const stored = Number(localStorage.getItem(SIZE_STORED) ?? 2);
    const at = Math.min(Math.max((Number.isInteger(stored) ? stored : 2) + by, 0), SIZES.length - 1);
    localStorage.setItem(SIZE_STORED, String(at));
    this.root.style.fontSize = `${SIZES[at]}px`;
  }

  // The whole output, so that the tab of the answers is part of it.
  fill() {
    if (document.fullscreenElement) document.exitFullscreen();
    else (this.root.closest(".jp-OutputArea-output") || this.root).requestFullscreen().catch(() => {});
  }

  turn(tab) {
    if (tab !== this.model.get("baris").tab) this.send("tab", { tab });
  }

  // --- keys --------------------------------------------------------------------------------------

  press(event) {
    if (this.help.open || event.isComposing) return;
    const target = event.target;
    if (event.key === "Escape" && isTyping(target) && target !== this.search) {
      event.preventDefault();
      this.leaveForm();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || !this.keysOn || isTyping(target)) return;
    const row = target.closest("li[data-kunci]");
    if (row && this.pressRow(event, row)) return;
    if (event.repeat) return;
    const key = event.key.toLowerCase();
    const at = /^[1-8]$/.test(key) ? Number(key) : 0;
    const act = at && this.tabs[at - 1] ? () => this.turn(this.tabs[at - 1].dataset.tab) : {
      u: () => this.send("batal"), y: () => this.send("ulang"), "?": () => this.help.showModal(),
      n: () => this.startForm(), "/": () => (this.searchBox.hidden ? null : this.search.focus()),
      f: () => this.fill(), "+": () => this.resize(1), "-": () => this.resize(-1),
      arrowdown: () => (target === this.root ? this.focusRow(0) : null),
    }[key];
    if (!act || ("uy".includes(key) && this.tabShown === "jawab")) return;
    event.preventDefault();
    act();
  }

  pressRow(event, row) {
    const rows = this.shownRows();
    const at = rows.indexOf(row);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      this.focusRow(to);
      return true;
    }
    const told = this.rowOf(row.dataset.kunci);
    const isRow = event.target === row;
    if (isRow && told.tanda !== null && (event.key === " " || event.key === "Enter")) {
      event.preventDefault();
      row.querySelector("input[type=checkbox]").click();
      return true;
    }
    if (isRow && event.key === "Enter" && told.aksi.length) {
      event.preventDefault();
      this.doAction(told, told.aksi[0]);
      return true;
    }
    const action = told.aksi.find((one) => one.tombol === event.key.toLowerCase());
    if (!action || event.repeat) return false;
    event.preventDefault();
    this.doAction(told, action);
    return true;
  }

  pressSearch(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.search.value = "";
      this.filter();
      this.root.focus({ preventScroll: true });
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      const first = this.shownRows()[0];
      if (!first) return;
      if (event.key === "Enter" && this.model.get("layar").enter === "hadir") {
        if (!this.search.value.trim()) return;
        const box = first.querySelector("input[type=checkbox]");
        if (!box.checked) box.click();
        this.search.value = "";
        this.filter();
      } else {
        first.focus();
      }
    }
  }

  // --- rows --------------------------------------------------------------------------------------

  rowOf(kunci) {
    return this.model.get("layar").baris.find((row) => row.kunci === kunci);
  }

  shownRows() {
    return [...this.list.querySelectorAll(":scope > li:not([hidden])")];
  }

  focusRow(at) {
    const rows = this.shownRows();
    const row = rows[Math.min(Math.max(at, 0), rows.length - 1)];
    if (!row) return;
    this.rowKey = row.dataset.kunci;
    for (const one of this.list.children) one.tabIndex = one === row ? 0 : -1;
    row.focus();
  }

  filter() {
    const words = this.search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const li of this.list.children) {
      const said = li.dataset.kata;
      li.hidden = !words.every((word) => said.includes(word));
    }
  }

  doAction(row, action) {
    const { aksi, label, tombol, ditekan, utama, ...rest } = action;
    this.send(aksi, { kunci: row.kunci, ...(row.kode ? { kode: row.kode } : {}), ...rest });
    if (aksi === "sahkan" && rest.kata === "disahkan") this.goOn(row);
  }

  // The next desa still open has the focus at once: who presses S twice means two desa.
  goOn(row) {
    const rows = this.shownRows();
    const at = rows.findIndex((one) => one.dataset.kunci === row.kunci);
    if (rows[at]) rows[at].dataset.terbuka = "tidak";
    const next = [...rows.slice(at + 1), ...rows.slice(0, at)].find((one) => one.dataset.terbuka === "ya");
    if (next) this.focusRow(rows.indexOf(next));
  }

  paintRows(screen) {
    const top = this.list.scrollTop;
    const held = this.rowKey && screen.baris.some((row) => row.kunci === this.rowKey) ? this.rowKey :
      screen.baris.length ? screen.baris[0].kunci : "";
    this.list.replaceChildren(...screen.baris.map((row) => this.row(row, row.kunci === held)));
    this.none.textContent = screen.baris.length ? "" : screen.kosong;
    this.none.hidden = !this.none.textContent;
    this.list.hidden = !screen.baris.length;
    this.filter();
    this.list.scrollTop = top;
  }

  // What was just kept is in sight and marked; only the list scrolls, never the page.
  showRow(kunci) {
    const li = [...this.list.children].find((one) => one.dataset.kunci === kunci);
    if (!li) return;
    li.classList.add("hs-baru");
    const box = this.list.getBoundingClientRect();
    const at = li.getBoundingClientRect();
    if (at.top < box.top) this.list.scrollTop -= box.top - at.top;
    else if (at.bottom > box.bottom) this.list.scrollTop += at.bottom - box.bottom;
  }

  row(row, isHeld) {
    const title = row.tanda === null ? el("h4", {}, row.awalan ? el("span", { class: "hs-awalan" }, `${row.awalan}  `) : null, row.judul) :
      this.tick(row);
    const li = el("li", { tabindex: isHeld ? "0" : "-1", "data-kunci": row.kunci,
      "data-kata": [row.judul, ...row.ket, row.status].join(" ").toLowerCase(),
      "data-terbuka": row.terbuka ? "ya" : "tidak", title: row.oleh || null,
      onfocus: () => { this.rowKey = row.kunci; } },
    el("div", { class: "hs-isi" }, title, ...row.ket.map((line) => el("p", { class: "hs-kecil" }, line)),
      row.konflik.length ? this.conflict(row) : null),
    el("div", { class: "hs-kanan" },
      row.lp ? el("span", { class: "hs-lp" }, row.lp) : null,
      row.status ? el("span", { class: `hs-status hs-${row.nada}` }, row.status) : null,
      row.aksi.length ? el("div", { class: "hs-tombol" }, ...row.aksi.map((one) =>
        button([one.label.toLowerCase() === one.tombol ? null : kbd(one.tombol), one.label].filter(Boolean), () => this.doAction(row, one), { tabindex: "-1",
          "data-k": `${row.kunci}|${one.aksi}|${one.label}`, "aria-label": `${one.label}: ${row.judul}`,
          "aria-pressed": one.ditekan === undefined ? null : String(one.ditekan) }))) : null));
    return li;
  }

  tick(row) {
    const id = `${this.id}-${row.kunci}`;
    const box = el("input", { type: "checkbox", id, tabindex: "-1", "data-k": `${row.kunci}|tanda`,
      onchange: () => this.send("hadir", { kunci: row.kunci, tanda: box.checked }) });
    box.checked = row.tanda;
    return el("h4", {}, el("label", { for: id }, box, ` ${row.judul}`));
  }

  conflict(row) {
    return el("div", { class: "hs-konflik", role: "group", "aria-label": "Catatan bertentangan" },
      el("p", {}, el("strong", {}, "Bertentangan."), " Dicatat tanpa saling melihat; keduanya tersimpan. Pilih yang berlaku."),
      ...row.konflik.map((one) => el("p", {}, `${one.oleh}: ${one.teks} `,
        button("Pakai ini", () => this.send("pakai", { kunci: row.kunci, id: one.id }), { "data-k": `k${one.id}` }))));
  }

  // --- the form ----------------------------------------------------------------------------------

  fieldsOf(form) {
    return [...form.querySelectorAll("[name]")];
  }

  values() {
    return Object.fromEntries(this.fieldsOf(this.form).map((one) => [one.name, one.value]));
  }

  write(values) {
    for (const one of this.fieldsOf(this.form)) one.value = values[one.name] ?? "";
  }

  startForm() {
    if (!this.form) return;
    const details = this.form.closest("details");
    if (details) details.open = true;
    this.fieldsOf(this.form)[0].focus();
  }

  leaveForm() {
    const form = this.model.get("layar").formulir;
    if (form && form.kunci) {
      this.rowKey = form.kunci;
      this.wantRow = form.kunci;
      this.send("baru");
    }
    this.root.focus({ preventScroll: true });
  }

  save() {
    const form = this.model.get("layar").formulir;
    if (!this.form || !form) return;
    if (form.kunci && (this.waiting || this.saving)) return; // a known item's form is sent once
    if (this.isRefused) this.queue.unshift(this.values());
    else this.queue.push(this.values());
    this.isRefused = false;
    if (!form.kunci) { // who types on types the next entry
      this.write(this.draft ?? form.nilai);
      this.draft = null;
      this.fieldsOf(this.form)[0].focus();
    }
    this.pump();
  }

  // One entry at a time, in the order in which they were typed; then what was asked for meanwhile.
  pump() {
    if (this.saving || this.waiting || this.isRefused) return;
    if (this.queue.length && this.form) {
      this.saving = this.queue.shift();
      this.send("isi", { formulir: this.formNumber, nilai: this.saving });
      return;
    }
    this.queue = [];
    const [next, ...rest] = this.later;
    this.later = rest;
    if (next) this.send(...next);
  }

  field(one) {
    const id = `${this.id}-f-${one.nama}`;
    const attributes = { id, name: one.nama, "data-k": id, autocomplete: "off" };
    const input = one.jenis === "pilihan" ?
      el("select", attributes, el("option", { value: "" }, "\u2013"), ...one.pilihan.map((word) => el("option", { value: word }, word))) :
      el("input", { ...attributes, type: "text", inputmode: one.jenis === "jumlah" ? "numeric" : false,
        placeholder: one.jenis === "tanggal" ? "15 Maret 2024" : false,
        list: one.jenis === "orang" || one.jenis === "opd" ? `${this.id}-${one.jenis}` : false });
    return el("div", { class: one.lebar ? "hs-lebar" : "" }, el("label", { for: id }, one.label), input);
  }

  buildForm(told) {
    const submit = button("Simpan", () => this.save(), { class: "hs-utama", "data-k": "simpan" });
    const cancel = told.kunci ? button("Urungkan", () => this.leaveForm(), { "data-k": "urungkan" }) : null;
    const form = el("div", { class: "hs-formulir", role: "group", "aria-label": told.judul,
      onkeydown: (event) => this.pressForm(event) },
    told.lipat ? null : el("h4", {}, told.judul),
    el("div", { class: "hs-isian" }, ...told.isian.map((one) => this.field(one)),
      el("div", { class: "hs-tombol hs-simpan" }, submit, cancel)));
    this.form = form;
    this.write(told.nilai);
    return form;
  }

  pressForm(event) {
    if (event.key !== "Enter" || event.isComposing || event.target.matches("button")) return;
    event.preventDefault();
    const fields = this.fieldsOf(this.form);
    const at = fields.indexOf(event.target);
    if (event.ctrlKey || at === fields.length - 1) this.save();
    else fields[at + 1].focus();
  }

  // Where a form stands: a new item's above the list, a known one's in its own row.
  placeForm(screen, isTurned) {
    const told = screen.formulir;
    if (!told) {
      this.form = null;
      this.formNumber = -1;
      this.formBox.replaceChildren();
      return "";
    }
    const isNext = (this.saving || this.queue.length) && this.form && !told.kunci && this.formKind === `${screen.tab}|${told.jenis}|`;
    let isNew = false;
    if (told.nomor !== this.formNumber) {
      this.formNumber = told.nomor;
      if (!isNext) {
        this.buildForm(told);
        isNew = true;
      }
    }
    this.formKind = `${screen.tab}|${told.jenis}|${told.kunci}`;
    const row = told.kunci ? [...this.list.children].find((one) => one.dataset.kunci === told.kunci) : null;
    if (row) {
      row.append(this.form);
      this.formBox.replaceChildren();
    } else if (told.lipat) {
      const open = (isTurned ? false : this.formBox.querySelector("details")?.open) ?? false;
      const details = el("details", { open }, el("summary", {}, kbd("N"), told.judul), this.form);
      this.formBox.replaceChildren(details);
    } else if (this.form.parentElement !== this.formBox) {
      this.formBox.replaceChildren(this.form);
    }
    return isNew && told.kunci ? "isian" : "";
  }

  // --- painting ----------------------------------------------------------------------------------

  paint() {
    const line = this.model.get("baris");
    const screen = this.model.get("layar");
    const held = document.activeElement;
    const had = this.root.contains(held);
    const heldRow = had && held.closest("li[data-kunci]") === held ? held.dataset.kunci : "";
    const inForm = had && this.form && this.form.contains(held);
    const isAnswer = this.hear(line);
    const isTurned = this.tabShown !== screen.tab;
    let wants = "";
    if (this.screen !== screen) {
      this.screen = screen;
      if (isTurned) {
        this.search.value = "";
        this.rowKey = "";
        this.list.scrollTop = 0;
      }
      this.tabShown = screen.tab;
      this.paintRows(screen);
      wants = this.placeForm(screen, isTurned);
      this.paintHead(screen);
      if (isAnswer) this.showRow(line.simpan);
    }
    this.paintLine(line);
    if (isAnswer && this.saving) this.settle(line);
    this.restoreFocus({ had, held, heldRow, inForm, isTurned, wants, ke: isAnswer ? line.ke : "" });
    this.root.dataset.n = line.n;
    if (isAnswer) this.pump();
  }

  // A refused entry comes back into its form; what was typed meanwhile waits for its turn.
  settle(line) {
    const form = this.model.get("layar").formulir;
    if (line.galat && this.form && form && !form.kunci) {
      const typed = this.values();
      const blank = form.nilai;
      if (Object.keys(typed).some((name) => typed[name] !== (blank[name] ?? ""))) this.draft = typed;
      this.write(this.saving);
      this.isRefused = true;
      this.later = []; // whoever went on must see first what was refused
    }
    this.saving = null;
  }

  restoreFocus({ had, held, heldRow, inForm, isTurned, wants, ke }) {
    if (wants === "isian") {
      this.startForm();
      (this.form.closest("li") || this.form).scrollIntoView({ block: "nearest" });
      return;
    }
    const row = this.wantRow || ke;
    if (row && this.screen.formulir?.kunci !== row) {
      this.wantRow = "";
      const at = this.shownRows().findIndex((one) => one.dataset.kunci === row);
      if (at >= 0 && (had || ke)) { this.focusRow(at); return; }
    }
    if (!had) return;
    if (canHold(held) && document.activeElement === held) return;
    if (heldRow) {
      const at = this.shownRows().findIndex((one) => one.dataset.kunci === heldRow);
      if (at >= 0) { this.focusRow(at); return; }
    }
    const same = this.sameAs(held);
    if (canHold(same)) {
      same.focus({ preventScroll: true });
    } else if (inForm && !isTurned && this.form) {
      this.startForm();
    } else {
      const first = held.closest && held.closest("li") ? this.shownRows().findIndex((one) => one.dataset.kunci === this.rowKey) : -1;
      if (first >= 0) this.focusRow(first); else this.root.focus({ preventScroll: true });
    }
  }

  paintHead(screen) {
    this.head.textContent = screen.kepala;
    this.hint.textContent = screen.keterangan;
    this.searchBox.hidden = !screen.cari;
    this.searchLabel.replaceChildren(...[kbd("/"), screen.cari].filter(Boolean));
    this.tools.replaceChildren(...screen.alat.map((one) => button(one.label,
      () => this.doAction({ kunci: "" }, one), { class: one.utama ? "hs-utama" : "", "data-k": `alat-${one.aksi}` })));
  }

  paintLine(line) {
    this.root.dataset.ditutup = line.ditutup ? "ya" : "tidak";
    this.root.dataset.tab = line.tab;
    if (document.activeElement !== this.name) this.name.value = line.petugas;
    this.paintAround(line, (tab, isOn) => {
      if (isOn) this.panel.setAttribute("aria-labelledby", tab.id);
      tab.querySelector(".hs-jumlah").textContent = line.jumlah[tab.dataset.tab] || "";
    });
  }
}

// From the review below, Escape comes back to the tabs.
function comeBack(root) {
  const act = (event) => {
    const output = root.closest(".jp-OutputArea-output");
    if (event.key !== "Escape" || root.contains(event.target) || !output?.contains(event.target)) return;
    if (isTyping(event.target) || event.target.closest("dialog")) return;
    root.focus();
  };
  document.addEventListener("keydown", act, true);
  return () => document.removeEventListener("keydown", act, true);
}

export default {
  render({ model, el: host }) {
    const root = el("div", { class: "hs", tabindex: "-1", role: "region", "aria-label": "Catat hasil rapat" });
    host.append(root);
    const room = new Room(model, root);
    const release = keepKeys(root, (event) => event.ctrlKey && event.key === "Enter"); // Lab runs the cell
    requestAnimationFrame(() => root.focus({ preventScroll: true }));
    const forget = comeBack(root);
    return () => { room.stop(); release(); forget(); };
  },
};
