import type { EditorFetch } from "../core/editorNetwork";
import { wholeBody } from "./exchange";
import type { Elsewhere } from "./wire";

/** What goes through the editor's messages as one text; a document that is larger is not worth the way. */
const MOST_BYTES = 60_000_000;

export interface ElsewhereOptions {
  readonly editor: EditorFetch;
  /** Hosts that the user's own configuration names, and those of the services: `https://host:port`. */
  readonly origins: readonly string[];
  /** The editor checks certificates of proxies; where it does not, it is asked about registries alone. */
  readonly isStrict: boolean;
  readonly milliseconds: number;
}

/** Puts requests by the editor's own means: what it knows of proxies (PAC, Kerberos) and certificates, nobody else does. */
export function createElsewhere({ editor, origins, isStrict, milliseconds }: ElsewhereOptions): Elsewhere {
  const known = new Set(origins);
  editor.allow(origins);

  return {
    serves: ({ url, source }) =>
      known.has(url.origin) && (isStrict || source === "registry" || source === "attestations"),

    async ask({ url, method, headers, body }, signal) {
      const request = { url: url.href, method, headers, mostBytes: MOST_BYTES, milliseconds };
      const answer = await editor.ask(body === undefined ? request : { ...request, body }, signal);
      if ("failed" in answer) {
        throw new Error(answer.failed);
      }
      return { statusCode: answer.status, headers: answer.headers, body: wholeBody(Buffer.from(answer.body)) };
    },
  };
}
