import { isRecord } from "./settings";

/** The version that the package.json of an installed package gives; undefined where it gives none. */
export function readInstalledVersion(text: string): string | undefined {
  try {
    const document: unknown = JSON.parse(text);
    return isRecord(document) && typeof document.version === "string" ? document.version : undefined;
  } catch {
    return undefined;
  }
}
