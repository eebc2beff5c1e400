import type { TextDocument } from "vscode-languageserver-textdocument";
import type { DocumentReport } from "../core/service";
import { Superseded } from "./request";
import { withResolver } from "./withResolver";

/** What is found out about one version of one document, as it comes in. */
export interface Analysis {
  readonly version: number;
  /** The best that is known by now; undefined while nothing is. */
  latest(): DocumentReport | undefined;
  isFinished(): boolean;
  /** Resolves once something is known, if only what the text says. */
  readonly glanced: Promise<void>;
  /**
   * Rejects with `Superseded` once a newer text has taken its place. Newer circumstances do not end it: then it is what
   * was found out under these, and so are the others. Never rejects with a bug.
   */
  readonly finished: Promise<DocumentReport>;
}

/**
 * Judges one document; `onGlance` gets what is known before anybody is asked, `onLayer` what is known by then each time that
 * more answers are in.
 */
export type Analyse = (
  document: TextDocument,
  previous: DocumentReport | undefined,
  abort: AbortSignal,
  onGlance: (report: DocumentReport) => void,
  onLayer: (report: DocumentReport) => void,
) => Promise<DocumentReport>;

export interface Analyses {
  /** The analysis of the document as it stands; begun if need be. */
  of(document: TextDocument): Analysis;
  /** Circumstances have changed (a lockfile, a setting): the next question starts anew, with the old answer to show meanwhile. */
  invalidate(uri?: string): void;
  close(uri: string): void;
}

interface Run extends Analysis {
  isStale: boolean;
  /** What there is to show of it: the best that is known by now, else what was known before it began. */
  toShow(): DocumentReport | undefined;
  /** Ends it; whoever waits for it waits for the successor, where there is one. */
  end(successor?: Run): void;
}

/**
 * One running analysis for each open document; a newer one ends the wait of the older, not the lookups they share.
 * `onGlance` hears once how much there is to find out, `onProgress` when it begins, with each layer, and when it has ended.
 */
export function createAnalyses(
  analyse: Analyse,
  onProgress: (document: TextDocument, analysis: Analysis) => void,
  onGlance: (document: TextDocument, analysis: Analysis) => void = () => undefined,
): Analyses {
  const runs = new Map<string, Run>();

  return {
    of(document) {
      const current = runs.get(document.uri);
      if (current !== undefined && current.version === document.version && !current.isStale) {
        return current;
      }
      const run = start(document, current?.toShow());
      runs.set(document.uri, run);
      current?.end(current.version === run.version ? run : undefined);
      onProgress(document, run);
      return run;
    },

    invalidate(uri) {
      for (const [key, run] of runs) {
        run.isStale ||= uri === undefined || uri === key;
      }
    },

    close(uri) {
      runs.get(uri)?.end();
      runs.delete(uri);
    },
  };

  function start(document: TextDocument, previous: DocumentReport | undefined): Run {
    const controller = new AbortController();
    let latest: DocumentReport | undefined;
    let isFinished = false;
    let successor: Run | undefined;
    const { promise: glanced, resolve: glance } = withResolver();
    const isWanted = () => !isFinished && !controller.signal.aborted;
    const knowAtFirst = (report: DocumentReport): void => {
      know(report);
      if (isWanted()) {
        onGlance(document, run);
      }
    };
    const own = analyse(document, previous, controller.signal, knowAtFirst, (report) => {
      if (isWanted()) {
        know(report);
        onProgress(document, run);
      }
    }).then((report) => {
      controller.signal.throwIfAborted();
      latest = report;
      isFinished = true;
      glance();
      return report;
    });
    const finished = own.catch((error: unknown) => {
      if (successor === undefined) {
        throw error;
      }
      return successor.finished;
    });
    const run: Run = {
      version: document.version,
      isStale: false,
      latest: () => successor?.latest() ?? latest,
      toShow: () => run.latest() ?? previous,
      isFinished: () => successor?.isFinished() ?? isFinished,
      glanced,
      finished,
      end(next) {
        if (!isFinished) {
          successor = next;
        }
        controller.abort(new Superseded());
      },
    };
    finished.catch(() => undefined);
    own.then(
      () => onProgress(document, run),
      () => undefined,
    );
    return run;

    function know(report: DocumentReport): void {
      if (!isFinished) {
        latest = report;
        glance();
      }
    }
  }
}

/** The best report within reach: the whole one if it is there before patience ends, else what is known by then. */
export async function bestOf(analysis: Analysis, patience: () => Promise<void>): Promise<DocumentReport | undefined> {
  await Promise.race([analysis.finished, Promise.all([analysis.glanced, patience()])]);
  return analysis.latest();
}
