import { appendFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { readStalls, renderStalls } from "../../support/stalls";

const { CUSTODY_E2E_CHECKOUT = "", CUSTODY_E2E_MEASURES = "" } = process.env;
const HOST_STALLS = join(tmpdir(), `custody-host-${process.pid}.jsonl`);
const SERVER_STALLS = join(tmpdir(), `custody-server-${process.pid}.jsonl`);
/** What tasks should stay below. */
const LIMIT_MS = 50;

/** Watches the extension host from now on, and the server from its start: call it before the first document is opened. */
export async function startProbes(): Promise<void> {
  const probe = pathToFileURL(join(CUSTODY_E2E_CHECKOUT, "test/support/probe.mjs")).href;
  process.env.CUSTODY_PROBE = HOST_STALLS;
  await import(probe);
  // The server is started with the first document, and inherits its own probe from here.
  Object.assign(process.env, {
    CUSTODY_PROBE: SERVER_STALLS,
    CUSTODY_PROBED: join("dist", "server.js"),
    NODE_OPTIONS: `--import "${probe}"`,
  });
}

export async function stopProbes(): Promise<void> {
  await Promise.all([HOST_STALLS, SERVER_STALLS].map((place) => rm(place, { force: true })));
}

/** Leaves a line about how long it took, and how long the extension host and the server were busy (over `limit` ms): no verdict. */
export async function measured<T>(what: string, run: () => Promise<T>, limit = LIMIT_MS): Promise<T> {
  const since = Date.now();
  try {
    return await run();
  } finally {
    const took = Date.now() - since;
    const [host, server] = await Promise.all([readStalls(HOST_STALLS, since), readStalls(SERVER_STALLS, since)]);
    const line = `${what}: ${took} ms; extension host: ${renderStalls(host, limit)}; server: ${renderStalls(server, LIMIT_MS)}`;
    appendFileSync(CUSTODY_E2E_MEASURES, `${line}\n`);
  }
}
