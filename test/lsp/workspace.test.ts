import assert from "node:assert/strict";
import {
  CancellationTokenSource,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  FileChangeType,
  LSPErrorCodes,
  type PreviousResultId,
  WorkDoneProgress,
  type WorkDoneProgressBegin,
  WorkDoneProgressCancelNotification,
  WorkDoneProgressCreateRequest,
  type WorkDoneProgressEnd,
  type WorkDoneProgressReport,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { withOpenTexts } from "../../server/src/core/openTexts";
import { createTrustService } from "../../server/src/core/service";
import { FINDINGS_REQUEST, RECHECK_REQUEST, type WorkspaceFindings } from "../../server/src/lsp/protocol";
import {
  type ClientOptions,
  EAGER,
  IS_TOLD,
  type LspClient,
  PULLS,
  startClient,
  workspaceOf,
} from "../support/lspClient";
import { calmPackument, type FakeWorld, fakeWorld, packumentOf } from "../support/world";

const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
const DOCUMENTS = {
  taken: TAKEN,
  calm: calmPackument("calm"),
  deep: calmPackument("deep"),
  shallow: calmPackument("shallow"),
};

type Step = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

const ROOT = "/app";
const LOCKFILE = `${ROOT}/package-lock.json`;

/** A workspace of npm: `members` of it ask for the package that was taken over, and the lockfile has two more notes of its own. */
function files(members: number): Record<string, string> {
  const names = Array.from({ length: members }, (_, i) => `m${String(i).padStart(2, "0")}`);
  const integrity = "sha512-AA==";
  const packages: Record<string, object> = {
    "": { workspaces: ["packages/*"], dependencies: { calm: "^1.0.0" } },
    ...Object.fromEntries(names.map((name) => [`packages/${name}`, { name, dependencies: { taken: "^1.0.0" } }])),
    "node_modules/calm": { version: "1.9.0", integrity, dependencies: { deep: "^1.0.0", shallow: "^1.0.0" } },
    "node_modules/deep": { version: "1.9.0", integrity, resolved: "https://elsewhere.example/deep-1.9.0.tgz" },
    "node_modules/shallow": { version: "1.9.0", resolved: "https://registry.example/shallow/-/shallow-1.9.0.tgz" },
    "node_modules/taken": { version: "1.8.0", integrity },
    "node_modules/x1": { version: "1.0.0", integrity, link: true },
  };
  const member = (name: string) => `{\n  "name": "${name}",\n  "dependencies": { "taken": "^1.0.0" }\n}\n`;
  return {
    [`${ROOT}/package.json`]: '{ "name": "app", "workspaces": ["packages/*"], "dependencies": { "calm": "^1.0.0" } }',
    [LOCKFILE]: JSON.stringify({ lockfileVersion: 3, packages }, undefined, 2),
    ...Object.fromEntries(names.map((name) => [`${ROOT}/packages/${name}/package.json`, member(name)])),
  };
}

const uriOf = (path: string) => `file://${path}`;
const member = (name: string) => uriOf(`${ROOT}/packages/${name}/package.json`);

let clients: LspClient[] = [];

async function start(world: FakeWorld, options: ClientOptions = {}): Promise<LspClient> {
  const client = await startClient(
    (_, openText) => workspaceOf(createTrustService(withOpenTexts(world, openText)), { readFile: world.readFile }),
    { pauses: EAGER, ...options },
  );
  clients.push(client);
  return client;
}

function pull(
  client: LspClient,
  previousResultIds: readonly PreviousResultId[] = [],
): Promise<WorkspaceDiagnosticReport> {
  return client.connection.sendRequest(WorkspaceDiagnosticRequest.type, {
    identifier: "custody",
    previousResultIds: [...previousResultIds],
  });
}

/** Asks as VS Code does, again after each answer, until what it has satisfies. */
async function pullUntil(client: LspClient, isEnough: (has: Map<string, readonly string[]>) => boolean) {
  const ids = new Map<string, string>();
  const has = new Map<string, readonly string[]>();
  const items = new Map<string, WorkspaceDocumentDiagnosticReport>();
  while (!isEnough(has)) {
    const answer = await pull(
      client,
      [...ids].map(([uri, value]) => ({ uri, value })),
    );
    for (const item of answer.items) {
      assert.equal(item.kind, "full", "what has not changed is not worth an answer");
      ids.set(item.uri, item.resultId ?? "");
      items.set(item.uri, item);
      has.set(item.uri, item.kind === "full" ? item.items.map(({ code, severity }) => `${severity} ${code}`) : []);
    }
  }
  return { has, ids: [...ids].map(([uri, value]) => ({ uri, value })), items };
}

const isWhole = (has: Map<string, readonly string[]>) => has.has(uriOf(LOCKFILE));

function findings(client: LspClient): Promise<WorkspaceFindings> {
  return client.connection.sendRequest(FINDINGS_REQUEST);
}

async function whenDone(client: LspClient): Promise<WorkspaceFindings> {
  let found = await findings(client);
  while (found.phase !== "done") {
    const before = client.news;
    await client.until(() => client.news > before);
    found = await findings(client);
  }
  return found;
}

describe("the workspace while its files are closed", () => {
  afterEach(() => {
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
  });

  it("has each finding once: direct ones at the first that asks, the others at the lockfile, none only to know of those", async () => {
    const client = await start(fakeWorld({ files: files(3), documents: DOCUMENTS }));
    const { has } = await pullUntil(client, isWhole);
    assert.deepEqual(
      [...has].sort(),
      [
        [uriOf(LOCKFILE), ["2 lock-host"]],
        [member("m00"), ["1 install-script-added"]],
      ].sort(),
    );
  });

  it("names the others that ask, ten lines at most, and counts the rest", async () => {
    const client = await start(fakeWorld({ files: files(60), documents: DOCUMENTS }));
    const { items } = await pullUntil(client, isWhole);
    const item = items.get(member("m00"));
    assert.ok(item?.kind === "full");
    const related = item.items[0]?.relatedInformation ?? [];
    assert.equal(related.length, 10);
    assert.ok(related.some(({ message }) => message === "packages/m01/package.json asks for it too."));
    assert.match(related.at(-1)?.message ?? "", /^And \d\d more places do\.$/);
    assert.deepEqual(
      related.filter(({ message }) => message.startsWith("packages/m01")).map(({ location }) => location),
      [{ uri: member("m01"), range: { start: { line: 2, character: 21 }, end: { line: 2, character: 26 } } }],
    );
  });

  it("holds a question as long as there is nothing new to say, and answers it when there is", async () => {
    const world = fakeWorld({ files: files(2), documents: DOCUMENTS });
    const client = await start(world);
    const { ids } = await pullUntil(client, isWhole);
    const answer = pull(client, ids);
    world.files[LOCKFILE] = (world.files[LOCKFILE] ?? "").replace('"1.8.0"', '"1.7.0"');
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: uriOf(LOCKFILE), type: FileChangeType.Changed }],
    });
    const { items } = await answer;
    assert.deepEqual(
      items.map((item) => [item.uri, item.kind === "full" && item.items]),
      [[member("m00"), []]],
    );
  });

  it("lets go of an earlier question for a later one, and of a cancelled one", async () => {
    const client = await start(fakeWorld({ files: files(2), documents: DOCUMENTS }));
    const { ids } = await pullUntil(client, isWhole);
    const first = pull(client, ids);
    const second = pull(client, ids);
    assert.deepEqual(await first, { items: [] });
    const source = new CancellationTokenSource();
    const third = client.connection.sendRequest(
      WorkspaceDiagnosticRequest.type,
      { identifier: "custody", previousResultIds: [...ids] },
      source.token,
    );
    assert.deepEqual(await second, { items: [] });
    source.cancel();
    await assert.rejects(third, { code: LSPErrorCodes.RequestCancelled });
  });

  it("takes back a file that was shown with diagnostics of its own, and is closed", async () => {
    const world = fakeWorld({ files: files(2), documents: DOCUMENTS });
    const client = await start(world);
    const { ids } = await pullUntil(client, isWhole);
    // A second member shows its own finding while it is open; the client remembers the answer about the document.
    await client.open(world.files[`${ROOT}/packages/m01/package.json`] ?? "", member("m01"));
    const shown = await client.pull(undefined, member("m01"));
    await pull(client, ids);
    const held = pull(client, [...ids, { uri: member("m01"), value: shown.resultId ?? "" }]);
    await findings(client);
    assert.deepEqual(await Promise.race([held, "held"]), "held");
    // Closed, it is forgotten, and asked about anew.
    await client.close(member("m01"));
    const { items } = await pull(client, ids);
    assert.deepEqual(
      items.map((item) => [item.uri, item.kind === "full" && item.items]),
      [[member("m01"), []]],
    );
  });

  it("answers the question that is held when a file is closed that had more to say while it was open", async () => {
    const world = fakeWorld({ files: files(2), documents: DOCUMENTS });
    const client = await start(world);
    const { ids } = await pullUntil(client, isWhole);
    const held = pull(client, ids);
    await client.open(world.files[LOCKFILE] ?? "", uriOf(LOCKFILE));
    const shown = await client.diagnostics(uriOf(LOCKFILE));
    assert.ok(
      shown.some(({ code }) => code === "lock-integrity"),
      "the open lockfile tells what is only to know, too",
    );
    await client.close(uriOf(LOCKFILE));
    const { items } = await held;
    const lockfile = items.find(({ uri }) => uri === uriOf(LOCKFILE));
    assert.deepEqual(lockfile?.kind === "full" && lockfile.items.map(({ code }) => code), ["lock-host"]);
  });

  it("is told to a client that does not ask", async () => {
    const world = fakeWorld({ files: files(2), documents: DOCUMENTS });
    const client = await start(world, { capabilities: IS_TOLD });
    const last = (uri: string) => client.published.findLast((one) => one.uri === uri)?.diagnostics.length;
    await client.until(() => last(member("m00")) === 1 && last(uriOf(LOCKFILE)) === 1);
    await client.open(world.files[`${ROOT}/packages/m00/package.json`] ?? "", member("m00"));
    await client.until(() => client.published.some(({ uri, version }) => uri === member("m00") && version === 1));
    await client.close(member("m00"));
    await client.until(() => last(member("m00")) === 0);
    await client.until(() => last(member("m00")) === 1);
    assert.equal(client.published.filter(({ uri }) => uri === uriOf(LOCKFILE)).length, 1);
  });

  it("is not looked at where the user has switched Custody off", async () => {
    const world = fakeWorld({ files: files(2) });
    const client = await start(world, { settings: () => ({ enable: false }) });
    assert.deepEqual((await whenDone(client)).projects, []);
    assert.deepEqual(world.sent, []);
  });

  it("is looked at, too, where its folder comes to the window before the client has taken in what to tell of", async () => {
    const workspace = { ...PULLS.workspace, didChangeWatchedFiles: { dynamicRegistration: true } };
    const world = fakeWorld({ files: files(1), documents: DOCUMENTS });
    const client = await start(world, { folders: [], capabilities: { ...PULLS, workspace } });
    const event = { added: [{ uri: uriOf(ROOT), name: "app" }], removed: [] };
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, { event });
    await client.until(() => client.alarms.length > 0);
    const { projects } = await whenDone(client);
    assert.deepEqual(
      projects.map(({ name }) => name),
      ["app"],
    );
  });

  it("is judged from what is at hand while offline, and says so", async () => {
    const world = fakeWorld({ files: files(2) });
    const client = await start(world, { settings: () => ({ offline: true }) });
    const [project] = (await whenDone(client)).projects;
    assert.equal(project?.offline, true);
    assert.equal(project?.counts.clear, 0);
    assert.deepEqual(world.sent, []);
  });

  describe("that takes long to look at", () => {
    const LONG = { ...EAGER, long: async () => undefined };
    const CAN_SHOW = { ...PULLS, window: { workDoneProgress: true } };

    /** A world in which nobody answers until it is let go. */
    function slowWorld() {
      const world = fakeWorld({ files: files(2), documents: DOCUMENTS });
      const gate = Promise.withResolvers<void>();
      const slow: FakeWorld = {
        ...world,
        async send(request, abort) {
          const answer = world.send(request, abort);
          await gate.promise;
          return answer;
        },
      };
      return { world: slow, letGo: gate.resolve };
    }

    function progressOf(client: LspClient): Step[] {
      const steps: Step[] = [];
      client.connection.onRequest(WorkDoneProgressCreateRequest.type, ({ token }) => {
        client.connection.onProgress(WorkDoneProgress.type, token, (step) => {
          steps.push(step);
          if (step.kind === "begin") {
            began.resolve(token);
          } else if (step.kind === "end") {
            ended.resolve();
          }
        });
      });
      return steps;
    }

    let began = Promise.withResolvers<string | number>();
    let ended = Promise.withResolvers<void>();
    beforeEach(() => {
      began = Promise.withResolvers();
      ended = Promise.withResolvers();
    });

    it("shows how far it is, and stops when the user says so, until the user says otherwise", async () => {
      const { world, letGo } = slowWorld();
      const client = await start(world, { pauses: LONG, capabilities: CAN_SHOW });
      const steps = progressOf(client);
      const token = await began.promise;
      await client.connection.sendNotification(WorkDoneProgressCancelNotification.type, { token });
      await ended.promise;
      assert.deepEqual(
        [steps[0]?.kind === "begin" && steps[0].cancellable, steps[0]?.kind === "begin" && steps[0].title],
        [true, "Custody"],
      );
      assert.equal((await findings(client)).phase, "stopped");
      const asked = world.sent.length;
      letGo();
      await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
        changes: [{ uri: uriOf(LOCKFILE), type: FileChangeType.Changed }],
      });
      assert.equal((await findings(client)).phase, "stopped");
      assert.equal(world.sent.length, asked, "nothing more is asked");
      await client.connection.sendRequest(RECHECK_REQUEST);
      assert.equal((await whenDone(client)).projects.length, 1);
    });

    it("counts what is looked at, and is done at the end", async () => {
      const { world, letGo } = slowWorld();
      const client = await start(world, { pauses: LONG, capabilities: CAN_SHOW });
      const steps = progressOf(client);
      await began.promise;
      letGo();
      await ended.promise;
      const said = steps.flatMap((step) => (step.kind === "end" ? [] : (step.message ?? [])));
      const counts = said.flatMap((message) => Number(/^checking (\d) of 4 packages$/.exec(message)?.[1] ?? []));
      assert.deepEqual(counts, [...new Set(counts)].sort(), "forward only, and each once");
      assert.equal(said.at(-1), "checking 4 of 4 packages");
    });

    it("says nothing to a client that shows no progress", async () => {
      const { world, letGo } = slowWorld();
      const client = await start(world, { pauses: LONG });
      client.connection.onRequest(WorkDoneProgressCreateRequest.type, () => assert.fail("it cannot show any"));
      letGo();
      assert.equal((await whenDone(client)).phase, "done");
    });
  });

  describe("while somebody waits for something else", () => {
    const MANY = Array.from({ length: 100 }, (_, i) => `s${String(i).padStart(2, "0")}`);
    const TOOL = uriOf("/app/tools/package.json");

    /** A registry that answers each question when it is told to, and all of them once it is let go. */
    function heldWorld() {
      const asked: string[] = [];
      const held: (() => void)[] = [];
      let isHeld = true;
      let onAsked: () => void = () => undefined;
      const dependencies = Object.fromEntries(MANY.map((name) => [name, "1.9.0"]));
      const world = fakeWorld({
        files: { "/app/package.json": JSON.stringify({ dependencies }), "/app/tools/package.json": "{}" },
        documents: Object.fromEntries([...MANY, "mine"].map((name) => [name, calmPackument(name)])),
      });
      const slow: FakeWorld = {
        ...world,
        async send(request, abort) {
          const answer = world.send(request, abort);
          if (request.source === "registry") {
            asked.push(new URL(request.url).pathname.slice(1));
            onAsked();
            if (isHeld) {
              await new Promise<void>((resolve) => held.push(resolve));
            }
          }
          return answer;
        },
      };
      return {
        world: slow,
        asked,
        async untilAsked(isEnough: () => boolean) {
          while (!isEnough()) {
            await new Promise<void>((resolve) => {
              onAsked = resolve;
            });
          }
        },
        answerOne: () => held.shift()?.(),
        letGo() {
          isHeld = false;
          for (const answer of held.splice(0)) {
            answer();
          }
        },
      };
    }

    it("puts nothing more until they have it, and then what is left, each question once", async () => {
      const { world, asked, untilAsked, answerOne, letGo } = heldWorld();
      const client = await start(world);
      await untilAsked(() => asked.length === 16);
      assert.ok(asked.every((name) => MANY.includes(name)));
      await client.open('{ "dependencies": { "mine": "^1.0.0" } }', TOOL);
      await client.until(() => client.statuses.some(({ uri }) => uri === TOOL));
      answerOne();
      await untilAsked(() => asked.length > 16);
      assert.equal(asked[16], "mine", "the rest of the look at the workspace stands behind");
      assert.notEqual((await findings(client)).phase, "done");
      letGo();
      const [project] = (await whenDone(client)).projects;
      assert.equal(project?.counts.clear, MANY.length);
      assert.deepEqual(asked.toSorted(), ["mine", ...MANY]);
    });
  });

  it("lists what there is to say, worst first, with reasons, ways and places", async () => {
    const client = await start(fakeWorld({ files: files(2), documents: DOCUMENTS }));
    const found = await whenDone(client);
    const [project = assert.fail()] = found.projects;
    assert.deepEqual([project.name, project.uri, project.hasLockfile, project.pending], ["app", uriOf(ROOT), true, 0]);
    const { error, warning, info, clear } = project.counts;
    assert.deepEqual({ error, warning, info, clear }, { error: 1, warning: 1, info: 1, clear: 1 });
    assert.deepEqual(
      project.packages.map(({ name, version, word, direct }) => [name, version, word, direct]),
      [
        ["taken", "1.8.0", "at risk", true],
        ["deep", "1.9.0", "look", false],
        ["shallow", "1.9.0", "no checksum", false],
      ],
    );
    const [taken, deep] = project.packages;
    assert.equal(taken?.reasons[0]?.rule, "install-script-added");
    assert.deepEqual(
      taken?.places.map(({ file, range }) => `${file}:${range.start.line + 1}`),
      ["packages/m00/package.json:3", "packages/m01/package.json:3", "package-lock.json:41"],
    );
    assert.deepEqual(deep?.paths, [["app", "calm", "deep"]]);
  });

  it("sounds the alarm about a direct dependency at risk, once", async () => {
    const client = await start(fakeWorld({ files: files(2), documents: DOCUMENTS }));
    await whenDone(client);
    await client.connection.sendRequest(RECHECK_REQUEST);
    await whenDone(client);
    assert.deepEqual(
      client.alarms.map(({ key, message, place }) => [key, /^taken 1\.8\.0: /.test(message), place.file]),
      [["taken@1.8.0 install-script-added", true, "packages/m00/package.json"]],
    );
  });

  it("sounds none about what a policy accepts", async () => {
    const accept = [
      {
        package: "taken@1.8.0",
        rules: ["install-script-added", "publisher-new", "maintainers-replaced", "release-young"],
        reason: "seen",
        until: "2026-03-01",
      },
    ];
    const all = { ...files(1), [`${ROOT}/custody.json`]: JSON.stringify({ accept }) };
    const client = await start(fakeWorld({ files: all, documents: DOCUMENTS }));
    const [project] = (await whenDone(client)).projects;
    assert.equal(project?.counts.accepted, 1);
    assert.deepEqual(client.alarms, []);
  });
});
