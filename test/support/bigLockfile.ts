import { type BigPackage, bigGraph } from "./bigGraph";
import { createRandom } from "./random";

/** A lockfile of version 3 as npm writes it, about 550 characters an entry; a tenth of the entries are nested. */
export function bigLockfile(entries: number, seed: number): string {
  const random = createRandom(seed);
  const graph = bigGraph(entries, seed);
  const packages: Record<string, unknown> = {
    "": { name: "big", version: "1.0.0", dependencies: ranges(graph.asked) },
  };
  for (const [index, locked] of graph.packages.entries()) {
    const holder = index > 0 && random.below(10) === 0 ? graph.packages[random.below(index)] : undefined;
    const folder = holder === undefined ? "" : `node_modules/${holder.name}/`;
    packages[`${folder}node_modules/${locked.name}`] = entry(locked);
  }
  return `${JSON.stringify({ name: "big", version: "1.0.0", lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}

function entry({ name, version, integrity, license, dev, dependencies }: BigPackage): Record<string, unknown> {
  const base = name.slice(name.indexOf("/") + 1);
  return {
    version,
    resolved: `https://registry.example/${name}/-/${base}-${version}.tgz`,
    integrity,
    ...(dev ? { dev: true } : {}),
    license,
    ...(dependencies.length > 0 ? { dependencies: ranges(dependencies) } : {}),
    engines: { node: ">=18" },
  };
}

function ranges(dependencies: readonly BigPackage[]): Record<string, string> {
  return Object.fromEntries(dependencies.map(({ name, version }) => [name, `^${version}`]));
}
