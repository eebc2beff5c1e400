import {
  type Connection,
  type Diagnostic,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  TextDocuments,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { CacheAccess } from "../core/cacheContents";
import { baseName } from "../core/filePath";
import { renderCacheText } from "../core/present/formats/cacheText";
import type { DocumentReport } from "../core/service";
import { acceptHandler } from "./accept";
import { createAnalyse } from "./analyseDocument";
import { createAnalyses } from "./analyses";
import { createAnnotations } from "./annotations";
import { type ClientSupport, readClientSupport, toServerCapabilities } from "./capabilities";
import { checkPackageHandler } from "./checkPackage";
import { createCircumstances } from "./circumstances";
import { codeActionHandler } from "./codeActions";
import { createConfigurations } from "./configuration";
import { createConfigWatch } from "./configWatch";
import { copiedReportHandler } from "./copiedReport";
import { createDiagnostics } from "./diagnostics";
import { doctorHandler } from "./doctor";
import { readEditorNetwork } from "./editorNetwork";
import { type CreateWorkspace, createFolders, type Folders } from "./folders";
import { createHealing, type HealingContext } from "./healing";
import { hoverHandler } from "./hover";
import { importHoverHandler } from "./importHover";
import { readOptions, readTheme } from "./initialization";
import { readNotes } from "./notes";
import { createOpenDocuments, type OpenDocuments } from "./openDocuments";
import { createPrecedence } from "./precedence";
import {
  ACCEPT_REQUEST,
  CHECK_PACKAGE_REQUEST,
  CLEAR_CACHE_REQUEST,
  COPIED_REPORT_REQUEST,
  DOCTOR_REQUEST,
  IMPORT_HOVER_REQUEST,
  type InitializationOptions,
  JUDGED_FILES,
  NETWORK_NOTIFICATION,
  RECHECK_REQUEST,
  REPORT_REQUEST,
  type SendNews,
  SHOW_CACHE_REQUEST,
  THEME_NOTIFICATION,
  type ThemeParams,
  TRUST_NOTIFICATION,
  type TrustParams,
} from "./protocol";
import { reportHandler } from "./report";
import { type Log, request } from "./request";
import { createStatusTeller } from "./status";
import { PAUSES, waitAbout, waitShortly } from "./timing";
import { toDiagnostic } from "./toProtocol";
import { createWorkspaceDoor, type Pauses } from "./workspaceDoor";

export interface ServerOptions {
  /** The clock, for the ages of answers and the ends of acceptances. */
  now(): number;
  readonly version: string;
  /** The version of Node, and where it runs: `24.21.0 on linux`. */
  readonly runtime: string;
  /** Folder of the rule pages as a URI, for clients that name no other. */
  readonly rulePages: string | undefined;
  /** What is kept on disk; undefined: nothing. */
  readonly cache?: CacheAccess;
  /** How long a question may wait to be answered whole; tests decide it themselves. */
  readonly patience?: () => Promise<void>;
  /** How the time passes until sources that gave no answer are asked again; tests decide it themselves. */
  readonly wait?: HealingContext["wait"];
  readonly pauses?: Pauses;
}

const NO_CACHE = "No answers are kept on disk.\n";
/** What a judgement depends on beside the open document. */
const WATCHED = `**/{${[...JUDGED_FILES, "custody.json", ".npmrc", ".yarnrc", "bunfig.toml"].join()}}`;

/** Opens the editor's door: everything is set up once the client has said who it is and what it can do. */
export function startServer(connection: Connection, createWorkspace: CreateWorkspace, options: ServerOptions): void {
  const log: Log = {
    warn: (message) => connection.console.warn(message),
    error: (message, cause) => connection.console.error(`${message}: ${cause instanceof Error ? cause.stack : cause}`),
  };
  const documents = new TextDocuments(TextDocument);
  const open = createOpenDocuments(documents);
  let watch: (files: readonly string[]) => void = () => undefined;
  const folders = createFolders((folder) => {
    const workspace = createWorkspace(folder, open.textAt);
    watch(workspace.configFiles);
    return workspace;
  });

  connection.onInitialize((params) => {
    const client = readClientSupport(params.capabilities);
    watch = createConfigWatch(connection, client.watchesElsewhere, log);
    folders.replace(params.workspaceFolders?.map(({ uri }) => uri) ?? rootOf(params));
    const initial = readOptions(params.initializationOptions);
    folders.setSample(initial.sample);
    openDoor(connection, documents, open, folders, client, initial, options, log);
    return {
      capabilities: toServerCapabilities(client),
      serverInfo: { name: "custody", version: options.version },
    };
  });
  documents.listen(connection);
  connection.listen();
}

function rootOf({ rootUri }: InitializeParams): readonly string[] {
  return typeof rootUri === "string" ? [rootUri] : [];
}

function openDoor(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  open: OpenDocuments,
  folders: Folders,
  client: ClientSupport,
  initial: InitializationOptions,
  { now, version, runtime, rulePages, cache, patience = waitShortly, wait = waitAbout, pauses = PAUSES }: ServerOptions,
  log: Log,
): void {
  let { pictures, trusted, network = {} } = initial;
  const canFetch = initial.canFetch === true;
  const pages = (initial.rulePages ?? rulePages)?.replace(/\/+$/, "");
  const rulePage = (rule: string) => (pages === undefined ? undefined : `${pages}/${rule}.md`);
  // The pages of the rules stand in a folder beside it.
  const policyPage = pages?.replace(/[^/]+$/, "custody-json.md");
  const gatesPage = pages?.replace(/[^/]+$/, "gates.md");

  const configurations = createConfigurations(
    client.configuration
      ? (scopeUri) => connection.workspace.getConfiguration({ scopeUri, section: "custody" })
      : undefined,
    (message) => connection.console.warn(message),
  );
  const circumstances = createCircumstances(folders, configurations, () => ({ trusted, network, canFetch }));
  const precedence = createPrecedence();
  const analyse = createAnalyse(circumstances, now, log);
  const analyses = createAnalyses(
    (...what) => precedence.during(analyse(...what)),
    (document, analysis) => {
      status.progressed(document, analysis);
      annotations.progressed(document, analysis);
      diagnostics.progressed(document, analysis);
      const report = analysis.isFinished() ? analysis.latest() : undefined;
      if (report !== undefined) {
        healing.judged(document, report);
      }
    },
    (document, analysis) => status.progressed(document, analysis),
  );
  const judgeAgain = (document: TextDocument) => {
    invalidate(document.uri);
    analyses.of(document);
  };
  const healing = createHealing({ documents, circumstances, log, wait, judgeAgain });
  const sendNews: SendNews = (name, params) => {
    if (initial.listens === true) {
      void connection.sendNotification(name, params);
    }
  };
  const status = createStatusTeller({ sendNews, documents, circumstances, now });
  const diagnostics = createDiagnostics({ connection, documents, analyses, log, patience, toDiagnostics }, client);

  const hovers = { documents, analyses, circumstances, client, now, pictures: () => pictures, rulePage };
  const hover = hoverHandler(hovers);
  const { showFindings } = initial;
  const annotations = createAnnotations(
    { connection, documents, analyses, circumstances, log, patience, hover, showFindings },
    client,
  );

  const noteOptions = { rulePage, policyPage, gatesPage };
  const workspace = createWorkspaceDoor(
    {
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
      lookAgain: () => invalidate(),
    },
    client,
  );

  const { showsDiagnosticsInHover: showsDiagnostics } = initial;
  connection.onHover(handler("Hover", null, hoverHandler({ ...hovers, showsDiagnostics })));
  connection.onRequest(IMPORT_HOVER_REQUEST, handler("Import hover", null, importHoverHandler(hovers)));
  const report = reportHandler({ connection, circumstances, now, version });
  connection.onRequest(REPORT_REQUEST, handler("Report", null, report));
  const checkPackage = checkPackageHandler({ circumstances, now });
  connection.onRequest(CHECK_PACKAGE_REQUEST, handler("Check of a package", null, checkPackage));
  if (client.literalCodeActions) {
    connection.onCodeAction(
      request(
        log,
        "Code actions",
        [],
        codeActionHandler({
          documents,
          open,
          analyses,
          circumstances,
          client,
          now,
          patience,
          acceptCommand: initial.accept,
          reportCommand: initial.copyReport,
        }),
      ),
    );
  }

  connection.onRequest(
    ACCEPT_REQUEST,
    request(log, "Accept", null, acceptHandler({ documents, open, circumstances, client, now })),
  );

  connection.onRequest(
    COPIED_REPORT_REQUEST,
    request(log, "Report", null, copiedReportHandler({ documents, analyses, circumstances, version, now })),
  );

  documents.onDidOpen(({ document }) => workspace.opened(document.uri));
  documents.onDidChangeContent(({ document }) => diagnostics.changed(document));
  documents.onDidSave(({ document }) => invalidate(isPolicy(document.uri) ? undefined : document.uri));
  documents.onDidClose(({ document }) => {
    analyses.close(document.uri);
    diagnostics.closed(document.uri);
    annotations.closed(document.uri);
    status.closed(document.uri);
    healing.closed(document.uri);
    workspace.closed(document.uri);
  });

  connection.onInitialized(() => {
    followFolders();
    void register();
  });
  connection.onDidChangeConfiguration(({ settings }) => {
    configurations.changed(settings);
    invalidate();
    workspace.asked();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const own = changes.filter(({ uri }) => !uri.includes("/node_modules/"));
    if (own.length > 0) {
      folders.lookAgain();
      invalidate();
    }
  });
  connection.onNotification(THEME_NOTIFICATION, (params: Partial<ThemeParams> | undefined) => {
    pictures = readTheme(params?.pictures);
  });
  connection.onNotification(TRUST_NOTIFICATION, (params: Partial<TrustParams> | undefined) => {
    trusted = params?.trusted === true;
    invalidate();
    workspace.asked();
  });
  connection.onNotification(NETWORK_NOTIFICATION, (params: unknown) => {
    network = readEditorNetwork(params);
    invalidate();
  });
  const doctor = doctorHandler({ circumstances, cache, version, runtime });
  connection.onRequest(DOCTOR_REQUEST, handler("Doctor", null, doctor));
  connection.onRequest(SHOW_CACHE_REQUEST, () => tellCache());
  connection.onRequest(CLEAR_CACHE_REQUEST, () => {
    cache?.clear();
    folders.reset();
    invalidate();
    return tellCache();
  });
  connection.onRequest(RECHECK_REQUEST, () => {
    folders.reset(now());
    invalidate();
    workspace.asked();
    return null;
  });

  /** Of a request that somebody waits for. */
  function handler<Params, Result>(
    name: string,
    fallback: Result,
    run: (params: Params, abort: AbortSignal) => Promise<Result>,
  ) {
    return request(log, name, fallback, (params: Params, abort) => precedence.during(run(params, abort)));
  }

  async function tellCache(): Promise<string> {
    return cache === undefined ? NO_CACHE : renderCacheText(await cache.contents());
  }

  /** Open documents are judged again; what is said about them stands until the new answer is in. */
  function invalidate(uri?: string): void {
    circumstances.forgetPolicies();
    analyses.invalidate(uri);
    diagnostics.invalidated();
    annotations.invalidated();
    workspace.changed();
  }

  async function register(): Promise<void> {
    try {
      if (client.configurationRegistration) {
        await connection.client.register(DidChangeConfigurationNotification.type, { section: "custody" });
      }
      if (client.watchRegistration) {
        const watchers = [{ globPattern: WATCHED }];
        await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
      }
    } catch (error) {
      log.error("Registering for changes failed", error);
    }
    workspace.changed();
  }

  /** Before anything is waited for: what is heard of meanwhile is not told again. */
  function followFolders(): void {
    if (client.workspaceFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        folders.change(
          added.map(({ uri }) => uri),
          removed.map(({ uri }) => uri),
        );
        invalidate();
      });
    }
  }

  async function toDiagnostics(document: TextDocument, report: DocumentReport): Promise<readonly Diagnostic[]> {
    const found = await circumstances.of(document.uri);
    const ageIsSet = found?.ageIsSet === true;
    return readNotes(report, { ...noteOptions, ageIsSet }).map((note) => toDiagnostic(document, note, client));
  }
}

/** What is written there holds for others too. */
function isPolicy(uri: string): boolean {
  return baseName(uri) === "custody.json";
}
