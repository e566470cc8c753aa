/** Cases for the laws of primitives whose own would weigh on every page that loads the engine. */
import type { LawCase } from "../core/primitive.ts";

export const lawCases: Readonly<Record<string, readonly LawCase<unknown>[]>> = {
  matmul: [
    {
      shapes: [
        [3, 255],
        [255, 7],
      ],
      params: null,
    },
    {
      shapes: [
        [2, 3],
        [3, 4],
      ],
      params: null,
    },
    {
      shapes: [
        [1, 7],
        [7, 1],
      ],
      params: null,
    },
    {
      shapes: [
        [2, 3, 2],
        [2, 2, 3],
      ],
      params: null,
    },
    {
      shapes: [
        [2, 0],
        [0, 3],
      ],
      params: null,
    },
  ],
  setSlice: [
    { shapes: [[5], [2]], params: { starts: [1], sizes: [2], steps: [2] } },
    {
      shapes: [
        [3, 4],
        [2, 4],
      ],
      params: { starts: [0, 3], sizes: [2, 4], steps: [1, -1] },
    },
    { shapes: [[3], [0]], params: { starts: [0], sizes: [0], steps: [1] } },
    { shapes: [[], []], params: { starts: [], sizes: [], steps: [] } },
  ],
  searchsorted: [
    { shapes: [[7], [3]], params: { side: "left" } },
    { shapes: [[0], [3]], params: { side: "right" } },
    {
      shapes: [
        [2, 3],
        [2, 5],
      ],
      params: { side: "right" },
    },
    { shapes: [[7], [7]], dtypes: ["int32", "int32"], params: { side: "left" } },
    { shapes: [[1], [0]], params: { side: "left" } },
  ],
  cumsum: [
    { shapes: [[255]], params: { axis: 0, reverse: false } },
    { shapes: [[7]], params: { axis: 0, reverse: false } },
    { shapes: [[3, 2]], params: { axis: 0, reverse: true } },
    { shapes: [[2, 3, 1]], params: { axis: 1, reverse: false } },
    { shapes: [[2, 0]], params: { axis: 1, reverse: false } },
  ],
  argsort: [
    { shapes: [[7]], params: { descending: false } },
    { shapes: [[2, 3]], params: { descending: true } },
    { shapes: [[0]], params: { descending: false } },
    { shapes: [[200]], params: { descending: true } },
    { shapes: [[7]], domain: [[0, 3]], dtypes: ["int32"], params: { descending: true } },
  ],
};
