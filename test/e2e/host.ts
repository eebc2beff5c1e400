/** A real VS Code and a browser to see it with, both from the npm registry alone; used by the tests and the demo. */

export { exitOnSignals } from "./children";
export { type Chromium, ensureChromium } from "./chromium";
export { ensureServer, installExtension, type ServerOptions, startVsCodeServer, type VsCodeServer } from "./server";
