import { judgeDocument } from "../core/judge";
import { renderExplainText } from "../core/present/formats/explainText";
import { judgeJson } from "../core/present/formats/judgeJson";
import { DEFAULT_SETTINGS, isRecord } from "../core/settings";
import type { Command } from "./command";
import { textStyle, toJsonText } from "./common";
import { readNamedJson } from "./files";
import type { Io } from "./io";
import { readMoment } from "./moment";
import { readPolicyFile } from "./rules";
import { UsageError } from "./usageError";

const DOCUMENT = "a registry document (packument)";

/** Judges one release from a stored registry document. */
export const judge: Command = async (invocation, io, output) => {
  const { positionals, values, format } = invocation;
  const [file = "", version = ""] = positionals;
  const asOfText = values.get("as-of")?.at(-1);
  const fetchedText = values.get("fetched")?.at(-1);
  const asOf = asOfText === undefined ? io.now() : readMoment(asOfText, "--as-of");
  const fetched = fetchedText === undefined ? {} : { fetched: readMoment(fetchedText, "--fetched") };
  const created = new Map((values.get("created") ?? []).map(readCreated));
  const beside = await Promise.all((values.get("beside") ?? []).map((pair) => readBeside(pair, io)));
  const settings = await readPolicyFile(values.get("policy")?.at(-1), io, DEFAULT_SETTINGS);
  const raw = await readNamedJson(io, file, DOCUMENT);
  const result = judgeDocument(raw, version, { asOf, ...fetched, created, beside, settings });
  if (result.status !== "judged") {
    throw new UsageError(`${file}: ${result.message}`);
  }
  const { assessment, evidence } = result;
  const text =
    format === "json"
      ? toJsonText(judgeJson(evidence.subject, result.asOf, assessment))
      : renderExplainText(
          { subject: evidence.subject, assessment, evidence, rollback: undefined },
          { asOf: result.asOf, ...textStyle(invocation, io) },
        );
  await output.write(text);
  return assessment.level === "error" ? 1 : 0;
};

function readCreated(pair: string): readonly [name: string, at: number] {
  const equals = pair.indexOf("=");
  if (equals < 1) {
    throw new UsageError(`--created expects NAME=ISO, such as left-pad=2014-03-14, not "${pair}"`);
  }
  return [pair.slice(0, equals), readMoment(pair.slice(equals + 1), `--created ${pair.slice(0, equals)}`)];
}

async function readBeside(pair: string, io: Io): Promise<{ readonly raw: unknown; readonly version: string }> {
  const at = pair.lastIndexOf("@");
  const file = pair.slice(0, at);
  const version = pair.slice(at + 1);
  if (at < 1 || version === "" || version.includes("/")) {
    throw new UsageError(`--beside expects FILE@VERSION, such as other.json@1.2.3, not "${pair}"`);
  }
  const raw = await readNamedJson(io, file, DOCUMENT);
  if (!hasVersion(raw, version)) {
    throw new UsageError(`--beside: ${file} has no version ${version}`);
  }
  return { raw, version };
}

/** Served, or pulled with its date left behind. */
function hasVersion(raw: unknown, version: string): boolean {
  return (
    isRecord(raw) && [raw.versions, raw.time].some((versions) => isRecord(versions) && Object.hasOwn(versions, version))
  );
}
