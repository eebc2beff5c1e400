import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { PassThrough } from "node:stream";
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  ConfigurationRequest,
  createConnection,
  createProtocolConnection,
  type Diagnostic,
  DiagnosticRefreshRequest,
  DidChangeTextDocumentNotification,
  DidCloseTextDocumentNotification,
  DidOpenTextDocumentNotification,
  type DocumentDiagnosticReport,
  DocumentDiagnosticRequest,
  InitializedNotification,
  InitializeRequest,
  type InitializeResult,
  InlayHintRefreshRequest,
  LogMessageNotification,
  type MessageReader,
  type MessageWriter,
  NullLogger,
  type ProtocolConnection,
  PublishDiagnosticsNotification,
  type PublishDiagnosticsParams,
  type Registration,
  RegistrationRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import type { CacheAccess } from "../../server/src/core/cacheContents";
import type { TrustService } from "../../server/src/core/service";
import type { CreateWorkspace, Workspace } from "../../server/src/lsp/folders";
import {
  ALARM_NOTIFICATION,
  type Alarm,
  type AlarmParams,
  FINDINGS_CHANGED_NOTIFICATION,
  type FileStatus,
  STATUS_NOTIFICATION,
} from "../../server/src/lsp/protocol";
import { startServer } from "../../server/src/lsp/server";
import type { Pauses } from "../../server/src/lsp/workspaceDoor";
import { NOW } from "./world";

const ROOT = "file:///app";
export const MANIFEST = `${ROOT}/package.json`;

/** As VS Code states them, as far as the server cares. */
export const PULLS: ClientCapabilities = {
  textDocument: {
    diagnostic: {
      dynamicRegistration: false,
      relatedInformation: true,
      codeDescriptionSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    hover: { contentFormat: ["markdown", "plaintext"] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } }, isPreferredSupport: true },
    inlayHint: { resolveSupport: { properties: ["tooltip"] } },
    codeLens: {},
  },
  workspace: {
    inlayHint: { refreshSupport: true },
    codeLens: { refreshSupport: true },
    configuration: true,
    workspaceFolders: true,
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
  },
};

/** An older client: it waits to be told. */
export const IS_TOLD: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, versionSupport: true },
    hover: { contentFormat: ["markdown"] },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
  },
};

const never = () => new Promise<void>(() => undefined);
const atOnce = async () => undefined;

/** No look at the workspace at all. */
const UNHURRIED: Pauses = { quiet: never, long: never, breath: never, settle: never, again: never };
/** A look at the workspace at once, and without a word about how far it is. */
export const EAGER: Pauses = { quiet: atOnce, long: never, breath: atOnce, settle: atOnce, again: never };

export interface ClientOptions {
  readonly capabilities?: ClientCapabilities;
  /** Beside that it listens to the server's own news; null: a client that has never heard of this server. */
  readonly initializationOptions?: object | null | undefined;
  /** What the user has set under "custody". */
  readonly settings?: () => unknown;
  /** When the server stops waiting for a whole answer: by default at once. */
  readonly patience?: () => Promise<void>;
  /** How the time passes until sources are asked again: by default it never does. */
  readonly wait?: (milliseconds: number, abort: AbortSignal) => Promise<void>;
  /** What is kept on disk: nothing where it is left out. */
  readonly cache?: CacheAccess;
  /** What else the server waits for: by default it never looks at the workspace. */
  readonly pauses?: Pauses;
  readonly folders?: readonly string[];
}

export interface LspClient {
  readonly connection: ProtocolConnection;
  readonly initialized: InitializeResult;
  readonly published: readonly PublishDiagnosticsParams[];
  readonly statuses: readonly FileStatus[];
  /** What the server has asked to be told of. */
  readonly registrations: readonly Registration[];
  /** How often the server asked to be asked again for diagnostics. */
  readonly refreshes: number;
  /** What the server wrote into its log. */
  readonly logged: readonly string[];
  /** How often it did for inlay hints, and for code lenses. */
  /** How often the server said that there are other findings in the workspace. */
  readonly news: number;
  readonly alarms: readonly Alarm[];
  readonly redrawn: { readonly hints: number; readonly lenses: number };
  open(text: string, uri?: string): Promise<void>;
  /** Replaces the first occurrence of `old`, as one keystroke or one paste. */
  change(old: string, now: string, uri?: string): Promise<void>;
  close(uri?: string): Promise<void>;
  textOf(uri?: string): string;
  pull(previousResultId?: string, uri?: string): Promise<DocumentDiagnosticReport>;
  /** Pulls until the server has nothing more to add. */
  diagnostics(uri?: string): Promise<readonly Diagnostic[]>;
  /** Resolves once `isSo` holds; looked at whenever the server has said something. */
  until(isSo: () => boolean): Promise<void>;
  dispose(): void;
}

/** A folder of nothing but a service. A test states only what differs. */
export function workspaceOf(service: TrustService, differs: Partial<Workspace> = {}): Workspace {
  return {
    service,
    readFile: async () => undefined,
    breathe: () => undefined,
    ignoresScripts: false,
    configFiles: [],
    isOutdated: () => false,
    ...differs,
  };
}

