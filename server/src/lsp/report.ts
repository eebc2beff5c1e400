import { type Connection, WorkDoneProgress } from "vscode-languageserver";
import type { BaseFiles } from "../core/baseFiles";
import { relativePath } from "../core/filePath";
import { checkJson, type Locate } from "../core/present/formats/checkJson";
import { arrangeCheck } from "../core/present/formats/checkView";
import { reviewJson } from "../core/present/formats/reviewJson";
import { arrangeReview } from "../core/present/formats/reviewView";
import { sarif } from "../core/present/formats/sarif";
import { historiesOf, renderReportPage, renderReviewPage } from "../core/present/page/reportPage";
import { createLines } from "../core/present/position";
import { count } from "../core/present/words";
import { filesNamed } from "../core/reports";
import { type CircumstancesSource, toCheckOptions } from "./circumstances";
import { toReviewFindings } from "./findings";
import { toPath, toUri } from "./paths";
import {
  BASE_FILES_REQUEST,
  BASE_TEXT_REQUEST,
  type BaseText,
  REVIEWED_NOTIFICATION,
  type ReportParams,
} from "./protocol";

export interface ReportContext {
  readonly connection: Pick<Connection, "sendNotification" | "sendProgress" | "sendRequest">;
  readonly circumstances: CircumstancesSource;
  now(): number;
  readonly version: string;
}

/** Judges a folder whole and gives the report of it as text; null for what is no folder of this machine. */
export function reportHandler(
  context: ReportContext,
): (params: Partial<ReportParams> | undefined, abort: AbortSignal) => Promise<string | null> {
  const { circumstances, now, version } = context;
  return async (params, abort) => {
    const root = toPath(params?.uri ?? "");
    // Whoever asks for a report right after accepting something need not wait for the word that a file has changed.
    circumstances.forgetPolicies();
    const found = root === undefined ? undefined : await circumstances.of(`${params?.uri}/package.json`);
    if (root === undefined || found === undefined) {
      return null;
    }
    const { service, above, readFile, ageIsSet } = found;
    const started = now();
    const options = { ...toCheckOptions(found), onProgress: progressOf(params?.workDoneToken) };
    const base = params?.base;
    const review =
      base === undefined
        ? undefined
        : await service.review(root, baseFiles(root, base), { ...options, ...above }, abort);
    const report = review ?? (await service.check(root, options, abort));
    const reviewView =
      review === undefined || base === undefined
        ? undefined
        : arrangeReview(review, { ref: params?.baseName ?? base, commit: base });
    const view = reviewView ?? arrangeCheck(report);
    const texts = await textsOf(filesNamed(report), readFile);
    const locate = placesIn(texts);
    if (review !== undefined && reviewView !== undefined && params?.format === "page") {
      const changes = toReviewFindings(reviewView, review, texts, { ageIsSet });
      void context.connection.sendNotification(REVIEWED_NOTIFICATION, changes);
    }
    const elapsedMs = now() - started;
    switch (params?.format) {
      case "json":
        return toText(
          reviewView === undefined
            ? checkJson(view, { all: true, locate, elapsedMs })
            : reviewJson(reviewView, { all: true, locate, elapsedMs }),
        );
      case "sarif":
        return toText(sarif(view, { locate, nameFile: (file) => relativePath(root, file) ?? file, version }));
      default: {
        const inEditor = params?.format === "page";
        const nonce = /^[\w-]{8,64}$/.exec(params?.nonce ?? "")?.[0] ?? "custody";
        const page = { histories: historiesOf(report), locate, nonce, inEditor };
        return reviewView === undefined ? renderReportPage(view, page) : renderReviewPage(reviewView, page);
      }
    }
  };

  /** The editor answers from its own git. */
  function baseFiles(root: string, base: string): BaseFiles {
    return {
      async readFile(path) {
        const text = await context.connection.sendRequest<BaseText>(BASE_TEXT_REQUEST, { uri: toUri(path), base });
        return text ?? undefined;
      },
      async files() {
        const uris = await context.connection.sendRequest<readonly string[]>(BASE_FILES_REQUEST, {
          uri: toUri(root),
          base,
        });
        return uris.flatMap((uri) => toPath(uri) ?? []);
      },
    };
  }

  function progressOf(token: ReportParams["workDoneToken"]): ((done: number, total: number) => void) | undefined {
    if (token === undefined) {
      return undefined;
    }
    return (done, total) => {
      const message = `${done.toLocaleString("en-US")} of ${count(total, "package", "packages")}`;
      const value = { kind: "report", message, percentage: Math.floor((100 * done) / Math.max(1, total)) } as const;
      void context.connection.sendProgress(WorkDoneProgress.type, token, value);
    };
  }
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

async function textsOf(
  files: ReadonlySet<string>,
  readFile: (path: string) => Promise<string | undefined>,
): Promise<ReadonlyMap<string, string>> {
  return new Map(await Promise.all([...files].map(async (file) => [file, (await readFile(file)) ?? ""] as const)));
}

/** A file that is gone meanwhile has its places at its start. */
function placesIn(texts: ReadonlyMap<string, string>): Locate {
  const lines = new Map([...texts].map(([file, text]) => [file, createLines(text)]));
  return (file, offset) => lines.get(file)?.at(offset) ?? { line: 1, column: 1 };
}
