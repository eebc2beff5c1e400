import { on } from "node:events";
import { createDiskCache } from "../../server/src/platform/cache/diskCache";
import { isSoundText, SHELVES, textOf } from "./cacheTexts";

/**
 * A process that writes answers, short and long ones, notes, and files anew, all of it in little room: as fast as it can
 * until it is killed, or, paced, one round for each message until it is told to stop.
 */
async function write(name: string, isPaced: boolean): Promise<void> {
  const cache = createDiskCache({ environment: process.env, onTrouble: (sentence) => fail(sentence) });
  cache.setLimit(1);
  const store = cache.store(undefined);
  const words = on(process, "message");
  for (let round = 1; store !== undefined; round++) {
    const [word] = isPaced ? ((await words.next()).value ?? []) : [];
    if (word === "stop") {
      break;
    }
    for (const shelf of SHELVES) {
      for (let n = 0; n < 20; n++) {
        // Half of the keys are written by all, half by this process alone.
        const key = n % 2 === 0 ? `all-${n}` : `${name}-${n}`;
        const asOf = round * 1000 + n;
        store.write(shelf, key, { asOf, validator: `"${asOf}"`, text: textOf(key, asOf) });
      }
      store.confirm(shelf, "all-0", `"${round * 1000}"`, round * 1000);
      for (const [key, { text }] of await store.read(shelf, ["all-0", "all-2", `${name}-1`])) {
        if (!isSoundText(key, text)) {
          fail(`a wrong answer under ${key}`);
        }
      }
    }
    cache.flush();
    if (round % 5 === 0) {
      await cache.settle();
    }
    process.send?.(round);
  }
  process.disconnect();
}

function fail(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(1);
}

void write(process.argv[2] ?? "", process.argv[3] === "paced");
