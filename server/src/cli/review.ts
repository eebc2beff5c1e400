import { renderGithubAnnotations } from "../core/present/formats/githubAnnotations";
import { reviewJson } from "../core/present/formats/reviewJson";
import { renderReviewMarkdown } from "../core/present/formats/reviewMarkdown";
import { renderReviewText } from "../core/present/formats/reviewText";
import { arrangeReview } from "../core/present/formats/reviewView";
import { sarif } from "../core/present/formats/sarif";
import { filesNamed } from "../core/reports";
import { folderOf } from "../core/service";
import type { Command } from "./command";
import { openBackend, readAsOf, sayMissing, sayUndecided, serviceOptions, textStyle, toJsonText } from "./common";
import { exitCode, readFailOn } from "./failOn";
import { absolutePath, kindOf, nameInRepository } from "./files";
import { readPlaces } from "./places";
import { createProgress } from "./progress";
import { readRulesAbove, switchedOffBy } from "./rules";
import { sayProblems } from "./sayProblems";
import { UsageError } from "./usageError";
import { VERSION } from "./version";

/** Judges what has changed in a folder, or in the project of a file, since a commit. */
export const review: Command = async (invocation, io, output) => {
  const { flags, values, format, positionals } = invocation;
  const typed = positionals[0] ?? ".";
  const path = absolutePath(io, typed);
  const failOn = readFailOn(values.get("fail-on")?.at(-1));
  const asOf = readAsOf(invocation, io);
  const kind = await kindOf(path);
  const folder = kind === "folder" ? path : folderOf(path);
  if (kind === undefined || (kind === "file" && folder === path)) {
    throw new UsageError(`${typed} is nothing that can be reviewed: expected a folder, a manifest or a lockfile`);
  }
  const isQuiet = flags.has("quiet");
  const all = flags.has("all");
  const started = io.now();
  const ref = values.get("base")?.at(-1) ?? "HEAD";
  const base = await io.openBase(folder, ref);
  if ("failed" in base) {
    throw new UsageError(base.failed);
  }
  try {
    const backend = await openBackend(serviceOptions(invocation, io, folder), isQuiet, io);
    const offline = flags.has("offline");
    const above = await readRulesAbove(backend, folder, values.get("policy")?.at(-1), io, offline);
    const progress = createProgress(io, isQuiet);
    const options = { asOf, deep: flags.has("deep"), isOnce: true, offline, ...above };
    const report = await backend.service.review(path, base, { ...options, onProgress: progress.show }, io.abort);
    progress.clear();
    if (report.files.length === 0) {
      throw new UsageError(`there is no manifest and no lockfile in ${typed}, and there was none at ${ref}`);
    }
    for (const note of report.notes) {
      io.say(`custody: ${note}\n`);
    }
    sayUndecided(backend, isQuiet, io);
    sayMissing(backend, report, isQuiet, io);

    const view = arrangeReview(report, { ref, commit: base.commit });
    const locate = await readPlaces(filesNamed(report));
    sayProblems(report, locate, io);
    const nameFile = (file: string) => nameInRepository(file, report.root, io);
    const told = { locate, nameFile, isChanged: (file: string) => report.changed.has(file) };
    const switchedOff = switchedOffBy(report.policy);
    await output.write(render());
    return exitCode(view, report, failOn, flags.has("fail-on-unchecked"));

    function render(): string {
      switch (format) {
        case "json":
          return toJsonText(reviewJson(view, { all, locate, elapsedMs: io.now() - started }));
        case "sarif":
          return toJsonText(sarif(view, { ...told, version: VERSION }));
        case "github":
          return renderGithubAnnotations(view, told);
        case "markdown":
          return renderReviewMarkdown(view, told);
        default:
          return renderReviewText(view, { all, locate, switchedOff, ...textStyle(invocation, io) });
      }
    }
  } finally {
    base.close();
  }
};
