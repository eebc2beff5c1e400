import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { packageExtension } from "./vsix";

const OUT = resolve(import.meta.dirname, "../../out");

describe("npm run package", () => {
  it("gives the same bytes twice, wherever and in whatever time zone it runs", async () => {
    const [one, other] = [resolve(OUT, "one.vsix"), resolve(OUT, "other.vsix")];
    const said = await packageExtension(one, { TZ: "America/St_Johns" });
    await packageExtension(other, { TZ: "Pacific/Auckland" });
    assert.ok((await readFile(one)).equals(await readFile(other)));
    assert.match(said, /: \d+ KB, sha256 [0-9a-f]{64}/);
  });

  it("puts in what a user needs, and nothing else", async () => {
    const files = entriesOf(await readFile(resolve(OUT, "one.vsix")));
    const known =
      /^(\[Content_Types\]\.xml|extension\.vsixmanifest|extension\/(package(\.nls)?\.json|l10n\/bundle\.l10n\.json|readme\.md|changelog\.md|LICENSE\.txt|dist\/(extension|server)\.js|media\/(icon\.png|findings\.svg)|media\/walkthrough\/[\w-]+\.(md|svg)|sample\/[\w-]+\.json|schemas\/custody\.schema\.json|docs\/(cache|custody-json|evaluation|gates|network|privacy|rollout|shared-cache|what-to-do-now|rules\/[\w-]+)\.md))$/;
    assert.deepEqual(
      files.filter((name) => !known.test(name)),
      [],
    );
    for (const needed of [
      ...["extension/package.json", "extension/package.nls.json", "extension/l10n/bundle.l10n.json"],
      ...["extension/dist/extension.js", "extension/dist/server.js"],
    ]) {
      assert.ok(files.includes(needed), needed);
    }
  });
});

/** The names in a zip's central directory. */
function entriesOf(zip: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = zip.indexOf("PK\u0001\u0002"); at !== -1; at = zip.indexOf("PK\u0001\u0002", at + 4)) {
    const length = zip.readUInt16LE(at + 28);
    names.push(zip.toString("utf8", at + 46, at + 46 + length));
  }
  return names;
}
