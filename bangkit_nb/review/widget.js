// The card, the list and the forms of the review. It paints what the kernel says and sends what a
// person does; it decides nothing. Every text goes in by textContent.

const KEYS = [
  ["A", "terima calon pertama"], ["1 \u2013 5", "pilih calon itu"], ["R", "tidak ada yang cocok"],
  ["O", "kewenangan lain"], ["T", "ragu"], ["G", "terapkan juga ke usulan yang sama"],
  ["U", "batalkan"], ["Y", "ulangi yang dibatalkan"], ["J", "usulan berikutnya"],
  ["K", "usulan sebelumnya"], ["/", "cari di Renja"], ["?", "bantuan ini"],
];
const TABS = [
  ["kartu", "Kartu"], ["daftar", "Daftar"], ["jawaban", "Jawaban OPD/forum"],
  ["ringkasan", "Ringkasan"],
];

const marked = (pieces) =>
  pieces.map(([piece, isShared]) => (isShared ? el("mark", {}, piece) : piece));

// A head that begins with "#" stands over numbers.
function table(caption, heads, rows) {
  return el("table", {},
    el("caption", {}, caption),
    el("thead", {}, el("tr", {}, ...heads.map((head) => el("th", { scope: "col",
      class: head.startsWith("#") ? "tj-angka" : "" }, head.replace("#", ""))))),
    el("tbody", {}, ...rows));
}

class Review extends AskingScreen {
  constructor(model, root) {
    super(model, root);
    this.ticked = new Set();
    this.word = "";
    this.build();
    const paints = [
      ["change:baris", () => this.paintLine()], ["change:kartu", () => this.paintCard()],
      ["change:daftar", () => this.paintList()], ["change:jawaban", () => this.paintForm()],
      ["change:ringkasan", () => this.paintSummary()],
      ["change:hasil_cari", () => this.paintFound()],
    ];
    this.listen(paints.map(([name, paint]) => [name, () => this.keepFocus(paint)]));
    this.paintLine();
    this.paintCard();
    this.paintList();
    this.paintForm();
    this.paintSummary();
  }

  // What is painted anew or hidden takes the focus with it: it goes back to the same button, else to
  // the frame, so that the next key still counts.
  keepFocus(paint) {
    const held = document.activeElement;
    const had = this.root.contains(held);
    paint();
    if (!had) return;
    const now = document.activeElement;
    if (this.root.contains(now) && canHold(now)) return;
    const same = this.sameAs(held);
    (canHold(same) ? same : this.root).focus({ preventScroll: true });
  }

  // --- to the kernel ---------------------------------------------------------------------------

  turn(tab) {
    this.send("tab", { tab });
  }

  // A judgement pressed before the next card is painted would be for a card nobody has read.
  judge(putusan, calon) {
    const card = this.model.get("kartu");
    if (this.waiting || !card) return;
    this.send("nilai", {
      kunci: card.kunci, putusan, kode_opd: calon ? calon.kode_opd : "",
      kode: calon ? calon.kode : "", jalur: this.jalur.value, sama: this.sama.checked,
    });
  }

  choose(at) {
    const calon = (this.model.get("kartu") || { calon: [] }).calon[at];
    if (calon) this.judge("cocok", calon);
  }

  // --- the frame, built once ---------------------------------------------------------------------

