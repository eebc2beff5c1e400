import assert from "node:assert/strict";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import type { Organization } from "../../server/src/core/policy/rulesInForce";
import type { ReviewOptions } from "../../server/src/core/review/reviewChanges";
import { REPORT_REQUEST, type ReportParams } from "../../server/src/lsp/protocol";
import { type LspClient, startClient, workspaceOf } from "../support/lspClient";
import { fakeService } from "../support/service";
import { NOW } from "../support/world";

/** What a change wants to be judged by. */
const OWN = parsePolicy('{ "levels": { "publisher-new": "off" }, "privateScopes": ["@acme"] }', NOW, "repository");

describe("a review in the editor", () => {
  let client: LspClient | undefined;

  afterEach(() => client?.dispose());

  async function askedWith(organization: Organization | undefined): Promise<ReviewOptions> {
    let asked: ReviewOptions | undefined;
    const service = {
      ...fakeService({}),
      policy: async () => ({ path: "/app/custody.json", policy: OWN }),
      review: (_path: string, _base: unknown, options: ReviewOptions) => {
        asked = options;
        return Promise.reject(new Error("that is all the test wants to know"));
      },
    };
    const others = organization === undefined ? {} : { organization: async () => organization };
    client = await startClient(() => workspaceOf(service, others), { initializationOptions: { trusted: true } });
    const params: ReportParams = { uri: "file:///app", format: "json", base: "HEAD" };
    await client.connection.sendRequest(REPORT_REQUEST, params);
    return asked ?? assert.fail("nothing was reviewed");
  }

  it("does not go by what the change itself says: that is part of what is reviewed", async () => {
    const { policy, settings, tightensOnly } = await askedWith(undefined);
    assert.equal(policy, undefined);
    assert.deepEqual([settings.levels, settings.privateScopes], [{}, []]);
    assert.equal(tightensOnly, false);
  });

  it("goes by the organisation's policy, which stands above both", async () => {
    const above = parsePolicy('{ "levels": { "deprecated": "error" } }', NOW, "organization");
    const { policy } = await askedWith({ source: "/etc/custody.json", policy: above, notice: undefined });
    assert.deepEqual(policy?.levels, { deprecated: "error" });
  });

  it("lets both only tighten where the organisation's policy is not known", async () => {
    const { policy, tightensOnly } = await askedWith({ source: "/etc/custody.json", policy: undefined, notice: "x" });
    assert.equal(policy, undefined);
    assert.equal(tightensOnly, true);
  });
});
