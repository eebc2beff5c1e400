import { commands, EventEmitter, type TreeDataProvider, type TreeView, window } from "vscode";
import { toItem } from "./findingItems";
import type { FindingNode } from "./findingNodes";

/** A view of the side bar that lists nodes. */
export interface NodeTree {
  readonly view: TreeView<FindingNode>;
  /** What is listed from now on. */
  list(nodes: readonly FindingNode[]): void;
  /** The node that the keyboard is on. VS Code gives it to a command from a menu, and none to one from a key. */
  focused(): Promise<FindingNode | undefined>;
  dispose(): void;
}

/** The tree of the view that package.json declares under this id, with nothing in it yet. */
export function createNodeTree(id: string): NodeTree {
  const changed = new EventEmitter<void>();
  let listed: readonly FindingNode[] = [];
  const provider: TreeDataProvider<FindingNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node === undefined ? listed : node.kind === "detail" ? [] : node.children)],
    getTreeItem: toItem,
  };
  const view = window.createTreeView(id, { treeDataProvider: provider, showCollapseAll: true });
  return {
    view,
    list(nodes) {
      listed = nodes;
      changed.fire();
    },
    async focused() {
      // An extension is told what is selected only: this selects it, as Enter does.
      await commands.executeCommand("list.selectAndPreserveFocus");
      return view.selection[0];
    },
    dispose() {
      view.dispose();
      changed.dispose();
    },
  };
}
