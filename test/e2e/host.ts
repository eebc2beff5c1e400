/** A real VS Code, from the npm registry alone; what the test command and the demo need of it. */
export { exitOnSignals } from "./children";
export { ensureServer, startVsCodeServer } from "./server";
