import { posix } from "node:path";
import { LOCKFILE_NAMES } from "../core/lockfileChoice";
import { renderCheckJson } from "../core/present/formats/checkJson";
import { arrangeCheck } from "../core/present/formats/checkView";
import { renderGithubAnnotations } from "../core/present/formats/githubAnnotations";
import { renderMarkdownReport } from "../core/present/formats/markdownReport";
import { sarif } from "../core/present/formats/sarif";
import { renderCheckText } from "../core/present/formats/text";
import { historiesOf, renderReportPage } from "../core/present/page/reportPage";
import { filesNamed } from "../core/reports";
import { folderOf, type TrustService } from "../core/service";
import type { Command } from "./command";
import { openBackend, readAsOf, sayMissing, sayUndecided, serviceOptions, textStyle, toJsonText } from "./common";
import { exitCode, readFailOn } from "./failOn";
import { absolutePath, beginsAsObject, isJson, kindOf, nameInRepository, READABLE, readNamedFile } from "./files";
import type { Io } from "./io";
import { readPlaces } from "./places";
import { createProgress } from "./progress";
import { readRules } from "./rules";
import { sayProblems } from "./sayProblems";
import { UsageError } from "./usageError";
import { VERSION } from "./version";

/** Judges all that a folder or file declares and locks. */
export const check: Command = async (invocation, io, output) => {
  const { flags, values, format, positionals } = invocation;
  const typed = positionals[0] ?? ".";
  const path = absolutePath(io, typed);
  const failOn = readFailOn(values.get("fail-on")?.at(-1));
  const asOf = readAsOf(invocation, io);
  const kind = await kindOf(path);
  if (kind === undefined) {
    throw new UsageError(`there is no file or folder ${typed}: expected a folder with a package.json`);
  }
  const folder = kind === "folder" ? path : folderOf(path);
  const options = serviceOptions(invocation, io, folder);
  const started = io.now();

  const backend = await openBackend(options, flags.has("quiet"), io);
  const { service } = backend;
  const { settings, policy, switchedOff } = await readRules(
    backend,
    folder,
    values.get("policy")?.at(-1),
    io,
    flags.has("offline"),
  );
  await requireSomething({ path, typed, kind }, io, service);
  const progress = createProgress(io, flags.has("quiet"));
  const report = await service.check(
    path,
    {
      asOf,
      deep: flags.has("deep"),
      isOnce: true,
      offline: flags.has("offline"),
      settings,
      policy,
      onProgress: progress.show,
    },
    io.abort,
  );
  progress.clear();
  sayUndecided(backend, flags.has("quiet"), io);
  sayMissing(backend, report, flags.has("quiet"), io);

  const view = arrangeCheck(report);
  const locate = await readPlaces(filesNamed(report), report.texts);
  sayProblems(report, locate, io);
  const elapsedMs = io.now() - started;
  const all = flags.has("all");
  for (const part of format === "json" ? renderCheckJson(view, { all, locate, elapsedMs }) : [render()]) {
    if (!(await output.write(part))) {
      break;
    }
  }
  return exitCode(view, report, failOn, flags.has("fail-on-unchecked"));

  function render(): string {
    const nameFile = (file: string) => nameInRepository(file, report.root, io);
    switch (format) {
      case "sarif":
        return toJsonText(sarif(view, { locate, nameFile, version: VERSION }));
      case "github":
        return renderGithubAnnotations(view, { locate, nameFile });
      case "markdown":
        return renderMarkdownReport(view, { locate, nameFile });
      case "html":
        return renderReportPage(view, { histories: historiesOf(report), locate, nonce: "custody", inEditor: false });
      default:
        return renderCheckText(view, { all, locate, switchedOff, ...textStyle(invocation, io) });
    }
  }
};

interface Named {
  readonly path: string;
  readonly typed: string;
  readonly kind: "file" | "folder";
}

/** Refuses a path that holds nothing to judge, in words, before anything is asked of the network. */
async function requireSomething({ path, typed, kind }: Named, io: Io, service: TrustService): Promise<void> {
  if (kind === "file") {
    const text = await readNamedFile(io, path);
    if (service.inspect(path, text) === undefined) {
      throw new UsageError(`${typed} is no file that can be checked: expected ${READABLE}`);
    }
    if (isJson(path)) {
      requireObject(text, typed);
    }
    return;
  }
  const manifest = posix.join(path, "package.json");
  const lockfiles = LOCKFILE_NAMES.map((name) => posix.join(path, name));
  const [manifestKind, ...lockfileKinds] = await Promise.all([manifest, ...lockfiles].map(kindOf));
  const isLocked = lockfileKinds.includes("file");
  if (manifestKind !== "file" && !isLocked) {
    const where = typed === "." ? "this folder" : typed;
    throw new UsageError(`there is no package.json in ${where}: expected a folder with one`);
  }
  // A broken manifest beside a lockfile leaves all of the lockfile to be judged.
  if (!isLocked) {
    requireObject(await readNamedFile(io, manifest), posix.join(typed, "package.json"));
  }
}

function requireObject(text: string, name: string): void {
  if (!beginsAsObject(text)) {
    throw new UsageError(`${name} is ${text.trim() === "" ? "empty" : "not JSON"}: expected a JSON object`);
  }
}
