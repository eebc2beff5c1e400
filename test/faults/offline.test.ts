import assert from "node:assert/strict";
import { HoverRequest } from "vscode-languageserver/node";
import { createTrustService } from "../../server/src/core/service";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { type LspClient, MANIFEST, startClient, workspaceOf } from "../support/lspClient";
import { custody, inFolder } from "../support/terminal";
import { fakeWorld } from "../support/world";
import { differences, dishonest, type Sound, soundScan } from "./honesty";
import { type Rig, withRig } from "./rig";

const HOUR = 60 * 60_000;
const NO_NETWORK =
  "custody: There is no network: 3 packages are judged by what is here alone, the lockfile, the names, the policy and earlier answers. Check again once there is one; --offline asks nobody.\n";

const gone = ({ url }: HttpRequest): HttpAnswer => ({
  failed: `${new URL(url).host}: no such host, or no network`,
  extent: "offline",
});

/** A name to be mistaken, an entry that fetches another package, one that is calm, and one that nothing resolves. */
const FILES = {
  "package.json":
    '{\n  "name": "app",\n  "dependencies": { "lodahs": "^1.0.0", "left": "^1.0.0", "new": "^2.0.0" }\n}\n',
  "package-lock.json": JSON.stringify(
    {
      lockfileVersion: 3,
      packages: {
        "": { name: "app", dependencies: { lodahs: "^1.0.0", left: "^1.0.0" } },
        "node_modules/lodahs": entry("1.0.0", "http://registry.example/lodahs/-/lodahs-1.0.0.tgz"),
        "node_modules/left": entry("1.3.0", "http://registry.example/right/-/right-1.3.0.tgz"),
        "node_modules/deep": entry("1.0.0", "http://registry.example/deep/-/deep-1.0.0.tgz"),
      },
    },
    undefined,
    1,
  ),
  "custody.json": JSON.stringify({ levels: { "lock-name": "error", "lock-insecure": "off" } }),
};

function entry(version: string, resolved: string): unknown {
  return { version, resolved, integrity: "sha512-AA==" };
}

describe("without a network", () => {
  const world = () => fakeWorld({ answer: gone });
  const check = (words: string) =>
    inFolder(FILES, (folder) => custody(["check", ...words.split(" ").filter(Boolean)], { folder, world }));

  it("the lockfile, the names and the policy are judged, and what nobody could be asked is said once", async () => {
    const { code, out, err } = await check("");
    assert.equal(
      out,
      `error    left 1.3.0  score 9, direct
  the lockfile fetches right in its place.
  => Remove the entry and let the package manager write it again, and look at how it came into the lockfile.
  package-lock.json:16, package.json:3

warning  lodahs 1.0.0  score 39, direct
  the name swaps two letters of lodash, one of the most used packages.
  => If lodash is meant, put that name in its place; if this package is meant, accept the finding and say why.
  package-lock.json:11, package.json:3

4 packages: 1 error, 1 warning, 2 unchecked.
Switched off: lock-insecure.
Not checked: deps.dev for 3 packages: depsdev.example: no such host, or no network.
Not checked: OSV for 3 packages: osv.example: no such host, or no network.
Not checked: the registry for 3 packages: for example, registry.example: no such host, or no network. npm's
  own configuration says which registry is asked; --registry URL names another.
History not read for 1 package: the registry document is read for direct, recent and flagged packages; --deep
  reads all.
`,
    );
    assert.equal(err, NO_NETWORK);
    assert.equal(code, 1);
  });

  it("the same is said in JSON, package by package", async () => {
    const { code, out, err } = await check("--format json --all");
    const { summary, packages } = JSON.parse(out);
    assert.deepEqual(summary, { packages: 4, error: 1, warning: 1, info: 0, clear: 0, unchecked: 2, accepted: 0 });
    assert.deepEqual(
      packages.map(({ name, level, signals, unchecked }: Record<string, readonly { readonly id: string }[]>) => [
        `${level} ${name}`,
        signals?.map(({ id }) => id).join(),
        unchecked?.map(({ id }) => id).join(),
      ]),
      [
        ["error left", "lock-name", "registry,osv,depsdev"],
        ["warning lodahs", "lookalike", "registry,osv,depsdev"],
        ["unchecked deep", "", "registry,osv,depsdev"],
        ["unchecked new", "", "registry"],
      ],
    );
    assert.equal(err, NO_NETWORK);
    assert.equal(code, 1);
  });

  it("nothing is said aside where that is not wanted, and nobody is asked where that was said", async () => {
    assert.equal((await check("--quiet")).err, "");
    assert.equal((await check("--offline")).err, "");
  });

  describe("an open document", () => {
    let client: LspClient | undefined;
    afterEach(() => client?.dispose());

    it("has its diagnostics, a hover that says what could not be asked, and a status", async () => {
      const files = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`/app/${name}`, text]));
      const service = createTrustService(fakeWorld({ files, answer: gone }));
      client = await startClient(() => workspaceOf(service));
      await client.open(FILES["package.json"]);
      const diagnostics = await client.diagnostics();
      assert.deepEqual(diagnostics.map(({ code }) => code).sort(), ["lock-name", "lookalike"]);
      const hover = await client.connection.sendRequest(HoverRequest.type, {
        textDocument: { uri: MANIFEST },
        position: { line: 2, character: 24 },
      });
      const text = JSON.stringify(hover);
      assert.match(text, /\*\*lodahs\*\* 1\.0\.0 — \*\*look\*\*/);
      assert.match(text, /Not checked: the registry, OSV and deps\.dev \(no such host, or no network\)/);
      const status = client.statuses.at(-1);
      assert.equal(status?.noNetwork, true);
      assert.deepEqual(
        status?.outages.map(({ source, packages }) => `${source} ${packages}`),
        ["the registry 3", "OSV 2", "deps.dev 2"],
      );
    });
  });
});

describe("a network that goes away", () => {
  let sound: Sound;
  before(async () => {
    sound = await soundScan();
  });

  function cutAfter(rig: Rig, requests: number): void {
    let left = requests;
    rig.cut(() => (left-- > 0 ? undefined : "ENETUNREACH"));
  }

  for (const requests of [0, 1, 2, 3, 5, 8, 12, 16, 20, 24, 26]) {
    it(`after ${requests} requests of a scan makes no wrong word, and the next scan is whole`, () =>
      withRig({}, async (rig) => {
        cutAfter(rig, requests);
        assert.deepEqual(dishonest(sound, await rig.scan()), []);
        rig.cut(undefined);
        rig.pass(61_000);
        assert.deepEqual(differences(sound.plain, await rig.scan()), []);
      }));
  }

  it("between two scans leaves what was answered, for as long as that holds", () =>
    withRig({}, async (rig) => {
      await rig.scan();
      cutAfter(rig, 0);
      rig.pass(HOUR / 2);
      assert.deepEqual(differences(sound.plain, await rig.scan()), []);
      rig.pass(HOUR);
      const later = await rig.scan();
      assert.deepEqual(dishonest(sound, later), []);
      const levels = (releases: readonly string[]) => releases.map((release) => later.get(release)?.level);
      assert.deepEqual(levels(["taken@1.8.0", "evil@1.7.0", "weak@1.7.0", "calm@1.7.0", "quiet@1.7.0"]), [
        "error",
        "error",
        "warning",
        "unchecked",
        "unchecked",
      ]);
    }));
});
