import { withoutPeers } from "./pnpmKey";

/**
 * What stands at a dependency: its name, and a version, a key, or a link, without peers.
 *
 * It becomes the edge of each package that has it; "" is the id of what no package is known for.
 */
export interface PnpmReference {
  readonly name: string;
  readonly spec: string;
  id: string;
}

/** A reference, and another one of the same name. */
interface Named {
  readonly reference: PnpmReference;
  next: Named | undefined;
}

const SPACE = 32;
const SINGLE_QUOTE = 39;
const NEWLINE = 10;
const OPEN_BRACKET = 40;
const AT = 64;

/** What pnpm does not write in quotes, but for the "@" of a scope. */
const PLAIN_NAME = /^(?:@[^\s':]+|\w[^\s':]*)$/;
const PLAIN_SPEC = /^[^\s'"|>#]\S*$/;

/** A line as pnpm writes it, with nothing to be unquoted or taken off but the peers. */
const PLAIN_LINE = /('?)(@[^\s':]+|\w[^\s':]*)\1: ([^\s'"|>#]\S*)\n/y;

const PEERS = /\(\S*\)\n/y;

/** Further references of a name are found by their spec, rather than one after the other. */
const FEW = 8;

/** The references of one document. The same ones stand in many packages, and are kept once. */
export class PnpmReferences {
  /** Where the line ends that was read last. */
  end = 0;
  /** By name. What no plain line can mean stands behind a colon, which no name in such a line has. */
  private readonly named = new Map<string, Named>();
  private readonly many = new Map<string, Map<string, PnpmReference>>();

  /** Reads the line of a reference, as pnpm writes it, from its name on; undefined where it is of another form. */
  readLine(text: string, at: number): PnpmReference | undefined {
    const isQuoted = text.charCodeAt(at) === SINGLE_QUOTE;
    const colon = text.indexOf(":", at);
    const start = isQuoted ? at + 1 : at;
    const end = isQuoted ? colon - 1 : colon;
    const isPlain = isQuoted ? text.charCodeAt(end) === SINGLE_QUOTE : text.charCodeAt(at) !== AT;
    if (end > start && isPlain && text.charCodeAt(colon + 1) === SPACE) {
      let named = this.named.get(text.slice(start, end));
      for (; named !== undefined; named = named.next) {
        const { reference } = named;
        if (
          text.startsWith(reference.spec, colon + 2) &&
          this.isEnd(text, colon + 2 + reference.spec.length, reference)
        ) {
          return reference;
        }
      }
    }
    return this.learn(text, at, start, end, colon);
  }

  of(name: string, spec: string): PnpmReference {
    return this.keep(PLAIN_NAME.test(name) && PLAIN_SPEC.test(spec) ? name : `:${name}`, name, spec);
  }

  /** The reference to what has a version. */
  ofVersion(name: string, version: string): PnpmReference {
    return this.keep(PLAIN_NAME.test(name) ? name : `:${name}`, name, version);
  }

  all(): readonly PnpmReference[] {
    const all: PnpmReference[] = [];
    for (const first of this.named.values()) {
      for (let named: Named | undefined = first; named !== undefined; named = named.next) {
        all.push(named.reference);
      }
    }
    for (const bySpec of this.many.values()) {
      for (const reference of bySpec.values()) {
        all.push(reference);
      }
    }
    return all;
  }

  /** Whether a line ends here, or goes on with peers only. */
  private isEnd(text: string, at: number, { spec }: PnpmReference): boolean {
    if (text.charCodeAt(at) === NEWLINE) {
      this.end = at + 1;
      return true;
    }
    PEERS.lastIndex = at;
    if (text.charCodeAt(at) === OPEN_BRACKET && PEERS.test(text) && !/[:(]/.test(spec)) {
      this.end = PEERS.lastIndex;
      return true;
    }
    return false;
  }

  private learn(text: string, at: number, start: number, end: number, colon: number): PnpmReference | undefined {
    PLAIN_LINE.lastIndex = at;
    // A scope stands in quotes: "@" alone starts nothing in YAML.
    if (text.charCodeAt(at) === AT || !PLAIN_LINE.test(text)) {
      return undefined;
    }
    this.end = PLAIN_LINE.lastIndex;
    const name = text.slice(start, end);
    return this.keep(name, name, withoutPeers(text.slice(colon + 2, this.end - 1)));
  }

  private keep(key: string, name: string, spec: string): PnpmReference {
    let last: Named | undefined;
    let named = this.named.get(key);
    let count = 0;
    for (; named !== undefined; count++) {
      if (named.reference.spec === spec) {
        return named.reference;
      }
      last = named;
      named = named.next;
    }
    const known = count < FEW ? undefined : this.many.get(key)?.get(spec);
    if (known !== undefined) {
      return known;
    }
    const reference = { name, spec, id: "" };
    if (last === undefined) {
      this.named.set(key, { reference, next: undefined });
    } else if (count < FEW) {
      last.next = { reference, next: undefined };
    } else {
      const bySpec = this.many.get(key) ?? new Map<string, PnpmReference>();
      this.many.set(key, bySpec.set(spec, reference));
    }
    return reference;
  }
}
