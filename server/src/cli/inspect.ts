import { inspectJson } from "../core/present/formats/inspectJson";
import { renderInspectText } from "../core/present/formats/inspectText";
import { createLines } from "../core/present/position";
import { createTrustService } from "../core/service";
import type { World } from "../core/world";
import type { Command } from "./command";
import { toJsonText } from "./common";
import { absolutePath, beginsAsObject, isJson, READABLE, readNamedFile } from "./files";
import { UsageError } from "./usageError";

/** Lists what a manifest or lockfile declares. The service it asks has no world behind it. */
export const inspect: Command = async ({ positionals, format }, io, output) => {
  const file = positionals[0] ?? "";
  const text = await readNamedFile(io, file);
  const document = createTrustService(NO_WORLD).inspect(absolutePath(io, file), text);
  if (document === undefined) {
    throw new UsageError(`${file} is no file that can be inspected: expected ${READABLE}`);
  }
  if (isJson(file) && !beginsAsObject(text)) {
    throw new UsageError(`${file} is ${text.trim() === "" ? "empty" : "not JSON"}: expected a JSON object`);
  }
  const lines = createLines(text);
  const locate = (offset: number) => lines.at(offset);
  if (format === "json") {
    await output.write(toJsonText(inspectJson(file, document, locate)));
  } else {
    await output.write(renderInspectText(file, document, locate));
  }
  for (const { message, span } of document.problems) {
    const { line, column } = locate(span.start);
    io.say(`custody: ${file}:${line}:${column}: ${message}\n`);
  }
  return document.problems.length > 0 ? 3 : 0;
};

/** Inspecting reads one text; whatever asks for more is a bug. */
const NO_WORLD: World = {
  now: refuse,
  readFile: refuse,
  stampOf: refuse,
  foldersIn: refuse,
  send: refuse,
  registry: refuse,
  breathe: refuse,
  endpoints: { osv: "", depsdev: "" },
};

function refuse(): never {
  throw new Error("inspect asks for nothing but the file itself");
}
