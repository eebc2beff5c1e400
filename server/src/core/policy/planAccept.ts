import { joinPath } from "../filePath";
import type { FileChange } from "../fix";
import type { World } from "../world";
import { type AcceptRequest, acceptEdits } from "./acceptEdits";

/** Where the schema of a policy lies once Custody is installed in a project. */
const SCHEMA = "node_modules/custody/schemas/custody.schema.json";

/**
 * What to write so that a release is accepted: into the custody.json at `path`, or into a new one in `root` where there
 * is none. A new one names its schema where that is installed there. Undefined where the file cannot be read to its end,
 * or its acceptances are no list.
 */
export async function planAccept(
  world: Pick<World, "readFile" | "stampOf">,
  path: string | undefined,
  root: string,
  request: AcceptRequest,
): Promise<FileChange | undefined> {
  const at = path ?? joinPath(root, "custody.json");
  const text = await world.readFile(at);
  const hasSchema = text === undefined && (await world.stampOf(joinPath(root, SCHEMA))) !== undefined;
  const edits = acceptEdits(text ?? "", request, hasSchema ? `./${SCHEMA}` : undefined);
  return edits && { path: at, text, edits };
}
