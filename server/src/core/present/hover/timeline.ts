import type { History, Level, Subject } from "../../model";
import { clip, plainText } from "../markdown";
import { formatDay } from "../time";
import { readTimeline, type TimelineFacts, type TimelineRow } from "./timelineFacts";

/** The kind of colour theme that the picture is read on. */
export type PictureKind = "dark" | "light" | "high-contrast-dark" | "high-contrast-light";

interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly dots: string;
  readonly ground: string;
  readonly accent: Readonly<Record<Level, string>>;
}

/** Every text colour has a contrast of at least 4.5 on the hover's ground of that kind of theme. */
const PALETTES: Readonly<Record<PictureKind, Palette>> = {
  dark: {
    text: "#d4d4d4",
    muted: "#a0a6b0",
    grid: "#45474b",
    dots: "#4ec9b0",
    ground: "#252526",
    accent: { error: "#ff8078", warning: "#e5b53d", info: "#6cb6ff", clear: "#d4d4d4", unchecked: "#d4d4d4" },
  },
  light: {
    text: "#1f2328",
    muted: "#59616b",
    grid: "#d5d8dd",
    dots: "#0f766e",
    ground: "#f8f8f8",
    accent: { error: "#b3261e", warning: "#855300", info: "#0b5cad", clear: "#1f2328", unchecked: "#1f2328" },
  },
  "high-contrast-dark": {
    text: "#ffffff",
    muted: "#ffffff",
    grid: "#6e7681",
    dots: "#21e6c1",
    ground: "#0c141f",
    accent: { error: "#ff9a92", warning: "#ffd54f", info: "#8ccbff", clear: "#ffffff", unchecked: "#ffffff" },
  },
  "high-contrast-light": {
    text: "#000000",
    muted: "#292929",
    grid: "#8b949e",
    dots: "#00574b",
    ground: "#ffffff",
    accent: { error: "#9b1010", warning: "#6a4300", info: "#003f9e", clear: "#000000", unchecked: "#000000" },
  },
};

export interface TimelineOptions {
  /** Shapes and colours the mark of the judged release, whose place is also shown by a line and its version. */
  readonly level: Level;
  /** What was published later is not drawn. */
  readonly asOf: number;
}

const WIDTH = 440;
const ROW = 24;
const TOP = 22;
const RIGHT = 424;
/** Of the SVG itself; as a data URI it is a third longer, and then still under 8 KB. */
const MAX_BYTES = 5_900;

/**
 * Draws who published what when as an SVG of at most 6 KB: a row for each of the main publishers, a dot a release, a square
 * where somebody new has published it, a cross where it is no longer served; the judged one with a larger mark by its
 * level, on a dashed line, with its version. Nothing is told by its colour alone. Undefined where the dates are not known.
 *
 * It holds no address, style, script or foreign object, and every text in it is escaped. Of thousands of releases
 * it draws as many dots as can be told apart.
 */
export function renderTimeline(
  history: History,
  subject: Subject,
  palette: PictureKind,
  options: TimelineOptions,
): string | undefined {
  const facts = readTimeline(history, subject, options.asOf);
  return facts === undefined ? undefined : drawTimeline(facts, palette, options.level);
}

/** The drawing itself, for who has read the facts already. */
export function drawTimeline(facts: TimelineFacts, kind: PictureKind, level: Level): string {
  for (let apart = 3; ; apart *= 2) {
    const svg = draw(facts, PALETTES[kind], level, apart);
    if (svg.length <= MAX_BYTES || apart > RIGHT) {
      return svg;
    }
  }
}

