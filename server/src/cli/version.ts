import { version } from "../../../package.json";

/** As package.json has it; written into the bundle when it is built. */
export const VERSION: string = version;
