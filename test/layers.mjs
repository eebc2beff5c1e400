import { globSync } from "node:fs";
import { cruise } from "dependency-cruiser";
import extractDepcruiseOptions from "dependency-cruiser/config-utl/extract-depcruise-options";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";

/**
 * Checks who imports whom, by .dependency-cruiser.cjs, and that every source file of ours was seen:
 * a cruiser that reads nothing would pass without a word.
 */
const options = await extractDepcruiseOptions("./.dependency-cruiser.cjs");
const { output } = await cruise(["client", "server"], options, undefined, {
  tsConfig: extractTSConfig("tsconfig.json"),
});
const seen = new Set(output.modules.map(({ source }) => source));
const missed = globSync("{client,server}/**/*.ts").filter((file) => !seen.has(file.replaceAll("\\", "/")));

for (const { rule, from, to } of output.summary.violations) {
  console.error(`${rule.name}: ${from} imports ${to}`);
}
for (const file of missed) {
  console.error(`not seen: ${file}`);
}
console.log(`${seen.size} modules, ${output.summary.violations.length} violations, ${missed.length} files not seen`);
process.exitCode = output.summary.violations.length + missed.length === 0 ? 0 : 1;
