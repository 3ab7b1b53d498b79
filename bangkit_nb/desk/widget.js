// The desk: paints what the kernel sends, sends what was pressed. Elements stay where they are and
// only their words change, so that the focus and a screen reader's place survive each update.

const MARKS = { baik: "\u2713", perhatian: "!", salah: "\u2715", biasa: "\u2013" };

const ANSWER_MS = 8000;
const SILENT = "Meja tidak menjawab. Tekan tombol Mulai di atas untuk menyalakannya lagi.";

const FIELDS = [
  ["kabupaten", "Kabupaten", "misalnya Kabupaten Seram Bagian Timur", true],
  ["kode_kabupaten", "Kode kabupaten", "misalnya 81.05", true],
  ["provinsi", "Provinsi", "misalnya Maluku", true],
  ["tanggal", "Tanggal Rakor", "misalnya 20 Agustus 2024", true],
  ["jam", "Jam", "misalnya 09.00", false],
  ["zona_waktu", "Zona waktu", "", true],
  ["tempat", "Tempat", "misalnya Bula", false],
  ["forum", "Forum atau kelompok kerja", "nama lengkap", true],
  ["sk_forum", "SK forum", "nomor SK, bila ada", false],
  ["ke", "Rakor keberapa", "misalnya 3", false],
  ["tahun_rencana", "Tahun rencana", "kosong berarti tahun sesudah Rakor", false],
];

function baseUrl() {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data").textContent).baseUrl || "/";
  } catch {
    return "/";
  }
}

const asPath = (path) => path.split("/").map(encodeURIComponent).join("/");

// Lab opens a path by a command that it takes from trusted Markdown only: the notebook's first cell
// is that. Elsewhere the page opens beside this one.
function openInLab(root, path) {
  const cell = root.closest(".jp-Notebook")?.querySelector(".jp-MarkdownCell");
  if (!cell) {
    window.open(`${baseUrl()}lab/tree/${asPath(path)}`, "_blank", "noopener");
    return;
  }
  const link = el("button", {
    hidden: "",
    "data-commandlinker-command": "docmanager:open",
    "data-commandlinker-args": JSON.stringify({ path, factory: "Notebook" }),
  });
  cell.append(link);
  link.click();
  link.remove();
}

// --- one card ------------------------------------------------------------------------------------

class Card {
  constructor(desk, rakor) {
    this.desk = desk;
    this.rakor = rakor;
    const id = freshId();
    this.title = el("h3", { id });
    this.sample = el("span", { class: "mj-contoh", text: "Data contoh" });
    this.when = el("p", { class: "mj-waktu" });
    this.lines = el("dl", { class: "mj-keadaan" });
    this.buttons = el("div", { class: "mj-tombol" });
    this.exchange = desk.makeExchange(rakor);
    this.imports = new Imports(desk, rakor);
    this.exchange.prepend(this.imports.button, this.imports.file);
    this.status = new Status(desk, rakor, `Kemajuan ${rakor}`);
    this.problems = el("div", { class: "mj-masalah" });
    this.node = el(
      "article", { class: "mj-kartu", "aria-labelledby": id, "data-rakor": rakor },
      el("header", {}, this.title, this.sample), this.when, this.lines, this.buttons,
      this.exchange, this.status.node, this.imports.node, this.problems,
    );
    this.known = new Map();
    this.shown = "";
  }

  paint(card, progress, problems) {
    say(this.title, card.title);
    this.sample.hidden = !card.is_sample;
    say(this.when, [card.when, `kunci ${card.rakor}`].filter(Boolean).join(" \u00b7 "));
    this.paintLines(card.lines);
    const isBusy = progress?.state === "jalan";
    disable(this.imports.button, isBusy);
    this.paintButtons(card, isBusy);
    this.status.paint(progress);
    this.paintProblems(problems, card);
  }

  paintLines(lines) {
    const key = JSON.stringify(lines);
    if (this.linesKey === key) return;
    this.linesKey = key;
    this.lines.replaceChildren(
      ...lines.map((line) =>
        el(
          "div", { class: `mj-baris mj-${line.tone}` },
          el("dt", { text: line.label }),
          el("dd", {}, el("span", { class: "mj-tanda", "aria-hidden": "true", text: MARKS[line.tone] }),
            document.createTextNode(line.text)),
        ),
      ),
    );
  }

  paintButtons(card, isBusy) {
    const wanted = new Set(card.buttons.map((button) => button.action));
    for (const [action, node] of this.known) {
      if (!wanted.has(action)) {
        node.remove();
        this.known.delete(action);
      }
    }
    card.buttons.forEach((button, place) => {
      let node = this.known.get(button.action);
      if (!node) {
        node = button.link ? this.makeLink(button) : this.makeButton(button);
        this.known.set(button.action, node);
      }
      if (this.buttons.children[place] !== node) {
        this.buttons.insertBefore(node, this.buttons.children[place] || null);
      }
      node.classList.toggle("mj-utama", button.is_next);
      if (button.link) node.href = `${baseUrl()}bangkit/paket/${asPath(button.link)}`;
      else disable(node, isBusy);
    });
  }

