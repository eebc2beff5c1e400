import { isConfirmed, isSuccess, reasonOf } from "../lookup/asker";
import { askIfChanged } from "../lookup/validator";
import { messages } from "../messages";
import type { Policy } from "../policy";
import { isRecord } from "../settings";
import type { World } from "../world";
import { parsePolicy } from "./parsePolicy";
import type { Organization } from "./rulesInForce";

/** How often an address is asked whether its policy has changed. */
const FRESH_MS = 10 * 60_000;
/** And how often where it could not be read. */
const TROUBLED_MS = 60_000;
const DAY_MS = 24 * 60 * 60_000;

/** A policy as it was fetched, and when that was last confirmed. */
export interface KeptPolicy {
  readonly text: string;
  readonly validator?: string;
  readonly asOf: number;
}

/** Where the policy of an address outlives the process, so that it holds when the address is out of reach. */
export interface PolicyKeeper {
  read(source: string): Promise<KeptPolicy | undefined>;
  write(source: string, kept: KeptPolicy): void;
}

export interface OrganizationReader {
  /** What is known, at once where anything is; else asked for first. What is old is asked for again meanwhile. */
  latest(offline: boolean): Promise<Organization>;
  /** Asked for anew, if only to hear that it is unchanged. */
  confirmed(offline: boolean): Promise<Organization>;
}

type Port = Pick<World, "now" | "readFile" | "send">;

/**
 * Reads the policy of the user's organisation: a file by its absolute path, or an https address.
 *
 * Never throws. One that cannot be read is not the same as none: the one that was kept holds, else the strict defaults,
 * and either is said.
 */
export function createOrganization(source: string, world: Port, keeper: PolicyKeeper | undefined): OrganizationReader {
  const url = policyAddress(source);
  const shown = withoutSecret(source);
  const isPath = /^(?:\/|[a-z]:[\\/]|\\\\)/i.test(source);
  let known: { readonly organization: Organization; readonly checkedAt: number } | undefined;
  let kept: KeptPolicy | undefined;
  let parsed: { readonly text: string; readonly day: number; readonly organization: Organization } | undefined;
  let asking: Promise<Organization> | undefined;

  return { latest, confirmed };

  async function latest(offline: boolean): Promise<Organization> {
    if (isPath) {
      return fromFile();
    }
    if (known === undefined) {
      kept ??= await keeper?.read(source);
      if (kept === undefined) {
        return confirmed(offline);
      }
      known ??= { organization: ofText(kept.text, undefined), checkedAt: kept.asOf };
    }
    const { organization, checkedAt } = known;
    const isOld = world.now() - checkedAt >= (organization.notice === undefined ? FRESH_MS : TROUBLED_MS);
    if (isOld && !offline) {
      void confirmed(offline);
    }
    return organization;
  }

  async function confirmed(offline: boolean): Promise<Organization> {
    if (isPath) {
      return fromFile();
    }
    if (offline) {
      kept ??= await keeper?.read(source);
      return withoutAnswer(messages.organizationOffline);
    }
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return asking;
  }

  async function fromFile(): Promise<Organization> {
    const text = await world.readFile(source);
    return text === undefined ? unreadable(messages.organizationNoFile) : ofText(text, undefined);
  }

  async function ask(): Promise<Organization> {
    kept ??= await keeper?.read(source);
    const organization = await fetchPolicy();
    known = { organization, checkedAt: world.now() };
    return organization;
  }

  async function fetchPolicy(): Promise<Organization> {
    if (url === undefined) {
      return unreadable(messages.organizationPlace);
    }
    const headers = { accept: "application/json", ...askIfChanged(kept?.validator) };
    const request = { source: "policy", method: "GET", url: url.href, headers, body: undefined } as const;
    const answer = await world.send(request, new AbortController().signal);
    if (kept !== undefined && isConfirmed(answer)) {
      keep({ ...kept, asOf: world.now() });
      return ofText(kept.text, undefined);
    }
    if (!isSuccess(answer)) {
      return withoutAnswer(reasonOf(url.href, answer));
    }
    if (!isRecord(answer.json)) {
      return withoutAnswer(`${url.host}: ${messages.organizationNoObject}`);
    }
    const text = JSON.stringify(answer.json);
    const { validator } = answer;
    keep({ text, asOf: world.now(), ...(validator === undefined ? {} : { validator }) });
    return ofText(text, undefined);
  }

  function keep(policy: KeptPolicy): void {
    kept = policy;
    keeper?.write(source, policy);
  }

  function withoutAnswer(reason: string): Organization {
    return kept === undefined
      ? unreadable(reason)
      : ofText(kept.text, messages.organizationKept(shown, reason, new Date(kept.asOf).toISOString().slice(0, 10)));
  }

  function unreadable(reason: string): Organization {
    return { source: shown, policy: undefined, notice: messages.organizationUnreadable(shown, reason) };
  }

  function ofText(text: string, notice: string | undefined): Organization {
    const found = read(text);
    return notice === undefined || found.policy === undefined ? found : { ...found, notice };
  }

  /** The same object for the same text, since verdicts are remembered by it; acceptances end with a day. */
  function read(text: string): Organization {
    const day = Math.floor(world.now() / DAY_MS);
    if (parsed === undefined || parsed.text !== text || parsed.day !== day) {
      parsed = { text, day, organization: parse(text) };
    }
    return parsed.organization;
  }

  function parse(text: string): Organization {
    const policy = parsePolicy(text, world.now(), "organization");
    const [first] = policy.problems;
    return isUnusable(policy)
      ? unreadable(messages.organizationNoObject)
      : { source: shown, policy, notice: first && messages.organizationFaulty(shown, first.message) };
  }
}

/** Whether nothing of a text could be taken for a policy. */
export function isUnusable({ problems }: Policy): boolean {
  return problems.some(({ message }) => message === messages.policyBroken || message === messages.policyNotAnObject);
}

/**
 * The address that a policy is asked for; undefined where it is named by a path, or by an address that is not asked.
 * Whoever can change it on its way decides what is judged: it is asked for over https, or on this machine.
 */
export function policyAddress(source: string): URL | undefined {
  if (!URL.canParse(source)) {
    return undefined;
  }
  const url = new URL(source);
  const { protocol, hostname, username, password } = url;
  const isLoopback = hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
  const isAsked = protocol === "https:" || (protocol === "http:" && isLoopback);
  return isAsked && username + password === "" ? url : undefined;
}

/** Where a policy comes from, as it may be told: no user, no password, and nothing of a query, which may hold a token. */
export function withoutSecret(source: string): string {
  const url = /^https?:/i.test(source) && URL.canParse(source) ? new URL(source) : undefined;
  return url === undefined ? source : `${url.origin}${url.pathname}`;
}