  build() {
    this.buildAround("tj", KEYS, "");
    this.bar = el("progress", { max: 1, value: 0, "aria-label": "Kemajuan peninjauan" });
    this.count = el("span", { class: "tj-hitung" });
    this.tabs = TABS.map(([name, label]) =>
      button(label, () => this.turn(name), {
        role: "tab", id: `${this.id}-t-${name}`, "aria-controls": `${this.id}-p-${name}`,
        "data-tab": name,
      }));
    const tablist = el("div", { role: "tablist", "aria-label": "Bagian tinjauan", class: "tj-tab",
      onkeydown: (event) => this.walkTabs(event) }, ...this.tabs);
    this.panels = Object.fromEntries(TABS.map(([name]) => [name,
      el("section", { role: "tabpanel", id: `${this.id}-p-${name}`,
        "aria-labelledby": `${this.id}-t-${name}`, hidden: true })]));
    this.root.replaceChildren(
      el("div", { class: "tj-atas" },
        el("div", { class: "tj-maju" }, this.bar, this.count),
        el("div", { class: "tj-alat" }, this.undo, this.redo,
          this.helpButton, this.keysBox)),
      tablist, this.status, this.fault, this.lost, ...Object.values(this.panels), this.help);
    this.buildCard();
    this.buildList();
    this.buildForm();
  }

  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.help.open) return;
    const target = event.target;
    if (target.matches("input[type=search]") && event.key === "Escape") {
      this.search.value = "";
      this.send("cari", { kata: "" });
      this.root.focus({ preventScroll: true });
      return;
    }
    if (target === this.search && event.key === "Enter") {
      event.preventDefault();
      this.enterFound();
      return;
    }
    if (!this.keysOn || event.repeat || isTyping(target)) return;
    const isCard = this.model.get("baris").tab === "kartu";
    const act = {
      u: () => this.send("batal"), y: () => this.send("ulang"), "?": () => this.help.showModal(),
      j: () => this.send("geser", { ke: 1 }), k: () => this.send("geser", { ke: -1 }),
      ...(isCard ? {
        a: () => (this.accept.disabled ? null : this.choose(0)),
        r: () => this.judge("tidak ada"), o: () => this.judge("kewenangan lain"),
        t: () => this.judge("ragu"), "/": () => this.search.focus(),
        g: () => { if (!this.samaBox.hidden) this.sama.checked = !this.sama.checked; },
        1: () => this.choose(0), 2: () => this.choose(1), 3: () => this.choose(2),
        4: () => this.choose(3), 5: () => this.choose(4),
      } : {}),
    }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  }

  // --- the line that is always there -------------------------------------------------------------

  paintLine() {
    const line = this.model.get("baris");
    this.hear(line);
    this.bar.max = Math.max(line.kemajuan.n, 1);
    this.bar.value = line.kemajuan.sudah;
    this.count.textContent = line.kemajuan.teks;
    this.paintAround(line, (tab, isOn) => { this.panels[tab.dataset.tab].hidden = !isOn; });
    this.root.dataset.n = line.n;
  }

  // --- the card ----------------------------------------------------------------------------------

  buildCard() {
    this.usulan = el("div", { class: "tj-usulan" });
    this.candidates = el("ol", { class: "tj-calon", tabindex: "0", "aria-label": "Calon sub kegiatan" });
    this.accept = button([kbd("A"), "Terima calon pertama"], () => this.choose(0),
      { class: "tj-utama", "data-k": "terima" });
    this.sama = el("input", { type: "checkbox", id: `${this.id}-sama` });
    this.samaText = el("label", { for: this.sama.id });
    this.samaBox = el("p", { class: "tj-sama", hidden: true }, this.sama, " ", this.samaText);
    this.jalur = el("select", { id: `${this.id}-jalur` });
    this.search = el("input", { type: "search", id: `${this.id}-cari`, autocomplete: "off",
      placeholder: "kata atau kode", oninput: () => this.look() });
    this.found = el("ol", { class: "tj-hasil", "aria-label": "Hasil pencarian" });
    this.foundSaid = el("p", { role: "status", class: "tj-kecil" });
    this.panels.kartu.append(
      el("div", { class: "tj-kartu" },
        this.usulan,
        el("div", {},
          el("div", { class: "tj-tombol" }, this.accept,
            button([kbd("R"), "Tidak ada yang cocok"], () => this.judge("tidak ada"), { "data-k": "tidak" }),
            button([kbd("O"), "Kewenangan lain"], () => this.judge("kewenangan lain"), { "data-k": "lain" }),
            button([kbd("T"), "Ragu"], () => this.judge("ragu"), { "data-k": "ragu" }),
            button([kbd("K"), "Sebelumnya"], () => this.send("geser", { ke: -1 }), { "data-k": "mundur" }),
            button([kbd("J"), "Berikutnya"], () => this.send("geser", { ke: 1 }), { "data-k": "maju" })),
          this.samaBox,
          el("div", { class: "tj-cari" },
            el("div", {}, el("label", { for: this.search.id }, kbd("/"), "Cari di Renja"), this.search),
            el("div", {}, el("label", { for: this.jalur.id }, "Jalur"), this.jalur)),
          this.foundSaid, this.found, this.candidates)));
  }

  look() {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.send("cari", { kata: this.search.value }), 120);
  }

  // Enter goes from the field to the first row that was found; a second Enter chooses it.
  enterFound() {
    const said = this.search.value.trim();
    this.isGoing = said !== "";
    if (this.model.get("hasil_cari").kata === said) {
      this.goToFound();
    } else if (said) {
      clearTimeout(this.typing);
      this.send("cari", { kata: said });
    }
  }

  goToFound() {
    const first = this.found.querySelector("button");
    if (this.isGoing && first) first.focus();
    this.isGoing = false;
  }

  paintFound() {
    const rows = this.model.get("hasil_cari").baris;
    const asked = this.search.value.trim() !== "";
    this.foundSaid.textContent = !asked ? "" : rows.length ? `${rows.length} baris ditemukan.` :
      "Tidak ada baris Renja dengan kata itu.";
    this.found.replaceChildren(...(asked ? rows : []).map((row) => el("li", {},
      button("Pilih", () => this.judge("cocok", row), { "aria-label": `Pilih ${row.nama[0][0]}` }),
      el("div", {}, ...this.rowWords(row)))));
    this.goToFound();
  }

  rowWords(row, isLong = false) {
    return [
      el("h4", {}, ...marked(row.nama)),
      el("p", { class: "tj-opd" }, el("strong", {}, row.opd), ` \u00b7 ${row.kode}`),
      isLong && row.alasan ? el("p", { class: "tj-alasan" }, row.alasan) : null,
      isLong && row.mirip ? el("p", { class: "tj-mirip" }, row.mirip) : null,
      el("p", { class: "tj-kecil" }, row.induk),
      el("p", { class: "tj-kecil" }, "Pagu seluruh kabupaten, bukan sisa:"),
      el("ul", { class: "tj-baris" }, ...row.baris.map((line) => el("li", {},
        el("strong", { class: "tj-angka" }, line.pagu), ` \u00b7 ${line.lokasi} \u00b7 ${line.indikator}`)),
        row.lebih ? el("li", {}, `dan ${row.lebih} baris lokasi lain`) : null),
      isLong && row.diminta ? el("p", { class: "tj-kecil" }, row.diminta) : null,
    ];
  }

  paintCard() {
    const card = this.model.get("kartu");
    const tetap = this.model.get("tetap");
    if (this.cardKey !== (card && card.kunci)) {
      this.cardKey = card && card.kunci;
      this.sama.checked = false;
      if (this.search.value) { this.search.value = ""; this.found.replaceChildren(); }
      this.foundSaid.textContent = "";
      this.jalur.replaceChildren(...[["", card && card.jalur.usul ? `usul mesin: ${card.jalur.usul}` :
        "tidak disebut"], ...tetap.jalur.map((one) => [one, one])].map(([value, label]) =>
        el("option", { value }, label)));
    }
    if (!card) {
      this.usulan.replaceChildren(el("h3", {}, "Tidak ada usulan pada saringan ini"),
        el("p", {}, "Ubah saringan di atas, atau lihat tab Ringkasan."));
      this.candidates.replaceChildren();
      this.accept.disabled = true;
      this.samaBox.hidden = true;
      return;
    }
    this.usulan.replaceChildren(
      el("p", { class: "tj-kecil" }, `${card.id} \u00b7 ${card.tempat}`),
      el("h3", {}, ...marked(card.kegiatan)),
      ...this.notices(card),
      el("dl", {}, ...card.fakta.flatMap(([label, value]) => [el("dt", {}, label), el("dd", {}, value)])),
      ...card.serupa.map((said) => el("p", { class: "tj-kecil" }, said)),
      ...(card.dulu ? [el("p", { class: "tj-kecil" }, el("strong", {}, "Jawaban sebelumnya: "),
        card.dulu)] : []),
      ...(card.jalur.usul ? [el("p", { class: "tj-kecil" }, el("strong", {}, "Usul jalur: "),
        `${card.jalur.usul}. ${card.jalur.alasan}`)] : []),
      el("details", {}, el("summary", {}, `Riwayat (${card.riwayat.length})`),
        el("ul", {}, ...card.riwayat.map((one) => el("li", {},
          `${one.waktu} \u00b7 ${one.oleh}: ${one.teks}`)))));
    this.accept.disabled = card.buta || !card.calon.length;
    this.samaBox.hidden = !card.sama.length;
    this.samaText.replaceChildren(kbd("G"),
      ` Terapkan juga ke ${card.sama.length} usulan yang sama (${card.sama.slice(0, 6).join(", ")})`);
    this.candidates.replaceChildren(
      ...(card.tanpa ? [el("li", { class: "tj-tanpa" }, card.tanpa)] : []),
      ...card.calon.map((one, at) => this.candidate(one, at)));
  }

  candidate(one, at) {
    return el("li", { class: one.terpilih ? "tj-terpilih" : "" },
      button([kbd(String(at + 1)), one.terpilih ? "Dipilih" : "Cocok"], () => this.choose(at), {
        "data-k": `c${at}`, "aria-keyshortcuts": String(at + 1),
        "aria-label": `${at + 1}: cocok dengan ${one.nama.map(([piece]) => piece).join("")}`,
      }),
      el("div", {},
        one.pita ? el("p", { class: `tj-pita tj-${one.pita}` }, `Keyakinan mesin: ${one.pita}`) : null,
        ...this.rowWords(one, true),
        one.bagian.length ? el("details", {}, el("summary", {}, "Rincian skor"),
          table("Bagian skor", ["Bagian", "#Nilai"], one.bagian.map(([label, value]) =>
            el("tr", {}, el("th", { scope: "row" }, label), el("td", { class: "tj-angka" }, value))))) : null));
  }

  notices(card) {
    const said = [];
    if (card.buta) {
      said.push(el("p", { class: "tj-catatan" }, "Kartu tanpa saran: urutan calon diacak dan A tidak " +
        "berlaku. Baca lalu pilih sendiri; ini menguji seberapa baik saran mesin."));
    }
    if (card.konflik.length) {
      said.push(el("div", { class: "tj-konflik", role: "group", "aria-label": "Penilaian bertentangan" },
        el("p", {}, el("strong", {}, "Bertentangan."), " Beberapa orang menilai tanpa saling melihat. " +
          "Keduanya tersimpan; pilih yang berlaku, atau nilai lagi."),
        ...card.konflik.map((one) => el("p", {}, `${one.oleh} (${one.waktu}): ${one.teks} `,
          button("Pakai ini", () => this.judge(one.putusan, one), { "data-k": `k${one.id}` })))));
    } else if (card.periksa) {
      said.push(el("div", { class: "tj-konflik", role: "group", "aria-label": "Periksa lagi" },
        el("p", {}, el("strong", {}, "Periksa lagi."), ` ${card.periksa}`),
        el("p", {}, `${card.nilai.oleh}: ${card.nilai.teks} `,
          button("Masih berlaku", () => this.judge(card.nilai.putusan, card.nilai), { "data-k": "masih" }))));
    } else if (card.nilai) {
      said.push(el("p", { class: "tj-catatan" }, el("strong", {}, "Padanan petugas: "),
        `${card.nilai.teks} \u2014 ${card.nilai.oleh}, ${card.nilai.waktu}`));
    }
    for (const one of [card.jawaban, ...card.jawaban_konflik].filter(Boolean)) {
      said.push(el("p", { class: "tj-catatan" }, el("strong", {}, card.jawaban_konflik.length ?
        "Catatan jawaban (bertentangan): " : "Jawaban: "), one.teks));
    }
    return said;
  }

  // --- the list ----------------------------------------------------------------------------------

  buildList() {
    this.listBox = el("div", { class: "tj-gulir", tabindex: "0", role: "region", "aria-label": "Daftar usulan" });
    this.listTools = el("div", { class: "tj-tombol" });
    this.pages = el("div", { class: "tj-tombol" });
    this.panels.daftar.append(this.listTools, this.listBox, this.pages);
  }

  paintList() {
    const list = this.model.get("daftar");
    if (!list.baris) return;
    const heads = ["Pilih", "Usulan", "Desa", "#Anggaran", "Padanan atau calon", "Keadaan", "Jawaban"];
    const at = Math.max(list.baris.findIndex((row) => row.kunci === this.rowKey), 0);
    const rows = list.baris.map((row, index) => el("tr", { tabindex: index === at ? "0" : "-1",
      "data-kunci": row.kunci, onkeydown: (event) => this.walkRows(event, row) },
      el("td", {}, this.tick(row)),
      el("td", {}, button(row.kegiatan, () => this.send("buka", { kunci: row.kunci }),
        { class: "tj-taut" }), el("div", { class: "tj-kecil" }, row.id)),
      el("td", {}, row.desa, el("div", { class: "tj-kecil" }, row.kecamatan)),
      el("td", { class: "tj-angka" }, row.anggaran),
      el("td", {}, row.calon, el("div", { class: "tj-kecil" }, row.opd)),
      el("td", {}, row.status, row.pita ? el("div", { class: "tj-kecil" }, `keyakinan ${row.pita}`) : null),
      el("td", {}, row.jawaban || "\u2013")));
    const hadRow = this.listBox.contains(document.activeElement);
    this.listBox.replaceChildren(table(`${list.n} usulan, halaman ${list.halaman + 1} dari ${list.n_halaman}`,
      heads, rows));
    if (hadRow && rows[at]) rows[at].focus();
    this.paintTools();
    const turn = (label, to, key) => button(label, () => this.send("halaman", { halaman: to }), {
      disabled: to < 0 || to >= list.n_halaman, "data-k": key });
    this.pages.replaceChildren(turn("Halaman sebelumnya", list.halaman - 1, "h-"),
      turn("Halaman berikutnya", list.halaman + 1, "h+"));
  }

  tick(row) {
    const box = el("input", { type: "checkbox", "aria-label": `Pilih ${row.id}`, onchange: () => {
      if (box.checked) this.ticked.add(row.kunci); else this.ticked.delete(row.kunci);
      this.paintTools();
    } });
    box.checked = this.ticked.has(row.kunci);
    return box;
  }

  paintTools() {
    const list = this.model.get("daftar");
    const shown = list.baris.filter((row) => this.ticked.has(row.kunci)).map((row) => row.kunci);
    this.ticked = new Set(shown);
    const hint = list.siap.length ? null : el("span", { class: "tj-kecil" },
      `Untuk menerima sekaligus, saring dahulu pita "tinggi" (di halaman ini ${list.n_siap}).`);
    this.listTools.replaceChildren(...[
      list.siap.length ? button(`Terima ${list.siap.length} usulan berpita tinggi di halaman ini`,
        () => this.send("terima_semua", { kunci: list.siap }), { class: "tj-utama", "data-k": "semua" }) : hint,
      button(`Catat jawaban untuk ${shown.length} yang dicentang`,
        () => this.send("pilih", { kunci: shown }), { disabled: !shown.length, "data-k": "jawab" }),
    ].filter(Boolean));
  }

  walkRows(event, row) {
    const rows = [...this.listBox.querySelectorAll("tbody tr")];
    const at = rows.findIndex((one) => one.dataset.kunci === row.kunci);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (to !== undefined && rows[to]) {
      event.preventDefault();
      rows[at].tabIndex = -1;
      rows[to].tabIndex = 0;
      rows[to].focus();
      this.rowKey = rows[to].dataset.kunci;
    } else if (event.target === rows[at] && event.key === "Enter") {
      this.send("buka", { kunci: row.kunci });
    } else if (event.target === rows[at] && event.key === " ") {
      event.preventDefault();
      rows[at].querySelector("input").click();
    }
  }

  // --- what an OPD or a forum said ---------------------------------------------------------------

  buildForm() {
    this.formHead = el("div", {});
    this.words = el("div", { class: "tj-tombol", role: "group", "aria-label": "Jawaban" });
    this.fields = el("div", { class: "tj-isian" });
    this.formEnd = el("div", {});
    this.panels.jawaban.append(this.formHead, this.words, this.fields, this.formEnd);
  }

  paintForm() {
    const form = this.model.get("jawaban");
    if (!form.awal) return;
    const card = this.model.get("kartu");
    const key = `${form.kunci}|${form.banyak}`;
    const isNew = key !== this.formKey;
    this.formKey = key;
    if (isNew) this.word = "";
    const title = form.banyak ? `Jawaban untuk ${form.banyak} usulan yang dicentang` :
      card ? ["Jawaban untuk: ", ...card.kegiatan.map(([piece]) => piece)] : "Tidak ada usulan";
    this.formHead.replaceChildren(
      el("h3", {}, ...[title].flat()),
      el("p", { class: "tj-kecil" }, form.banyak ?
        "Volume, satuan dan anggaran diambil dari baris masing-masing; yang datanya kurang dilewati dan didaftar." :
        card ? `${card.id} \u00b7 ${card.tempat}` : ""),
      el("p", {}, "Catat hanya yang dikatakan OPD atau forum. Pendapat petugas dicatat di tab Kartu."),
      ...(form.banyak || !card ? [] : this.notices({ ...card, buta: false, konflik: [], periksa: "" })));
    this.paintWords();
    this.formEnd.replaceChildren(...(form.dilewati.length ? [
      table(`${form.dilewati.length} usulan dilewati`, ["Usulan", "Yang kurang"], form.dilewati.map((one) =>
        el("tr", {}, el("th", { scope: "row" }, one.id), el("td", {}, one.sebab))))] : []));
  }

  paintWords() {
    const tetap = this.model.get("tetap");
    this.words.replaceChildren(...tetap.kata.map(({ kata }) => button(kata, () => {
      this.word = kata;
      this.paintWords();
      const first = this.fields.querySelector("input, select");
      if (first) first.focus();
    }, { "aria-pressed": String(kata === this.word), "data-k": `kata-${kata}` })));
    this.paintFields();
  }

  paintFields() {
    const tetap = this.model.get("tetap");
    const form = this.model.get("jawaban");
    const asked = tetap.kata.find(({ kata }) => kata === this.word);
    const typed = this.formValues();
    if (!asked) {
      this.fields.replaceChildren(el("p", {}, "Pilih dahulu apa jawabannya."));
      return;
    }
    const own = form.banyak ? asked.isian.filter((name) => !["volume", "satuan", "anggaran",
      "gabung_ke"].includes(name)) : asked.isian;
    this.fields.replaceChildren(
      ...own.map((name) => this.field(name, typed[name] ?? form.awal[name] ?? "", tetap)),
      button("Catat jawaban", () => {
        if (!this.waiting) {
          this.send("jawab", { kunci: form.kunci, isian: { kata: this.word, ...this.formValues() } });
        }
      }, { class: "tj-utama", "data-k": "catat" }));
  }

  formValues() {
    return Object.fromEntries([...this.fields.querySelectorAll("[name]")].map((one) => [one.name, one.value]));
  }

  field(name, value, tetap) {
    const id = `${this.id}-f-${name}`;
    if (name === "jalur") return this.routes(value, tetap);
    const input = name === "kode_opd" ?
      el("select", { id, name, "data-k": id }, el("option", { value: "" }, "\u2013"),
        ...tetap.opd.map(([code, label]) => el("option", { value: code }, label))) :
      el("input", { id, name, "data-k": id, type: "text", autocomplete: "off",
        list: name === "alasan" ? `${id}-daftar` : false });
    input.value = value;
    return el("div", {}, el("label", { for: id }, tetap.label[name]), input,
      name === "alasan" ? el("datalist", { id: `${id}-daftar` },
        ...tetap.alasan.map((one) => el("option", { value: one }))) : null);
  }

  // A route is chosen by a button; the chosen one pressed again is no route.
  routes(value, tetap) {
    const held = el("input", { type: "hidden", name: "jalur" });
    held.value = value;
    const buttons = tetap.jalur.map((one) => button(one, () => {
      held.value = held.value === one ? "" : one;
      for (const each of buttons) each.setAttribute("aria-pressed", String(each.textContent === held.value));
    }, { "aria-pressed": String(one === value) }));
    return el("div", { class: "tj-lebar", role: "group", "aria-label": tetap.label.jalur },
      el("div", { class: "tj-kecil" }, tetap.label.jalur), el("div", { class: "tj-tombol" }, held, ...buttons));
  }

  // --- the summary -------------------------------------------------------------------------------

  paintSummary() {
    const told = this.model.get("ringkasan");
    if (!told.opd) return;
    const cell = (value) => el("td", { class: "tj-angka" }, String(value));
    this.panels.ringkasan.replaceChildren(
      el("p", {}, el("strong", {}, told.kemajuan)), el("p", {}, told.buta),
      el("div", { class: "tj-gulir", tabindex: "0", role: "region", "aria-label": "Kemajuan per OPD" },
        table("Kemajuan per OPD", ["OPD", "#Usulan", "#Sudah dinilai", "#Cocok", "#Ragu"], told.opd.map((row) =>
          el("tr", {}, el("th", { scope: "row" }, row.opd), cell(row.n), cell(row.sudah), cell(row.cocok),
            cell(row.ragu))))),
      el("div", { class: "tj-gulir", tabindex: "0", role: "region", "aria-label": "Diminta per sub kegiatan" },
        table("Diminta oleh usulan yang dinilai cocok, di samping pagu seluruh kabupaten (bukan sisa)",
          ["Sub kegiatan", "OPD", "#Usulan", "#Tanpa anggaran", "#Diminta", "#Pagu"], told.sub_kegiatan.map((row) =>
            el("tr", {}, el("th", { scope: "row" }, row.sub_kegiatan), el("td", {}, row.opd), cell(row.n),
              cell(row.tanpa), cell(row.diminta), el("td", { class: "tj-angka tj-lipat" }, row.pagu))))),
      told.hilang.length ? table("Pernah dinilai, kini hilang dari buku kerja (penilaiannya tetap tersimpan)",
        ["Usulan", "Kegiatan"], told.hilang.map((one) => el("tr", {}, el("th", { scope: "row" }, one.id),
          el("td", {}, one.kegiatan)))) : "");
  }
}

export default {
  render({ model, el: host }) {
    const root = el("div", { class: "tj", tabindex: "-1", role: "region", "aria-label": "Tinjau padanan" });
    host.append(root);
    const review = new Review(model, root);
    const release = keepKeys(root);
    requestAnimationFrame(() => root.focus({ preventScroll: true }));
    return () => { review.stop(); release(); };
  },
};
