import { isRecord } from "../core/settings";
import { readEditorNetwork } from "./editorNetwork";
import type { InitializationOptions, ThemeKind } from "./protocol";

const THEMES: readonly ThemeKind[] = ["dark", "light", "high-contrast-dark", "high-contrast-light"];

/** Takes from the client what can be used; all else counts as left out. */
export function readOptions(raw: unknown): InitializationOptions {
  const source = isRecord(raw) ? raw : {};
  const pictures = readTheme(source.pictures);
  return {
    ...(pictures === undefined ? {} : { pictures }),
    ...(typeof source.rulePages === "string" ? { rulePages: source.rulePages } : {}),
    ...(typeof source.sample === "string" ? { sample: source.sample } : {}),
    ...(typeof source.showFindings === "string" ? { showFindings: source.showFindings } : {}),
    ...(typeof source.accept === "string" ? { accept: source.accept } : {}),
    ...(typeof source.copyReport === "string" ? { copyReport: source.copyReport } : {}),
    ...(typeof source.trusted === "boolean" ? { trusted: source.trusted } : {}),
    network: readEditorNetwork(source.network),
    showsDiagnosticsInHover: source.showsDiagnosticsInHover === true,
    listens: source.listens === true,
    canFetch: source.canFetch === true,
  };
}

/** Undefined for what is no kind of a theme. */
export function readTheme(raw: unknown): ThemeKind | undefined {
  return THEMES.find((theme) => theme === raw);
}
