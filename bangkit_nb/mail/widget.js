// The mails of one Rakor: paints what the kernel sends, sends what was pressed. Elements stay where
// they are and only their words change, so that the focus survives each update.

const ANSWER_MS = 30000;
const SILENT = "Layar ini tidak menjawab. Tekan tombol Mulai di atas untuk menyalakannya lagi.";
const WAITING = "antre";

// --- what is to be built -------------------------------------------------------------------------

class Order {
  constructor(board) {
    this.board = board;
    const ids = [freshId(), freshId(), freshId()];
    this.kind = el("select", { id: ids[0] });
    this.issue = el("input", { id: ids[1], type: "text", inputmode: "numeric", size: "4",
      autocomplete: "off", maxlength: "3", "aria-describedby": ids[2] });
    this.invite = el("input", { type: "checkbox" });
    this.files = el("div", { class: "ml-berkas" });
    this.submit = lastingButton("Susun ulang", () => this.send());
    this.node = el("details", { class: "ml-susunan" },
      el("summary", { text: "Apa yang dikirim" }),
      el("div", { class: "ml-isian" }, el("label", { for: ids[0], text: "Jenis surel" }), this.kind),
      el("div", { class: "ml-isian" }, el("label", { for: ids[1], text: "Terbitan" }), this.issue,
        el("span", { class: "ml-redup", id: ids[2],
          text: "Naikkan hanya bila isi yang berubah harus dikirim lagi kepada orang yang sama." })),
      el("label", { class: "ml-pilih" }, this.invite, "Sertakan undangan kalender"),
      this.files, el("div", { class: "ml-tombol" }, this.submit));
  }

  paint(view) {
    const { susunan, jenis, dokumen } = view;
    const key = JSON.stringify([susunan, jenis, dokumen]);
    if (this.key === key) return;
    this.key = key;
    this.kind.replaceChildren(...jenis.map((one) => el("option", { value: one.kunci, text: one.nama })));
    this.kind.value = susunan.jenis;
    this.issue.value = String(susunan.terbitan);
    this.invite.checked = susunan.undangan;
    this.files.replaceChildren();
    this.boxes = dokumen.map((one) => {
      const box = el("input", { type: "checkbox", value: one.nama });
      box.checked = susunan.lampiran.includes(one.nama);
      this.files.append(el("label", { class: "ml-pilih" }, box, one.kata));
      return box;
    });
  }

  send() {
    this.board.send({
      aksi: "susun", jenis: this.kind.value, terbitan: this.issue.value,
      undangan: this.invite.checked,
      lampiran: this.boxes.filter((box) => box.checked).map((box) => box.value),
    }, "Menyusun surel...");
  }
}

// --- one mail ------------------------------------------------------------------------------------

class Line {
  constructor(board, kunci) {
    this.board = board;
    this.kunci = kunci;
    const id = freshId();
    this.box = el("input", { type: "checkbox", "aria-labelledby": id });
    this.box.addEventListener("change", () => board.choose(kunci, this.box.checked));
    this.to = el("span", { class: "ml-alamat", id });
    this.subject = el("span", { class: "ml-subjek" });
    this.state = el("span", { class: "ml-kata" });
    this.reply = el("span", { class: "ml-redup" });
    this.ask = el("p", { class: "ml-tanya" });
    this.look = lastingButton("Lihat", () => board.send({ aksi: "lihat", kunci }), { "aria-describedby": id });
    this.again = lastingButton("Kirim ulang", () => this.sure.toggle(true), { "aria-describedby": id });
    this.sure = new Sure("Ya, antrekan lagi", "Biarkan", () => board.send({ aksi: "ulang", kunci }), this.again);
    this.asking = el("div", { class: "ml-ditanya" }, this.ask,
      el("div", { class: "ml-tombol" }, this.again, this.sure.node));
    this.node = el("tr", { "data-kunci": kunci },
      el("td", { class: "ml-centang" }, this.box),
      el("td", {}, this.to, this.subject),
      el("td", {}, this.state, this.reply, this.asking),
      el("td", { class: "ml-lihat" }, this.look));
  }

  paint(one, isChosen, isBusy) {
    say(this.to, [one.nama, one.alamat].filter(Boolean).join(" \u00b7 ") || "(isi tidak ada di komputer ini)");
    say(this.subject, one.subjek);
    say(this.state, one.kata);
    say(this.reply, one.tertutup || one.balasan);
    say(this.ask, one.tanya);
    this.node.className = `ml-${one.keadaan}`;
    const isWaiting = one.keadaan === WAITING && one.ada && !one.tertutup;
    this.box.disabled = !isWaiting || isBusy;
    this.box.checked = isWaiting && isChosen;
    this.asking.hidden = !one.tanya;
    disable(this.look, !one.ada);
    disable(this.again, isBusy || !one.ada);
  }
}

