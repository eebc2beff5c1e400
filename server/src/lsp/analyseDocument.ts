import { baseName } from "../core/filePath";
import { giveWay } from "../core/inTurn";
import type { Problem } from "../core/model";
import { parsePolicy, placeInPolicy } from "../core/policy/parsePolicy";
import type { Dropped } from "../core/policy/rulesInForce";
import { unusedEntries } from "../core/policy/unusedEntries";
import type { DocumentReport } from "../core/service";
import type { Analyse } from "./analyses";
import { carryOver, fillIn } from "./carryOver";
import { type Circumstances, type CircumstancesSource, toCheckOptions } from "./circumstances";
import type { Log } from "./request";

/** Judges an open document under its circumstances. A bug ends as a logged line and what was known before. */
export function createAnalyse(circumstances: CircumstancesSource, now: () => number, log: Log): Analyse {
  return async (document, previous, abort, onGlance, onLayer) => {
    let best = previous;
    const text = document.getText();
    try {
      const found = await circumstances.of(document.uri);
      if (found === undefined || !found.configuration.enable || isInstalled(found.path)) {
        return nothing(now());
      }
      const { path, service } = found;
      if (baseName(path) === "custody.json") {
        return await policyReport(text, found, onGlance);
      }
      await giveWay(found, abort);
      const reading = service.prepare(path, text);
      if (reading !== undefined) {
        await reading;
        abort.throwIfAborted();
      }
      const current = service.inspect(path, text);
      await giveWay(found, abort);
      if (current === undefined) {
        return nothing(now());
      }
      const carried = carryOver(previous ?? nothing(now()), current);
      best = carried;
      onGlance(carried);
      const fill = (report: DocumentReport): DocumentReport => {
        best = fillIn(report, carried);
        return best;
      };
      const report = await service.document(
        path,
        text,
        toCheckOptions(found),
        abort,
        (glance) => onGlance(fill(glance)),
        (layer) => onLayer(fill(layer)),
      );
      return report ?? nothing(now());
    } catch (error) {
      abort.throwIfAborted();
      log.error(`Judging ${document.uri} failed`, error);
      return best ?? nothing(now());
    }
  };

  /** What is not applied is known at once; what is not used, when the lockfiles have been looked through. */
  async function policyReport(
    text: string,
    found: Circumstances,
    onGlance: (report: DocumentReport) => void,
  ): Promise<DocumentReport> {
    const { isOrganizationPolicy: isOrganizations } = found;
    const policy = parsePolicy(text, now(), isOrganizations ? "organization" : "repository");
    const problems = [...policy.problems, ...(isOrganizations ? [] : dropped(text, found.droppedOf(policy)))];
    const report: DocumentReport = { ...nothing(now()), kind: "policy", problems };
    if (policy.accept.length === 0) {
      return report;
    }
    onGlance({ ...report, pending: 1 });
    const locked = await circumstances.lockedBelow(found);
    const unused = locked === undefined ? [] : unusedEntries(text, policy, locked);
    return { ...report, problems: [...problems, ...unused] };
  }
}

/** What of a policy does not count here, at its place. */
function dropped(text: string, found: readonly Dropped[]): readonly Problem[] {
  return found.flatMap(({ path, span = placeInPolicy(text, path), message }) =>
    span === undefined ? [] : { span, message: `${message.charAt(0).toUpperCase()}${message.slice(1)}.` },
  );
}

/** What is installed is judged where it is asked for: its own manifest is not this workspace's to mend. */
function isInstalled(path: string): boolean {
  return path.includes("/node_modules/");
}

function nothing(asOf: number): DocumentReport {
  return { kind: "manifest", asOf, entries: [], problems: [], pending: 0 };
}
