import type { History, Lookup } from "../model";
import type { Fields, World } from "../world";
import type { Known, Told } from "./answer";
import { type Asker, isConfirmed, isSuccess, never, noAnswer, unavailable } from "./asker";
import { PACKUMENT_FIELDS } from "./packument";
import { askIfChanged } from "./validator";

/** Longer than any name that a registry has ever taken. */
const LONGEST_NAME = 214;
/** Half a surrogate pair (\p{Cs}) has no place in any address, and so in none of both. */
const VERSION = /^[^\s\p{Cc}\p{Cs}@]{1,256}$/u;
const NAME = /^(?:@[^/@\s\p{Cc}\p{Cs}]+\/)?[^/@\s\p{Cc}\p{Cs}]+$/u;

/**
 * Asks a name's own registry for its document, reduced at once to the history record.
 *
 * `read` is undefined for what is no registry document. What is known need only be confirmed.
 */
export async function askHistory(
  name: string,
  isWanted: () => boolean,
  world: Pick<World, "now" | "registry" | "breathe">,
  asker: Asker,
  read: (raw: unknown) => History | undefined,
  known?: Known<History>,
): Promise<Told<History>> {
  const answer = await askRegistry(name, encodeName, isWanted, world, asker, {
    validator: known?.validator,
    reads: PACKUMENT_FIELDS,
  });
  if (answer.status !== "found") {
    return answer;
  }
  const { validator } = answer.value;
  if (answer.value.isUnchanged) {
    return known?.answer.status === "found"
      ? withValidator({ ...known.answer, asOf: answer.asOf }, validator ?? known.validator)
      : unavailable(`${answer.value.host}: answered 304, which is no answer to this question`);
  }
  // To read a document of megabytes takes as long as to reduce it: others may come in between.
  await world.breathe();
  const { json, host } = answer.value;
  const history = read(json);
  return history?.name === name
    ? withValidator({ status: "found", value: history, asOf: answer.asOf }, validator)
    : unavailable(`${host}: answered something that is not the registry document of this package`);
}

function withValidator<T>(lookup: Lookup<T>, validator: string | undefined): Told<T> {
  return validator === undefined ? lookup : { ...lookup, validator };
}

interface RegistryAnswer {
  readonly json: unknown;
  readonly host: string;
  /** It is what the validator says, and was not sent again. */
  readonly isUnchanged: boolean;
  readonly validator: string | undefined;
}

/** Asks a name's own registry for what it has at a path of its own, with its credentials; with a validator, if it has changed. */
export async function askRegistry(
  name: string,
  pathOf: (name: string) => string,
  isWanted: () => boolean,
  world: Pick<World, "now" | "registry">,
  asker: Asker,
  { validator, reads }: { readonly validator?: string | undefined; readonly reads?: Fields } = {},
): Promise<Lookup<RegistryAnswer>> {
  const { url: base, headers, withheld, loginHint } = world.registry(name);
  if (withheld !== undefined) {
    return never(withheld);
  }
  if (!isName(name)) {
    return never("no registry can have a package of this name");
  }
  const url = `${base}${pathOf(name)}`;
  const wanted = { accept: "application/json", ...headers, ...askIfChanged(validator) };
  const request = { method: "GET", url, headers: wanted, body: undefined } as const;
  const answer = await asker.send(reads === undefined ? request : { ...request, reads }, isWanted);
  const asOf = world.now();
  if ("status" in answer && loginHint !== undefined && REFUSALS.has(answer.status)) {
    return never(`${new URL(url).host}: ${refusal(answer.status)}; ${loginHint}`);
  }
  if ("status" in answer && answer.status === 404) {
    return { status: "absent", asOf };
  }
  const isUnchanged = validator !== undefined && isConfirmed(answer);
  return isUnchanged || isSuccess(answer)
    ? {
        status: "found",
        value: { json: answer.json, host: new URL(url).host, isUnchanged, validator: answer.validator },
        asOf,
      }
    : noAnswer(url, answer);
}

/** Many registries say of a private package that it is not there. */
const REFUSALS: ReadonlySet<number> = new Set([401, 403, 404]);

function refusal(status: number): string {
  return status === 404 ? "no such package, or none for whoever has not logged in (404)" : `access refused (${status})`;
}

/** Whether a name can be asked for at all: "..", or a name with a slash too many, would ask for something else. */
export function isName(name: string): boolean {
  return name.length <= LONGEST_NAME && NAME.test(name) && !/^(?:@[^/]+\/)?\.{1,2}$/.test(name);
}

/** Whether a version can be asked for. */
export function isVersion(version: string): boolean {
  return VERSION.test(version);
}

/** Where a name's own registry has its document. */
export function historyUrl(name: string, world: Pick<World, "registry">): string {
  return `${world.registry(name).url}${encodeName(name)}`;
}

/** A name as a part of its registry's addresses. */
export function encodeName(name: string): string {
  return name.startsWith("@") ? `@${encodeURIComponent(name.slice(1))}` : encodeURIComponent(name);
}
