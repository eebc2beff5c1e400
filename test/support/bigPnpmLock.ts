import { type BigPackage, bigGraph } from "./bigGraph";

/** A pnpm-lock.yaml of version 9.0 as pnpm writes it. */
export function bigPnpmLock(entries: number, seed: number): string {
  const { packages, asked } = bigGraph(entries, seed);
  return [
    "lockfileVersion: '9.0'\n",
    "settings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n",
    "importers:\n",
    "  .:\n    dependencies:",
    ...asked.map(
      ({ name, version }) => `      ${quoted(name)}:\n        specifier: ^${version}\n        version: ${version}`,
    ),
    "\npackages:\n",
    ...packages.map(
      (locked) => `  ${key(locked)}:\n    resolution: {integrity: ${locked.integrity}}\n    engines: {node: '>=18'}\n`,
    ),
    "snapshots:\n",
    ...packages.map((locked) => `  ${key(locked)}:${edges(locked.dependencies)}\n`),
  ].join("\n");
}

function edges(dependencies: readonly BigPackage[]): string {
  const lines = dependencies.map(({ name, version }) => `\n      ${quoted(name)}: ${version}`);
  return lines.length === 0 ? " {}" : `\n    dependencies:${lines.join("")}`;
}

function key({ name, version }: BigPackage): string {
  return quoted(`${name}@${version}`);
}

function quoted(name: string): string {
  return name.startsWith("@") ? `'${name}'` : name;
}
