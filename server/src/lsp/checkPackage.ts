import { parentOf } from "../core/filePath";
import { type AgentAnswer, renderAgentAnswer } from "../core/present/agentAnswer";
import { untilAborted } from "../core/untilAborted";
import { type CircumstancesSource, toCheckOptions } from "./circumstances";
import type { CheckPackageParams } from "./protocol";

/**
 * What an assistant asks before it adds a dependency; null for what is no package name. The folder's registries, private
 * scopes and policy hold for it as for everything else.
 */
export function checkPackageHandler(context: {
  readonly circumstances: CircumstancesSource;
  now(): number;
}): (params: Partial<CheckPackageParams> | undefined, abort: AbortSignal) => Promise<AgentAnswer | null> {
  return async (params, abort) => {
    const { uri, name, version } = params ?? {};
    if (typeof uri !== "string" || typeof name !== "string" || !NAME.test(name)) {
      return null;
    }
    const found = await untilAborted(context.circumstances.of(uri), abort);
    if (found === undefined) {
      return null;
    }
    const { path, service } = found;
    const options = toCheckOptions(found);
    const wanted = typeof version === "string" && VERSION.test(version) ? version : undefined;
    const from = { path: parentOf(path) ?? "/" };
    return renderAgentAnswer(await service.explain(name, wanted, options, abort, from), context.now());
  };
}

const NAME = /^(?:@[a-z\d~][\w.~-]*\/)?[a-z\d~_-][\w.~-]*$/i;
/** A version, a tag or a range; an assistant may repeat what it read somewhere. */
const VERSION = /^[\w.+^~<>=* |-]{1,64}$/;