  makeButton(button) {
    return lastingButton(button.label, (node) => {
      this.status.starter = node;
      this.desk.send({ action: button.action, rakor: this.rakor });
    }, { "data-action": button.action, "aria-describedby": this.title.id });
  }

  makeLink(button) {
    return el("a", { "data-action": button.action, target: "_blank", rel: "noopener",
      "aria-describedby": this.title.id }, button.label,
      el("span", { class: "mj-tersembunyi", text: " (tab baru)" }));
  }

  paintProblems(problems, card) {
    const key = JSON.stringify(problems || []);
    if (this.shown === key) return;
    this.shown = key;
    this.problems.replaceChildren();
    if (!problems || !problems.length) return;
    const heads = ["Tingkat", "Lembar", "Baris", "Kolom", "Isi", "Yang harus dilakukan"];
    const row = (one) => [one.severity, one.sheet, one.row ?? "", one.column, one.value, one.message];
    const body = problems.map((one) =>
      el("tr", { class: `mj-${one.severity}` },
        ...row(one).map((text, place) => el("td", { "data-judul": heads[place], text: String(text) }))),
    );
    const label = `Masalah ${card.title}`;
    this.problems.append(
      el("details", { open: "" }, el("summary", { text: `${problems.length} masalah dalam daftar` }),
        el("div", { class: "mj-gulir", role: "region", tabindex: "0", "aria-label": label },
          el("table", {}, el("caption", { class: "mj-tersembunyi", text: label }),
            el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col", text })))),
            el("tbody", {}, ...body)))),
    );
  }
}

// --- what is going on, in words ------------------------------------------------------------------

class Status {
  constructor(desk, rakor, label) {
    this.words = el("p", { class: "mj-kata", role: "status" });
    this.bar = el("progress", { "aria-label": label });
    this.stop = el("button", { type: "button", class: "mj-batal", text: "Batalkan" });
    this.node = el("div", { class: "mj-status" }, this.words, this.bar, this.stop);
    this.bar.hidden = this.stop.hidden = true;
    this.starter = null;
    this.stop.addEventListener("click", () => {
      this.starter?.focus(); // the pressed button is about to go
      desk.send({ action: "batal", rakor });
    });
  }

  paint(progress) {
    const state = progress?.state || "";
    say(this.words, progress?.sentence || "");
    this.node.className = `mj-status mj-status-${state || "kosong"}`;
    const isBusy = state === "jalan";
    if (!isBusy && document.activeElement === this.stop) this.starter?.focus();
    this.bar.hidden = this.stop.hidden = !isBusy;
    if (isBusy && progress.n_steps) {
      this.bar.max = progress.n_steps;
      this.bar.value = progress.number - 0.5; // a step that is under way is half done
    } else this.bar.removeAttribute("value");
  }
}

// --- documents that are taken in -----------------------------------------------------------------

const DOCUMENTS = ".xlsx,.xlsm,.xls,.ods,.csv,.pdf";
const letters = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");

class Imports {
  constructor(desk, rakor) {
    this.desk = desk;
    this.rakor = rakor;
    this.file = el("input", { type: "file", accept: DOCUMENTS, multiple: "", hidden: "",
      tabindex: "-1", "aria-hidden": "true" });
    this.file.addEventListener("change", () => this.sendFiles());
    this.button = lastingButton("Impor berkas", () => this.file.click());
    this.node = el("div", { class: "mj-impor" });
  }

  async sendFiles() {
    const files = [...this.file.files];
    if (!files.length) return;
    const buffers = await Promise.all(files.map(async (one) => new DataView(await one.arrayBuffer())));
    this.desk.send({ action: "impor", rakor: this.rakor, names: files.map((one) => one.name) }, buffers);
    this.file.value = "";
  }

  paint(told) {
    const key = JSON.stringify(told || {});
    if (this.key === key) return;
    this.key = key;
    this.node.replaceChildren();
    if (told?.headers?.length) this.node.append(this.makeMapping(told));
    else if (told?.text) {
      this.node.append(el("details", { open: "" }, el("summary", { text: "Hasil impor" }),
        el("pre", { tabindex: "0", "aria-label": "Hasil impor", text: told.text })));
    }
  }

