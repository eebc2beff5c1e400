import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { sampleFiles, samplePictures } from "./sample";

/** `npm run sample`: writes the walkthrough's sample and its pictures anew. */
const folder = resolve(import.meta.dirname, "../../sample");
mkdirSync(folder, { recursive: true });
for (const [name, value] of Object.entries(sampleFiles())) {
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, name === "answers.json" ? 0 : 2)}\n`);
}
for (const [name, svg] of Object.entries(samplePictures())) {
  writeFileSync(resolve(import.meta.dirname, "../../media/walkthrough", name), `${svg}\n`);
}
