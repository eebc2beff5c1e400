import type { CompactHistory } from "../compactHistory";
import { axios } from "./axios";
import { calm2018 } from "./calm2018";
import { calm2026 } from "./calm2026";
import { eventStream } from "./eventStream";
import { handovers } from "./handovers";
import { keyv } from "./keyv";
import { mastra } from "./mastra";

export { advisories } from "./advisories";
export { projects } from "./projects";

/** The project's own packages: one world from 2012 to 2026, which every moment of the demo is a cut of. */
export const histories: readonly CompactHistory[] = [
  ...eventStream,
  ...axios,
  ...mastra,
  ...keyv,
  ...handovers,
  ...calm2018,
  ...calm2026,
];