function draw(facts: TimelineFacts, palette: Palette, level: Level, apart: number): string {
  const labels = facts.rows.map(({ label }) => clipTo(label, 126));
  const left = Math.round(Math.max(...labels.map(widthOf))) + 22;
  const bottom = TOP + facts.rows.length * ROW + 18;
  const accent = palette.accent[level];
  const place = scale(facts, left);
  const x = place(facts.judgedAt);
  const judgedRow = facts.rows.findIndex(({ judged }) => judged);
  const y = rowMiddle(judgedRow);

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${bottom + 18}" viewBox="0 0 ${WIDTH} ${bottom + 18}" font-family="system-ui,sans-serif" font-size="11">`,
    ...drawAxis(facts, place, left, bottom, palette),
    `<path d="M${x} ${TOP - 4}V${bottom}" stroke="${accent}" stroke-dasharray="3 3"/>`,
    ...facts.rows.map((row, index) => {
      const isNew = facts.isNewcomer && row.judged;
      const colours = { dots: isNew ? accent : palette.dots, text: palette.text };
      return drawRow(row, { label: labels[index] ?? "", index, left, place, apart, isNew, colours });
    }),
    facts.rows[judgedRow]?.pulled === true
      ? drawCross(x, y, 5, accent, 3)
      : drawMark(level, x, y, accent, palette.ground),
    drawHeadline(facts, x, accent, palette),
    x > (left + RIGHT) / 2
      ? text(x - 7, bottom - 5, "end", palette.text, facts.version)
      : text(x + 7, bottom - 5, "start", palette.text, facts.version),
    "</svg>",
  ].join("");
}

function rowMiddle(index: number): number {
  return TOP + index * ROW + ROW / 2;
}

/** From time to horizontal place. At least two days are shown, so that one release is a moment and not a span. */
function scale({ rows, judgedAt }: TimelineFacts, left: number): (at: number) => number {
  const { from, to } = rangeOf(rows, judgedAt);
  return (at) => Math.round(left + ((at - from) / (to - from)) * (RIGHT - left));
}

function rangeOf(rows: readonly TimelineRow[], judgedAt: number): { readonly from: number; readonly to: number } {
  let from = judgedAt;
  let to = judgedAt;
  for (const { times } of rows) {
    from = Math.min(from, times[0] ?? from);
    to = Math.max(to, times.at(-1) ?? to);
  }
  const missing = Math.max(0, 2 * DAY - (to - from)) / 2;
  return { from: from - missing, to: to + missing };
}

/** A shape for each level: a diamond at risk, a triangle to look at, a ring to know, a broken ring unchecked. */
function drawMark(level: Level, x: number, y: number, accent: string, ground: string): string {
  const solid = `fill="${accent}" stroke="${ground}" stroke-width="2"`;
  const ring = `r="5" fill="${ground}" stroke="${accent}" stroke-width="3"`;
  switch (level) {
    case "error":
      return `<path d="M${x} ${y - 8}l8 8-8 8-8-8z" ${solid}/>`;
    case "warning":
      return `<path d="M${x} ${y - 8}l8 14h-16z" ${solid}/>`;
    case "info":
      return `<circle cx="${x}" cy="${y}" ${ring}/>`;
    case "unchecked":
      return `<circle cx="${x}" cy="${y}" ${ring} stroke-dasharray="4 4"/>`;
    case "clear":
      return `<circle cx="${x}" cy="${y}" r="5.5" ${solid}/>`;
  }
}

function drawCross(x: number, y: number, arm: number, colour: string, width: number): string {
  return `<path d="${cross(x, y, arm)}" stroke="${colour}" stroke-width="${width}"/>`;
}

function cross(x: number, y: number, arm: number): string {
  return `M${x - arm} ${y - arm}l${2 * arm} ${2 * arm}m0-${2 * arm}l-${2 * arm} ${2 * arm}`;
}

interface RowLook {
  readonly label: string;
  readonly index: number;
  /** Where the dots may begin. */
  readonly left: number;
  /** Where a moment stands. */
  place(at: number): number;
  /** Marks that are closer fall together. */
  readonly apart: number;
  /** Somebody new has published these. */
  readonly isNew: boolean;
  readonly colours: Pick<Palette, "dots" | "text">;
}

function drawRow(
  { times, pulled }: TimelineRow,
  { label, index, left, place, apart, isNew, colours }: RowLook,
): string {
  const y = rowMiddle(index);
  const name = text(left - 12, y + 4, "end", colours.text, label);
  if (pulled) {
    const path = thinned(times.map(place), Math.max(apart, 8)).map((x) => cross(x, y, 3));
    return `${name}<path d="${path.join("")}" stroke="${colours.text}" stroke-width="1.5"/>`;
  }
  const first = place(times[0] ?? 0);
  const last = place(times.at(-1) ?? 0);
  const line = last - first < 8 ? "" : `<path d="M${first} ${y}H${last}" stroke="${colours.dots}" opacity=".5"/>`;
  const cap = isNew ? "square" : "round";
  return `${name}${line}<path d="${dots(times.map(place), y, apart)}" stroke="${colours.dots}" stroke-width="6" stroke-linecap="${cap}"/>`;
}

