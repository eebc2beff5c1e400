import { joinPath } from "../core/filePath";
import { isRecord } from "../core/settings";

/** What stands in `node_modules`, read from the package's own file; version undefined where nothing stands there. */
export async function findInstalled(
  places: readonly string[],
  readFile: (path: string) => Promise<string | undefined>,
): Promise<{ readonly version: string | undefined }> {
  for (const place of places) {
    const text = await readFile(joinPath(place, "package.json"));
    if (text !== undefined) {
      return { version: readVersion(text) };
    }
  }
  return { version: undefined };
}

function readVersion(text: string): string | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) && typeof document.version === "string" ? document.version : undefined;
  } catch {
    return undefined;
  }
}
