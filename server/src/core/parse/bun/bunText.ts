import type { Problem, Span } from "../../model";
import { JsonScanner } from "../json/jsonScanner";
import { MOST_ENTRIES, readWhole, tooManyEntries } from "../npm/npmEntry";
import {
  BunEdges,
  type BunRequests,
  isLostKey,
  NO_NAMES,
  readEdges,
  readNames,
  readRequests,
  skipFlat,
} from "./bunRequests";

const DOCUMENT = "a lockfile";
export const WRITE_ANEW = "Run bun install to have it written anew.";

export interface BunMember extends BunRequests {
  readonly path: string;
  readonly name: string | undefined;
}

/** One entry of `packages`. */
export interface BunEntry extends BunRequests {
  readonly key: string;
  readonly span: Span;
  /** `name@version`, or `name@` and where else it comes from. */
  readonly descriptor: string | undefined;
  /** The registry's address for it; empty where it is the usual one, undefined where no registry serves it. */
  readonly address: string | undefined;
  readonly integrity: string | undefined;
}

/** What the text of a bun.lock says, before anything is concluded from it. */
export interface BunText {
  readonly edges: BunEdges;
  readonly members: readonly BunMember[];
  /** The last one of a key counts, as in JSON. */
  readonly entries: ReadonlyMap<string, BunEntry>;
  /** Catalog's name ("" for the one without) → name → spec. */
  readonly catalogs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly problems: readonly Problem[];
}

/** Reads the text of a bun.lock: JSON with commas at the end of lists, one line for each entry of `packages`. */
export function readBunText(text: string): BunText {
  return new BunReader(text).read();
}

class BunReader {
  private readonly text: string;
  private readonly scanner: JsonScanner;
  private readonly problems: Problem[] = [];
  private readonly edges = new BunEdges();
  private readonly members = new Map<string, BunMember>();
  private readonly entries = new Map<string, BunEntry>();
  private readonly catalogs = new Map<string, Map<string, string>>();
  private hasVersion = false;
  private isFull = false;
  private hasDuplicate = false;

  constructor(text: string) {
    this.text = text;
    this.scanner = new JsonScanner(text, DOCUMENT, "relaxed");
  }

  read(): BunText {
    const { scanner, problems, edges, entries, catalogs } = this;
    if (scanner.enterObject()) {
      do {
        while (scanner.nextKey()) {
          this.readProperty(scanner.key());
        }
      } while (scanner.hasMore());
      this.complainAboutContent();
    } else {
      problems.push(this.rootProblem());
    }
    const broken = scanner.problem === undefined ? [] : [scanner.problem];
    return { edges, members: [...this.members.values()], entries, catalogs, problems: [...broken, ...problems] };
  }

  private readProperty(key: string): void {
    const { scanner } = this;
    switch (key) {
      case "lockfileVersion":
        this.hasVersion = true;
        this.checkVersion(scanner.readLiteral());
        break;
      case "workspaces":
        this.readEach(() => this.readMember());
        break;
      case "packages":
        this.readEach(() => this.readEntry());
        break;
      case "catalog":
        this.readCatalog("");
        break;
      case "catalogs":
        this.readEach(() => this.readCatalog(scanner.key()));
        break;
      default:
        if (this.isEntry()) {
          // `packages` was closed too early.
          this.readEntry();
        } else {
          scanner.skipValue();
        }
    }
  }

  private readEach(readValue: () => void): void {
    const { scanner } = this;
    if (!scanner.enterObject()) {
      scanner.skipValue();
      return;
    }
    while (scanner.nextKey()) {
      readValue();
    }
  }

  private readMember(): void {
    const { scanner } = this;
    const path = scanner.key();
    if (this.isEntry()) {
      this.readEntry();
      return;
    }
    if (!scanner.enterObject()) {
      scanner.skipValue();
      return;
    }
    const firstEdge = this.edges.names.length;
    let optionalPeers = NO_NAMES;
    let name: string | undefined;
    while (scanner.nextKey()) {
      const field = scanner.key();
      switch (field) {
        case "name":
          name = readWhole(scanner);
          break;
        case "dependencies":
        case "devDependencies":
        case "optionalDependencies":
        case "peerDependencies":
          readEdges(scanner, field, this.edges);
          break;
        case "optionalPeers":
          optionalPeers = readNames(scanner);
          break;
        default:
          if (isLostKey(scanner)) {
            scanner.giveBackKey();
            this.addMember({ path, name, firstEdge, endOfEdges: this.edges.names.length, optionalPeers });
            return;
          }
          scanner.skipValue();
      }
    }
    this.addMember({ path, name, firstEdge, endOfEdges: this.edges.names.length, optionalPeers });
  }

