import { cacheJson, renderCacheText } from "../core/present/formats/cacheText";
import type { Command } from "./command";
import { toJsonText } from "./common";
import { reasonOf } from "./output";
import { UsageError } from "./usageError";

/** Tells what is kept on disk, or takes it away. */
export const cache: Command = async ({ positionals, format }, io, output) => {
  const action = positionals[0] ?? "show";
  if (action !== "show" && action !== "clear") {
    throw new UsageError(`cache expects "show" or "clear", not "${action}"`);
  }
  const access = await io.openCache();
  if (action === "clear") {
    try {
      access.clear();
    } catch (error) {
      throw new UsageError(`the cache could not be cleared: ${reasonOf(error)}`);
    }
  }
  const contents = await access.contents();
  await output.write(format === "json" ? toJsonText(cacheJson(contents)) : renderCacheText(contents));
  return 0;
};
