/**
 * What the server and an editor's client say to each other beyond the Language Server Protocol.
 *
 * Types and names only: the client imports this file and nothing else of the server.
 */

import type { Position, WorkspaceEdit } from "vscode-languageserver";
import type { EditorAnswer, EditorNetwork, EditorRequest } from "../core/editorNetwork";
import { LOCKFILE_NAMES } from "../core/lockfileChoice";
import { MANIFEST_NAMES } from "../core/manifestNames";
import type { Change, Level } from "../core/model";
import type { PackageFinding } from "../core/present/findings";
import type { Totals } from "../core/present/totals";

/** The names of the files that are judged; a client also sends custody.json, for what is wrong with it. */
export const JUDGED_FILES: readonly string[] = [...MANIFEST_NAMES, ...LOCKFILE_NAMES];

/** The names of lockfiles. */
export const LOCKFILES: readonly string[] = LOCKFILE_NAMES;

/** The kind of colour theme that pictures are drawn for. */
export type ThemeKind = "dark" | "light" | "high-contrast-dark" | "high-contrast-light";

/** `initializationOptions`. Everything may be left out: the server then assumes the careful answer. */
export interface InitializationOptions {
  /** Wants pictures in hovers, drawn for this kind of theme. */
  readonly pictures?: ThemeKind;
  /**
   * The user trusts the workspace: registries that its files name may be asked. False: it is in Restricted Mode, and its
   * policy may only tighten. Left out, the client knows no such mode: no registries, all of the policy.
   */
  readonly trusted?: boolean;
  /** Folder of the walkthrough's sample as a URI: what stands there answers for itself, and nobody is asked. */
  readonly sample?: string;
  /** Folder of the rule pages, `<rule>.md` each; the server's own where it is left out. */
  readonly rulePages?: string;
  /** The client's command that shows all findings; code lenses run it. */
  readonly showFindings?: string;
  /** How the editor is set to reach the network. */
  readonly network?: NetworkParams;
  /** The client shows the diagnostics of a place above its hover: what they say need not be said again. */
  readonly showsDiagnosticsInHover?: boolean;
  /** The client listens to news beyond the protocol: `custody/status`, `custody/findingsChanged`, `custody/alarm`. */
  readonly listens?: boolean;
  /** The client answers `custody/fetch`. */
  readonly canFetch?: boolean;
  /** The client's command that asks why and until when a release is accepted; its one argument is an `AcceptQuestion`. */
  readonly accept?: string;
  /** The client's command that copies the report on a release; its one argument is a `CopiedReportParams`. */
  readonly copyReport?: string;
}

/** Tells a client that listens. Others take a notification that they do not know for a fault, and say so in their logs. */
export type SendNews = (name: string, params: unknown) => void;

/** Client to server: the theme has changed. */
export const THEME_NOTIFICATION = "custody/theme";
export interface ThemeParams {
  readonly pictures: ThemeKind;
}

/** Client to server: the workspace has become trusted. */
export const TRUST_NOTIFICATION = "custody/trust";
export interface TrustParams {
  readonly trusted: boolean;
}

/** Client to server: the editor is set to reach the network in another way. */
export const NETWORK_NOTIFICATION = "custody/network";
export type NetworkParams = EditorNetwork;

/** Server to client: put this request by the editor's own means. The client refuses hosts that it was not told of. */
export const FETCH_REQUEST = "custody/fetch";
export type FetchParams = EditorRequest;
export type FetchAnswer = EditorAnswer;

/** Server to client: hosts that `custody/fetch` may name from now on, beside those told before. */
export const FETCH_ORIGINS_NOTIFICATION = "custody/fetchOrigins";
export interface FetchOriginsParams {
  /** `https://host:port` each. */
  readonly origins: readonly string[];
}

/** Client to server: forget the answers and ask again. */
export const RECHECK_REQUEST = "custody/recheck";

/** Client to server: what is kept of answers on disk, and where, as text. */
export const SHOW_CACHE_REQUEST = "custody/showCache";

/** Client to server: take away what is kept of answers, on disk and in memory; answers what is kept then, as text. */
export const CLEAR_CACHE_REQUEST = "custody/clearCache";

/** The kind of the quick fixes that lead away from a release, as against accepting or pinning it. */
export const MEND_KIND = "quickfix.custody.mend";

