import type { EditorNetwork } from "../core/editorNetwork";
import { isRecord } from "../core/settings";

/** Takes of the editor's network settings what can be used; all else counts as left out. */
export function readEditorNetwork(raw: unknown): EditorNetwork {
  const source = isRecord(raw) ? raw : {};
  return {
    proxy: text(source.proxy),
    noProxy: Array.isArray(source.noProxy) ? source.noProxy.filter((host) => typeof host === "string") : undefined,
    proxyAuthorization: text(source.proxyAuthorization),
    proxySupport: text(source.proxySupport),
    proxyStrictSSL: truth(source.proxyStrictSSL),
    systemCertificates: truth(source.systemCertificates),
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function truth(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}
