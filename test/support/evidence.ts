import assert from "node:assert/strict";
import { readPackument } from "../../server/src/core/lookup/packument";
import type { Advisory, Evidence, History, LockedPackage, Lookup } from "../../server/src/core/model";
import { type AssessContext, DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { type DocumentRows, moment, registryDocument } from "./releases";

const NOW = Date.UTC(2026, 0, 31);
export const UNASKED = { status: "unasked", reason: "not asked in this test" } as const;
export const SILENT = { status: "unavailable", reason: "offline" } as const;

export function at(text: string): number {
  return Date.parse(moment(text));
}

/** The history that the product reads from these rows. */
export function history(rows: DocumentRows): History {
  const read = readPackument(registryDocument(rows));
  assert.ok(read !== undefined, `"${rows.name}" is no registry document`);
  return read;
}

export function found<T>(value: T, asOf: number = NOW): Lookup<T> {
  return { status: "found", value, asOf };
}

/** Evidence about a version of these rows: the document alone, fetched now. A test states only what differs. */
export function evidence(rows: DocumentRows, version: string, differs: Partial<Evidence> = {}): Evidence {
  return {
    subject: { name: rows.name, version },
    history: found(history(rows)),
    advisories: UNASKED,
    depsDev: UNASKED,
    dependencyCreated: new Map(),
    locked: undefined,
    registryUrl: undefined,
    ...differs,
  };
}

export function context(differs: Partial<AssessContext> = {}): AssessContext {
  return { asOf: NOW, settings: DEFAULT_SETTINGS, stateRules: true, beside: [], ...differs };
}

/** An advisory of moderate severity for exactly one version. */
export function advisory(differs: Partial<Advisory> = {}): Advisory {
  return {
    id: "GHSA-aaaa-bbbb-cccc",
    aliases: [],
    summary: "Something can be made to do too much",
    published: NOW - 1,
    withdrawn: undefined,
    severity: "moderate",
    malware: false,
    exact: false,
    bounded: false,
    fixed: undefined,
    detailed: true,
    ...differs,
  };
}

/** A registry entry of a lockfile. */
export function locked(differs: Partial<LockedPackage> = {}): LockedPackage {
  const name = differs.name ?? "left";
  return {
    id: `node_modules/${name}`,
    name,
    version: "1.0.0",
    source: "registry",
    span: { start: 0, end: 0 },
    direct: true,
    dev: false,
    optional: false,
    integrity: "sha512-AAAA",
    resolved: undefined,
    alias: undefined,
    hasInstallScript: false,
    dependencies: [],
    ...differs,
  };
}
