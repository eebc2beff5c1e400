import { type CompactHistory, expandHistory } from "./compactHistory";
import type { DatedDocument, DocumentSource, RegistryDocument, UndatedEvents } from "./documents";

/** Documents that a test gives as they are, with what is known of their undated parts by name. */
export function documentSource(
  documents: readonly RegistryDocument[],
  events: Readonly<Record<string, UndatedEvents>> = {},
): DocumentSource {
  return sourceOf(
    documents.map(({ name }) => name),
    new Map(documents.map((document) => [document.name, { document, events: events[document.name] ?? {} }])),
  );
}

/** Documents made from compact histories. */
export function historySource(histories: readonly CompactHistory[]): DocumentSource {
  return sourceOf(
    histories.map(({ name }) => name),
    new Map(histories.map((history) => [history.name, expandHistory(history)])),
  );
}

function sourceOf(names: readonly string[], documents: ReadonlyMap<string, DatedDocument>): DocumentSource {
  return { names: () => names, find: (name) => documents.get(name) };
}