/** Zero-length strokes with round or square ends: the shortest way to write a dot. */
function dots(places: readonly number[], y: number, apart: number): string {
  let last: number | undefined;
  return thinned(places, apart).reduce((path, x) => {
    const next = last === undefined ? `M${x} ${y}h0` : `m${x - last} 0h0`;
    last = x;
    return path + next;
  }, "");
}

/** Marks closer than `apart` fall together. */
function thinned(places: readonly number[], apart: number): readonly number[] {
  let last = Number.NEGATIVE_INFINITY;
  return places.filter((x) => {
    const isKept = x - last >= apart;
    last = isKept ? x : last;
    return isKept;
  });
}

function drawHeadline({ headline, notable }: TimelineFacts, x: number, accent: string, palette: Palette): string {
  const shown = clipTo(headline, WIDTH - 12);
  const width = widthOf(shown);
  const end = Math.min(WIDTH - 6, Math.max(x, width + 6));
  return text(end, 13, "end", notable ? accent : palette.muted, shown);
}

const DAY = 24 * 60 * 60 * 1000;
const STEPS = [
  ...[1, 2, 7, 14].map((days) => ({ days, months: 0 })),
  ...[1, 2, 3, 6, 12, 24, 60, 120, 240, 600].map((months) => ({ days: 0, months })),
];

function drawAxis(
  { rows, judgedAt }: TimelineFacts,
  place: (at: number) => number,
  left: number,
  bottom: number,
  palette: Palette,
): string[] {
  const { from, to } = rangeOf(rows, judgedAt);
  const step = STEPS.find(({ days, months }) => {
    const pixels = ((days + months * 30.44) * DAY * (RIGHT - left)) / (to - from);
    return pixels >= (months % 12 === 0 && months > 0 ? 42 : months > 0 ? 58 : 76);
  });
  return ticks(from, to, step ?? { days: 0, months: 1200 }).map(({ at, label }) => {
    const x = place(at);
    const middle = Math.min(WIDTH - 4 - widthOf(label) / 2, x);
    return (
      `<path d="M${x} ${TOP - 4}V${bottom}" stroke="${palette.grid}"/>` +
      text(Math.round(middle), bottom + 13, "middle", palette.muted, label)
    );
  });
}

function ticks(
  from: number,
  to: number,
  { days, months }: { readonly days: number; readonly months: number },
): readonly { readonly at: number; readonly label: string }[] {
  const found: { at: number; label: string }[] = [];
  if (months === 0) {
    for (let at = Math.ceil(from / DAY) * DAY; at <= to; at += days * DAY) {
      found.push({ at, label: formatDay(at) });
    }
    return found;
  }
  const start = new Date(from);
  const first = Math.floor((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  for (let month = first; ; month += months) {
    const at = Date.UTC(Math.floor(month / 12), month % 12);
    if (at > to) {
      return found;
    }
    if (at >= from) {
      found.push({ at, label: formatDay(at).slice(0, months % 12 === 0 ? 4 : 7) });
    }
  }
}

function text(x: number, y: number, anchor: "start" | "middle" | "end", fill: string, content: string): string {
  return `<text x="${x}" y="${y}" fill="${fill}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

/** Also leaves out what XML cannot hold; direction marks went in `plainText`. */
function escapeXml(content: string): string {
  return plainText(content).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Cuts to a width in pixels. */
function clipTo(content: string, width: number): string {
  const shown = clip(plainText(content), 100);
  let limit = shown.length;
  while (widthOf(clip(shown, limit)) > width) {
    limit--;
  }
  return clip(shown, limit);
}

/** About how wide the text is at 11 px in common interface fonts; CJK characters are twice as wide. */
function widthOf(content: string): number {
  let width = 0;
  for (const character of content) {
    width += (character.codePointAt(0) ?? 0) >= 0x1100 ? 11.5 : /[mwMW@%]/.test(character) ? 10.5 : 6.2;
  }
  return width;
}
