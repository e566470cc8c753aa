/** Every command once: its name, its keys, where it applies and what it does. The keyboard, the palette, the map and the cell's menu read this. */
import { lensChoice } from "../lens/lens.svelte.ts";
import type { Board } from "./board.svelte.ts";

export interface Command {
  readonly id: string;
  readonly title: string;
  readonly group: "Run" | "Cells" | "Code" | "Look" | "Notebook";
  /** Ways to call it from the keyboard while no text is being written; the first one is shown. */
  readonly keys: readonly string[];
  /** Ways that also work while code is being written. */
  readonly everywhere?: readonly string[];
  /** `cell`: a cell; `piece`: a cell or a text of one's own notebook; `book`: one's own notebook. */
  readonly needs: "nothing" | "cell" | "piece" | "book";
  /** Again and again while the key is held down. */
  readonly isRepeated?: boolean;
  /** In the menu at the cell. */
  readonly inMenu?: boolean;
  readonly run: (board: Board) => void | Promise<void>;
}

export const commands: readonly Command[] = [
  {
    id: "run",
    title: "Run the cell",
    group: "Run",
    keys: ["Mod+Enter"],
    needs: "cell",
    inMenu: true,
    run: (board) => board.runCell("stay"),
  },
  {
    id: "run-next",
    title: "Run the cell and go to the next",
    group: "Run",
    keys: ["Shift+Enter"],
    needs: "cell",
    run: (board) => board.runCell("next"),
  },
  {
    id: "run-insert",
    title: "Run the cell and add one below",
    group: "Run",
    keys: ["Alt+Enter"],
    everywhere: ["Alt+Enter"],
    needs: "piece",
    run: async (board) => {
      board.runCell("stay");
      await board.insert("below");
    },
  },
  {
    id: "run-here",
    title: "Run to here",
    group: "Run",
    keys: [],
    needs: "cell",
    inMenu: true,
    run: (board) => board.runRange("above"),
  },
  {
    id: "run-below",
    title: "Run this cell and all below",
    group: "Run",
    keys: [],
    needs: "cell",
    inMenu: true,
    run: (board) => board.runRange("below"),
  },
  {
    id: "toggle",
    title: "Switch the cell off or on",
    group: "Run",
    keys: [],
    needs: "cell",
    inMenu: true,
    run: (board) => board.toggle(),
  },
  {
    id: "run-all",
    title: "Run all cells",
    group: "Run",
    keys: [],
    needs: "nothing",
    run: (board) => board.notebook.runAll(),
  },
  {
    id: "stop",
    title: "Stop what is running",
    group: "Run",
    keys: ["i i"],
    needs: "nothing",
    run: (board) => board.notebook.stop(null),
  },
  {
    id: "restart",
    title: "Begin with a fresh kernel",
    group: "Run",
    keys: ["0 0"],
    needs: "nothing",
    run: (board) => board.notebook.restart(),
  },
  {
    id: "insert-above",
    title: "Add a cell above",
    group: "Cells",
    keys: ["a"],
    needs: "piece",
    inMenu: true,
    run: (board) => board.insert("above"),
  },
  {
    id: "insert-below",
    title: "Add a cell below",
    group: "Cells",
    keys: ["b"],
    needs: "piece",
    inMenu: true,
    run: (board) => board.insert("below"),
  },
  {
    id: "move-up",
    title: "Move up",
    group: "Cells",
    keys: ["Mod+Shift+ArrowUp"],
    needs: "piece",
    inMenu: true,
    isRepeated: true,
    run: (board) => board.move(-1),
  },
  {
    id: "move-down",
    title: "Move down",
    group: "Cells",
    keys: ["Mod+Shift+ArrowDown"],
    needs: "piece",
    inMenu: true,
    isRepeated: true,
    run: (board) => board.move(1),
  },
  {
    id: "cut",
    title: "Cut",
    group: "Cells",
    keys: ["x"],
    needs: "piece",
    run: (board) => board.cut(),
  },
  {
    id: "copy",
    title: "Copy",
    group: "Cells",
    keys: ["c"],
    needs: "piece",
    run: (board) => board.copy(),
  },
  {
    id: "paste",
    title: "Paste below",
    group: "Cells",
    keys: ["v"],
    needs: "piece",
    run: (board) => board.paste(),
  },
  {
    id: "duplicate",
    title: "Duplicate",
    group: "Cells",
    keys: [],
    needs: "piece",
    inMenu: true,
    run: (board) => board.duplicate(),
  },
  {
    id: "delete",
    title: "Delete",
    group: "Cells",
    keys: ["d d"],
    needs: "piece",
    inMenu: true,
    run: (board) => board.remove(),
  },
  {
    id: "merge",
    title: "Merge with the next cell",
    group: "Code",
    keys: ["Shift+m"],
    needs: "piece",
    inMenu: true,
    run: (board) => board.merge(),
  },
  {
    id: "split",
    title: "Split where the caret stands",
    group: "Code",
    keys: [],
    everywhere: ["Mod+Shift+-", "Mod+Shift+_"],
    needs: "piece",
    inMenu: true,
    run: (board) => board.split(),
  },
  {
    id: "to-text",
    title: "Turn into text",
    group: "Code",
    keys: ["m"],
    needs: "piece",
    inMenu: true,
    run: (board) => board.turnInto("text"),
  },
  {
    id: "to-code",
    title: "Turn into code",
    group: "Code",
    keys: ["y"],
    needs: "piece",
    run: (board) => board.turnInto("code"),
  },
  {
    id: "fold",
    title: "Hide or show the code",
    group: "Look",
    keys: ["h"],
    needs: "piece",
    inMenu: true,
    run: (board) => board.fold(),
  },
  {
    id: "outputs",
    title: "Hide or show the outputs",
    group: "Look",
    keys: ["o"],
    needs: "cell",
    inMenu: true,
    run: (board) => board.toggleOutputs(),
  },
  {
    id: "lens",
    title: "Open or close the gradient lens",
    group: "Look",
    keys: ["l"],
    everywhere: ["Alt+Shift+l"],
    needs: "nothing",
    inMenu: true,
    run: () => lensChoice.toggle(),
  },
  {
    id: "previous",
    title: "Go to the cell above",
    group: "Look",
    keys: ["k", "ArrowUp"],
    needs: "nothing",
    isRepeated: true,
    run: (board) => board.select(-1),
  },
  {
    id: "next",
    title: "Go to the cell below",
    group: "Look",
    keys: ["j", "ArrowDown"],
    needs: "nothing",
    isRepeated: true,
    run: (board) => board.select(1),
  },
  {
    id: "undo",
    title: "Undo, in whichever cell it was",
    group: "Notebook",
    keys: ["z", "Mod+z"],
    needs: "nothing",
    isRepeated: true,
    run: (board) => board.undo(),
  },
  {
    id: "redo",
    title: "Do again",
    group: "Notebook",
    keys: ["Shift+z", "Mod+Shift+z", "Mod+y"],
    needs: "nothing",
    isRepeated: true,
    run: (board) => board.redo(),
  },
  {
    id: "save",
    title: "Save now",
    group: "Notebook",
    keys: ["s", "Mod+s"],
    everywhere: ["Mod+s"],
    needs: "nothing",
    run: (board) => board.save(),
  },
  {
    id: "dataflow",
    title: "Who reads whom, as a picture",
    group: "Look",
    keys: ["g"],
    needs: "nothing",
    run: (board) => board.show("dataflow"),
  },
  {
    id: "find",
    title: "Find and replace in the whole notebook",
    group: "Notebook",
    keys: ["f", "Mod+Shift+f"],
    everywhere: ["Mod+Shift+f"],
    needs: "nothing",
    run: (board) => board.find(),
  },
  {
    id: "palette",
    title: "All commands",
    group: "Notebook",
    keys: ["p", "Mod+Shift+p"],
    everywhere: ["Mod+Shift+p"],
    needs: "nothing",
    run: (board) => board.show("palette"),
  },
  {
    id: "keys",
    title: "The keyboard",
    group: "Notebook",
    keys: ["?"],
    needs: "nothing",
    run: (board) => board.show("keys"),
  },
];

/** What the page itself does with keys, for the map. */
export const otherKeys: readonly {
  readonly keys: string;
  readonly title: string;
  readonly group: Command["group"];
}[] = [
  { keys: "Enter", title: "Write in the cell", group: "Code" },
  { keys: "Escape", title: "Leave the code; commands are single keys then", group: "Code" },
  {
    keys: "Alt+ArrowUp",
    title: "Larger or smaller: the chosen number (Alt and ← → choose one)",
    group: "Code",
  },
  { keys: "F2", title: "Rename in all cells, while writing", group: "Code" },
  { keys: "F12", title: "Go to the definition, while writing", group: "Code" },
  { keys: "Mod+.", title: "Quick fix of what is marked wrong, while writing", group: "Code" },
  { keys: "F1", title: "The editor's own commands, while writing", group: "Code" },
];