/** Client to server: what is known of the workspace, whether its files are open or not. Answers `WorkspaceFindings`. */
export const FINDINGS_REQUEST = "custody/findings";
/** Server to client: where the look at the workspace stands. Sent a few times a second at most. */
export const FINDINGS_CHANGED_NOTIFICATION = "custody/findingsChanged";
export interface FindingsProgress {
  /** `waiting` until the window is quiet, `stopped` where the user has stopped the check. */
  readonly phase: "waiting" | "running" | "done" | "stopped";
  /** Packages that need no answer any more, and all as far as is known; both 0 where that is not known. */
  readonly done: number;
  readonly total: number;
  /** Another one for other findings: they are worth asking for. */
  readonly revision: number;
}

export interface WorkspaceFindings extends FindingsProgress {
  readonly projects: readonly ProjectFindings[];
}

/** One project of the workspace: a manifest with its lockfile, and the members of its workspace. */
export interface ProjectFindings {
  /** Its folder. */
  readonly uri: string;
  readonly name: string;
  /** When it was judged, in milliseconds since 1970. */
  readonly checkedAt: number;
  readonly counts: Totals;
  /** Packages that are not judged yet. */
  readonly pending: number;
  readonly hasLockfile: boolean;
  readonly offline: boolean;
  readonly switchedOff: readonly string[];
  /** The custody.json that holds for it. */
  readonly policy?: string;
  /** Flagged, unchecked and accepted packages, worst first; at most 500. */
  readonly packages: readonly PlacedFinding[];
}

/** A package that there is something to say about, and where. Its rules have pages. */
export type PlacedFinding = Omit<PackageFinding, "places"> & {
  /** First where it is to be mended; at most ten. */
  readonly places: readonly PlaceInFile[];
};

export interface PlaceInFile {
  readonly uri: string;
  /** Relative to the project's folder. */
  readonly file: string;
  /** Of its name, as the protocol counts: from 0. */
  readonly range: { readonly start: PositionInFile; readonly end: PositionInFile };
}

export interface PositionInFile {
  readonly line: number;
  readonly character: number;
}

/** Server to client: what a review has come to, whenever a page of it was made. */
export const REVIEWED_NOTIFICATION = "custody/reviewed";
export interface ReviewFindings {
  /** What was compared with, as people call it. */
  readonly base: string;
  /** How many changes there are, in one sentence. */
  readonly summary: string;
  /** Worst first, what is gone last; at most 500. */
  readonly changes: readonly ReviewedChange[];
}

export interface ReviewedChange {
  readonly kind: Change["kind"];
  readonly name: string;
  /** What has become of it: `2.0.4 → 2.1.0`. */
  readonly way: string;
  /** Of the release that it leads to; left out where there is none that could be judged. */
  readonly verdict?: { readonly level: Level | "accepted"; readonly word: string };
  /** What there is to say about that release; left out where there is nothing. */
  readonly finding?: PlacedFinding;
  /** Where it stands now. */
  readonly place?: PlaceInFile;
}

/** Server to client: a direct dependency is at risk. Each is sent once while the server runs. */
export const ALARM_NOTIFICATION = "custody/alarm";
export interface AlarmParams {
  readonly alarms: readonly Alarm[];
}

export interface Alarm {
  /** Equal for equal findings, now and in later sessions. */
  readonly key: string;
  /** The finding in one sentence. */
  readonly message: string;
  readonly place: PlaceInFile;
}

/** Client to server: whom a folder's names are asked of and how, and whether all answer; answers text, null for no folder. */
export const DOCTOR_REQUEST = "custody/doctor";
export interface DoctorParams {
  readonly uri: string;
}

/** Server to client: how one open file stands. */
export const STATUS_NOTIFICATION = "custody/status";
export interface FileStatus {
  readonly uri: string;
  readonly state: "checking" | "checked" | "closed";
  readonly counts: Totals;
  /** Lines that have a release to judge. */
  readonly total: number;
  /** Those of them that are still being asked about. */
  readonly pending: number;
  /** When it was judged, in milliseconds since 1970; left out while nothing is known. */
  readonly checkedAt?: number;
  /** Why releases are unchecked, the most frequent first; at most three. */
  readonly reasons: readonly string[];
  /** Registries whose names are told to nobody else until the user has said whether they serve public packages only. */
  readonly undecided: readonly string[];
  /** Since when anything has been unchecked, in milliseconds since 1970; left out where nothing is. */
  readonly uncheckedSince?: number;
  /** What this file is judged without, because a source gives no answer: the one that most packages miss first. */
  readonly outages: readonly SourceOutage[];
  /** There seems to be no network at all. */
  readonly noNetwork: boolean;
  /** Nobody is asked, as the user has it. */
  readonly offline: boolean;
  /** The rules that settings or policy switch off. */
  readonly switchedOff: readonly string[];
  /** The custody.json that holds for the file. */
  readonly policy?: string;
  /** What the user should know of the organisation's policy: that it could not be read. */
  readonly notice?: string;
}

