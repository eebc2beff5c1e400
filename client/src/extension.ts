import type { ExtensionContext } from "vscode";
import { createClient, startClient } from "./client";
import { registerCommands } from "./commands";
import { createStatusItem } from "./statusItem";

/** Registers everything on the context and starts the server. Nothing is decided here. */
export async function activate(context: ExtensionContext): Promise<void> {
  const client = createClient(context);
  context.subscriptions.push(createStatusItem(client), ...registerCommands(client));
  await startClient(client, context);
}
