import { setTimeout as wait } from "node:timers/promises";
import type { EditorFetch } from "../core/editorNetwork";
import type { World } from "../core/world";
import { machineAuthorities } from "./authorities";
import type { NpmConfig } from "./config/npmConfig";
import { createConnections } from "./connections";
import { createElsewhere } from "./elsewhere";
import { readSmallFile } from "./files";
import { createHttp, HTTP_LIMITS } from "./http";
import { withPatience } from "./patience";
import type { Elsewhere } from "./wire";

export interface NetworkOptions {
  readonly config: NpmConfig;
  /** Addresses that are asked beside registries. */
  readonly services: readonly string[];
  /** Those of them that the user named instead of public ones. */
  readonly namedServices: readonly string[];
  /** An editor that puts requests which find no other way. */
  readonly editorFetch: EditorFetch | undefined;
  breathe(): Promise<void> | undefined;
}

/** The network by the machine's npm configuration. */
export function createSend(options: NetworkOptions): World["send"] {
  const extra = process.env.NODE_EXTRA_CA_CERTS;
  const extraAuthorities = extra === undefined ? undefined : readSmallFile(extra);
  const authorities = machineAuthorities(extraAuthorities === undefined ? [] : [extraAuthorities]);
  const connections = createConnections(options.config, authorities);
  const elsewhere = options.editorFetch === undefined ? {} : { elsewhere: through(options.editorFetch, options) };
  const { breathe, namedServices } = options;
  return withPatience(createHttp({ connections, limits: HTTP_LIMITS, breathe, namedServices, ...elsewhere }), {
    // Not the moment that is judged: that may stand still.
    now: Date.now,
    random: Math.random,
    wait: (milliseconds, abort) => wait(milliseconds, undefined, { signal: abort }).catch(() => abort.throwIfAborted()),
  });
}

/** The hosts that the user's own configuration names, and the services, may be asked through the editor. */
function through(editorFetch: EditorFetch, { config, services }: NetworkOptions): Elsewhere {
  const { ownRegistries, strictProxySsl } = config;
  const addresses = [...ownRegistries, ...services.map((address) => new URL(address))];
  return createElsewhere({
    editor: editorFetch,
    origins: [...new Set(addresses.map(({ origin }) => origin))],
    isStrict: strictProxySsl.value,
    milliseconds: HTTP_LIMITS.totalMs,
  });
}
