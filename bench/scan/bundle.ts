import { resolve } from "node:path";
import { build } from "esbuild";

/** Bundles a script of the benchmark or of the product as the product is bundled; `script` is relative to bench/. */
export async function bundle(script: string, outfile: string): Promise<string> {
  await build({
    entryPoints: [resolve(import.meta.dirname, "..", script)],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  return outfile;
}
