import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { enableCompileCache } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { codeCacheIn, forgetOtherCode } from "../../client/src/codeCache";

describe("codeCacheIn", () => {
  let storage: string;

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), "custody-code-"));
  });
  afterEach(() => rm(storage, { recursive: true }));

  it("lets Node keep the code of a program in the storage", async function () {
    if (enableCompileCache === undefined) {
      // Node.js before 22.1 keeps no code.
      this.skip();
    }
    const program = join(storage, "program.js");
    await writeFile(program, "console.log(require('node:module').getCompileCacheDir())");
    const environment = codeCacheIn(storage, "1.2.3", {});
    const said = execFileSync(process.execPath, [program], { env: { ...process.env, ...environment } });
    assert.ok(said.toString().startsWith(join(storage, "code", "1.2.3")), said.toString());
    const kept = await readdir(join(storage, "code", "1.2.3"), { recursive: true });
    assert.equal(kept.length, 2, kept.join());
  });

  it("leaves a folder that the user has named to them", () => {
    assert.deepEqual(codeCacheIn(storage, "1.2.3", { NODE_COMPILE_CACHE: "/theirs" }), {});
  });

  it("forgets the code of other versions, and nothing else", async () => {
    for (const folder of ["code/1.2.2/v24", "code/1.2.3/v24", "sample"]) {
      await mkdir(join(storage, folder), { recursive: true });
    }
    await forgetOtherCode(storage, "1.2.3");
    assert.deepEqual(await readdir(storage), ["code", "sample"]);
    assert.deepEqual(await readdir(join(storage, "code")), ["1.2.3"]);
  });

  it("does not mind that there is no storage yet", () => forgetOtherCode(join(storage, "none"), "1.2.3"));
});