  /** One that has neither name nor dependencies is `packages` itself, after a brace that was lost, unless it is the root. */
  private addMember(member: BunMember): void {
    if (member.path === "" || member.name !== undefined || member.endOfEdges > member.firstEdge) {
      this.members.set(member.path, member);
    }
  }

  private readEntry(): void {
    const { scanner, entries } = this;
    if (entries.size >= MOST_ENTRIES) {
      if (!this.isFull) {
        this.problems.push(tooManyEntries(scanner));
      }
      this.isFull = true;
      scanner.skipValue();
      return;
    }
    const key = scanner.key();
    const span = { start: scanner.keyStart, end: scanner.keyEnd };
    if (!scanner.enterArray()) {
      skipFlat(scanner);
      return;
    }
    let descriptor: string | undefined;
    let address: string | undefined;
    let integrity: string | undefined;
    let info: BunRequests | undefined;
    let isFirst = true;
    let lists = 1;
    while (lists > 0) {
      if (!scanner.nextItem()) {
        lists--;
        continue;
      }
      const kind = scanner.peek();
      if (kind === "object") {
        const read = readRequests(scanner, this.edges);
        info ??= read;
      } else if (kind === "array") {
        // No entry holds a list: what is in it belongs to the entry itself.
        scanner.enterArray();
        lists++;
      } else if (kind === "string") {
        const item = readWhole(scanner);
        if (scanner.giveBackString()) {
          break;
        }
        if (isFirst) {
          descriptor = item;
        } else if (info === undefined) {
          address = item;
        } else if (item?.startsWith("sha") === true) {
          integrity = item;
        }
      } else {
        scanner.skipValue();
      }
      isFirst = false;
    }
    const { size } = entries;
    const { firstEdge = 0, endOfEdges = 0, optionalPeers = NO_NAMES } = info ?? {};
    entries.set(key, { key, span, descriptor, address, integrity, firstEdge, endOfEdges, optionalPeers });
    if (entries.size === size && !this.hasDuplicate) {
      this.hasDuplicate = true;
      const message = `"${key}" is given twice; this one counts here, and Bun refuses the file. ${WRITE_ANEW}`;
      this.problems.push({ message, span });
    }
  }

  private readCatalog(catalog: string): void {
    const specs = this.catalogs.get(catalog) ?? new Map<string, string>();
    this.catalogs.set(catalog, specs);
    const edges = new BunEdges();
    readEdges(this.scanner, "dependencies", edges);
    for (const [index, name] of edges.names.entries()) {
      specs.set(name, edges.specs[index] ?? "");
    }
  }

  /** Whether a key where none of the kind is expected is an entry of `packages`: those are lists, each on its line. */
  private isEntry(): boolean {
    return (
      this.scanner.peek() === "array" && this.scanner.keyStartsLine() && this.scanner.key() !== "trustedDependencies"
    );
  }

  private checkVersion(written: string | undefined): void {
    const { valueStart: start, valueEnd: end } = this.scanner;
    if (start < end && written !== "0" && written !== "1" && written !== "2") {
      const shown = this.text.slice(start, Math.min(end, start + 20));
      const message = `lockfileVersion ${shown} is not known here; 0, 1 and 2 are. What could be read is judged all the same.`;
      this.problems.push({ message, span: { start, end } });
    }
  }

  private complainAboutContent(): void {
    const isEmpty = this.entries.size === 0 && this.members.size === 0 && !this.hasVersion;
    if (isEmpty && this.scanner.problem === undefined) {
      const message = `This is not a lockfile of Bun: it has neither "packages" nor "workspaces". ${WRITE_ANEW}`;
      this.problems.push({ message, span: { start: 0, end: this.text.length } });
    }
  }

  private rootProblem(): Problem {
    const { text } = this;
    const start = this.scanner.position();
    if (text.slice(start) === "") {
      const message = `The lockfile is empty, so nothing is locked. ${WRITE_ANEW}`;
      return { message, span: { start: 0, end: text.length } };
    }
    const end = text.slice(start).search(/[\r\n]|$/) + start;
    return {
      message: `A lockfile of Bun holds one object, {…}. Nothing was read. ${WRITE_ANEW}`,
      span: { start, end },
    };
  }
}
