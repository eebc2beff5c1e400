import { createRandom, type Random } from "./random";

const LICENSES = ["MIT", "ISC", "Apache-2.0", "BSD-3-Clause"] as const;

/**
 * A lockfile of version 3 as npm writes it, about 530 characters an entry: names, versions and edges are made up
 * from the seed, a tenth of the entries are nested.
 */
export function bigLockfile(entries: number, seed: number): string {
  const random = createRandom(seed);
  const names = Array.from({ length: entries }, (_, index) => packageName(index, random));
  const packages: Record<string, unknown> = {
    "": { name: "big", version: "1.0.0", dependencies: edges(names, 0, 60, random) },
  };
  for (const [index, name] of names.entries()) {
    const holder = random.below(10) === 0 && index > 0 ? `node_modules/${names[random.below(index)]}/` : "";
    packages[`${holder}node_modules/${name}`] = entry(name, index, names, random);
  }
  return `${JSON.stringify({ name: "big", version: "1.0.0", lockfileVersion: 3, requires: true, packages }, null, 2)}\n`;
}

function entry(name: string, index: number, names: readonly string[], random: Random): Record<string, unknown> {
  const version = `${random.below(20)}.${random.below(30)}.${random.below(10)}`;
  const base = name.slice(name.indexOf("/") + 1);
  return {
    version,
    resolved: `https://registry.example/${name}/-/${base}-${version}.tgz`,
    integrity: `sha512-${Array.from({ length: 86 }, () => DIGITS[random.below(64)]).join("")}==`,
    ...(random.below(4) === 0 ? { dev: true } : {}),
    license: random.pick(LICENSES),
    ...(random.below(5) > 1 ? { dependencies: edges(names, index, random.below(4), random) } : {}),
    engines: { node: ">=18" },
  };
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function packageName(index: number, random: Random): string {
  const word = Array.from({ length: 3 + random.below(9) }, () => DIGITS[26 + random.below(26)]).join("");
  return random.below(3) === 0 ? `@scope-${random.below(50)}/${word}-${index}` : `${word}-${index}`;
}

function edges(names: readonly string[], from: number, count: number, random: Random): Record<string, string> {
  const found: Record<string, string> = {};
  for (let made = 0; made < count; made++) {
    const name = names[from + random.below(names.length - from)];
    if (name !== undefined) {
      found[name] = `^${random.below(20)}.${random.below(30)}.0`;
    }
  }
  return found;
}
