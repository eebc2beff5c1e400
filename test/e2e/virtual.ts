import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A workspace that is kept in memory, as others are kept by a service far away. */
export const VIRTUAL_WORKSPACE = "memory:/an-app";

const SOURCE = `const { EventEmitter, FileSystemError, FileType, workspace } = require("vscode");

const text = Buffer.from('{ "dependencies": { "handed-over": "^2.0.0" } }');
const no = (uri) => { throw FileSystemError.NoPermissions(uri); };

exports.activate = ({ subscriptions }) => {
  subscriptions.push(workspace.registerFileSystemProvider("memory", {
    onDidChangeFile: new EventEmitter().event,
    watch: () => ({ dispose() {} }),
    stat(uri) {
      const dates = { ctime: 0, mtime: 0 };
      switch (uri.path) {
        case "/an-app":
          return { ...dates, type: FileType.Directory, size: 0 };
        case "/an-app/package.json":
          return { ...dates, type: FileType.File, size: text.length };
        default:
          throw FileSystemError.FileNotFound(uri);
      }
    },
    readDirectory: () => [["package.json", FileType.File]],
    readFile: () => text,
    createDirectory: no,
    delete: no,
    rename: no,
    writeFile: no,
  }, { isReadonly: true }));
};
`;

/** Writes the extension that keeps it; gives its folder. */
export async function writeVirtualExtension(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "custody-virtual-"));
  const manifest = {
    name: "memory",
    publisher: "custody-test",
    version: "0.0.1",
    engines: { vscode: "*" },
    main: "main.js",
    activationEvents: ["onFileSystem:memory"],
    capabilities: { virtualWorkspaces: true, untrustedWorkspaces: { supported: true } },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "main.js"), SOURCE);
  return folder;
}
