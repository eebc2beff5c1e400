import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Replica } from "../replica/replica";
import { run } from "./children";
import { PLAIN_MANIFEST, writeWorkspace } from "./project";
import { startWorld } from "./world";

const ROOT = resolve(import.meta.dirname, "../..");
const SESSION = join(import.meta.dirname, "neovim/session.lua");

interface Finding {
  readonly line: number;
  readonly text: string;
  readonly code: string;
  readonly source: string;
  readonly message: string;
}

interface Seen {
  readonly fault?: string;
  readonly lockfile: readonly Finding[];
  readonly manifest: readonly Finding[];
  readonly hover: { readonly kind: string; readonly value: string };
  readonly titles: readonly string[];
  readonly fixed: string;
  readonly undone: boolean;
}

/** A client that nobody here wrote: it states what it can do, and asks as its authors understood the protocol. */
describe("the built server in Debian's Neovim, configured as docs/editors.md says", () => {
  let replica: Replica;
  let workspace: string;
  let home: string;
  let seen: Seen;

  before(async function () {
    const version = await run("nvim", ["--version"], { env: process.env }).catch(() => undefined);
    if (version?.code !== 0) {
      this.skip();
    }
    [replica, workspace, home] = await Promise.all([
      startWorld(),
      writeWorkspace(PLAIN_MANIFEST),
      mkdtemp(join(tmpdir(), "custody-nvim-")),
    ]);
    await mkdir(join(workspace, ".git"));
    const init = join(home, "init.lua");
    await writeFile(init, await configuration());
    const out = join(home, "seen.json");
    const { output } = await run("nvim", ["--headless", "-n", "-i", "NONE", "-u", init, "-c", `luafile ${SESSION}`], {
      cwd: workspace,
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name))),
        ...replica.environment(),
        HOME: home,
        XDG_STATE_HOME: home,
        CUSTODY_SESSION_OUT: out,
      },
    });
    const text = await readFile(out, "utf8").catch(() => assert.fail(`Neovim wrote nothing down:\n${output}`));
    seen = JSON.parse(text) as Seen;
    const log = await readFile(join(home, ".cache/nvim/lsp.log"), "utf8").catch(() => "");
    assert.equal(seen.fault, undefined, `${output}\n${log}`);
  });

  after(async () => {
    await replica?.close();
    await Promise.all(
      [workspace && dirname(workspace), home].filter(Boolean).map((folder) => rm(folder, { recursive: true })),
    );
  });

  it("has the error on the version that is asked for, with what happened and a code", () => {
    assert.deepEqual(
      seen.manifest.map(({ text }) => text.replaceAll('"', "")),
      ["^2.0.0"],
    );
    const [{ message, source, code }] = [seen.manifest[0] ?? assert.fail()];
    assert.equal(source, "custody");
    assert.match(message, /^handed-over 2\.1\.0: .*bertil/);
    assert.notEqual(code, undefined);
  });

  it("has it in the lockfile too", () => {
    assert.match(seen.lockfile[0]?.message ?? "", /^handed-over 2\.1\.0: /);
  });

  it("says in the hover what is usual and what changed, without a picture that it could not draw", () => {
    assert.match(seen.hover.value, /handed-over/);
    assert.match(seen.hover.value, /bertil/);
    assert.doesNotMatch(seen.hover.value, /data:image/);
  });

  it("rolls back by a code action, and one undo takes that back", () => {
    assert.ok(seen.titles.some((title) => title.startsWith("Roll back")));
    assert.match(seen.fixed, /"handed-over" {2}: {2}"2\.0\.4"/);
    assert.equal(seen.undone, true);
  });
});

/** The first Lua block of the page, with the place of this checkout's server. */
async function configuration(): Promise<string> {
  const page = await readFile(join(ROOT, "docs/editors.md"), "utf8");
  const block = /```lua\n([\s\S]*?)```/.exec(page)?.[1] ?? assert.fail("docs/editors.md has a Lua block");
  assert.ok(block.includes('"/path/to/custody/dist/server.js"'));
  return block
    .replace('"/path/to/custody/dist/server.js"', JSON.stringify(join(ROOT, "dist/server.js")))
    .replace('"node"', JSON.stringify(process.execPath));
}
