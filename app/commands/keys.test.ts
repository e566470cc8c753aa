import { describe, expect, it } from "vitest";
import { commands } from "./commands.ts";
import { DocumentHistory } from "./history.ts";
import { chordOf, Sequence, written } from "./keys.ts";

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe("keys", () => {
  it.each([
    [{ key: "d" }, "d"],
    [{ key: "M", shiftKey: true }, "Shift+m"],
    [{ key: "?", shiftKey: true }, "?"],
    [{ key: "P", ctrlKey: true, shiftKey: true }, "Mod+Shift+p"],
    [{ key: "_", ctrlKey: true, shiftKey: true }, "Mod+Shift+_"],
    [{ key: "Enter", metaKey: true }, "Mod+Enter"],
    [{ key: "ArrowUp", altKey: true }, "Alt+ArrowUp"],
  ])("are named as people write them: %j is %s", (event, chord) => {
    expect(chordOf({ ...none, ...event })).toBe(chord);
  });
  it("are none while only Shift is held", () => {
    expect(chordOf({ ...none, key: "Shift", shiftKey: true })).toBeNull();
  });

  it("come in sequences, if they come soon", () => {
    const sequence = new Sequence();
    const all = ["d d", "a"];
    expect(sequence.press("d", all, 0)).toEqual({ found: null, isWaiting: true });
    expect(sequence.press("d", all, 500).found).toBe("d d");
    expect(sequence.press("d", all, 1000).isWaiting).toBe(true);
    expect(sequence.press("d", all, 3000)).toEqual({ found: null, isWaiting: true });
    expect(sequence.press("a", all, 3100).found).toBe("a");
    expect(sequence.press("q", all, 3200)).toEqual({ found: null, isWaiting: false });
  });

  it("are written for the machine they are on", () => {
    expect([written("Mod+Shift+p", false), written("Mod+Shift+p", true), written("d d", false)]).toEqual([
      "Ctrl+Shift+P",
      "⌘⇧P",
      "D D",
    ]);
  });

  it("mean one thing each", () => {
    const all = commands.flatMap(({ keys, everywhere = [] }) => [...new Set([...keys, ...everywhere])]);
    expect(new Set(all).size).toBe(all.length);
    for (const keys of all) expect(all.filter((other) => other.startsWith(`${keys} `))).toEqual([]);
  });
});

describe("the history of a document", () => {
  it("goes back and forth, and forgets what was undone once something else is done", () => {
    const history = new DocumentHistory("a");
    expect(history.note("a", "nothing", null)).toBe(false);
    history.note("b", "typing", "x");
    history.note("c", "moved", null);
    expect(history.undo()).toMatchObject({ before: "b", label: "moved" });
    expect(history.undo()).toMatchObject({ before: "a", cell: "x" });
    expect(history.undo()).toBeNull();
    expect(history.redo()).toMatchObject({ after: "b" });
    history.note("d", "typing", null);
    expect(history.canRedo).toBe(false);
    expect(history.undo()?.before).toBe("b");
  });
  it("keeps two hundred steps", () => {
    const history = new DocumentHistory("0");
    for (let step = 1; step <= 300; step++) history.note(String(step), "typing", null);
    let undone = 0;
    while (history.undo() !== null) undone += 1;
    expect(undone).toBe(200);
  });
});
