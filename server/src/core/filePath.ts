/** Paths as the core sees them: absolute or relative, forward slashes, no trailing slash. */

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The folder that holds `path`; undefined above a root. */
export function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf("/");
  if (slash < 0) {
    return undefined;
  }
  if (slash === 0) {
    return path.length > 1 ? "/" : undefined;
  }
  return path.slice(0, slash);
}

export function joinPath(folder: string, name: string): string {
  if (name === "") {
    return folder;
  }
  return folder.endsWith("/") ? `${folder}${name}` : `${folder}/${name}`;
}

/** `path` as seen from `folder`; "" for the folder itself; undefined where it is not inside. */
export function relativePath(folder: string, path: string): string | undefined {
  if (path === folder) {
    return "";
  }
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : undefined;
}

/** Folders from `folder` up to the root, nearest first. */
export function* ancestors(folder: string): Generator<string> {
  for (let at: string | undefined = folder; at !== undefined; at = parentOf(at)) {
    yield at;
  }
}
