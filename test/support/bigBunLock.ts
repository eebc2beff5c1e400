import { type BigPackage, bigGraph } from "./bigGraph";
import { createRandom } from "./random";

/** A bun.lock of version 1 as Bun writes it; a tenth of the entries are nested. */
export function bigBunLock(entries: number, seed: number): string {
  const random = createRandom(seed);
  const { packages, asked } = bigGraph(entries, seed);
  const lines = packages.map(({ name, version, integrity, dependencies }, index) => {
    const holder = index > 0 && random.below(10) === 0 ? packages[random.below(index)] : undefined;
    const key = holder === undefined ? name : `${holder.name}/${name}`;
    const info = dependencies.length === 0 ? "{}" : `{ "dependencies": { ${dependencies.map(range).join(", ")} } }`;
    return `    "${key}": ["${name}@${version}", "", ${info}, "${integrity}"],\n`;
  });
  return [
    '{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "big",\n      "dependencies": {',
    ...asked.map((dependency) => `        ${range(dependency)},`),
    '      },\n    },\n  },\n  "packages": {',
    lines.join("\n"),
    "  }\n}\n",
  ].join("\n");
}

function range({ name, version }: BigPackage): string {
  return `"${name}": "^${version}"`;
}