// A second press for what cannot be taken back.
class Sure {
  constructor(yes, no, act, starter) {
    this.starter = starter;
    this.yes = lastingButton(yes, () => { this.toggle(false); act(); }, { class: "ml-utama" });
    this.node = el("span", { class: "ml-yakin", hidden: true }, this.yes,
      lastingButton(no, () => this.toggle(false)));
  }

  toggle(isOpen) {
    this.node.hidden = !isOpen;
    this.starter.hidden = isOpen;
    (isOpen ? this.yes : this.starter).focus();
  }
}

// --- the message itself --------------------------------------------------------------------------

class Preview {
  constructor(board) {
    this.title = el("h3", { id: freshId(), tabindex: "-1" });
    this.to = el("p", { class: "ml-redup" });
    // no script, no form, no address of its own: what is shown is the stored body and nothing else
    this.frame = el("iframe", { sandbox: "", title: "Isi surel" });
    this.close = lastingButton("Tutup pratinjau", () => { this.node.hidden = true; board.focusLine(this.kunci); });
    this.node = el("section", { class: "ml-pratinjau", "aria-labelledby": this.title.id, hidden: true },
      this.title, this.to, this.frame, el("div", { class: "ml-tombol" }, this.close));
  }

  paint(shown) {
    if (!shown.kunci) {
      this.node.hidden = true;
      this.kunci = this.sidik = "";
      return;
    }
    if (shown.sidik === this.sidik && shown.kunci === this.kunci && !this.node.hidden) return;
    this.kunci = shown.kunci;
    this.sidik = shown.sidik;
    say(this.title, shown.subjek);
    say(this.to, `Kepada ${shown.alamat}. Inilah pesan yang tersimpan (sidik ${shown.sidik.slice(0, 12)}); pesan ini pula yang dikirim.`);
    this.frame.srcdoc = shown.html;
    this.node.hidden = false;
    this.title.focus();
  }
}

// --- sending -------------------------------------------------------------------------------------

class Sending {
  constructor(board) {
    this.board = board;
    const id = freshId();
    this.number = el("input", { id, type: "text", inputmode: "numeric", size: "4", autocomplete: "off",
      maxlength: "5" });
    this.label = el("label", { for: id });
    this.go = lastingButton("Kirim sekarang", () => this.send(), { class: "ml-utama" });
    this.stop = lastingButton("Hentikan", () => board.send({ aksi: "henti" }));
    this.where = el("p", { class: "ml-redup" });
    this.why = el("p", { class: "ml-kurang" });
    this.bar = el("progress", { "aria-label": "Kemajuan pengiriman" });
    this.words = el("p", { role: "status" });
    this.take = lastingButton("Pindahkan hak kirim ke komputer ini", () => this.sure.toggle(true));
    this.sure = new Sure("Ya, pindahkan", "Jangan", () => board.send({ aksi: "ambil_alih" }), this.take);
    this.right = el("div", { class: "ml-hak" }, el("p"), el("div", { class: "ml-tombol" }, this.take, this.sure.node));
    this.form = el("div", { class: "ml-kirim" }, this.label, this.number, this.go);
    this.number.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.go.click();
    });
    this.node = el("section", { class: "ml-langkah", "aria-label": "Kirim" }, this.where, this.why,
      this.right, this.form, this.words, el("div", { class: "ml-maju" }, this.bar, this.stop));
  }

  paint(view, n) {
    const { jalan } = view;
    const first = view.mesin && !view.hak ? ` Selanjutnya surel Rakor ini hanya dikirim dari komputer `
      + `ini (${view.mesin}); bila komputer lain sudah mengirim, gabungkan dahulu catatannya di meja.` : "";
    say(this.where, view.server ? `Dikirim dari ${view.server}.${first}` : "");
    say(this.why, view.kurang);
    this.why.hidden = !view.kurang;
    this.right.hidden = !view.hak_lain;
    say(this.right.firstChild, `Surel Rakor ini dikirim dari komputer "${view.hak}". Gabungkan dahulu `
      + "catatannya di meja (Gabung catatan), baru pindahkan haknya.");
    say(this.label, n ? `Ketik ${n} untuk mengirim ${n} surel yang dicentang` : "Belum ada yang dicentang");
    const isShut = Boolean(view.kurang || view.hak_lain || jalan.hidup || !n);
    disable(this.go, isShut);
    this.number.disabled = isShut;
    this.form.hidden = jalan.hidup;
    if (!jalan.hidup && document.activeElement === this.stop) this.number.focus();
    this.bar.hidden = this.stop.hidden = !jalan.hidup;
    this.bar.max = Math.max(1, jalan.semua);
    this.bar.value = jalan.selesai;
    if (jalan.hidup) say(this.words, `Mengirim: ${jalan.selesai} dari ${jalan.semua} selesai.`);
    else say(this.words, jalan.kata);
  }

  send() {
    this.board.send({ aksi: "kirim", jumlah: this.number.value, pilihan: this.board.approved() });
    this.number.value = "";
  }
}

// --- the whole -----------------------------------------------------------------------------------

