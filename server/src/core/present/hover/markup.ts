import { escapeMarkdown, httpsAddress, link, plainText } from "../markdown";

/** A row of evidence: which rule, what was found, and what it takes off the score. */
export interface EvidenceRow {
  readonly rule: string;
  /** The address of the rule's page; only https becomes a link. */
  readonly page: string | undefined;
  readonly what: string;
  readonly points: number;
}

export interface Reference {
  readonly label: string;
  readonly address: string;
  readonly remark?: string | undefined;
}

/** How the same words are set for a client. What comes in is plain text from anywhere; what goes out is safe to show. */
export interface Markup {
  text(text: string): string;
  strong(text: string): string;
  /** Left out where none can be shown. `svg` is a drawing of ours, `alternative` says the same in a sentence. */
  readonly picture?: (svg: string, alternative: string) => string;
  evidence(rows: readonly EvidenceRow[]): string;
  references(references: readonly Reference[]): string;
}

/** For clients that render it. Images are our own drawings only, links are https only. */
export const MARKDOWN: Markup = {
  text: escapeMarkdown,
  strong: (text) => `**${escapeMarkdown(text)}**`,
  picture: (svg, alternative) => `![${escapeMarkdown(alternative)}](data:image/svg+xml;base64,${toBase64(svg)})`,
  evidence(rows) {
    const lines = rows.map(
      ({ rule, page, what, points }) => `| ${link(rule, page)} | ${escapeMarkdown(what)} | ${sayPoints(points)} |`,
    );
    return ["| what | evidence | points |", "| :-- | :-- | --: |", ...lines].join("\n");
  },
  references: (references) =>
    references
      .map(({ label, address, remark }) => [link(label, address), ...(remark === undefined ? [] : [`(${remark})`])])
      .map((parts) => parts.join(" "))
      .join(" · "),
};

/** For clients that show what they get, such as Emacs without a Markdown mode: an address stands as itself. */
export const PLAIN_TEXT: Markup = {
  text: plainText,
  strong: plainText,
  evidence: (rows) =>
    rows
      .map(({ rule, what, points }) => `- ${plainText(what)} (${[rule, sayPoints(points)].filter(Boolean).join(", ")})`)
      .join("\n"),
  references: (references) =>
    references
      .flatMap(({ label, address, remark }) => {
        const safe = httpsAddress(address);
        const named = remark === undefined ? label : `${label} (${remark})`;
        return safe === undefined ? [] : [`${plainText(named)}: ${safe}`];
      })
      .join("\n"),
};

function sayPoints(points: number): string {
  return points > 0 ? `−${points}` : "";
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
