import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { messages } from "../core/messages";
import { missingAnswers } from "../core/present/missing";
import { UNCHECKED_WORDS } from "../core/present/words";
import type { DocumentReport, TrustService } from "../core/service";
import type { Outage } from "../core/world";
import type { CircumstancesSource } from "./circumstances";
import type { Log } from "./request";

/** Judges open documents again once the sources that they were judged without answer again. */
export interface Healing {
  judged(document: TextDocument, report: DocumentReport): void;
  closed(uri: string): void;
}

export interface HealingContext {
  readonly documents: TextDocuments<TextDocument>;
  readonly circumstances: CircumstancesSource;
  readonly log: Log;
  /** Resolves after about so many milliseconds, or throws once aborted. */
  wait(milliseconds: number, abort: AbortSignal): Promise<void>;
  /** What is known of a document may not hold any more. */
  judgeAgain(document: TextDocument): void;
}

const FIRST_PAUSE_MS = 20_000;
const LAST_PAUSE_MS = 5 * 60_000;

/**
 * While an open document misses an answer, each source is asked one thing after growing pauses: when it answers, the
 * documents are judged again, and nobody need edit them for that.
 */
export function createHealing({ documents, circumstances, log, wait, judgeAgain }: HealingContext): Healing {
  /** By URI, whom a document that misses something was asked of. */
  const waiting = new Map<string, TrustService>();
  const said = new WeakMap<TrustService, readonly Outage[]>();
  let running: AbortController | undefined;

  return {
    judged: (document, report) => void note(document, report),
    closed: (uri) => forget(uri),
  };

  async function note(document: TextDocument, report: DocumentReport): Promise<void> {
    const { uri, version } = document;
    const found = await circumstances.of(uri);
    if (documents.get(uri)?.version !== version) {
      return;
    }
    if (found !== undefined) {
      sayOutages(found.service);
    }
    if (found === undefined || found.configuration.offline || missingAnswers(report.entries).length === 0) {
      forget(uri);
      return;
    }
    waiting.set(uri, found.service);
    if (running === undefined) {
      running = new AbortController();
      void run(running.signal);
    }
  }

  function forget(uri: string): void {
    waiting.delete(uri);
    if (waiting.size === 0) {
      running?.abort();
      running = undefined;
    }
  }

  async function run(abort: AbortSignal): Promise<void> {
    try {
      for (let pause = FIRST_PAUSE_MS; ; ) {
        await wait(pause, abort);
        abort.throwIfAborted();
        const services = [...new Set(waiting.values())];
        const back = await Promise.all(services.map((service) => service.askAgain(abort)));
        pause = back.includes(true) ? FIRST_PAUSE_MS : Math.min(2 * pause, LAST_PAUSE_MS);
        for (const service of services.filter((_, i) => back[i] === true)) {
          wake(service);
        }
      }
    } catch (error) {
      if (!abort.aborted) {
        log.error("Asking again failed", error);
        running = undefined;
      }
    }
  }

  /** Once when it begins, and once when it is over. */
  function sayOutages(service: TrustService): void {
    const before = said.get(service) ?? [];
    const now = service.outages();
    said.set(service, now);
    for (const { id, reason } of now.filter((outage) => !before.some((other) => isSame(other, outage)))) {
      log.warn(messages.outageBegan(UNCHECKED_WORDS[id], reason));
    }
    for (const { id, host } of before.filter((outage) => !now.some((other) => isSame(other, outage)))) {
      log.warn(messages.outageEnded(UNCHECKED_WORDS[id], host));
    }
  }

  function wake(service: TrustService): void {
    for (const [uri, asked] of waiting) {
      const document = asked === service ? documents.get(uri) : undefined;
      if (document !== undefined) {
        judgeAgain(document);
      }
    }
  }
}

function isSame(one: Outage, other: Outage): boolean {
  return one.id === other.id && one.host === other.host;
}
