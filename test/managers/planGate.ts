import assert from "node:assert/strict";
import { createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { OwnSettings } from "../../server/src/core/world";
import { never } from "../support/lookupWorld";
import { fakeWorld, packumentOf } from "../support/world";
import { documentReleases, type GateScenario, RELEASES } from "./gateScenarios";
import type { Files } from "./scenarios";

const OPTIONS = { asOf: undefined, deep: false, offline: false, settings: DEFAULT_SETTINGS, policy: undefined };

/** Which of the project's files is written as one of the user's is. */
const FORMS: Readonly<Record<string, string>> = {
  ".npmrc": ".npmrc",
  ".config/pnpm/config.yaml": "pnpm-workspace.yaml",
  ".yarnrc.yml": ".yarnrc.yml",
  ".bunfig.toml": "bunfig.toml",
};

/** What we say the package manager will say, and the files after the fix; the files as they are where there is none. */
export interface GatePlan {
  readonly isRefused: boolean;
  readonly titles: readonly string[];
  readonly files: Files;
}

export async function planGate(
  files: Files,
  { asks, home = {} }: Pick<GateScenario, "asks" | "home">,
): Promise<GatePlan> {
  const own = Object.entries(home).map(
    ([file, text]): OwnSettings => ({ form: FORMS[file] ?? assert.fail(file), file: `/home/ann/${file}`, text }),
  );
  const world = fakeWorld({
    files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`/app/${name}`, text])),
    documents: Object.fromEntries(
      Object.keys(RELEASES).map((name) => [name, packumentOf(name, documentReleases(name))]),
    ),
    ownSettings: own,
  });
  const service = createTrustService(world);
  const [path, text] = ["/app/package.json", files["package.json"] ?? ""];
  const report = await service.document(path, text, OPTIONS, never);
  const [name] = Object.keys(asks);
  const entry = report?.entries.find(({ dependency }) => dependency?.key === name) ?? assert.fail();
  const fixes = await service.letInstall(path, text, entry);
  const changed: Record<string, string> = { ...files };
  for (const change of fixes.flatMap(({ changes }) => changes)) {
    changed[change.path.slice("/app/".length)] = change.edits.reduce(
      (now, { span, newText }) => now.slice(0, span.start) + newText + now.slice(span.end),
      change.text ?? "",
    );
  }
  return { isRefused: (entry.refusals ?? []).length > 0, titles: fixes.map(({ title }) => title), files: changed };
}
