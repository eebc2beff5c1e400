import assert from "node:assert/strict";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import ts from "typescript";

const ROOT = resolve(import.meta.dirname, "../..");
const BUNDLE = join(ROOT, "l10n", "bundle.l10n.json");

/** A text that stands in the client, and whether `l10n.t` translates it. */
interface Found {
  readonly text: string;
  readonly isTranslated: boolean;
  /** The property that it is given to, or the method that is called with it: `title`, `showErrorMessage`. */
  readonly goesTo: string | undefined;
  readonly place: string;
}

/** What is said in the log, and to the server and an assistant, which speak English. */
const UNREAD = /^(?:error|warn|info|appendLine|unreadable|failed|Error|LanguageClient)$/;
const FOR_ASSISTANTS = "That is not the name of an npm package.";
/** They are called so in every language. */
const NAMES: readonly string[] = ["HEAD", "custody.json"];
/** Properties and methods whose texts people read, one word or many. */
const SHOWN =
  /^(?:title|text|label|detail|description|tooltip|prompt|placeHolder|spoken|message|invocationMessage|show(?:Information|Warning|Error)Message|setStatusBarMessage)$/;

/** What VS Code shows of a contribution. */
const READ =
  /^(?:title|shortTitle|description|markdownDescription|enumDescriptions|markdownEnumDescriptions|patternErrorMessage|deprecationMessage|userDescription|displayName|altText|contextualTitle|contents|label|name)$/;

describe("what people read in the editor", () => {
  const found = globSync("client/src/*.ts", { cwd: ROOT }).flatMap((file) => textsIn(join(ROOT, file)));
  const translated = found.filter(({ isTranslated }) => isTranslated);

  it("goes through l10n.t", () => {
    const missed = found.filter(
      ({ text, isTranslated, goesTo = "" }) =>
        !isTranslated &&
        !UNREAD.test(goesTo) &&
        text !== FOR_ASSISTANTS &&
        !NAMES.includes(text) &&
        (isSentence(text) || (SHOWN.test(goesTo) && /[a-z]{2}/i.test(withoutIcons(text)))),
    );
    assert.deepEqual(
      missed.map(({ place, text }) => `${place}: put into l10n.t: ${text}`),
      [],
    );
  });

  it("is what the bundle for translators holds; UPDATE=1 writes it", () => {
    const bundle = Object.fromEntries(translated.map(({ text }) => [text, text] as const).sort(byKey));
    const written = `${JSON.stringify(bundle, null, 2)}\n`;
    if (process.env.UPDATE !== undefined) {
      writeFileSync(BUNDLE, written);
    }
    assert.equal(readFileSync(BUNDLE, "utf8"), written);
  });

  it("has no text that is put together, since a translation could not be found for it", () => {
    assert.ok(translated.length > 50);
    assert.deepEqual(
      translated.filter(({ text }) => text.includes("${")).map(({ place }) => place),
      [],
    );
  });
});

describe("what people read of package.json", () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const nls: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(ROOT, "package.nls.json"), "utf8"));
  const shown = [...shownIn(manifest.contributes, "contributes"), ...shownIn(manifest.capabilities, "capabilities")];

  it("stands in package.nls.json, and as %key% where it is shown", () => {
    assert.deepEqual(
      shown.flatMap(({ path, text }) =>
        /^%[\w.-]+%$/.test(text) || text === manifest.displayName
          ? []
          : [`${path}: put "${text}" into package.nls.json, and its %key% here`],
      ),
      [],
    );
  });

  it("names every key that package.nls.json has, and no other", () => {
    const used = new Set(shown.flatMap(({ text }) => /^%([\w.-]+)%$/.exec(text)?.[1] ?? []));
    assert.deepEqual([...used].sort(), Object.keys(nls).sort());
    for (const [key, text] of Object.entries(nls)) {
      assert.ok(text.trim() === text && text !== "" && !text.startsWith("%"), key);
    }
  });

  it("says where VS Code finds the bundle of the code", () => {
    assert.equal(resolve(ROOT, manifest.l10n), resolve(BUNDLE, ".."));
  });
});

/** The texts of a source file, but for those that name modules. */
function textsIn(file: string): readonly Found[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const texts: Found[] = [];
  visit(source);
  return texts;

  function visit(node: ts.Node): void {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node)) {
      return;
    }
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
      const text = ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : node.text;
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const isTranslated = ts.isCallExpression(node.parent) && node.parent.expression.getText() === "l10n.t";
      const isFirst = isTranslated && ts.isCallExpression(node.parent) && node.parent.arguments[0] === node;
      texts.push({ text, isTranslated: isFirst, goesTo: receiverOf(node), place: `${basename(file)}:${line + 1}` });
    }
    ts.forEachChild(node, visit);
  }
}

/** The nearest property, variable or call around a text. */
function receiverOf(node: ts.Node): string | undefined {
  for (let at = node.parent; at !== undefined; at = at.parent) {
    if (ts.isPropertyAssignment(at)) {
      return at.name.getText();
    }
    if (ts.isBinaryExpression(at) && at.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
      return ts.isPropertyAccessExpression(at.left) ? at.left.name.text : undefined;
    }
    if (ts.isCallExpression(at) || ts.isNewExpression(at)) {
      return ts.isPropertyAccessExpression(at.expression) ? at.expression.name.text : at.expression.getText();
    }
    if (ts.isFunctionLike(at) || ts.isStatement(at)) {
      return undefined;
    }
  }
  return undefined;
}

/** Two words in a row. */
function isSentence(text: string): boolean {
  return /[a-z]{2,}[,:]? [a-z]{2,}/i.test(text.replace(/\$\{[^}]*\}/g, ""));
}

function withoutIcons(text: string): string {
  return text.replace(/\$\([\w-]+\)/g, "").replace(/\$\{[\s\S]*?\}/g, "");
}

/** The texts of a contribution that VS Code shows; not what a tool tells a model, nor names that are ids. */
function shownIn(value: unknown, path: string): readonly { readonly path: string; readonly text: string }[] {
  if (typeof value !== "object" || value === null || /inputSchema|\.languages\b|jsonValidation/.test(path)) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) => {
    const at = `${path}.${key}`;
    const isId = key === "name" && path.startsWith("contributes.languageModelTools");
    if (READ.test(key) && !isId && (typeof inner === "string" || Array.isArray(inner))) {
      const texts: readonly unknown[] = typeof inner === "string" ? [inner] : inner;
      return texts.flatMap((text) => (typeof text === "string" ? [{ path: at, text }] : []));
    }
    return shownIn(inner, at);
  });
}

function byKey([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
