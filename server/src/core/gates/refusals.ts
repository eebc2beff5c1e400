import { prerelease } from "semver";
import { EVIDENCE_WORDS } from "../evidenceRank";
import { baseName } from "../filePath";
import { messages } from "../messages";
import type { Evidence, History, PackageReport, Refusal, Release, Subject } from "../model";
import { clip, plainText } from "../present/markdown";
import { isWithin } from "../ranges";
import { isLocked, type Target } from "../targets";
import { isExempt, isExemptExactly, ownList } from "./exemptions";
import {
  ageGateOf,
  checksLocked,
  findGate,
  type InstallRules,
  isOldEnough,
  isStrictAboutAge,
  type PlacedGate,
  stepsBackForTrust,
} from "./installRules";

/** What of a release decides whether it is refused. */
export interface Candidate {
  readonly evidence: Pick<Evidence, "subject" | "history" | "depsDev">;
  /** It stands in the lockfile; else it is what a range comes to. */
  readonly isLocked: boolean;
  /** It is at warning or above: see first what speaks against it, then what would let it in. */
  readonly isSuspect: boolean;
  readonly asOf: number;
}

/** What the next install will say to a release that was judged, if it was. What is installed already is not asked for anew. */
export function refusalsOf(
  rules: InstallRules | undefined,
  judged: Pick<PackageReport, "evidence" | "assessment" | "resolvedBy"> | undefined,
  { isLocked, asOf }: Pick<Candidate, "isLocked" | "asOf">,
): readonly Refusal[] {
  if (rules === undefined || judged === undefined || !(isLocked || judged.resolvedBy === "range")) {
    return [];
  }
  const { evidence, assessment } = judged;
  const isSuspect = assessment.level === "error" || assessment.level === "warning";
  return findRefusals(rules, { evidence, isLocked, isSuspect, asOf });
}

/** The same of a release that a check, a review or a scan has judged. */
export function refusalsOfTarget(
  rules: InstallRules | undefined,
  target: Target,
  verdict: Pick<PackageReport, "evidence" | "assessment"> | undefined,
  asOf: number,
): readonly Refusal[] {
  const judged = verdict && {
    evidence: verdict.evidence,
    assessment: verdict.assessment,
    resolvedBy: target.resolvedBy,
  };
  return refusalsOf(rules, judged, { isLocked: isLocked(target), asOf });
}

/** What the next install will say to a release; empty where it takes it, or where nothing is known that it would say. */
function findRefusals(rules: InstallRules, candidate: Candidate): readonly Refusal[] {
  if (candidate.isLocked && !checksLocked(rules)) {
    return [];
  }
  const found = [ofAge(rules, candidate), ofTrust(rules, candidate)].flatMap((refusal) => refusal ?? []);
  return found.map(({ reason, text }) => {
    const way = candidate.isSuspect ? undefined : ownWay(rules, candidate.evidence.subject, reason);
    return { reason, text: plainText(way === undefined ? text : `${text} ${way}`) };
  });
}

/** What to write where no quick fix may: into a list that is the user's own. */
function ownWay(rules: InstallRules, { name, version }: Subject, reason: Refusal["reason"]): string | undefined {
  const list = ownList(rules, reason);
  const entry = clip(isExemptExactly(rules) ? `${name}@${version}` : name, MAX_NAME + MAX_VERSION);
  return list && messages.exemptInOwn(entry, clip(list.setting, MAX_NAME), placeOf(list));
}

/** Longer ones are nobody's, and come from outside. */
const MAX_NAME = 100;
const MAX_VERSION = 64;

function ofAge(rules: InstallRules, { evidence, isLocked, asOf }: Candidate): Refusal | undefined {
  const { name, version } = evidence.subject;
  const gate = ageGateOf(rules, name);
  const publishedAt = publishedAtOf(evidence);
  if (gate === undefined || publishedAt === undefined || isOldEnough(publishedAt, asOf, gate)) {
    return undefined;
  }
  if (isExempt(rules, "age", name, version) || !(isLocked || isStrictAboutAge(rules, gate))) {
    return undefined;
  }
  const setting = gate.gate && { setting: clip(gate.gate.setting, MAX_NAME), file: placeOf(gate.gate) };
  const { manager } = rules;
  const refused = { manager, name: clip(name, MAX_NAME), version: clip(version, MAX_VERSION), isLocked };
  const { limit } = gate;
  const text =
    "at" in limit
      ? messages.dateRefuses(refused, publishedAt, limit.at, setting)
      : messages.gateRefuses(refused, asOf - publishedAt, limit.ms, setting);
  return { reason: "age", text };
}