  makeMapping(told) {
    const title = el("h4", { id: freshId(), text: "Tata letak belum dikenal: petakan sekali" });
    const sheet = el("select", { id: freshId() },
      ...Object.keys(told.columns).map((name) => el("option", { text: name })));
    const name = el("input", { id: freshId(), type: "text", maxlength: "60", autocomplete: "off" });
    const sum = el("input", { id: freshId(), type: "checkbox" });
    const sums = el("div", { class: "mj-isian mj-centang" }, sum,
      el("label", { for: sum.id, text: "Baris belanja: jumlahkan per sub kegiatan" }));
    const rows = told.headers.map((header) => [header, el("select", { id: freshId() })]);
    const fill = () => {
      for (const [header, select] of rows) {
        const columns = told.columns[sheet.value];
        select.replaceChildren(el("option", { value: "", text: "(tidak diambil)" }),
          ...columns.map((column) => el("option", { value: column, text: column.replaceAll("_", " ") })));
        select.value = columns.find((column) => letters(column) === letters(header)) || "";
      }
      sums.hidden = sheet.value !== "Renja"; // only a Renja has lines of spending
    };
    sheet.addEventListener("change", fill);
    fill();
    const field = (node, label) =>
      el("div", { class: "mj-isian" }, el("label", { for: node.id, text: label }), node);
    const form = el("form", { class: "mj-form", "aria-labelledby": title.id, novalidate: "" }, title,
      el("p", { text: "Pilih arti tiap judul. Pemetaan disimpan dan dikenali sendiri lain kali." }),
      el("div", { class: "mj-kolom" }, field(sheet, "Menjadi lembar"), field(name, "Nama pemetaan")),
      sums,
      el("div", { class: "mj-kolom" }, ...rows.map(([header, node]) => field(node, header))),
      el("div", { class: "mj-tombol" },
        el("button", { type: "submit", class: "mj-utama", text: "Petakan dan impor" })));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const pairs = Object.fromEntries(
        rows.map(([header, node]) => [header, node.value]).filter(([, column]) => column));
      this.desk.send({ action: "impor", rakor: this.rakor, pairs, lembar: sheet.value,
        nama: name.value.trim(), jumlahkan: sum.checked && !sums.hidden });
    });
    return form;
  }
}

// --- a new Rakor ---------------------------------------------------------------------------------

class Form {
  constructor(desk) {
    this.desk = desk;
    this.inputs = new Map();
    const title = el("h3", { id: freshId(), text: "Rakor baru" });
    this.copy = el("select", { id: freshId() });
    this.copy.addEventListener("change", () => this.fill(this.copy.value));
    this.from = el("select", { id: freshId(), "aria-describedby": "mj-lanjutan" });
    this.from.addEventListener("change", () => this.follow(this.from.value));
    const fields = FIELDS.map((field) => this.makeField(...field));
    this.node = el(
      "form", { class: "mj-form", "aria-labelledby": title.id, novalidate: "" }, title,
      el("p", { text: "Kolom bertanda * wajib. Berkas params dan buku kerja dibuat untuk Anda." }),
      el("div", { class: "mj-isian mj-salin" },
        el("label", { for: this.from.id, text: "Lanjutan dari" }), this.from,
        el("span", { class: "mj-petunjuk", id: "mj-lanjutan",
          text: "Desa, usulan, tindak lanjut yang terbuka dan kesepakatannya dibawa ke buku kerja baru." })),
      el("div", { class: "mj-isian mj-salin" },
        el("label", { for: this.copy.id, text: "Salin isian dari" }), this.copy),
      el("div", { class: "mj-kolom" }, ...fields),
      el("div", { class: "mj-tombol" },
        el("button", { type: "submit", class: "mj-utama", text: "Buat Rakor" }),
        this.makeClose()),
    );
    this.node.hidden = true;
    this.node.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  makeField(name, label, hint, isRequired) {
    const id = freshId(), hintId = freshId();
    const input = name === "zona_waktu"
      ? el("select", { id }, ...["WIT", "WITA", "WIB"].map((zone) => el("option", { text: zone })))
      : el("input", { id, type: "text", autocomplete: "off", maxlength: "200",
        "aria-describedby": hintId, "aria-required": String(isRequired) });
    input.name = name;
    this.inputs.set(name, input);
    return el("div", { class: "mj-isian" },
      el("label", { for: id, text: label + (isRequired ? " *" : "") }), input,
      el("span", { class: "mj-petunjuk", id: hintId, text: hint }));
  }

  makeClose() {
    const node = el("button", { type: "button", text: "Tutup" });
    node.addEventListener("click", () => this.toggle(false));
    return node;
  }

  toggle(isOpen) {
    this.node.hidden = !isOpen;
    this.desk.newButton.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? this.from : this.desk.newButton).focus();
  }

  paint(cards) {
    const known = cards.filter((card) => Object.keys(card.params).length);
    const key = known.map((card) => card.rakor).join();
    if (this.key === key) return;
    this.key = key;
    this.params = new Map(known.map((card) => [card.rakor, card.params]));
    for (const [select, none] of [[this.copy, "(isi sendiri)"],
      [this.from, "(bukan lanjutan; buku kerja kosong)"]]) {
      select.replaceChildren(
        el("option", { value: "", text: none }),
        ...known.map((card) => el("option", { value: card.rakor, text: `${card.title}, ${card.rakor}` })),
      );
    }
  }

