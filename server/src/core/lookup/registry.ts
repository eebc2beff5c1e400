import type { History, Lookup } from "../model";
import type { World } from "../world";
import { type Asker, isSuccess, reasonOf, unavailable } from "./asker";

/** Longer than any name that a registry has ever taken. */
const LONGEST_NAME = 214;
const NAME = /^(?:@[^/@\s\p{Cc}]+\/)?[^/@\s\p{Cc}]+$/u;

/**
 * Asks a name's own registry for its document, reduced at once to the history record.
 *
 * `read` is undefined for what is no registry document.
 */
export async function askHistory(
  name: string,
  isWanted: () => boolean,
  world: Pick<World, "now" | "registry" | "breathe">,
  asker: Asker,
  read: (raw: unknown) => History | undefined,
): Promise<Lookup<History>> {
  const answer = await askRegistry(name, encodeName, isWanted, world, asker);
  if (answer.status !== "found") {
    return answer;
  }
  // To parse a document of megabytes takes as long as to reduce it: others may come in between.
  await world.breathe();
  const { json, host } = answer.value;
  const history = read(json);
  return history?.name === name
    ? { status: "found", value: history, asOf: answer.asOf }
    : unavailable(`${host}: answered something that is not the registry document of this package`);
}

/** Asks a name's own registry for what it has at a path of its own, with its credentials. */
export async function askRegistry(
  name: string,
  pathOf: (name: string) => string,
  isWanted: () => boolean,
  world: Pick<World, "now" | "registry">,
  asker: Asker,
): Promise<Lookup<{ readonly json: unknown; readonly host: string }>> {
  const { url: base, headers, withheld } = world.registry(name);
  if (withheld !== undefined) {
    return unavailable(withheld);
  }
  if (!isName(name)) {
    return unavailable("no registry can have a package of this name");
  }
  const url = `${base}${pathOf(name)}`;
  const request = { method: "GET", url, headers: { accept: "application/json", ...headers }, body: undefined } as const;
  const answer = await asker.send(request, isWanted);
  const asOf = world.now();
  if ("status" in answer && answer.status === 404) {
    return { status: "absent", asOf };
  }
  return isSuccess(answer)
    ? { status: "found", value: { json: answer.json, host: new URL(url).host }, asOf }
    : unavailable(reasonOf(url, answer));
}

/** Whether a name can be asked for at all: "..", or a name with a slash too many, would ask for something else. */
export function isName(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name) && !/^(?:@[^/]+\/)?\.{1,2}$/.test(name);
}

/** A name as a part of its registry's addresses. */
export function encodeName(name: string): string {
  return name.startsWith("@") ? `@${encodeURIComponent(name.slice(1))}` : encodeURIComponent(name);
}
