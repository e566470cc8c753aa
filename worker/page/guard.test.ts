/** What a hostile kernel tries on the port, against a page that exposes its two functions through the guard. */
import * as Comlink from "comlink";
import { afterEach, describe, expect, it } from "vitest";
import { guarded, isAllowed } from "./guard.ts";

const raw = (value: unknown) => ({ type: "RAW", value });
const apply = (path: unknown, argumentList: unknown = []) => ({ id: "1", type: "APPLY", path, argumentList });

describe("the guard lets pass", () => {
  it.each([
    ["an answer", { id: "1", type: "RAW", value: 3 }],
    [
      "an error as an answer",
      { id: "1", type: "HANDLER", name: "throw", value: { isError: false, value: 1 } },
    ],
    ["a batch of reports", apply(["report"], [raw([])])],
    ["a wish for a data set", apply(["dataset"], [raw("digits")])],
  ])("%s", (_what, message) => expect(isAllowed(message)).toBe(true));
});

describe("the guard stops", () => {
  it.each([
    ["reading a property", { id: "1", type: "GET", path: ["report", "constructor"] }],
    ["writing a property", { id: "1", type: "SET", path: ["report"], value: raw(1) }],
    [
      "constructing",
      { id: "1", type: "CONSTRUCT", path: ["report", "constructor"], argumentList: [raw("x")] },
    ],
    ["opening an endpoint", { id: "1", type: "ENDPOINT" }],
    ["releasing the page", { id: "1", type: "RELEASE" }],
    ["calling something behind a function", apply(["report", "constructor"], [raw("return 1")])],
    ["calling another name", apply(["constructor"])],
    ["calling the root", apply([])],
    ["a path that is no list", apply("report")],
    ["a proxy as an argument", apply(["report"], [{ type: "HANDLER", name: "proxy", value: null }])],
    ["a proxy as an answer", { id: "1", type: "HANDLER", name: "proxy", value: null }],
    ["a message without an id", { type: "RAW", value: 1 }],
    ["no message at all", null],
    ["a text", "report"],
  ])("%s", (_what, message) => expect(isAllowed(message)).toBe(false));
});

describe("a guarded port", () => {
  const ports: MessagePort[] = [];
  afterEach(() => ports.splice(0).forEach((port) => port.close()));

  it("answers a call and is silent to everything else", async () => {
    const { port1, port2 } = new MessageChannel();
    ports.push(port1, port2);
    const heard: unknown[] = [];
    Comlink.expose(
      { report: (batch: unknown) => void heard.push(batch) },
      guarded(port1, () => undefined),
    );
    const answers: unknown[] = [];
    const answered = new Promise<void>((resolve) => {
      port2.onmessage = ({ data }) => {
        answers.push((data as { id: string }).id);
        resolve();
      };
    });
    port2.postMessage({ id: "get", type: "GET", path: ["report", "name"] });
    port2.postMessage({ id: "set", type: "SET", path: ["report"], value: raw(null) });
    port2.postMessage({ ...apply(["report"], [raw("hello")]), id: "call" });
    await answered;
    expect(answers).toEqual(["call"]);
    expect(heard).toEqual(["hello"]);
  });
  it("tells a flood from a busy kernel", async () => {
    const floods: string[] = [];
    for (const [name, messages] of [
      ["busy", 300],
      ["hostile", 5_000],
    ] as const) {
      const { port1, port2 } = new MessageChannel();
      ports.push(port1, port2);
      const endpoint = guarded(port1, () => floods.push(name));
      const last = new Promise<void>((resolve) => {
        endpoint.addEventListener("message", (event) => {
          if ((event as MessageEvent<{ id: string }>).data.id === "last") resolve();
        });
      });
      endpoint.start?.();
      for (let sent = 0; sent < messages; sent++) port2.postMessage(sent);
      port2.postMessage({ id: "last", type: "RAW", value: null });
      await last;
    }
    expect(new Set(floods)).toEqual(new Set(["hostile"]));
  });
});