  // a Rakor that follows another: its fields, but a day and a year of its own
  follow(rakor) {
    this.fill(rakor);
    if (rakor) for (const name of ["tanggal", "tahun_rencana"]) this.inputs.get(name).value = "";
  }

  fill(rakor) {
    for (const [name, value] of Object.entries(this.params.get(rakor) || {})) {
      this.inputs.get(name).value = String(value);
    }
  }

  submit() {
    const given = { dari: this.from.value };
    for (const [name, input] of this.inputs) {
      given[name] = input.value.trim();
      input.removeAttribute("aria-invalid");
    }
    this.desk.send({ action: "baru", given });
  }

  mark(name) {
    const input = this.inputs.get(name);
    if (!input) return;
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }

  done() {
    for (const name of ["tanggal", "tahun_rencana"]) this.inputs.get(name).value = "";
    this.from.value = "";
    this.toggle(false);
  }
}

// --- the desk ------------------------------------------------------------------------------------

class Desk {
  constructor(model, root) {
    this.model = model;
    this.root = root;
    this.cards = new Map();
    this.form = new Form(this);
    this.general = new Status(this, "", "Kemajuan");
    this.newButton = lastingButton("Rakor baru", () => this.form.toggle(this.form.node.hidden));
    this.newButton.setAttribute("aria-expanded", "false");
    this.refreshButton = lastingButton("Segarkan", () => this.send({ action: "segarkan" }));
    this.list = el("div", { class: "mj-daftar" });
    this.empty = el("p", { text: "Belum ada Rakor. Tekan Rakor baru untuk mulai." });
    root.append(
      el("section", { class: "mj", lang: "id", "aria-label": "Meja kerja Rakor" },
        el("div", { class: "mj-tombol mj-atas" }, this.newButton, this.refreshButton),
        this.general.node, this.form.node, this.empty, this.list),
    );
  }

  makeExchange(rakor) {
    const file = el("input", { type: "file", accept: ".jsonl", hidden: "", tabindex: "-1",
      "aria-hidden": "true" });
    file.addEventListener("change", async () => {
      if (!file.files.length) return;
      const bytes = await file.files[0].arrayBuffer();
      this.send({ action: "gabung", rakor, name: file.files[0].name }, [new DataView(bytes)]);
      file.value = "";
    });
    const save = lastingButton("Ekspor catatan", () => this.send({ action: "ekspor", rakor }));
    const merge = lastingButton("Gabung catatan", () => file.click());
    return el("div", { class: "mj-tombol mj-tukar" }, save, merge, file);
  }

  send(content, buffers) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.general.paint({ state: "salah", sentence: SILENT });
    }, ANSWER_MS);
    this.model.send(content, undefined, buffers);
  }

  hear(content) {
    clearTimeout(this.timer);
    if (content.open) openInLab(this.root, content.open);
    if (content.invalid) this.form.mark(content.invalid);
    if (content.made) this.form.done();
  }

  paint() {
    const { cards = [], progress = {}, problems = {}, imports = {}, general = {} } =
      this.model.get("state");
    this.general.paint(progress[""]);
    this.form.paint(cards);
    this.empty.hidden = cards.length > 0;
    const wanted = new Set(cards.map((card) => card.rakor));
    for (const [rakor, card] of this.cards) {
      if (!wanted.has(rakor)) {
        card.node.remove();
        this.cards.delete(rakor);
      }
    }
    cards.forEach((one, place) => {
      if (!this.cards.has(one.rakor)) this.cards.set(one.rakor, new Card(this, one.rakor));
      const card = this.cards.get(one.rakor);
      card.paint(one, progress[one.rakor], problems[one.rakor]);
      card.imports.paint(imports[one.rakor]);
      card.exchange.hidden = !general.exchange;
      if (this.list.children[place] !== card.node) {
        this.list.insertBefore(card.node, this.list.children[place] || null);
      }
    });
  }
}

export default {
  render({ model, el: root }) {
    const desk = new Desk(model, root);
    const paint = () => desk.paint();
    const hear = (content) => desk.hear(content);
    // the officer comes back from Excel: what lies on the disk may be another
    const look = () => root.isConnected && desk.send({ action: "segarkan" });
    paint();
    model.on("change:state", paint);
    model.on("msg:custom", hear);
    window.addEventListener("focus", look);
    const release = keepKeys(root);
    return () => {
      release();
      clearTimeout(desk.timer);
      model.off("change:state", paint);
      model.off("msg:custom", hear);
      window.removeEventListener("focus", look);
    };
  },
};
