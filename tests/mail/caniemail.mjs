// Asks caniemail.com's tables (npm caniemail) about bodies of mails.
// node caniemail.mjs LIBRARY FILE.html ... -> JSON: [{file, level, client, title, note}]
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";

const [library, ...files] = process.argv.slice(2);
const { caniemail, formatIssue } = await import(pathToFileURL(library));
const clients = ["gmail.*", "outlook.*", "apple-mail.*", "samsung-email.*"];
const found = [];
for (const path of files) {
  const { issues } = caniemail({ clients, html: readFileSync(path, "utf8") });
  for (const [level, of] of Object.entries(issues)) {
    for (const [client, some] of of) {
      for (const issue of some) {
        const { message, notes } = formatIssue({ client, issue, issueType: level.replace(/s$/, "") });
        found.push({ file: basename(path), level, client, title: issue.title, note: `${message} ${notes}` });
      }
    }
  }
}
console.log(JSON.stringify(found));
