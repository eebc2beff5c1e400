import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

/**
 * Packages what `npm run build` has made: `node package.mjs [FILE.vsix]`.
 *
 * The same commit gives the same bytes wherever it is packaged: times are the commit's, and the zip's clock is UTC.
 */
const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
const packagePath = process.argv[2] ?? `${name}-${version}.vsix`;

process.env.TZ = "UTC";
process.env.SOURCE_DATE_EPOCH ??= commitTime();

const { createVSIX } = await import("@vscode/vsce");
await createVSIX({
  packagePath,
  dependencies: false,
  allowMissingRepository: true,
  // There is no public repository yet, and a reserved name leads nobody astray.
  baseContentUrl: "https://custody.example/blob/main",
  baseImagesUrl: "https://custody.example/raw/main",
});

const kilobytes = Math.ceil(statSync(packagePath).size / 1024);
const hash = createHash("sha256").update(readFileSync(packagePath)).digest("hex");
console.log(`${packagePath}: ${kilobytes} KB, sha256 ${hash}`);

/** Outside of a checkout all files are from 1980, the first moment that a zip can say. */
function commitTime() {
  try {
    return execFileSync("git", ["log", "-1", "--format=%ct"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return "315532800";
  }
}
