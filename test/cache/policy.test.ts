import assert from "node:assert/strict";
import { createOrganization } from "../../server/src/core/policy/organization";
import { createPolicyKeeper } from "../../server/src/core/policy/policyKeeper";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { type CacheFolder, cacheFolder } from "../support/cacheFolder";
import { DAY, fakeWorld, NOW, ok } from "../support/world";

const ADDRESS = "https://policies.example/t0ken-in-the-path/custody.json";
const POLICY = { levels: { deprecated: "error" } };

/** Processes that read the policy of one address, one after the other. */
describe("the policy of an organisation that is kept", () => {
  let at: CacheFolder;
  let now = NOW;
  beforeEach(() => {
    at = cacheFolder();
    now = NOW;
  });
  afterEach(() => at.remove());

  function start(answer: (request: HttpRequest) => HttpAnswer) {
    const { cache, store } = at.open({ now: () => now });
    const sent: HttpRequest[] = [];
    const world = fakeWorld({
      now: () => now,
      answer: (request) => {
        sent.push(request);
        return answer(request);
      },
    });
    return {
      reader: createOrganization(ADDRESS, world, createPolicyKeeper(store)),
      sent,
      cache,
      end: () => cache.flush(),
    };
  }

  const given = (): HttpAnswer => ({ ...ok(POLICY), validator: '"v1"' });
  const refuse = (): HttpAnswer => assert.fail("nobody is to be asked");
  const readOnce = async () => {
    const first = start(given);
    await first.reader.confirmed(false);
    first.end();
    now += 3 * DAY;
  };

  it("holds in the next process, offline, and says how old it is", async () => {
    await readOnce();
    const { policy, notice } = await start(refuse).reader.confirmed(true);
    assert.equal(policy?.levels.deprecated, "error");
    assert.match(notice ?? "", /nobody is asked while offline\. The one of 2026-01-31 holds\.$/);
  });

  it("holds in an editor that opens, while it is asked whether it has changed", async () => {
    await readOnce();
    const { reader, sent } = start(() => ({ status: 304, json: undefined, bytes: 0 }));
    const { policy, notice } = await reader.latest(false);
    assert.deepEqual([policy?.levels.deprecated, notice], ["error", undefined]);
    await reader.confirmed(false);
    assert.deepEqual(
      sent.map(({ headers }) => headers["if-none-match"]),
      ['"v1"'],
    );
  });

  it("is as old as when it was last confirmed", async () => {
    await readOnce();
    const second = start(() => ({ status: 304, json: undefined, bytes: 0 }));
    await second.reader.confirmed(false);
    second.end();
    const { notice } = await start(refuse).reader.confirmed(true);
    assert.match(notice ?? "", /The one of 2026-02-03 holds\.$/);
  });

  it("is forgotten with the cache: then the strict defaults hold", async () => {
    await readOnce();
    at.open().cache.clear();
    const { policy, notice } = await start(refuse).reader.confirmed(true);
    assert.equal(policy, undefined);
    assert.match(notice ?? "", /strict defaults hold/);
  });

  it("stands there without its address", async () => {
    await readOnce();
    const everything = at.everything();
    assert.match(everything, /deprecated/);
    assert.doesNotMatch(everything, /t0ken|policies\.example/);
  });
});
