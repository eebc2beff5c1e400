import assert from "node:assert/strict";
import { createAsker } from "../../server/src/core/lookup/asker";
import type { HttpRequest } from "../../server/src/core/world";
import { DAY, NOW, ok } from "../support/world";

describe("createAsker", () => {
  const MINUTE = DAY / 24 / 60;
  const cases: readonly { readonly title: string; readonly freshSince?: number; readonly headers: object }[] = [
    { title: "nothing where nobody has asked for anything anew", headers: { accept: "application/json" } },
    {
      title: "that it is asked anew, where somebody has just said so",
      freshSince: NOW - 4 * MINUTE,
      headers: { accept: "application/json", "cache-control": "no-cache" },
    },
    {
      title: "nothing any more once what it keeps is from after that",
      freshSince: NOW - 5 * MINUTE,
      headers: { accept: "application/json" },
    },
  ];
  for (const { title, headers, ...differs } of cases) {
    it(`tells a cache on the way ${title}`, async () => {
      const sent: HttpRequest[] = [];
      const world = {
        now: () => NOW,
        async send(request: HttpRequest) {
          sent.push(request);
          return ok({});
        },
        ...differs,
      };
      const request = { method: "GET", url: "https://registry.example/left", body: undefined } as const;
      const asker = createAsker(world, "registry", { first: 1, most: 1 });
      await asker.send({ ...request, headers: { accept: "application/json" } }, () => true);
      assert.deepEqual(
        sent.map((each) => each.headers),
        [headers],
      );
    });
  }
});
