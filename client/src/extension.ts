import type { ExtensionContext } from "vscode";
import { registerAlarms } from "./alarms";
import { fillChangesView } from "./changesView";
import { createClient, startWhenNeeded } from "./client";
import { registerCommands } from "./commands";
import { createFileStatuses } from "./fileStatuses";
import { registerFindingCommands } from "./findingCommands";
import { createFindings } from "./findings";
import { fillFindingsView } from "./findingsView";
import { registerImportHover } from "./importHover";
import { registerLanguageModelTool } from "./languageModelTool";
import { connectNetwork } from "./network";
import { createNodeTree } from "./nodeTree";
import { createRegistryQuestion } from "./registryQuestion";
import { createReports, registerReport } from "./reportPanel";
import { registerReview } from "./review";
import { registerSample } from "./sample";
import { createStatusItem } from "./statusItem";

/** Registers everything on the context. The server starts with the first document that it has something to say about. */
export function activate(context: ExtensionContext): void {
  const client = createClient(context);
  const reports = createReports(client);
  const statuses = createFileStatuses(client);
  const findings = createFindings(client);
  const lists = {
    "custody.findings": createNodeTree("custody.findings"),
    "custody.changes": createNodeTree("custody.changes"),
  };
  context.subscriptions.push(
    statuses,
    createStatusItem(statuses),
    createRegistryQuestion(statuses),
    registerImportHover(client),
    registerAlarms(client, context),
    findings,
    ...Object.values(lists),
    fillFindingsView(lists["custody.findings"], findings),
    fillChangesView(lists["custody.changes"], client),
    ...registerFindingCommands(client, context.extensionUri, lists),
    registerLanguageModelTool(client),
    connectNetwork(client),
    registerReport(reports),
    registerReview(client, reports),
    ...registerCommands(client),
    ...registerSample(context),
  );
  startWhenNeeded(client, context);
}