/** The real server over real messages, in this process. */
export async function startClient(create: CreateWorkspace, options: ClientOptions = {}): Promise<LspClient> {
  const up = new PassThrough();
  const down = new PassThrough();
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  const { patience = async () => undefined, wait = untilAborted, pauses = UNHURRIED, cache } = options;
  const rulePages = "https://pages.example/rules";
  const given = cache === undefined ? {} : { cache };
  startServer(server, create, {
    now: () => NOW,
    version: "0.0.0",
    runtime: "24.21.0 on linux",
    rulePages,
    patience,
    wait,
    pauses,
    ...given,
  });
  const client = await connectClient(new StreamMessageReader(down), new StreamMessageWriter(up), options);
  return {
    ...client,
    get refreshes() {
      return client.refreshes;
    },
    get news() {
      return client.news;
    },
    dispose() {
      client.dispose();
      server.dispose();
    },
  };
}

function untilAborted(_: number, abort: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    abort.addEventListener("abort", () => reject(abort.reason), { once: true });
  });
}

/** A client of whatever server is at the other end. */
export async function connectClient(
  reader: MessageReader,
  writer: MessageWriter,
  {
    capabilities = PULLS,
    settings = () => ({}),
    folders = [ROOT],
    initializationOptions,
  }: Omit<ClientOptions, "patience" | "wait" | "pauses">,
): Promise<LspClient> {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  const said = () => void events.emit("said");
  const texts = new Map<string, { version: number; text: string }>();
  const published: PublishDiagnosticsParams[] = [];
  const statuses: FileStatus[] = [];
  const registrations: Registration[] = [];
  const logged: string[] = [];
  const redrawn = { hints: 0, lenses: 0 };
  const alarms: Alarm[] = [];
  let news = 0;
  let refreshes = 0;

  const connection = createProtocolConnection(reader, writer, NullLogger);
  connection.onRequest(ConfigurationRequest.type, ({ items }) => items.map(() => settings()));
  connection.onRequest(RegistrationRequest.type, (params) => {
    registrations.push(...params.registrations);
  });
  connection.onRequest(DiagnosticRefreshRequest.type, () => {
    refreshes += 1;
    said();
  });
  connection.onRequest(InlayHintRefreshRequest.type, () => {
    redrawn.hints += 1;
    said();
  });
  connection.onRequest(CodeLensRefreshRequest.type, () => {
    redrawn.lenses += 1;
    said();
  });
  connection.onNotification(FINDINGS_CHANGED_NOTIFICATION, () => {
    news += 1;
    said();
  });
  connection.onNotification(ALARM_NOTIFICATION, ({ alarms: more }: AlarmParams) => {
    alarms.push(...more);
    said();
  });
  connection.onNotification(PublishDiagnosticsNotification.type, (params) => {
    published.push(params);
    said();
  });
  connection.onNotification(LogMessageNotification.type, ({ message }) => {
    logged.push(message);
    said();
  });
  connection.onNotification(STATUS_NOTIFICATION, (status: FileStatus) => {
    statuses.push(status);
    said();
  });
  connection.listen();

  const initialized = await connection.sendRequest(InitializeRequest.type, {
    processId: null,
    rootUri: null,
    capabilities,
    workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
    ...(initializationOptions === null ? {} : { initializationOptions: { listens: true, ...initializationOptions } }),
  });
  await connection.sendNotification(InitializedNotification.type, {});

  const client: LspClient = {
    connection,
    initialized,
    published,
    statuses,
    registrations,
    logged,
    redrawn,
    alarms,
    get news() {
      return news;
    },
    get refreshes() {
      return refreshes;
    },
    async open(text, uri = MANIFEST) {
      texts.set(uri, { version: 1, text });
      const textDocument = { uri, languageId: "json", version: 1, text };
      await connection.sendNotification(DidOpenTextDocumentNotification.type, { textDocument });
    },
    async change(old, now, uri = MANIFEST) {
      const { version, text } = current(uri);
      const start = text.indexOf(old);
      assert.ok(start >= 0, `the document has no "${old}"`);
      const range = { start: positionAt(text, start), end: positionAt(text, start + old.length) };
      texts.set(uri, { version: version + 1, text: text.slice(0, start) + now + text.slice(start + old.length) });
      await connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version: version + 1 },
        contentChanges: [{ range, text: now }],
      });
    },
    async close(uri = MANIFEST) {
      await connection.sendNotification(DidCloseTextDocumentNotification.type, { textDocument: { uri } });
    },
    textOf: (uri = MANIFEST) => current(uri).text,
    pull: (previousResultId, uri = MANIFEST) =>
      connection.sendRequest(DocumentDiagnosticRequest.type, {
        textDocument: { uri },
        ...(previousResultId === undefined ? {} : { previousResultId }),
      }),
    async diagnostics(uri = MANIFEST) {
      const isChecked = () => statuses.findLast((status) => status.uri === uri)?.state === "checked";
      await client.until(isChecked);
      const answer = await client.pull(undefined, uri);
      return answer.kind === "full" ? answer.items : [];
    },
    async until(isSo) {
      while (!isSo()) {
        await once(events, "said");
      }
    },
    dispose() {
      connection.dispose();
    },
  };
  return client;

  function current(uri: string): { version: number; text: string } {
    return texts.get(uri) ?? { version: 0, text: "" };
  }
}

function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
