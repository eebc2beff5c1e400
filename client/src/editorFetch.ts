import type { FetchAnswer, FetchParams } from "../../server/src/lsp/protocol";

/** Puts the server's requests by the editor's own `fetch`, which goes through the proxies that VS Code knows. */
export interface EditorFetch {
  /** From now on these hosts may be asked, too. */
  allow(origins: readonly string[]): void;
  /** Refuses what goes to any other host. Never rejects. */
  answer(params: FetchParams, abort: AbortSignal): Promise<FetchAnswer>;
}

/** What a question says of itself; anything else stays here. */
const SENT: ReadonlySet<string> = new Set([
  "accept",
  "authorization",
  "cache-control",
  "content-type",
  "custody-body-md5",
  "if-modified-since",
  "if-none-match",
  "user-agent",
]);
/** What the server makes something of. What a body was packed in is no more true once it is unpacked. */
const TOLD = ["content-type", "etag", "last-modified", "location", "retry-after"];

export function createEditorFetch(send: typeof fetch): EditorFetch {
  const allowed = new Set<string>();

  return {
    allow(origins) {
      for (const origin of origins) {
        allowed.add(origin);
      }
    },

    async answer({ url, method, headers, body, mostBytes, milliseconds }, abort) {
      const address = URL.canParse(url) ? new URL(url) : undefined;
      if (address === undefined || !allowed.has(address.origin) || address.username !== "") {
        return { failed: "this host is not one of those that may be asked" };
      }
      if (method !== "GET" && method !== "POST") {
        return { failed: "no question is put in this way" };
      }
      try {
        const response = await send(address, {
          method,
          headers: Object.entries(headers).filter(([name]) => SENT.has(name.toLowerCase())),
          ...(body === undefined ? {} : { body }),
          // Where a redirect leads is for the server to judge, and for this to allow again.
          redirect: "manual",
          credentials: "omit",
          signal: AbortSignal.any([abort, AbortSignal.timeout(milliseconds)]),
        });
        return {
          status: response.status,
          headers: Object.fromEntries(
            TOLD.flatMap((name) => {
              const value = response.headers.get(name);
              return value === null ? [] : [[name, value]];
            }),
          ),
          body: await readText(response, mostBytes),
        };
      } catch (error) {
        return { failed: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}

async function readText({ body }: Response, mostBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > mostBytes) {
      throw new Error("the answer is too large");
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
