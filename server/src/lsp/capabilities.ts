import {
  type ClientCapabilities,
  CodeActionKind,
  type DiagnosticTag,
  MarkupKind,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from "vscode-languageserver";
import { PIN_ALL } from "./sourceActions";

/** What of the client's abilities makes a difference here. */
export interface ClientSupport {
  /** Diagnostics are asked for by the client; else they are pushed. Never both. */
  readonly pull: boolean;
  /** The client asks again when told that diagnostics have changed. */
  readonly refresh: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticTags: readonly DiagnosticTag[];
  readonly literalCodeActions: boolean;
  readonly preferredCodeActions: boolean;
  readonly versionedEdits: boolean;
  /** An edit may make a file. */
  readonly createsFiles: boolean;
  /** Else hovers are plain text. */
  readonly markdownHover: boolean;
  readonly inlayHints: boolean;
  readonly resolvesTooltips: boolean;
  readonly codeLenses: boolean;
  /** The client asks again for hints, or lenses, when told that they have changed. */
  readonly refreshHints: boolean;
  readonly refreshLenses: boolean;
  readonly configuration: boolean;
  readonly configurationRegistration: boolean;
  readonly watchRegistration: boolean;
  /** Files outside of the workspace can be watched, too. */
  readonly watchesElsewhere: boolean;
  readonly workspaceFolders: boolean;
  readonly workDoneProgress: boolean;
}

export function readClientSupport({ textDocument, workspace, window }: ClientCapabilities): ClientSupport {
  const pull = textDocument?.diagnostic;
  const push = textDocument?.publishDiagnostics;
  return {
    pull: pull !== undefined,
    refresh: workspace?.diagnostics?.refreshSupport === true,
    // Clients that pull have stated these only for push for years, and mean both.
    relatedInformation: (pull?.relatedInformation ?? push?.relatedInformation) === true,
    codeDescription: (pull?.codeDescriptionSupport ?? push?.codeDescriptionSupport) === true,
    diagnosticTags: (pull?.tagSupport ?? push?.tagSupport)?.valueSet ?? [],
    literalCodeActions: textDocument?.codeAction?.codeActionLiteralSupport !== undefined,
    preferredCodeActions: textDocument?.codeAction?.isPreferredSupport === true,
    versionedEdits: workspace?.workspaceEdit?.documentChanges === true,
    createsFiles: workspace?.workspaceEdit?.resourceOperations?.includes("create") === true,
    // What the client likes better stands first.
    markdownHover: textDocument?.hover?.contentFormat?.[0] !== MarkupKind.PlainText,
    inlayHints: textDocument?.inlayHint !== undefined,
    resolvesTooltips: textDocument?.inlayHint?.resolveSupport?.properties.includes("tooltip") === true,
    codeLenses: textDocument?.codeLens !== undefined,
    refreshHints: workspace?.inlayHint?.refreshSupport === true,
    refreshLenses: workspace?.codeLens?.refreshSupport === true,
    configuration: workspace?.configuration === true,
    configurationRegistration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    watchRegistration: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    watchesElsewhere:
      workspace?.didChangeWatchedFiles?.dynamicRegistration === true &&
      workspace.didChangeWatchedFiles.relativePatternSupport === true,
    workspaceFolders: workspace?.workspaceFolders === true,
    workDoneProgress: window?.workDoneProgress === true,
  };
}

/** Offers only what this client can use. */
export function toServerCapabilities(client: ClientSupport): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
    hoverProvider: true,
    ...(client.literalCodeActions
      ? { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix, PIN_ALL], resolveProvider: false } }
      : {}),
    ...(client.inlayHints ? { inlayHintProvider: { resolveProvider: client.resolvesTooltips } } : {}),
    ...(client.codeLenses ? { codeLensProvider: { resolveProvider: false } } : {}),
    ...(client.pull
      ? { diagnosticProvider: { identifier: "custody", interFileDependencies: true, workspaceDiagnostics: true } }
      : {}),
    ...(client.workspaceFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  };
}
