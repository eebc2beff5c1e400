import assert from "node:assert/strict";
import { type CacheMachine, findCachePlace } from "../../server/src/platform/cache/place";

const HOME = "/home/ann";

describe("the place of the cache", () => {
  const cases: readonly (readonly [title: string, differs: Partial<CacheMachine>, expected: string | RegExp])[] = [
    ["Linux", {}, "/home/ann/.cache/custody"],
    ["Linux with a folder for caches", { environment: { XDG_CACHE_HOME: "/fast/cache" } }, "/fast/cache/custody"],
    ["Linux with a folder that is none", { environment: { XDG_CACHE_HOME: "cache" } }, "/home/ann/.cache/custody"],
    ["macOS", { platform: "darwin", homeDirectory: "/Users/ann" }, "/Users/ann/Library/Caches/custody"],
    [
      "Windows",
      { platform: "win32", environment: { LOCALAPPDATA: "C:\\Users\\ann\\AppData\\Local" } },
      "C:\\Users\\ann\\AppData\\Local/custody",
    ],
    [
      "Windows without its variable",
      { platform: "win32", homeDirectory: "C:\\Users\\ann" },
      "C:\\Users\\ann/AppData/Local/custody",
    ],
    ["somewhere else by name", { environment: { CUSTODY_CACHE: "/ci/cache" } }, "/ci/cache"],
    ["a folder of Windows by name", { platform: "win32", environment: { CUSTODY_CACHE: "D:/cache" } }, "D:/cache"],
    ["nowhere by name", { environment: { CUSTODY_CACHE: "off" } }, /CUSTODY_CACHE is "off"/],
    ["nowhere, said otherwise", { environment: { CUSTODY_CACHE: "0" } }, /CUSTODY_CACHE is "0"/],
    ["nowhere for a path that depends on where one stands", { environment: { CUSTODY_CACHE: "./c" } }, /absolute path/],
    ["nowhere for a user without a home", { homeDirectory: "" }, /no home folder/],
  ];
  for (const [title, differs, expected] of cases) {
    it(`is right for ${title}`, () => {
      const place = findCachePlace({ environment: {}, homeDirectory: HOME, platform: "linux", ...differs });
      if (typeof expected === "string") {
        assert.deepEqual(place, { folder: expected });
      } else {
        assert.match("off" in place ? place.off : place.folder, expected);
      }
    });
  }
});
