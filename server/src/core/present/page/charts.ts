import type { Level } from "../../model";
import { count } from "../words";
import { type Html, html } from "./html";

/** One bar of a chart: what it stands for in words, and how much of it there is. */
export interface Bar {
  readonly label: string;
  readonly count: number;
  /** Its pattern and its colour; the word stands beside it all the same. */
  readonly level?: Level | "accepted";
}

const WIDTH = 640;
const STRIP = 18;
const HEIGHT = 96;
/** Thinner parts could not be seen. */
const LEAST = 3;

/** How many of a whole are of which kind, as one strip of patterns; the numbers stand in words below it. */
export function renderShares(title: string, bars: readonly Bar[]): Html {
  const shown = bars.filter((bar) => bar.count > 0);
  const total = shown.reduce((sum, bar) => sum + bar.count, 0);
  const room = WIDTH - shown.length * (LEAST + 2);
  let x = 0;
  const parts = shown.map((bar) => {
    const width = Math.round(LEAST + (bar.count / total) * room);
    const part = html`<rect fill="url(#share-${bar.level})" x="${x}" y="0" width="${width}" height="${STRIP}" rx="2"/>`;
    x += width + 2;
    return part;
  });
  const words = shown.map((bar) => `${bar.count} ${bar.label}`).join(", ");
  const swatch = ({ level }: Bar) =>
    html`<svg class="swatch" viewBox="0 0 16 16" aria-hidden="true"><rect fill="url(#share-${level})" width="16" height="16" rx="2"/></svg>`;
  return html`<figure><figcaption>${title}</figcaption>
<svg role="img" aria-label="${title}: ${words}" viewBox="0 0 ${WIDTH} ${STRIP}" preserveAspectRatio="none"><defs>${shown.map(({ level }) => level && pattern(level))}</defs>${parts}</svg>
<ul class="legend">${shown.map((bar) => html`<li>${swatch(bar)}${bar.count} ${bar.label}</li>`)}</ul></figure>`;
}

/** So that a strip is read without its colours: full, slanted, dotted, level, upright, and hollow for what is unchecked. */
function pattern(level: Level | "accepted"): Html {
  const [turn, shape] = PATTERNS[level];
  return html`<pattern id="share-${level}" class="bar ${level}" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(${turn})">${{ markup: shape }}</pattern>`;
}

const UPRIGHT = '<rect width="5" height="8"/>';
const PATTERNS: Readonly<Record<Level | "accepted", readonly [turn: number, shape: string]>> = {
  error: [0, '<rect width="8" height="8"/>'],
  warning: [45, UPRIGHT],
  info: [0, '<circle cx="4" cy="4" r="3"/>'],
  accepted: [0, UPRIGHT],
  unchecked: [0, '<circle cx="4" cy="4" r="2.5" fill="none" stroke="currentColor"/>'],
  clear: [90, UPRIGHT],
};

/** How often each of several things is there, side by side. */
export function renderBars(title: string, what: readonly [one: string, many: string], bars: readonly Bar[]): Html {
  const most = Math.max(1, ...bars.map((bar) => bar.count));
  const step = WIDTH / Math.max(1, bars.length);
  const columns = bars.map((bar, index) => {
    const height = bar.count === 0 ? 0 : Math.max(2, Math.round((bar.count / most) * (HEIGHT - 34)));
    const [x, y] = [Math.round(index * step), HEIGHT - 16 - height];
    const middle = Math.round(x + step / 2);
    return html`<rect class="bar" x="${x + 4}" y="${y}" width="${Math.max(1, Math.round(step) - 8)}" height="${height}" rx="2"/>
<text x="${middle}" y="${HEIGHT - 3}">${bar.label}</text>${bar.count > 0 ? html`<text x="${middle}" y="${y - 4}">${bar.count}</text>` : undefined}`;
  });
  const [one, many] = what;
  const words = bars.filter((bar) => bar.count > 0).map((bar) => `${bar.label}: ${count(bar.count, one, many)}`);
  return html`<figure><figcaption>${title}</figcaption>
<svg role="img" aria-label="${title}. ${words.join("; ") || "none"}" viewBox="0 0 ${WIDTH} ${HEIGHT}">${columns}</svg></figure>`;
}
