import type { DepsDevVersion, History, Provenance, Scorecard, Served } from "../model";
import { readHistoryText, toHistoryText } from "./historyText";
import type { Form } from "./keeper";
import type { OsvHit } from "./osv";
import type { OsvRecord } from "./osvRecord";

/**
 * How each kind of answer is written down. A change of what a text means counts its number up; a golden test holds the
 * texts still.
 */
export const FORMS: {
  readonly histories: Form<History>;
  readonly advisories: Form<readonly OsvHit[]>;
  readonly records: Form<OsvRecord>;
  readonly versions: Form<DepsDevVersion>;
  readonly provenances: Form<Provenance>;
  readonly scorecards: Form<Scorecard>;
  readonly served: Form<Served>;
  /** Names that their registry does not know. */
  readonly unknown: Form<true>;
} = {
  histories: { kind: "histories", schema: 1, toText: toHistoryText, read: readHistoryText },
  advisories: { kind: "advisories", schema: 1, toText: JSON.stringify, read: JSON.parse },
  records: { kind: "records", schema: 1, toText: JSON.stringify, read: JSON.parse },
  versions: { kind: "versions", schema: 1, toText: JSON.stringify, read: JSON.parse },
  provenances: { kind: "provenances", schema: 1, toText: JSON.stringify, read: JSON.parse },
  scorecards: { kind: "scorecards", schema: 1, toText: JSON.stringify, read: JSON.parse },
  served: { kind: "served", schema: 1, toText: JSON.stringify, read: JSON.parse },
  unknown: { kind: "unknown", schema: 1, toText: () => "unknown", read: (text) => text === "unknown" || undefined },
};
