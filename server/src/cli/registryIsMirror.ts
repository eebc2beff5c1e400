import type { RegistryIsMirror } from "../core/world";
import { UsageError } from "./usageError";

const VARIABLE = "CUSTODY_REGISTRY_IS_MIRROR";

/** The option stands before the environment. Throws `UsageError` for anything but yes and no; empty where nobody says. */
export function readRegistryIsMirror(
  option: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): { readonly registryIsMirror?: RegistryIsMirror } {
  const [value, name] = option === undefined ? [environment[VARIABLE], VARIABLE] : [option, "--registry-is-mirror"];
  switch (value) {
    case undefined:
    case "":
    case "ask":
      return {};
    case "yes":
    case "no":
      return { registryIsMirror: value };
    default:
      throw new UsageError(`${name} is yes or no, not "${value}"`);
  }
}
