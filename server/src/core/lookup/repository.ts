import hostedGitInfo from "hosted-git-info";
import { LRUCache } from "lru-cache";
import { isRecord } from "../settings";

/** The same few addresses stand in thousands of releases. "" stands for "none that can be read". */
const known = new LRUCache<string, string>({ max: 5000 });

/**
 * Reads the `repository` field of a package.json as `host/owner/name`, lower case; undefined where there is none.
 *
 * All spellings of one place come out equal: shorthand, `git+`, ssh, `www.`, `.git`, a folder or branch behind it.
 */
export function readRepository(raw: unknown): string | undefined {
  const address = (isRecord(raw) ? raw.url : raw) ?? undefined;
  if (typeof address !== "string" || address.length > 1000) {
    return undefined;
  }
  let place = known.get(address);
  if (place === undefined) {
    place = normalise(address.trim()) ?? "";
    known.set(address, place);
  }
  return place === "" ? undefined : place;
}

function normalise(address: string): string | undefined {
  const hosted = readHosted(address);
  return (hosted ?? readAddress(address))?.toLowerCase();
}

function readHosted(address: string): string | undefined {
  try {
    const host = hostedGitInfo.fromUrl(address);
    return host === undefined ? undefined : [host.domain, host.user, host.project].filter(Boolean).join("/");
  } catch {
    return undefined;
  }
}

/** `scheme://user@host:port/path` and `user@host:path`. Of the great hosts only owner and name count. */
function readAddress(address: string): string | undefined {
  const match = /^(?:[a-z+]+:\/\/)?(?:[^@/\s]*@)?(?:www\.)?([a-z0-9.-]+\.[a-z]{2,})(?::\d+)?[:/]+([^?#\s]+)/i.exec(
    address,
  );
  const [, host, path] = match ?? [];
  if (host === undefined || path === undefined) {
    return undefined;
  }
  const parts = path.split("/").filter((part) => part !== "");
  const kept = /^(github\.com|bitbucket\.org)$/i.test(host) ? parts.slice(0, 2) : parts;
  return kept.length === 0 ? undefined : `${host}/${kept.join("/").replace(/\.git$/i, "")}`;
}
