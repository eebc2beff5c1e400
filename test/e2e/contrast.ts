import type { Locator } from "playwright-core";

/** What WCAG 2.2 asks of text (1.4.3, level AA). */
const LEAST = 4.5;

interface PageText {
  readonly text: string;
  readonly front: string;
  /** The grounds of the element and of all that it stands in, inmost first. */
  readonly behind: readonly string[];
  /** How much of it is seen, 0 to 1: what VS Code says by the way it dims. */
  readonly opacity: number;
}

/** What the page has, where `faintTexts` reads it, and Node's types do not know. */
declare function getComputedStyle(
  element: unknown,
): Readonly<Record<"color" | "fill" | "backgroundColor" | "opacity" | "visibility", string>>;

/** The texts within a part of a page that stand out too little from what is behind them, each with its ratio. */
export async function faintTexts(part: Locator): Promise<readonly string[]> {
  const texts = await part.evaluate((root): PageText[] =>
    [...root.querySelectorAll("*")].flatMap((element) => {
      const own = [...element.childNodes].filter((node) => node.nodeType === 3).map((node) => node.textContent ?? "");
      const text = own.join(" ").trim();
      if (text === "" || element.getClientRects().length === 0 || /^(style|script|title)$/i.test(element.tagName)) {
        return [];
      }
      const style = getComputedStyle(element);
      if (style.visibility === "hidden") {
        return [];
      }
      let opacity = 1;
      const behind: string[] = [];
      for (let at: typeof element | null = element; at !== null; at = at.parentElement) {
        behind.push(getComputedStyle(at).backgroundColor);
        opacity *= Number(getComputedStyle(at).opacity);
      }
      return [{ text, front: element.closest("svg") === null ? style.color : style.fill, behind, opacity }];
    }),
  );
  if (texts.length === 0) {
    return ["no text was found"];
  }
  return texts.flatMap(({ text, front, behind, opacity }) => {
    const ground = behind.map(toRgb).find((color) => color !== undefined && color.alpha === 1);
    const color = toRgb(front);
    if (ground === undefined || color === undefined) {
      return [`${text}: ${front} on ${behind.join(", ")} is not understood`];
    }
    const ratio = contrast({ ...color, alpha: color.alpha * opacity }, ground);
    return ratio < LEAST ? [`${text}: ${ratio.toFixed(2)}, ${front} on ${behind.join(", ")}`] : [];
  });
}

interface Rgb {
  readonly channels: readonly number[];
  readonly alpha: number;
}

function toRgb(text: string): Rgb | undefined {
  const numbers = /^rgba?\(([^)]*)\)$/
    .exec(text)?.[1]
    ?.split(/[\s,/]+/)
    .map(Number);
  return numbers === undefined || numbers.some(Number.isNaN)
    ? undefined
    : { channels: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
}

/** The ratio of relative luminances, 1 to 21; what is half transparent is mixed with its ground first. */
function contrast({ channels, alpha }: Rgb, ground: Rgb): number {
  const mixed = channels.map((channel, index) => channel * alpha + (ground.channels[index] ?? 0) * (1 - alpha));
  const [light, dark] = [luminance(mixed), luminance(ground.channels)].sort((one, other) => other - one);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

function luminance(channels: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = channels.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
