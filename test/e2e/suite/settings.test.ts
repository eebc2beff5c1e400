import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import * as vscode from "vscode";
import { loopback } from "../../support/loopback";
import { diagnostics, hover, open, rangeOf } from "./editor";

const DEADLINE_MS = 40_000;

describe("the settings in VS Code, changed while a manifest is open", () => {
  let document: vscode.TextDocument;

  before(async () => {
    ({ document } = await open("package.json"));
    await onLine("handed-over", (messages) => messages.length > 0);
  });

  it("custody.levels: a rule that is off speaks no more", async () => {
    const speaks = /postinstall/;
    await onLine("handed-over", (messages) => messages.some((message) => speaks.test(message)));
    await having("levels", { "install-script-added": "off" }, () =>
      onLine("handed-over", (messages) => messages.length > 0 && !messages.some((message) => speaks.test(message))),
    );
    await onLine("handed-over", (messages) => messages.some((message) => speaks.test(message)));
  });

  it("custody.minimumReleaseAge: what is younger is pointed out, and nothing is where it is 0", async () => {
    await onLine("quiet-one", (messages) => messages.length === 0);
    await having("minimumReleaseAge", "2000 days", () =>
      onLine("quiet-one", (messages) => messages.some((message) => /published 3\.4 years ago/.test(message))),
    );
    await having("minimumReleaseAge", "0", () => onLine("quiet-one", (messages) => messages.length === 0));
  });

  it("custody.recentTransfer: a handover within that time is a note, an older one is none", async () => {
    const asked = new vscode.WorkspaceEdit();
    asked.insert(document.uri, rangeOf(document, '"quiet-one"').start, '"passed-on": "^1.0.0",\n\t\t');
    await vscode.workspace.applyEdit(asked);
    const isNoted = (messages: readonly string[]) =>
      messages.some((message) => /by gerd only since 1\.4\.0/.test(message));
    await onLine("passed-on", isNoted);
    await having("recentTransfer", "3 days", () => onLine("passed-on", (messages) => messages.length === 0));
    await onLine("passed-on", isNoted);
    await vscode.commands.executeCommand("undo");
  });

  it("custody.organizationPolicy: holds from its address too, and no longer than it is set", async () => {
    await onLine("quiet-one", (messages) => messages.length === 0);
    const company = await loopback((_, response) => response.end('{ "minimumReleaseAge": "2000 days" }\n'));
    try {
      await having("organizationPolicy", `${company.url}/company.json`, () =>
        onLine("quiet-one", (messages) => messages.some((message) => /published 3\.4 years ago/.test(message))),
      );
      await onLine("quiet-one", (messages) => messages.length === 0);
    } finally {
      await company.close();
    }
  });

  it("custody.inlayHints: on flagged lines, on all, or nowhere", async () => {
    await hintsBecome(/^at risk \d+$/);
    await having("inlayHints", "all", () => hintsBecome(/^at risk \d+ clear \d+$/));
    await having("inlayHints", "off", () => hintsBecome(/^$/));
    await hintsBecome(/^at risk \d+$/);
  });

  it("custody.codeLens: counts above a block, or none", async () => {
    await lensesBecome(/1 at risk · 1 clear/);
    await having("codeLens", false, () => lensesBecome(/^$/));
    await lensesBecome(/1 at risk · 1 clear/);
  });

  it("custody.importHovers: on an import, or not", async () => {
    const source = (await open("index.ts")).document;
    const shown = () => hover(source, rangeOf(source, "handed-over/lib"));
    await becomes(shown, (text) => text.includes("bertil"));
    await having("importHovers", false, () => becomes(shown, (text) => !text.includes("bertil")));
    ({ document } = await open("package.json"));
  });

  it("custody.offline: what nobody was asked about is not checked, and nothing is held against it", async () => {
    await having("offline", true, async () => {
      await onLine("handed-over", (messages) => messages.length === 0);
      await becomes(
        () => hover(document, rangeOf(document, "quiet-one")),
        (text) => /not checked/.test(text) && /offline/.test(text),
      );
    });
    await onLine("handed-over", (messages) => messages.length > 0);
  });

  it("custody.enable: nothing is said at all, in no file", async () => {
    await having("enable", false, async () => {
      await onLine("handed-over", (messages) => messages.length === 0);
      await hintsBecome(/^$/);
      const ours = () => vscode.languages.getDiagnostics().flatMap(([, all]) => all.filter(isOurs));
      await becomes(
        async () => ours().length,
        (count) => count === 0,
      );
    });
    await onLine("handed-over", (messages) => messages.length > 0);
  });

  /** Sets one of our settings for the user, and takes that back whatever comes of it. */
  async function having(key: string, value: unknown, run: () => Promise<void>): Promise<void> {
    const set = (what: unknown) =>
      vscode.workspace.getConfiguration("custody").update(key, what, vscode.ConfigurationTarget.Global);
    await set(value);
    try {
      await run();
    } finally {
      await set(undefined);
    }
  }

  /** Waits until what Problems says on the line of a dependency is as expected. */
  async function onLine(name: string, expected: (messages: readonly string[]) => boolean): Promise<void> {
    const { line } = rangeOf(document, `"${name}"`).start;
    const said = (found: readonly vscode.Diagnostic[]) =>
      found
        .filter(({ range, source }) => source === "custody" && range.start.line === line)
        .map(({ message }) => message);
    const found = said(await diagnostics(document, (now) => expected(said(now))));
    assert.ok(expected(found), `On ${name}: ${JSON.stringify(found)}`);
  }

  async function hintsBecome(expected: RegExp): Promise<void> {
    const whole = new vscode.Range(0, 0, document.lineCount, 0);
    await becomes(
      async () => {
        const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
          "vscode.executeInlayHintProvider",
          document.uri,
          whole,
        );
        const labels = hints.map(({ label }) =>
          typeof label === "string" ? label : label.map(({ value }) => value).join(""),
        );
        return labels.join(" ").replace(/\u00a0/g, " ");
      },
      (text) => expected.test(text),
    );
  }

  async function lensesBecome(expected: RegExp): Promise<void> {
    await becomes(
      async () => {
        const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
          "vscode.executeCodeLensProvider",
          document.uri,
          20,
        );
        const titles = lenses.map(({ command }) => command?.title ?? "");
        return titles.filter((title) => title.includes("Custody")).join("; ");
      },
      (text) => expected.test(text),
    );
  }
});

function isOurs({ source }: vscode.Diagnostic): boolean {
  return source === "custody";
}

/** Asks again and again until the answer is as expected: not all that a setting changes is told of. */
async function becomes<Answer>(ask: () => Promise<Answer>, expected: (answer: Answer) => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  let answer = await ask();
  while (!expected(answer) && Date.now() < deadline) {
    await wait(50);
    answer = await ask();
  }
  assert.ok(expected(answer), String(answer));
}
