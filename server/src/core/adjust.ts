import { applyPolicy } from "./policy";
import type { CheckOptions } from "./reports";
import type { Settings } from "./settings";

/** What the policy changes in the settings, kept by identity so that verdicts can be remembered. */
const adjusted = new WeakMap<Settings, WeakMap<object, Settings>>();

/** The same options, with what the policy changes in the settings. */
export function adjust<T extends CheckOptions>(options: T): T {
  if (options.policy === undefined) {
    return options;
  }
  let byPolicy = adjusted.get(options.settings);
  if (byPolicy === undefined) {
    byPolicy = new WeakMap();
    adjusted.set(options.settings, byPolicy);
  }
  let settings = byPolicy.get(options.policy);
  if (settings === undefined) {
    settings = applyPolicy(options.settings, options.policy);
    byPolicy.set(options.policy, settings);
  }
  return { ...options, settings };
}
