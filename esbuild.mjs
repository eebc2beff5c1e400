import { build } from "esbuild";

/** Three bundles: the extension, the language server, the command line. */
const shared = {
  bundle: true,
  platform: "node",
  format: "cjs",
  // The oldest that runs the command line and the server outside of VS Code.
  target: "node20",
  // jsonc-parser's "main" is UMD, which no bundler can follow.
  mainFields: ["module", "main"],
  outdir: "dist",
  minify: process.env.CUSTODY_DEBUG === undefined,
  sourcemap: process.env.CUSTODY_DEBUG === undefined ? false : "linked",
  legalComments: "eof",
  logLevel: "warning",
};

await Promise.all([
  build({ ...shared, entryPoints: { extension: "client/src/extension.ts" }, external: ["vscode"] }),
  build({ ...shared, entryPoints: { server: "server/src/main.ts" } }),
  build({ ...shared, entryPoints: { cli: "server/src/cli/main.ts" }, banner: { js: "#!/usr/bin/env node" } }),
]);
