import type { EditorNetwork } from "../../server/src/core/editorNetwork";
import { type NpmConfig, readNpmConfig } from "../../server/src/platform/config/npmConfig";

export const USER = "/home/ann/.npmrc";
export const GLOBAL = "/opt/node/etc/npmrc";
export const PROJECT = "/work/app/.npmrc";

/** What is configured on a machine. Of what a test does not say there is nothing. */
export interface Setup {
  readonly user?: string;
  readonly global?: string;
  readonly project?: string;
  readonly trusted?: boolean;
  readonly endpoint?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Path → text. Paths that begin with neither "/" nor "~" lie in the project, "~" is the user's folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly folder?: string;
  readonly platform?: string;
  readonly editor?: EditorNetwork;
}

/** A machine with npm in /opt/node, a user in /home/ann and a project in /work/app. Lines of an .npmrc are parted by " | ". */
export function config(setup: Setup): NpmConfig {
  const { user, global, project, trusted = false, endpoint, environment, files = {}, folder, platform, editor } = setup;
  const disk: Record<string, string | undefined> = {
    "/opt/node/bin/npm": "",
    "/work/app/.git": "",
    [USER]: user?.replaceAll(" | ", "\n"),
    [GLOBAL]: global?.replaceAll(" | ", "\n"),
    [PROJECT]: project?.replaceAll(" | ", "\n"),
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [absolute(path), text])),
  };
  return readNpmConfig({
    environment: { PATH: "relative/bin:/work/app/node_modules/.bin:/opt/node/bin:/usr/bin", ...environment },
    homeDirectory: "/home/ann",
    execPath: "/somewhere/else/bin/node",
    platform: platform ?? "linux",
    projectDirectory: folder ?? "/work/app",
    trustProject: trusted,
    npmDefault: "https://registry.example/",
    registryEndpoint: endpoint,
    editor: editor ?? {},
    read: (path) => disk[path],
    peek: (path) => disk[path],
    exists: (path) => disk[path] !== undefined,
  });
}

function absolute(path: string): string {
  if (path.startsWith("~")) {
    return `/home/ann${path.slice(1)}`;
  }
  return path.startsWith("/") ? path : `/work/app/${path}`;
}
