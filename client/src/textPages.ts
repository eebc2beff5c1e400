import { type Disposable, EventEmitter, Uri, window, workspace } from "vscode";

const SCHEME = "custody";

/** Texts that are looked at and copied, and are no files: each is a document that cannot be written, and is shown anew. */
export interface TextPages extends Disposable {
  /** `name` stands on the tab. */
  show(name: string, text: string): Promise<void>;
}

export function createTextPages(): TextPages {
  const texts = new Map<string, string>();
  const changed = new EventEmitter<Uri>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    onDidChange: changed.event,
    provideTextDocumentContent: ({ path }) => texts.get(path),
  });
  return {
    async show(name, text) {
      const uri = Uri.from({ scheme: SCHEME, path: `/${name}` });
      texts.set(uri.path, text);
      changed.fire(uri);
      await window.showTextDocument(await workspace.openTextDocument(uri));
    },
    dispose() {
      provider.dispose();
      changed.dispose();
    },
  };
}
