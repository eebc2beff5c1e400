import assert from "node:assert/strict";
import { clip, escapeMarkdown, link, plainText } from "../../server/src/core/present/markdown";

describe("escapeMarkdown", () => {
  const cases: readonly { title: string; text: string; escaped: string }[] = [
    { title: "leaves names and versions as they read", text: "@scope/a_b-c 1.2.3", escaped: "@scope/a_b-c 1.2.3" },
    { title: "takes links apart", text: "[x](command:run)", escaped: "\\[x\\](command:run)" },
    {
      title: "takes images apart",
      text: "![x](https://e.example/p.png)",
      escaped: "!\\[x\\](https\\://e.example/p.png)",
    },
    { title: "takes tags and entities apart", text: "<img src=x> &lt;", escaped: "\\<img src=x\\> \\&lt;" },
    { title: "keeps a table's cells together", text: "a | b", escaped: "a \\| b" },
    {
      title: "takes code, emphasis and strikes apart",
      text: "`a` *b* _c_ ~d~",
      escaped: "\\`a\\` \\*b\\* \\_c\\_ \\~d\\~",
    },
    { title: "escapes the escape", text: "\\[", escaped: "\\\\\\[" },
    {
      title: "breaks up bare addresses",
      text: "see http://e.example and www.e.example",
      escaped: "see http\\://e.example and www\\.e.example",
    },
    { title: "breaks up what looks like e-mail", text: "axios@1.14.1", escaped: "axios\\@1.14.1" },
    { title: "does not begin a list, a heading or a rule", text: "- a", escaped: "\\- a" },
    { title: "does not begin a numbered list", text: "1. a", escaped: "1\\. a" },
    { title: "keeps a line a line", text: "a\n\n# b\r\n\tc", escaped: "a # b c" },
    { title: "drops what reverses reading", text: "a\u202Egnp.exe\u2066", escaped: "a gnp.exe" },
    { title: "drops what cannot be seen", text: "a\u200B\u0000\uFEFF\u{E0041}b\u3164c", escaped: "a b c" },
  ];
  for (const { title, text, escaped } of cases) {
    it(title, () => assert.equal(escapeMarkdown(text), escaped));
  }
});

describe("link", () => {
  const cases: readonly { title: string; address: string | undefined; markdown: string }[] = [
    { title: "keeps https", address: "https://e.example/a/b", markdown: "[x](https://e.example/a/b)" },
    { title: "keeps no http", address: "http://e.example/", markdown: "x" },
    { title: "keeps no command", address: "command:workbench.action.quit", markdown: "x" },
    { title: "keeps no script", address: "javascript:alert(1)", markdown: "x" },
    { title: "keeps no file", address: "file:///etc/passwd", markdown: "x" },
    { title: "keeps no credentials", address: "https://github.com@evil.example/", markdown: "x" },
    { title: "keeps nothing that is no address", address: "https://", markdown: "x" },
    {
      title: "cannot be closed early",
      address: "https://e.example/a)b](c",
      markdown: "[x](https://e.example/a%29b]%28c)",
    },
    { title: "is the label alone without an address", address: undefined, markdown: "x" },
  ];
  for (const { title, address, markdown } of cases) {
    it(title, () => assert.equal(link("x", address), markdown));
  }
});

describe("clip", () => {
  it("leaves what fits", () => assert.equal(clip("abc", 3), "abc"));
  it("ends with an ellipsis inside the limit", () => assert.equal(clip("abcdef", 4), "abc…"));
  it("does not cut a character in two", () => assert.equal(clip("ab𝒳d", 4), "ab…"));
});

describe("plainText", () => {
  it("is one trimmed line", () => assert.equal(plainText("  a\u2028b\u0007 "), "a b"));
});
