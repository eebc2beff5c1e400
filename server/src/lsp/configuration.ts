import { messages } from "../core/messages";
import type { HintChoice } from "../core/present/hint";
import { isRecord, readRegistryIsMirror, readSettings, type Settings } from "../core/settings";
import type { RegistryIsMirror } from "../core/world";

/** The user's settings for one document. */
export interface Configuration {
  readonly enable: boolean;
  readonly offline: boolean;
  readonly inlayHints: HintChoice | "off";
  readonly codeLens: boolean;
  readonly endpoints: Readonly<Record<string, string>>;
  readonly registryIsMirror: RegistryIsMirror;
  /** An absolute path or an https address; "" for none. */
  readonly organizationPolicy: string;
  /** Undefined where nothing that can be used is set. */
  readonly cacheMaxSizeMB: number | undefined;
  readonly settings: Settings;
}

export interface Configurations {
  of(uri: string): Promise<Configuration>;
  /** Settings have changed; clients that cannot be asked send them along. */
  changed(pushed: unknown): void;
}

/**
 * Settings by resource, asked of the client once until they change.
 *
 * Equal settings are the same object, so that verdicts can be remembered by their settings' identity; and each thing
 * that cannot be used is complained about once.
 */
export function createConfigurations(
  ask: ((uri: string) => Promise<unknown>) | undefined,
  complain: (message: string) => void,
): Configurations {
  const answers = new Map<string, Promise<Configuration>>();
  const known = new Map<string, Configuration>();
  const complaints = new Set<string>();
  let pushed: unknown;

  return {
    of(uri) {
      let answer = answers.get(uri);
      if (answer === undefined) {
        answer = Promise.resolve(ask === undefined ? pushed : ask(uri)).then(read, () => {
          // A client that cannot answer now is asked again next time.
          answers.delete(uri);
          return read(undefined);
        });
        answers.set(uri, answer);
      }
      return answer;
    },

    changed(settings) {
      pushed = isRecord(settings) ? settings.custody : undefined;
      answers.clear();
    },
  };

  function read(raw: unknown): Configuration {
    const key = JSON.stringify(raw) ?? "";
    let configuration = known.get(key);
    if (configuration === undefined) {
      configuration = readConfiguration(raw, complainOnce);
      known.set(key, configuration);
    }
    return configuration;
  }

  function complainOnce(message: string): void {
    if (!complaints.has(message)) {
      complaints.add(message);
      complain(message);
    }
  }
}

function readConfiguration(raw: unknown, complain: (message: string) => void): Configuration {
  const source = isRecord(raw) ? raw : {};
  const endpoints = isRecord(source.endpoints) ? source.endpoints : {};
  return {
    enable: source.enable !== false,
    offline: source.offline === true,
    inlayHints: readChoice(source.inlayHints, complain),
    codeLens: source.codeLens !== false,
    endpoints: Object.fromEntries(
      Object.entries(endpoints).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    ),
    organizationPolicy: typeof source.organizationPolicy === "string" ? source.organizationPolicy.trim() : "",
    registryIsMirror: readRegistryIsMirror(source.registryIsMirror),
    cacheMaxSizeMB: readMegabytes(isRecord(source.cache) ? source.cache.maxSizeMB : undefined),
    settings: readSettings(raw, complain),
  };
}

const CHOICES: readonly Configuration["inlayHints"][] = ["flagged", "all", "off"];

function readChoice(raw: unknown, complain: (message: string) => void): Configuration["inlayHints"] {
  const choice = CHOICES.find((each) => each === raw);
  if (choice === undefined && raw !== undefined && raw !== null) {
    complain(messages.settingIgnored("custody.inlayHints", '"flagged", "all" or "off"', raw));
  }
  return choice ?? "flagged";
}

function readMegabytes(raw: unknown): number | undefined {
  return typeof raw === "number" && raw >= 1 ? raw : undefined;
}
