import {
  commands,
  type Disposable,
  type ExtensionContext,
  l10n,
  Selection,
  type TextEditor,
  Uri,
  ViewColumn,
  window,
  workspace,
} from "vscode";
import { COMMANDS } from "./commands";

/** The release in the sample that was taken over. */
const FINDING = '"sample-dates"';

/** Where the walkthrough's sample stands once it has been opened: a copy, so that it can be edited. */
export function sampleFolder({ globalStorageUri }: ExtensionContext): Uri {
  return Uri.joinPath(globalStorageUri, "sample");
}

/** The commands that the walkthrough's steps call. */
export function registerSample(context: ExtensionContext): readonly Disposable[] {
  return [
    commands.registerCommand(COMMANDS.openSample, () => openSample(context)),
    commands.registerCommand(COMMANDS.showSampleFinding, () => showSampleFinding(context)),
    commands.registerCommand(COMMANDS.openManifest, openManifest),
  ];
}

/** Opens the sample's manifest as it was, beside whatever explains it. */
async function openSample(context: ExtensionContext): Promise<TextEditor> {
  const folder = sampleFolder(context);
  const source = Uri.joinPath(context.extensionUri, "sample");
  for (const name of ["answers.json", "package-lock.json", "package.json"]) {
    await workspace.fs.copy(Uri.joinPath(source, name), Uri.joinPath(folder, name), { overwrite: true });
  }
  return show(context);
}

/** Puts the cursor on the name of the release in question, where the hover begins with its picture, and shows it. */
async function showSampleFinding(context: ExtensionContext): Promise<void> {
  const editor = await show(context).catch(() => openSample(context));
  const { document } = editor;
  const at = document.getText().indexOf(FINDING);
  const position = document.positionAt(Math.max(0, at) + 1);
  editor.selection = new Selection(position, position);
  await commands.executeCommand("editor.action.showHover");
}

async function show(context: ExtensionContext): Promise<TextEditor> {
  const manifest = Uri.joinPath(sampleFolder(context), "package.json");
  const shown = window.visibleTextEditors.find(({ document }) => document.uri.toString() === manifest.toString());
  return window.showTextDocument(manifest, { viewColumn: shown?.viewColumn ?? ViewColumn.Beside, preview: false });
}

/** Opens the manifest of the user's own workspace; says what to do where there is none. */
async function openManifest(): Promise<void> {
  const [manifest] = await workspace
    .findFiles("**/package.json", "**/node_modules/**", 20)
    .then((found) => found.sort((one, other) => one.path.split("/").length - other.path.split("/").length));
  if (manifest === undefined) {
    await window.showInformationMessage(
      l10n.t("There is no package.json in this window. Open the folder of a project that uses npm, pnpm, Yarn or Bun."),
    );
    return;
  }
  await window.showTextDocument(manifest, { preview: false });
}
