import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { database, eraseEverything } from "./database.ts";
import { keepVisit, readVisit, type Visit } from "./visits.ts";

beforeEach(async () => {
  vi.stubGlobal("localStorage", {});
  await eraseEverything();
});

const shown = (at: number, payload: unknown) => ({ at, outputs: [{ key: "0", kind: "value", payload }] });
const of = (cells: Visit["cells"], controls: Visit["controls"] = {}): Visit => ({ cells, controls });

describe("what a notebook showed when it was left", () => {
  it("is there again, arrays as arrays, and gone when my data is erased", async () => {
    const visit = of({ a: shown(1, { data: new Float32Array([1, 2]) }) }, { "a/x": { code: "", value: 3 } });
    await keepVisit("k", visit);
    expect(await readVisit("k")).toEqual(visit);
    expect(await readVisit("other")).toEqual(of({}));
    await eraseEverything();
    expect(await readVisit("k")).toEqual(of({}));
  });

  it("keeps what two tabs showed in different cells", async () => {
    await Promise.all([keepVisit("k", of({ a: shown(1, "a") })), keepVisit("k", of({ b: shown(1, "b") }))]);
    expect(Object.keys((await readVisit("k")).cells).sort()).toEqual(["a", "b"]);
  });

  it("drops the oldest where there is no room, and one that is too large by itself", async () => {
    const large = (at: number) => shown(at, new Uint8Array(1_900_000));
    const cells = Object.fromEntries([1, 2, 3, 4, 5].map((at) => [`c${at}`, large(at)]));
    await keepVisit("k", of({ ...cells, huge: shown(9, new Uint8Array(2_100_000)) }));
    expect(Object.keys((await readVisit("k")).cells).sort()).toEqual(["c2", "c3", "c4", "c5"]);
  });

  it.each([["text"], [{ cells: { a: { at: "now" } }, controls: {} }], [{ cells: [], controls: null }]])(
    "is nothing where it cannot be read: %j",
    async (raw) => {
      await (await database()).put("visits", raw, "k");
      expect(await readVisit("k")).toEqual(of({}));
      await keepVisit("k", of({ a: shown(1, "a") }));
      expect(Object.keys((await readVisit("k")).cells)).toEqual(["a"]);
    },
  );
});
