import assert from "node:assert/strict";
import { messages } from "../../server/src/core/messages";
import type { FileFinding } from "../../server/src/core/model";
import { arrangeCheck } from "../../server/src/core/present/formats/checkView";
import { arrangeReview } from "../../server/src/core/present/formats/reviewView";
import { readCustodyChanges } from "../../server/src/core/present/page/custodyChanges";
import { html } from "../../server/src/core/present/page/html";
import { renderReportPage, renderReviewPage } from "../../server/src/core/present/page/reportPage";
import { assessment, finding, history, release, report } from "../support/service";
import { NOW } from "../support/world";

const HOSTILE = `"><script>alert(1)</script><img src=x onerror=alert(1)>\u202E`;
const NONCE = "0123456789";

function pageOf(packages: Parameters<typeof arrangeCheck>[0]["packages"], inEditor = false): string {
  const view = arrangeCheck({ root: "/app", asOf: NOW, packages, unresolved: [], sources: [] });
  return renderReportPage(view, {
    histories: [],
    locate: () => ({ line: 3, column: 5 }),
    nonce: NONCE,
    inEditor,
  });
}

const BAD = report("axios", "1.14.1", {
  direct: false,
  paths: [["app", "carrier", "axios"]],
  locations: [{ file: "/app/package-lock.json", span: { start: 0, end: 1 } }],
  assessment: assessment({
    level: "error",
    score: 12,
    summary: "by bob",
    findings: [finding("publisher-new", "warning", "Published by bob, before by ann.", { points: 30 })],
  }),
  rollback: { version: "1.14.0", publishedAt: undefined },
});
const CALM = report("chalk", "5.6.2");

describe("the page of a report", () => {
  it("tells the counts, and of each package what was found, why it is there and where it stands", () => {
    const page = pageOf([CALM, BAD]);
    for (const said of [
      "1 at risk · 1 clear.",
      "Published by bob, before by ann.",
      "The last sound release before it is 1.14.0",
      "app › carrier",
      "package-lock.json:3",
    ]) {
      assert.ok(page.includes(said), said);
    }
    assert.ok(page.indexOf("axios") < page.indexOf("chalk"), "worst first");
  });

  it("shows what a package says of itself as text, and lets nothing of it run", () => {
    const page = pageOf(
      [
        report(HOSTILE, HOSTILE, {
          locations: [{ file: `/app/${HOSTILE}`, span: { start: 0, end: 1 } }],
          paths: [[HOSTILE]],
          assessment: assessment({
            level: "warning",
            summary: HOSTILE,
            findings: [finding("publisher-new", "warning", HOSTILE, { points: 30 })],
            unchecked: [{ id: "osv", reason: HOSTILE }],
          }),
          accepted: { rules: [], reason: HOSTILE, until: HOSTILE },
        }),
      ],
      true,
    );
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.equal(page.match(/<img|\u202E/g), null);
    assert.match(
      page.replaceAll("&#39;", "'"),
      /default-src 'none'; style-src 'nonce-0123456789'; script-src 'nonce-0123456789'/,
    );
    assert.equal(page.match(/ style="| on\w+="/g), null);
  });

  it("is read without seeing or a mouse: headings, names of charts and columns, buttons", () => {
    const page = pageOf([CALM, BAD], true);
    assert.equal(page.match(/<svg role="img" aria-label="[^"]+"/g)?.length, 3);
    assert.equal(page.match(/<th scope="col"[^>]*><button/g)?.length, 7);
    assert.match(page, /<html lang="en">/);
    assert.match(page, /role="status"/);
    assert.match(page, /<button type="button" class="place" data-message="[^"]+">package-lock\.json:3<\/button>/);
  });

  it("offers nothing that only an editor can do where there is none", () => {
    assert.doesNotMatch(pageOf([CALM, BAD]), /data-message="|>Export /);
  });

  it("says so where there is nothing to judge", () => {
    assert.match(pageOf([]), /There is nothing to judge/);
  });
});

describe("changes of custody", () => {
  it("are the first releases of somebody who had not published before", () => {
    const known = history("a", [
      release("1.0.0", 400, "ann"),
      release("1.1.0", 300, "ann"),
      release("2.0.0", 200, "bob"),
      release("2.1.0", 100, "ann"),
      release("2.2.0", 50, "bob"),
      release("3.0.0", -5, "eve"),
    ]);
    assert.deepEqual(
      readCustodyChanges([known], NOW).map(({ version, publisher }) => `${version} ${publisher}`),
      ["2.0.0 bob"],
    );
  });
});

describe("html", () => {
  it("escapes text and takes HTML as it is", () => {
    const { markup } = html`<p title="${'a"b'}">${"<&'>"}${[html`<b>${1}</b>`, undefined]}${undefined}</p>`;
    assert.equal(markup, '<p title="a&quot;b">&lt;&amp;&#39;&gt;<b>1</b></p>');
  });
});

describe("the page of a review", () => {
  const at = { file: "/app/package-lock.json", span: { start: 0, end: 0 } };
  const change = {
    name: "calm",
    kind: "added",
    from: undefined,
    to: "1.0.0",
    importers: [".", "packages/web"],
    differs: [],
    source: "registry",
    locations: [at],
  } as const;
  const unread = { id: "registry", reason: messages.documentNotAsked } as const;

  function pageWith(fileFindings: readonly FileFinding[]): string {
    const calm = report("calm", "1.0.0", { assessment: assessment({ unchecked: [unread] }) });
    const found = { root: "/app", asOf: NOW, packages: [calm], unresolved: [], sources: [], changes: [change] };
    const view = arrangeReview({ ...found, fileFindings }, { ref: "main", commit: "main" });
    return renderReviewPage(view, {
      histories: [],
      locate: () => ({ line: 1, column: 1 }),
      nonce: NONCE,
      inEditor: true,
    });
  }

  it("names the root in words, and no option of a command line", () => {
    const page = pageWith([]);
    assert.match(page, /<td>the workspace root, packages\/web<\/td>/);
    assert.match(page, /the registry document is read for direct, recent and flagged packages</);
    assert.doesNotMatch(page, /--deep/);
  });

  it("tells what the change loosens apart from what holds of a lockfile as a whole", () => {
    const page = pageWith([
      { finding: { ...finding("policy-weakened", "warning", "An age is shorter."), family: "policy" }, location: at },
      { finding: { ...finding("lock-repacked", "error", "All is another."), family: "lockfile" }, location: at },
    ]);
    assert.match(page, /<h2>Rules that the change loosens<\/h2><ul class="plain"><li>An age is shorter\. <span/);
    assert.ok(page.includes("A lockfile is at risk. 1 clear."), "the clear packages are not the whole of it");
    assert.match(
      page,
      /<h2>Lockfiles as a whole<\/h2><ul class="plain"><li><strong>at risk:<\/strong> All is another\. \S/,
    );
  });
});
