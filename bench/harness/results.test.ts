/** A row states Slope, its peers and the floor in one unit, the floor from the peers of the same run. */
import { describe, expect, it } from "vitest";
import { byId } from "../workloads.mjs";
import { rowOf, type Cell } from "./results.mjs";

const took = (median: number): Cell => ({ median, low: median, high: median });
const cannot: Cell = { error: "no jit", unsupported: true };

describe("a row", () => {
  it("asks of a product one and a half times the rate of the fastest library, whatever native code does", () => {
    const cells = {
      slope: took(2),
      plain: took(1),
      "jax-js": took(8),
      "tfjs-wasm": took(4),
      torch: took(0.5),
    };
    const row = rowOf(byId["W1.256"], cells);
    expect(row).toMatchObject({ id: "W1.256", unit: "GFLOP/s", higherIsBetter: true });
    expect(row.floor! / row.peers["tfjs-wasm"]!).toBeCloseTo(1.5, 12);
    expect(row.slope! / row.peers.plain!).toBeCloseTo(0.5, 12);
    // 2 * 256^3 FLOP in 2 ms.
    expect(row.slope).toBeCloseTo(16.777216, 12);
  });

  it("asks of the steps a multiple of jax-js, and has no floor where jax-js was not measured", () => {
    const row = rowOf(byId["W2.adam"], { slope: took(10), "jax-js": took(20) });
    expect(row).toMatchObject({ slope: 100, peers: { "jax-js": 50 } });
    expect(row.floor).toBeCloseTo(110, 10);
    expect(rowOf(byId["W2.adam"], { slope: took(10), "jax-js": cannot }).floor).toBeNull();
  });

  it("takes an absolute floor as it stands, and null for who cannot do it", () => {
    const row = rowOf(byId["W3.jit"], { slope: took(0.0025), "tfjs-cpu": cannot });
    expect(row).toEqual({
      id: "W3.jit",
      unit: "us",
      higherIsBetter: false,
      slope: 2.5,
      peers: { "tfjs-cpu": null },
      floor: 3,
    });
  });
});
