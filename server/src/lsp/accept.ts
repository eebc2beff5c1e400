import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { messages } from "../core/messages";
import { type AcceptRequest, faultOf } from "../core/policy/acceptEdits";
import { isRecord } from "../core/settings";
import type { ClientSupport } from "./capabilities";
import type { CircumstancesSource } from "./circumstances";
import type { OpenDocuments } from "./openDocuments";
import type { AcceptParams, AcceptResult } from "./protocol";
import { toWorkspaceEdit } from "./workspaceEdit";

export interface AcceptContext {
  readonly documents: TextDocuments<TextDocument>;
  readonly open: OpenDocuments;
  readonly circumstances: CircumstancesSource;
  readonly client: ClientSupport;
  now(): number;
}

/** The answers of a person in, the edit of custody.json out, or which answer will not do. Asked at each keystroke. */
export function acceptHandler(context: AcceptContext): (params: AcceptParams) => Promise<AcceptResult | null> {
  const { documents, circumstances, open, client, now } = context;
  return async (params) => {
    const request = readRequest(params);
    const found = request && (await circumstances.of(params.uri));
    if (request === undefined || found === undefined) {
      return null;
    }
    const fault = faultOf(request, now());
    if (fault !== undefined) {
      return { refused: fault.message, field: fault.field };
    }
    const text = documents.get(params.uri)?.getText() ?? (await found.readFile(found.path)) ?? "";
    const change = await found.service.accept(found.path, text, request);
    const edit = change && toWorkspaceEdit([change], open, client);
    return edit === undefined ? { refused: messages.acceptNowhere, field: undefined } : { edit };
  };
}

/** What came over the wire, if it is what it should be. */
function readRequest(params: unknown): AcceptRequest | undefined {
  const { package: name, rules, reason, until } = isRecord(params) ? params : {};
  return typeof name === "string" &&
    Array.isArray(rules) &&
    rules.every((rule) => typeof rule === "string") &&
    typeof reason === "string" &&
    typeof until === "string"
    ? { package: name, rules, reason, until }
    : undefined;
}