function publishedAtOf({ subject, history, depsDev }: Candidate["evidence"]): number | undefined {
  const release = history.status === "found" ? releaseIn(history.value, subject.version) : undefined;
  return release?.publishedAt ?? (depsDev.status === "found" ? depsDev.value.publishedAt : undefined);
}

function releaseIn({ releases }: History, version: string): Release | undefined {
  return releases.find((release) => release.version === version);
}

/** A file of the project by its name; one of the user's own as such. */
function placeOf({ file, isOwn }: PlacedGate): string {
  const isFile = /[\\/]/.test(file);
  const name = isFile ? baseName(file.replaceAll("\\", "/")) : file;
  return isOwn && isFile ? `your own ${name}` : name;
}

function ofTrust(rules: InstallRules, { evidence, isLocked, asOf }: Candidate): Refusal | undefined {
  const { history, subject } = evidence;
  const release = history.status === "found" ? releaseIn(history.value, subject.version) : undefined;
  const gate = trustGateOf(rules);
  if (gate === undefined || history.status !== "found" || release === undefined) {
    return undefined;
  }
  const before = lossOfTrust(rules, release, history.value, asOf);
  if (before === undefined) {
    return undefined;
  }
  const had = {
    with: EVIDENCE_WORDS[release.evidence],
    before: clip(before.version, MAX_VERSION),
    beforeWith: EVIDENCE_WORDS[before.evidence],
  };
  const told = {
    manager: rules.manager,
    name: clip(subject.name, MAX_NAME),
    version: clip(subject.version, MAX_VERSION),
    isLocked,
  };
  return { reason: "trust", text: messages.trustRefuses(told, { setting: gate.setting, file: placeOf(gate) }, had) };
}

function trustGateOf({ manager, range, gates }: InstallRules) {
  const gate = findGate(gates, "trust");
  return manager === "pnpm" && gate?.says.isOn === true && !isWithin(range, "<10.21.0-0") ? gate : undefined;
}

/**
 * The release of before that had the most evidence, where that is more than this one has, as pnpm compares it: with all that
 * was published earlier, whatever its line, and pre-releases only with each other and with what they follow. Undefined
 * where the release passes.
 */
function lossOfTrust(rules: InstallRules, release: Release, history: History, asOf: number): Release | undefined {
  const { publishedAt, version } = release;
  const limit = findGate(rules.gates, "trust-until")?.says.ms;
  if (publishedAt === undefined || (limit !== undefined && asOf - publishedAt > limit)) {
    return undefined;
  }
  const isStable = prerelease(version, true) === null;
  let best: Release | undefined;
  for (const other of history.releases) {
    const isEarlier = other.publishedAt !== undefined && other.publishedAt < publishedAt;
    const isMore = isEarlier && other.evidence > (best?.evidence ?? release.evidence);
    if (isMore && !(isStable && prerelease(other.version, true) !== null)) {
      best = other;
    }
  }
  return best === undefined || isExempt(rules, "trust", history.name, version) ? undefined : best;
}

/**
 * Whether the package manager passes over a release where the range admits another: younger ones, where an age is asked
 * for, and of pnpm from 11 on those with less evidence.
 */
export function isPassedOver(rules: InstallRules, release: Release, history: History, asOf: number): boolean {
  const age = ageGateOf(rules, history.name);
  const { publishedAt, version } = release;
  const isYoung = age !== undefined && publishedAt !== undefined && !isOldEnough(publishedAt, asOf, age);
  return (
    (isYoung && !isExempt(rules, "age", history.name, version)) ||
    (stepsBackForTrust(rules) &&
      trustGateOf(rules) !== undefined &&
      lossOfTrust(rules, release, history, asOf) !== undefined)
  );
}
