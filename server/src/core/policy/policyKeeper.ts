import type { Shelf, Store } from "../world";
import type { KeptPolicy, PolicyKeeper } from "./organization";

/** An address has one policy. */
const KEY = "policy";

/** Keeps the policies of addresses beside the answers of other sources. Undefined where nothing is kept. */
export function createPolicyKeeper(store: Store | undefined): PolicyKeeper | undefined {
  return (
    store && {
      async read(source): Promise<KeptPolicy | undefined> {
        return (await store.read(shelfOf(source), [KEY])).get(KEY);
      },
      write: (source, kept) => store.write(shelfOf(source), KEY, kept),
    }
  );
}

function shelfOf(source: string): Shelf {
  return { kind: "policies", schema: 1, url: source, owner: "" };
}