/** A source that gives no answer. */
export interface SourceOutage {
  /** As it is called in a sentence. */
  readonly source: string;
  /** Distinct releases that are judged without it. */
  readonly packages: number;
  readonly reason: string;
  /** In milliseconds since 1970; left out where it answers, and what it says cannot be used. */
  readonly since?: number;
}

/** Client to server: the hover of the package that a source file imports. The file's text is not sent. */
export const IMPORT_HOVER_REQUEST = "custody/importHover";
export interface ImportHoverParams {
  /** Of the source file. */
  readonly uri: string;
  /** As written: `@acme/kit/button`. */
  readonly specifier: string;
}
/** The answer is null where there is nothing to say: a path, a built-in module, a package that nobody here asks for. */
export interface ImportHover {
  readonly markdown: string;
}

/** Client to server: judge one release, in the words that an assistant may be given. */
export const CHECK_PACKAGE_REQUEST = "custody/checkPackage";
export interface CheckPackageParams {
  /** Of a file in the folder whose registries and policy hold; it need not exist. */
  readonly uri: string;
  readonly name: string;
  /** A version, a tag or a range; the latest where it is left out. */
  readonly version?: string;
}

/** Client to server: judge a folder whole, and give the report of it. Reports progress under `workDoneToken`. */
export const REPORT_REQUEST = "custody/report";
export interface ReportParams {
  /** Of the folder. */
  readonly uri: string;
  readonly format: "page" | "html" | "json" | "sarif";
  /** Only what has changed since this commit or branch, as the editor's git has it. */
  readonly base?: string;
  /** What people call the base, where that is something else. */
  readonly baseName?: string;
  /** Of the page that an editor shows: allows its own style and script, and no other. */
  readonly nonce?: string;
  readonly workDoneToken?: string | number;
}
/**
 * Server to client: the text of a file at the base of a review, from the editor's own git; null where there was none, a
 * reason where it cannot be told.
 */
export const BASE_TEXT_REQUEST = "custody/baseText";
/** Server to client: the URIs of the files below a folder that have changed since the base, those that are gone among them. */
export const BASE_FILES_REQUEST = "custody/baseFiles";
export interface BaseParams {
  /** Of the file, or of the folder whose files are asked for. */
  readonly uri: string;
  readonly base: string;
}
export type BaseText = string | { readonly unreadable: string } | null;

/** What the page of an editor says back. */
export type ReportMessage =
  | { readonly type: "open"; readonly file: string; readonly line: number; readonly column: number }
  | { readonly type: "export"; readonly format: "html" | "json" | "sarif" };

/** What a client asks a person about, and then sends on with the answers. */
export interface AcceptQuestion {
  /** Of the manifest or lockfile in which it was found. */
  readonly uri: string;
  /** `name@version`. */
  readonly package: string;
  /** The rules that speak about it. */
  readonly rules: readonly string[];
  /** The end that is proposed, `YYYY-MM-DD`. */
  readonly until: string;
}

/** Client to server: what to write into custody.json so that a release is accepted. Nothing is written by the server. */
export const ACCEPT_REQUEST = "custody/accept";
export interface AcceptParams extends AcceptQuestion {
  readonly reason: string;
}
/** An edit to apply, or what is wrong with which answer. */
export type AcceptResult =
  | { readonly edit: WorkspaceEdit }
  | { readonly refused: string; readonly field: "reason" | "until" | undefined };

/** Client to server: all that is known of the release on a line, as text. */
export const COPIED_REPORT_REQUEST = "custody/copiedReport";
export interface CopiedReportParams {
  /** Of the manifest or lockfile. */
  readonly uri: string;
  readonly position: Position;
}
export interface CopiedReport {
  readonly text: string;
}