class Board {
  constructor(model, root) {
    this.model = model;
    this.left = new Set(); // what the officer ticked off; all that wait go unless they are here
    this.lines = new Map();
    this.title = el("h2");
    this.sample = el("p", { class: "ml-contoh", text: "Data contoh: tidak dikirim ke luar komputer ini." });
    this.fault = el("p", { class: "ml-galat", role: "alert" });
    this.wait = el("p", { class: "ml-redup", role: "status" });
    this.counts = el("p", { class: "ml-jumlah" });
    this.order = new Order(this);
    this.preview = new Preview(this);
    this.sending = new Sending(this);
    this.all = lastingButton("Centang semua", () => this.chooseAll(true));
    this.none = lastingButton("Hapus semua centang", () => this.chooseAll(false));
    this.body = el("tbody");
    const heads = ["Kirim", "Kepada", "Keadaan", "Isi"];
    this.table = el("table", {}, el("caption", { class: "ml-tersembunyi", text: "Surel Rakor ini" }),
      el("thead", {}, el("tr", {}, ...heads.map((text) => el("th", { scope: "col", text })))), this.body);
    this.rest = el("details", { class: "ml-tanpa" }, el("summary"), el("ul"));
    root.append(el("section", { class: "ml", lang: "id", "aria-label": "Surel" },
      this.title, this.sample, this.fault, this.wait, this.order.node, this.counts,
      el("div", { class: "ml-tombol" }, this.all, this.none,
        lastingButton("Tulis berkas .eml", () => this.send({ aksi: "eml" }, "Menulis berkas...")),
        lastingButton("Segarkan", () => this.send({ aksi: "segarkan" }))),
      this.table, this.rest, this.preview.node, this.sending.node));
  }

  send(content, words = "") {
    say(this.wait, words);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => say(this.fault, SILENT), ANSWER_MS);
    this.model.send(content);
  }

  hear() {
    clearTimeout(this.timer);
    say(this.wait, "");
  }

  choose(kunci, is) {
    if (is) this.left.delete(kunci);
    else this.left.add(kunci);
    this.paint();
  }

  chooseAll(is) {
    this.left = new Set(is ? [] : this.waiting().map((one) => one.kunci));
    this.paint();
  }

  waiting() {
    return this.model.get("keadaan").surel.filter((one) => one.keadaan === WAITING && one.ada && !one.tertutup);
  }

  // what was on the screen when it was approved: each message by its hash
  approved() {
    const chosen = this.waiting().filter((one) => !this.left.has(one.kunci));
    return Object.fromEntries(chosen.map((one) => [one.kunci, one.sidik]));
  }

  focusLine(kunci) {
    this.lines.get(kunci)?.look.focus();
  }

  paint() {
    const view = this.model.get("keadaan");
    say(this.title, `Surel ${view.judul}`);
    this.sample.hidden = !view.contoh;
    say(this.fault, view.galat);
    this.order.paint(view);
    disable(this.order.submit, view.jalan.hidup);
    say(this.counts, view.jumlah.map((one) => `${one.n} ${one.kata}`).join(" \u00b7 ") || "Belum ada surel.");
    this.paintLines(view);
    this.paintRest(view.tanpa);
    const n = Object.keys(this.approved()).length;
    this.sending.paint(view, n);
    for (const node of [this.all, this.none]) disable(node, view.jalan.hidup || !this.waiting().length);
  }

  paintLines(view) {
    const wanted = new Set(view.surel.map((one) => one.kunci));
    for (const [kunci, line] of this.lines) {
      if (!wanted.has(kunci)) {
        line.node.remove();
        this.lines.delete(kunci);
      }
    }
    view.surel.forEach((one, place) => {
      if (!this.lines.has(one.kunci)) this.lines.set(one.kunci, new Line(this, one.kunci));
      const line = this.lines.get(one.kunci);
      line.paint(one, !this.left.has(one.kunci), view.jalan.hidup);
      if (this.body.children[place] !== line.node) {
        this.body.insertBefore(line.node, this.body.children[place] || null);
      }
    });
    this.table.hidden = !view.surel.length;
  }

  paintRest(found) {
    const key = JSON.stringify(found);
    if (this.restKey === key) return;
    this.restKey = key;
    this.rest.hidden = !found.length;
    say(this.rest.firstChild, `${found.length} tidak mendapat surel`);
    this.rest.lastChild.replaceChildren(...found.map((one) => el("li", {
      text: `${one.baris ? `baris ${one.baris}, ` : ""}${one.nama} (${one.peran}): ${one.alasan}` })));
  }
}

export default {
  render({ model, el: root }) {
    const board = new Board(model, root);
    const paint = () => board.paint();
    const show = () => board.preview.paint(model.get("pratinjau"));
    const hear = () => board.hear();
    paint();
    model.on("change:keadaan", paint);
    model.on("change:pratinjau", show);
    model.on("msg:custom", hear);
    const release = keepKeys(root);
    return () => {
      release();
      clearTimeout(board.timer);
      model.off("change:keadaan", paint);
      model.off("change:pratinjau", show);
      model.off("msg:custom", hear);
    };
  },
};
