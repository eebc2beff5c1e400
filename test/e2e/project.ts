import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** As people write it: tabs, blanks that no formatter would leave, and a comment that npm would refuse and we keep. */
export const MANIFEST = `{
\t"name": "an-app",
\t"version": "1.0.0",
\t"private": true,
\t"dependencies": {
\t\t"handed-over"  :  "^2.0.0", // the reason is in the wiki
\t\t"quiet-one": "^1.0.0"
\t}
}
`;

const LOCKFILE = {
  name: "an-app",
  version: "1.0.0",
  lockfileVersion: 3,
  requires: true,
  packages: {
    "": { name: "an-app", version: "1.0.0", dependencies: { "handed-over": "^2.0.0", "quiet-one": "^1.0.0" } },
    "node_modules/brought-along": { version: "1.0.0", hasInstallScript: true },
    "node_modules/handed-over": {
      version: "2.1.0",
      hasInstallScript: true,
      dependencies: { "brought-along": "^1.0.0" },
    },
    "node_modules/quiet-one": { version: "1.2.0" },
  },
};

/** The same as npm takes it. */
export const PLAIN_MANIFEST = MANIFEST.replace(/ \/\/.*/, "");

/** Writes the suite's project into a folder of its own, the only one in a temporary folder, so that a run may change it. */
export async function writeWorkspace(manifest = MANIFEST): Promise<string> {
  const folder = join(await mkdtemp(join(tmpdir(), "custody-")), "an-app");
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), manifest);
  await writeFile(join(folder, "package-lock.json"), `${JSON.stringify(LOCKFILE, null, 2)}\n`);
  return folder;
}
