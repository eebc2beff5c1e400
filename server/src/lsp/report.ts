import { type Connection, WorkDoneProgress } from "vscode-languageserver";
import { joinPath, relativePath } from "../core/filePath";
import { checkJson, type Locate } from "../core/present/checkJson";
import { arrangeCheck } from "../core/present/checkView";
import { historiesOf, renderReportPage } from "../core/present/page/reportPage";
import { createLines } from "../core/present/position";
import { sarif } from "../core/present/sarif";
import type { WorkspaceReport } from "../core/service";
import type { CircumstancesSource } from "./circumstances";
import { toPath } from "./paths";
import type { ReportParams } from "./protocol";

export interface ReportContext {
  readonly connection: Pick<Connection, "sendProgress">;
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
    const found = root === undefined ? undefined : await circumstances.of(`${params?.uri}/package.json`);
    if (root === undefined || found === undefined) {
      return null;
    }
    const { service, settings, policy, configuration, readFile } = found;
    const started = now();
    const report = await service.check(
      root,
      {
        asOf: undefined,
        deep: false,
        offline: configuration.offline,
        settings,
        policy,
        onProgress: progressOf(params?.workDoneToken),
      },
      abort,
    );
    const view = arrangeCheck(report);
    const locate = await placesIn(report, readFile);
    switch (params?.format) {
      case "json":
        return `${JSON.stringify(checkJson(view, { all: true, locate, elapsedMs: now() - started }), null, 2)}\n`;
      case "sarif": {
        const nameFile = (file: string) => relativePath(root, file) ?? file;
        return `${JSON.stringify(sarif(view, { locate, nameFile, version }), null, 2)}\n`;
      }
      default: {
        const inEditor = params?.format === "page";
        const nonce = /^[\w-]{8,64}$/.exec(params?.nonce ?? "")?.[0] ?? "custody";
        return renderReportPage(view, { histories: historiesOf(report), locate, nonce, inEditor });
      }
    }
  };

  function progressOf(token: ReportParams["workDoneToken"]): ((done: number, total: number) => void) | undefined {
    if (token === undefined) {
      return undefined;
    }
    return (done, total) => {
      const message = `${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")} histories`;
      const value = { kind: "report", message, percentage: Math.floor((100 * done) / Math.max(1, total)) } as const;
      void context.connection.sendProgress(WorkDoneProgress.type, token, value);
    };
  }
}

/** A file that is gone meanwhile has its places at its start. */
async function placesIn(
  { root, packages, unresolved }: WorkspaceReport,
  readFile: (path: string) => Promise<string | undefined>,
): Promise<Locate> {
  const files = new Set([
    ...packages.flatMap(({ locations }) => locations.map(({ file }) => file)),
    ...unresolved.map(({ file }) => file),
    joinPath(root, "package.json"),
  ]);
  const read = [...files].map(async (file) => [file, createLines((await readFile(file)) ?? "")] as const);
  const lines = new Map(await Promise.all(read));
  return (file, offset) => lines.get(file)?.at(offset) ?? { line: 1, column: 1 };
}
