import assert from "node:assert/strict";
import { eachInTurn, giveWay } from "../../server/src/core/inTurn";
import { parsePnpmLock } from "../../server/src/core/parse/pnpmLock";
import { createProjectFiles } from "../../server/src/core/projectFiles";
import { type CheckOptions, createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { createBreath } from "../../server/src/platform/breath";
import { bigPnpmLockfile } from "../support/bigPnpmLockfile";
import { calmPackument, fakeWorld } from "../support/world";

const never = new AbortController().signal;

describe("long work", () => {
  it("gives way between its parts, where the world says so, and goes on in order", async () => {
    const seen: string[] = [];
    let asked = 0;
    const breathe = () => {
      asked += 1;
      return asked % 2 === 0 ? Promise.resolve().then(() => void seen.push("others")) : undefined;
    };
    await eachInTurn(["a", "b", "c", "d"], (item) => void seen.push(item), { breathe }, never);
    assert.deepEqual(seen, ["a", "others", "b", "c", "others", "d"]);
  });

  it("ends where nobody waits for it any more", async () => {
    const controller = new AbortController();
    const reason = new Error("a newer text");
    const seen: string[] = [];
    const breathe = () => {
      if (seen.length === 2) {
        controller.abort(reason);
      }
      return Promise.resolve();
    };
    await assert.rejects(
      eachInTurn(["a", "b", "c", "d"], (item) => void seen.push(item), { breathe }, controller.signal),
      reason,
    );
    assert.deepEqual(seen, ["a", "b"]);
    await assert.rejects(giveWay({ breathe }, controller.signal), reason);
  });
});

describe("a large lockfile", () => {
  const OPTIONS: CheckOptions = {
    asOf: undefined,
    deep: false,
    offline: false,
    settings: DEFAULT_SETTINGS,
    policy: undefined,
  };
  const packages = Array.from({ length: 300 }, (_, i) => ({ name: `p-${i}`, version: "1.9.0" }));
  const documents = { "p-0": calmPackument("p-0"), "p-1": calmPackument("p-1"), "p-9": calmPackument("p-9") };
  const text = bigPnpmLockfile(packages, [{ path: ".", dependencies: packages.slice(0, 2) }], 1);
  const open = (breathe: () => Promise<void> | undefined) =>
    createTrustService(fakeWorld({ documents, breathe })).document("/app/pnpm-lock.yaml", text, OPTIONS, never);

  it("is judged in parts, between which others have their turn, and comes to the same", async () => {
    let breaths = 0;
    const inParts = await open(async () => {
      breaths += 1;
    });
    assert.ok(breaths > packages.length, `${breaths} chances for others`);
    assert.deepEqual(inParts, await open(() => undefined));
    assert.equal(inParts?.entries.length, packages.length);
  });

  describe("being read", () => {
    const path = "/app/pnpm-lock.yaml";
    const importers = Array.from({ length: 40 }, (_, i) => ({ path: `m-${i}`, dependencies: packages.slice(0, 5) }));
    const large = bigPnpmLockfile(packages, importers, 1);

    /** A world in which others have each turn that is given. */
    function patientWorld() {
      let turns = 0;
      const world = fakeWorld({
        documents,
        files: { [path]: large },
        async breathe() {
          turns += 1;
        },
      });
      return { world, turns: () => turns };
    }

    it("gives way between its parts, and comes to what it is in one go", async () => {
      const { world, turns } = patientWorld();
      const files = createProjectFiles(world);
      await files.prepareLockfile(path, large);
      assert.ok(turns() > 10, `${turns()} turns for others`);
      assert.deepEqual(files.parseLockfile(path, large), parsePnpmLock(large));
      assert.equal(files.prepareLockfile(path, large), undefined, "it is read");
    });

    it("is read once for all that ask meanwhile, from the editor or from the disk", async () => {
      const { world, turns } = patientWorld();
      const files = createProjectFiles(world);
      await files.prepareLockfile(path, large);
      const once = turns();
      const more = createProjectFiles(world);
      const [found] = await Promise.all([more.lockfileIn("/app", () => undefined), more.prepareLockfile(path, large)]);
      assert.equal(turns(), 2 * once);
      assert.equal(found?.lockfile, more.parseLockfile(path, large));
    });

    it("leaves what was asked for later in its place", async () => {
      const { world } = patientWorld();
      const files = createProjectFiles(world);
      const older = files.prepareLockfile(path, large);
      const newer = files.parseLockfile(path, text);
      const latest = files.prepareLockfile(path, `${text}# a line`);
      await Promise.all([older, latest]);
      assert.equal(files.prepareLockfile(path, `${text}# a line`), undefined, "the last one is kept");
      assert.notEqual(files.parseLockfile(path, text), newer);
    });
  });

  it("is left between any two parts when the next keystroke comes", async () => {
    let breaths = 0;
    await open(async () => {
      breaths += 1;
    });
    for (let last = 1; last <= breaths; last += 40) {
      const controller = new AbortController();
      const reason = new Error("a newer text");
      let left = last;
      const world = fakeWorld({
        documents,
        async breathe() {
          left -= 1;
          if (left === 0) {
            controller.abort(reason);
          }
          assert.ok(left >= 0, "nothing goes on after the end");
        },
      });
      const judged = createTrustService(world).document("/app/pnpm-lock.yaml", text, OPTIONS, controller.signal);
      await assert.rejects(judged, reason);
    }
  });

  it("is not judged again because one of its releases was looked at", async () => {
    const service = createTrustService(fakeWorld({ documents }));
    const verdicts = async () =>
      (await service.document("/app/pnpm-lock.yaml", text, OPTIONS, never))?.entries.map(
        ({ report }) => report?.assessment,
      ) ?? [];
    const before = await verdicts();
    await service.explain("p-9", "1.9.0", { ...OPTIONS, deep: true }, never);
    const after = await verdicts();
    const anew = after.filter((assessment, i) => assessment !== before[i]);
    assert.ok(anew.length <= 1, `${anew.length} judged again`);
  });
});

describe("a breath", () => {
  const start = () => {
    const clock = { at: 0, turns: 0 };
    const breathe = createBreath({
      now: () => clock.at,
      async turn() {
        clock.turns += 1;
      },
    });
    return { clock, breathe };
  };

  it("is taken once the thread was busy for a while, and begins a new while", async () => {
    const { clock, breathe } = start();
    assert.equal(breathe(), undefined);
    clock.at = 9;
    assert.equal(breathe(), undefined);
    clock.at = 11;
    await breathe();
    assert.equal(clock.turns, 1);
    assert.equal(breathe(), undefined);
    clock.at = 22;
    await breathe();
    assert.equal(clock.turns, 2);
  });

  it("is each one's own where several wait, the longest waiting first", async () => {
    const { clock, breathe } = start();
    const order: string[] = [];
    const work = async (name: string): Promise<void> => {
      for (let part = 1; part <= 2; part++) {
        await breathe();
        order.push(`${name}${part}`);
        clock.at += 20;
      }
    };
    clock.at = 20;
    await Promise.all([work("a"), work("b")]);
    assert.deepEqual(order, ["a1", "b1", "a2", "b2"]);
    assert.equal(clock.turns, 4);
  });
});
