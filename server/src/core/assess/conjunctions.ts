import type { Family } from "../model";

/**
 * A conjunction: what several signals are worth together. A release matches where every line of `all` is met by one
 * signal, each family by a signal of its own. The first that matches counts, so the worst stand first.
 */
export interface Conjunction {
  readonly id: string;
  readonly level: "error" | "warning";
  readonly because: string;
  readonly all: readonly (readonly (Family | Requirement)[])[];
  /** It speaks of haste or of waking up: once the release has stood for the recent time, that is over. */
  readonly onlyRecent?: true;
}

/** A rule, or any rule of a family, from this strength on; without one, from where its family speaks. */
export interface Requirement {
  readonly rule: string;
  readonly strength?: "strong" | "weak";
}

const WEAKER_SIGNS: readonly Requirement[] = [
  "publisher-new",
  "publisher-returned",
  "publisher-email-changed",
  "maintainers-replaced",
  "repository-moved",
  "publisher-identity-changed",
  "git-head-lost",
  "release-burst",
  "release-after-silence",
  "version-out-of-line",
].map((rule) => ({ rule, strength: "weak" }));

export const CONJUNCTIONS: readonly Conjunction[] = [
  // A stolen token is used for what runs on machines: the payload, and hands or a way of publishing that are not the usual.
  {
    id: "payload-and-hands",
    level: "error",
    because: "what it runs or depends on changed together with who published it or how",
    all: [
      [{ rule: "install-script-added" }, { rule: "git-dependency-added" }, { rule: "young-dependency-added" }],
      ["who", "how"],
    ],
  },
  // Two families that have nothing to do with each other: each happens in ordinary life, both at once hardly ever.
  { id: "who-and-how", level: "warning", because: "who and how changed together", all: [["who"], ["how"]] },
  {
    id: "who-and-when",
    level: "warning",
    because: "who and when changed together",
    all: [["who"], ["when"]],
    onlyRecent: true,
  },
  {
    id: "how-and-when",
    level: "warning",
    because: "how and when changed together",
    all: [["how"], ["when"]],
    onlyRecent: true,
  },
  {
    id: "what-and-other",
    level: "warning",
    because: "what and who, how or when changed together",
    all: [["what"], ["who", "how", "when"]],
  },
  // A script by the usual hands is a decision more often than a theft, unless anything else looks odd: accounts get stolen.
  {
    id: "script-and-anything",
    level: "warning",
    because: "a new install script, even of somebody who has published here for years, where anything else is unusual",
    all: [[{ rule: "install-script-added" }], WEAKER_SIGNS],
  },
  // Evidence gets lost by accident too; in a hurry, with several releases at once, it is a token used by hand.
  {
    id: "how-in-a-hurry",
    level: "warning",
    because: "less evidence in one of several releases within hours",
    all: [["how"], [{ rule: "release-burst", strength: "weak" }]],
    onlyRecent: true,
  },
  // Accounts that nobody watches are the ones that get stolen; who comes back to help comes when the others are gone.
  {
    id: "forgotten-account",
    level: "warning",
    because: "an account that had been away for years published in the middle of another's releases",
    all: [[{ rule: "publisher-returned", strength: "strong" }]],
  },
  // The account, the way and the contents may all look usual: then haste is all that a theft shows.
  {
    id: "hurried-patches",
    level: "warning",
    because: "after a quiet time, more patches of one line within hours than ever before",
    all: [[{ rule: "release-burst", strength: "strong" }]],
    onlyRecent: true,
  },
  // Who really takes up old work changes something, and counts it as such; a thief wants the number that all ranges take.
  {
    id: "sleeper",
    level: "warning",
    because: "after years of silence a patch, which every range takes by itself",
    all: [[{ rule: "release-after-silence", strength: "strong" }]],
    onlyRecent: true,
  },
];
