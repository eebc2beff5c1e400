import { type ReplayResult, replayDocument } from "../core/judge";
import { judgeJson } from "../core/present/formats/judgeJson";
import { DEFAULT_SETTINGS, type Settings } from "../core/settings";
import type { Command } from "./command";
import { readNamedJson } from "./files";
import type { Io } from "./io";
import { readMoment } from "./moment";
import { readPolicyFile } from "./rules";
import { UsageError } from "./usageError";

/**
 * Replays documents one by one: read, judge, print, forget, so that memory stays flat however many there are.
 *
 * One that cannot be used is one line on standard error; the others are replayed all the same.
 */
export const replay: Command = async ({ positionals, values }, io, output) => {
  const atText = values.get("at")?.at(-1);
  const at = atText === undefined ? {} : { at: readMoment(atText, "--at") };
  const settings = await readPolicyFile(values.get("policy")?.at(-1), io, DEFAULT_SETTINGS);
  let unusable = 0;
  let next = replayFile(positionals[0], io, settings, at);
  for (let index = 0; index < positionals.length; index++) {
    const result = await next;
    next = replayFile(positionals[index + 1], io, settings, at);
    if (typeof result === "string") {
      unusable += 1;
      io.say(`custody: ${result}\n`);
      continue;
    }
    const isRead = await output.write(result.map(toLine).join(""));
    if (!isRead || io.abort.aborted) {
      break;
    }
  }
  await next;
  io.abort.throwIfAborted();
  return unusable > 0 ? 2 : 0;
};

/** What there is to print about one document, or the sentence that says why there is nothing. */
async function replayFile(
  file: string | undefined,
  io: Io,
  settings: Settings,
  at: { readonly at?: number },
): Promise<readonly ReplayResult[] | string> {
  if (file === undefined) {
    return [];
  }
  try {
    const results = replayDocument(await readNamedJson(io, file, "a registry document (packument)"), {
      settings,
      ...at,
    });
    return results ?? `${file} is no registry document (packument): it has no name or no versions`;
  } catch (error) {
    if (error instanceof UsageError) {
      return error.message;
    }
    throw error;
  }
}

function toLine({ evidence, asOf, assessment, publishedAt }: ReplayResult): string {
  const object = { ...judgeJson(evidence.subject, asOf, assessment), publishedAt: new Date(publishedAt).toISOString() };
  return `${JSON.stringify(object)}\n`;
}
