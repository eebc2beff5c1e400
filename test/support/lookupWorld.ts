import type { HttpAnswer, HttpRequest, RegistryAddress, World } from "../../server/src/core/world";
import { NOW } from "./world";

export interface LookupWorld extends World {
  readonly sent: HttpRequest[];
  /** How many requests were open at the same time at most, by source. */
  readonly most: Map<string, number>;
  pass(milliseconds: number): void;
}

/** A world for lookups: every request is written down and answered by `answer`, one turn later. */
export function lookupWorld(
  answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>,
  registry: (name: string) => RegistryAddress = () => ({
    url: "https://registry.example/",
    headers: {},
    isPrivate: false,
  }),
): LookupWorld {
  const sent: HttpRequest[] = [];
  const most = new Map<string, number>();
  const open = new Map<string, number>();
  let now = NOW;
  return {
    sent,
    most,
    now: () => now,
    pass: (milliseconds) => {
      now += milliseconds;
    },
    readFile: async () => undefined,
    stampOf: async () => undefined,
    foldersIn: async () => [],
    registry,
    breathe: () => undefined,
    endpoints: { osv: "https://osv.example", depsdev: "https://depsdev.example" },
    async send(request) {
      sent.push(request);
      const count = (open.get(request.source) ?? 0) + 1;
      open.set(request.source, count);
      most.set(request.source, Math.max(count, most.get(request.source) ?? 0));
      await new Promise((resolve) => setImmediate(resolve));
      try {
        return await answer(request);
      } finally {
        open.set(request.source, (open.get(request.source) ?? 1) - 1);
      }
    },
  };
}

/** The queries of an OSV batch or the requests of a deps.dev batch, as name@version. */
export function askedFor(request: HttpRequest): readonly string[] {
  const body = request.body as {
    readonly queries?: readonly { readonly package: { readonly name: string }; readonly version: string }[];
    readonly requests?: readonly { readonly versionKey: { readonly name: string; readonly version: string } }[];
  };
  return [
    ...(body.queries ?? []).map(({ package: { name }, version }) => `${name}@${version}`),
    ...(body.requests ?? []).map(({ versionKey: { name, version } }) => `${name}@${version}`),
  ];
}

export const never = new AbortController().signal;
