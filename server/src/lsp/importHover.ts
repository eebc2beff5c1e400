import { untilAborted } from "../core/untilAborted";
import { toCheckOptions } from "./circumstances";
import { type HoverContext, hoverText } from "./hover";
import type { ImportHover, ImportHoverParams } from "./protocol";

/** Specifier and path in, Markdown out: the hover of the release that an import reaches, with the same words. */
export function importHoverHandler(
  context: Pick<HoverContext, "circumstances" | "client" | "pictures" | "now" | "rulePage">,
): (params: Partial<ImportHoverParams> | undefined, abort: AbortSignal) => Promise<ImportHover | null> {
  return async (params, abort) => {
    const { uri, specifier } = params ?? {};
    if (typeof uri !== "string" || typeof specifier !== "string") {
      return null;
    }
    const found = await untilAborted(context.circumstances.of(uri), abort);
    if (found === undefined || !found.configuration.enable) {
      return null;
    }
    const entry = await found.service.imported(found.path, specifier, toCheckOptions(found), abort);
    if (entry === undefined) {
      return null;
    }
    const at = { ...found, path: entry.file };
    const markdown = await hoverText(context, entry, at, (await found.readFile(entry.file)) ?? "", abort);
    return markdown === undefined ? null : { markdown };
  };
}
