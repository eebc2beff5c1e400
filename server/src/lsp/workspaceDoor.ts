import type { Connection, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Analyses } from "./analyses";
import type { ClientSupport } from "./capabilities";
import type { CircumstancesSource } from "./circumstances";
import { readAlarms, toProjectFindings } from "./findings";
import type { Folders } from "./folders";
import type { NoteOptions } from "./notes";
import type { Precedence } from "./precedence";
import {
  ALARM_NOTIFICATION,
  type AlarmParams,
  FINDINGS_CHANGED_NOTIFICATION,
  FINDINGS_REQUEST,
  type FindingsProgress,
  type ProjectFindings,
  type SendNews,
  type WorkspaceFindings,
} from "./protocol";
import type { Log } from "./request";
import { createScanProgress } from "./scanProgress";
import { createScans, type ProjectScan, type ScanState } from "./scans";
import { createWorkspaceDiagnostics } from "./workspaceDiagnostics";

/** How long this and that is waited for; tests decide it themselves. */
export interface Pauses {
  /** Before the workspace is looked at, so that whoever types or opens files is first. */
  quiet(): Promise<void>;
  /** Until a scan is shown as going on. */
  long(): Promise<void>;
  /** Between news of the findings. */
  breath(): Promise<void>;
  /** For the client to have taken in the last answer about a file that it has closed. */
  settle(): Promise<void>;
  /** Until everything is looked at again though nothing has changed here: elsewhere something has. */
  again(): Promise<void>;
}

export interface WorkspaceDoorContext {
  readonly connection: Connection;
  readonly sendNews: SendNews;
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: Analyses;
  readonly folders: Folders;
  readonly circumstances: CircumstancesSource;
  readonly log: Log;
  readonly pauses: Pauses;
  readonly precedence: Precedence;
  readonly noteOptions: Omit<NoteOptions, "ageIsSet">;
  /** Everything is to be judged again, open or not. */
  lookAgain(): void;
}

/** What is said of the workspace as a whole: diagnostics of closed files, findings for a list, progress, alarms. */
export interface WorkspaceDoor {
  /** Something may have changed on disk. */
  changed(): void;
  /** The user wants to know, or has other settings. */
  asked(): void;
  opened(uri: string): void;
  closed(uri: string): void;
}

export function createWorkspaceDoor(context: WorkspaceDoorContext, client: ClientSupport): WorkspaceDoor {
  const {
    connection,
    sendNews,
    documents,
    analyses,
    folders,
    circumstances,
    log,
    pauses,
    precedence,
    noteOptions,
    lookAgain,
  } = context;
  const { settle } = pauses;
  const diagnostics = createWorkspaceDiagnostics({ connection, documents, noteOptions, settle }, client);
  // Progress changes nothing about what was found.
  const findingsOf = oncePer(toProjectFindings);
  const alarmsOf = oncePer(readAlarms);
  const alarmed = new Set<string>();
  const scans = createScans({ folders, circumstances, log, precedence, quiet, onChange });
  const showProgress = client.workDoneProgress
    ? createScanProgress({ connection, log, long: pauses.long, stop: scans.stop })
    : () => undefined;
  let isTelling = false;
  let told: ScanState["projects"] = [];
  let revision = 0;
  /** How often something has changed about the look at the workspace. */
  let looks = 0;

  connection.onRequest(FINDINGS_REQUEST, (): WorkspaceFindings => {
    return { ...progress(), projects: scans.state.projects.map(findingsOf).sort(byUri) };
  });

  return {
    changed: scans.changed,
    asked: scans.asked,
    opened: diagnostics.opened,
    closed: diagnostics.closed,
  };

  /** Documents that somebody looks at are judged first. */
  async function quiet(): Promise<void> {
    await pauses.quiet();
    await Promise.allSettled(documents.all().map((document) => analyses.of(document).finished));
    await precedence.free();
  }

  function onChange(state: ScanState): void {
    showProgress(state);
    diagnostics.scanned(state);
    sound(state);
    void tell();
    looks += 1;
    if (state.phase === "done") {
      void againUnless(looks);
    }
  }

  /** Holds on to nothing meanwhile: there may be many of these before the first one is through. */
  async function againUnless(look: number): Promise<void> {
    await pauses.again();
    if (look === looks) {
      lookAgain();
    }
  }

  function sound({ projects }: ScanState): void {
    const alarms = projects.flatMap(alarmsOf).filter(({ key }) => !alarmed.has(key));
    if (alarms.length > 0) {
      for (const { key } of alarms) {
        alarmed.add(key);
      }
      const params: AlarmParams = { alarms };
      sendNews(ALARM_NOTIFICATION, params);
    }
  }

  async function tell(): Promise<void> {
    if (!isTelling) {
      isTelling = true;
      await pauses.breath();
      isTelling = false;
      sendNews(FINDINGS_CHANGED_NOTIFICATION, progress());
    }
  }

  function progress(): FindingsProgress {
    const { phase, done, total, projects } = scans.state;
    if (projects !== told) {
      told = projects;
      revision += 1;
    }
    return { phase, done, total, revision };
  }
}

/** Works out once what a scan comes to, and keeps it as long as the scan. */
function oncePer<Result>(work: (project: ProjectScan) => Result): (project: ProjectScan) => Result {
  const known = new WeakMap<ProjectScan, Result>();
  return (project) => {
    const result = known.get(project) ?? work(project);
    known.set(project, result);
    return result;
  };
}

function byUri(one: ProjectFindings, other: ProjectFindings): number {
  return one.uri < other.uri ? -1 : one.uri > other.uri ? 1 : 0;
}
