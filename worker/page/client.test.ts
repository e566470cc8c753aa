/** The stop ladder, with fake kernels on real ports: one that answers, one that holds its thread. */
import * as Comlink from "comlink";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { CellSource, KernelApi, PageApi, Report } from "../protocol.ts";
import { KernelClient, type Life } from "./client.ts";
import type { Sandbox } from "./sandbox.ts";

interface FakeKernel {
  readonly calls: string[];
  readonly opened: CellSource[][];
  readonly page: PageApi;
  destroyed: boolean;
  /** As a process without memory: silent, and nobody says so. */
  isDead: boolean;
  /** The same, and the browser says so. */
  die(): void;
}

/** A notebook on fakes; running a cell whose name begins with `hang` makes its kernel silent, as an endless loop does. */
function notebook(createSandbox?: (make: () => Promise<Sandbox>) => Promise<Sandbox>) {
  const kernels: FakeKernel[] = [];
  const lives: Life[] = [];
  const reports: Report[] = [];
  const make = (): Promise<Sandbox> => {
    const { port1, port2 } = new MessageChannel();
    const page = Comlink.wrap<PageApi>(port2) as unknown as PageApi;
    const fake: FakeKernel = {
      calls: [],
      opened: [],
      page,
      destroyed: false,
      isDead: false,
      die: () => sandbox.ondeath(null),
    };
    let isHeld = false;
    const answer = (name: string): Promise<void> => {
      if (isHeld) return new Promise(() => undefined);
      fake.calls.push(name);
      return Promise.resolve();
    };
    const api: KernelApi = {
      open: (cells) => {
        fake.opened.push([...cells]);
        return answer("open");
      },
      edit: ({ id, run }) => answer(`edit ${id} ${run}`),
      remove: (id) => answer(`remove ${id}`),
      run: (cells) => {
        const answered = answer(`run ${cells.join()}`);
        isHeld ||= cells.some((id) => id.startsWith("hang"));
        return isHeld ? new Promise(() => undefined) : answered;
      },
      runAll: () => answer("runAll"),
      runAutomatic: () => answer("runAutomatic"),
      stop: (id) => answer(`stop ${id}`),
      pause: () => answer("pause"),
      resume: () => answer("resume"),
      step: () => answer("step"),
      setControl: (id, value) => answer(`${id} = ${String(value)}`),
      look: () => Promise.resolve(null),
      keepControl: (id, value) => answer(`${id} kept ${String(value)}`),
      seek: (id) => answer(`seek ${id}`),
      fork: (id) => answer(`fork ${id}`),
      mark: (id) => answer(`mark ${id}`),
      pack: () => Promise.resolve(null),
      recall: (id) => answer(`recall ${id}`).then(() => true),
      ping: () => answer("ping"),
    };
    Comlink.expose(api, port2);
    kernels.push(fake);
    const sandbox: Sandbox = {
      port: port1,
      ondeath: () => undefined,
      isThere: () => Promise.resolve(!fake.isDead),
      destroy: () => {
        fake.destroyed = true;
        port1.close();
      },
    };
    return Promise.resolve(sandbox);
  };
  const client = new KernelClient({
    onreport: (report) => reports.push(report),
    onlife: (life) => lives.push(life),
    dataset: () => Promise.reject(new Error("none")),
    createSandbox: () => (createSandbox ? createSandbox(make) : make()),
  });
  clients.push(client);
  const statuses = (cell: string) =>
    reports.flatMap((report) => (report.type === "status" && report.cell === cell ? [report] : []));
  return { client, kernels, lives, reports, statuses };
}

const clients: KernelClient[] = [];
afterEach(() => clients.splice(0).forEach((client) => client.destroy()));

const cells: CellSource[] = [
  { id: "data", code: "const x = 1", run: "auto" },
  { id: "hang", code: "for (;;) {}", run: "auto" },
];
const idle = (cell: string) => ({ type: "status", cell, run: 0, status: "idle", ms: null, note: null });

describe("the stop ladder", () => {
  it("asks a kernel that answers, and keeps it", async () => {
    const { client, kernels } = notebook();
    await client.open(cells);
    await client.run(["data"]);
    await client.stop("data");
    expect(kernels).toHaveLength(1);
    expect(kernels[0]?.calls).toContain("stop data");
  });

  it("ends a kernel whose thread is held and runs the automatic cells in a fresh one, without the cell that held it", async () => {
    const { client, kernels, lives, statuses } = notebook();
    await client.open(cells);
    await client.setControl("data/rate", 0.5);
    void client.run(["hang"]);
    await client.stop("hang");
    expect(kernels.map(({ destroyed }) => destroyed)).toEqual([true, false]);
    expect(kernels[1]?.calls.slice(0, 3)).toEqual(["open", "data/rate = 0.5", "runAutomatic"]);
    expect(kernels[1]?.opened[0]?.map(({ id, run }) => [id, run])).toEqual([
      ["data", "auto"],
      ["hang", "manual"],
    ]);
    expect(lives).toContainEqual({ state: "restarting", cell: "hang" });
    expect(statuses("hang").at(-1)?.status).toBe("stopped");
  });

  it("keeps saying why the cell stopped when the fresh kernel calls it idle", async () => {
    const { client, kernels, statuses } = notebook();
    await client.open(cells);
    void client.run(["hang"]);
    await client.stop("hang");
    await kernels[1]?.page.report([idle("hang"), idle("data")]);
    expect(statuses("hang").at(-1)).toMatchObject({
      status: "stopped",
      note: expect.stringContaining("held the thread") as string,
    });
    expect(statuses("data").at(-1)?.status).toBe("idle");
  });

  it("holds every cell that has held the thread, not only the last one", async () => {
    const { client, kernels } = notebook();
    await client.open([...cells, { id: "hang too", code: "for (;;) {}", run: "auto" }]);
    for (const cell of ["hang", "hang too"]) {
      void client.run([cell]);
      await client.stop(cell);
    }
    expect(kernels[2]?.opened[0]?.map(({ run }) => run)).toEqual(["auto", "manual", "manual"]);
  });

  it("lets a held cell be automatic again when the learner runs or edits it", async () => {
    const { client, kernels } = notebook();
    await client.open(cells);
    void client.run(["hang"]);
    await client.stop("hang");
    void client.run(["hang"]);
    await vi.waitFor(() => expect(kernels[1]?.calls).toContain("edit hang auto"));
    expect(kernels[1]?.calls.indexOf("edit hang auto")).toBe(
      (kernels[1]?.calls.indexOf("run hang") ?? 0) - 1,
    );
  });

  it("lets those go who waited for the kernel that was ended", async () => {
    const { client } = notebook();
    await client.open(cells);
    const waiting = client.run(["hang"]);
    await client.stop("hang");
    await expect(waiting).resolves.toBeUndefined();
  });
});

describe("a process that has died", () => {
  it("is replaced at once, and the cell that filled the memory waits for the learner", async () => {
    const { client, kernels, statuses } = notebook();
    await client.open(cells);
    const waiting = client.run(["hang"]);
    await vi.waitFor(() => expect(kernels[0].calls).toContain("open"));
    kernels[0].die();
    await vi.waitFor(() => expect(kernels[1]?.calls).toEqual(["open", "runAutomatic"]));
    expect(kernels[1].opened[0].map(({ run }) => run)).toEqual(["auto", "manual"]);
    expect(statuses("hang").at(-1)).toMatchObject({
      status: "stopped",
      note: expect.stringContaining("filled the memory") as string,
    });
    await expect(waiting).resolves.toBeUndefined();
  });

  it("is said where no cell is to blame, and nothing begins by itself", async () => {
    const { client, kernels, lives } = notebook();
    await client.open(cells);
    kernels[0].die();
    expect(lives.at(-1)).toMatchObject({ state: "failed", why: expect.stringContaining("memory") as string });
    expect(kernels).toHaveLength(1);
  });
});

describe("the pulse", () => {
  it("has the next kernel ready before the held one is ended, and none where nothing hangs", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "setTimeout", "performance"] });
    try {
      const { client, kernels } = notebook();
      await client.open(cells);
      await client.run(["data"]);
      expect(kernels).toHaveLength(1);
      void client.run(["hang"]);
      await vi.advanceTimersByTimeAsync(2_500);
      expect(kernels.map(({ destroyed }) => destroyed)).toEqual([false, false]);
      const stopped = client.stop("hang");
      await vi.advanceTimersByTimeAsync(1_000);
      await stopped;
      expect(kernels.map(({ destroyed }) => destroyed)).toEqual([true, false]);
      expect(kernels[1].calls).toContain("runAutomatic");
    } finally {
      vi.useRealTimers();
    }
  });

  it("names the cell that holds the thread, also one that was never reported as running", async () => {
    const { client, lives } = notebook();
    await client.open(cells);
    void client.run(["hang"]);
    await vi.waitFor(
      () => expect(lives).toContainEqual(expect.objectContaining({ state: "unresponsive", cell: "hang" })),
      { timeout: 4000, interval: 50 },
    );
  });

  it("takes its own sleep for no silence of the kernel", async () => {
    const { client, kernels, lives } = notebook();
    await client.open(cells);
    await kernels[0]?.page.report([{ ...idle("data"), status: "running", run: 1 }]);
    await vi.waitFor(() => expect(kernels[0]?.calls).toContain("ping"), { timeout: 2000 });
    const wakes = performance.now() + 2500;
    while (performance.now() < wakes);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(lives.map(({ state }) => state)).not.toContain("unresponsive");
  });

  it("looks in a silence whether anybody is there, and begins anew where the process has died", async () => {
    const { client, kernels, lives, statuses } = notebook();
    await client.open(cells);
    kernels[0].isDead = true;
    const waiting = client.run(["hang"]);
    await vi.waitFor(() => expect(kernels.at(-1)?.calls).toContain("runAutomatic"), {
      timeout: 4000,
      interval: 50,
    });
    expect(lives).toContainEqual({ state: "restarting", cell: "hang" });
    expect(statuses("hang").at(-1)?.note).toContain("filled the memory");
    await expect(waiting).resolves.toBeUndefined();
  });

  it("rests when nothing runs", async () => {
    const { client, kernels } = notebook();
    await client.open(cells);
    await client.run(["data"]);
    await new Promise((resolve) => setTimeout(resolve, 1200));
    const pings = kernels[0]?.calls.filter((call) => call === "ping").length ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(pings).toBeGreaterThan(0);
    expect(kernels[0]?.calls.filter((call) => call === "ping")).toHaveLength(pings);
  });
});

describe("what a kernel says", () => {
  it("is dropped and counted where it is no report", async () => {
    const { client, kernels, reports } = notebook();
    await client.open(cells);
    await kernels[0]?.page.report([{ type: "status", cell: 7 }, idle("data"), "<img>"]);
    expect(client.rejectedReports).toBe(2);
    expect(reports).toHaveLength(1);
  });

  it("is a reason when it could not boot, and the next start tries again", async () => {
    let attempts = 0;
    const { client, lives } = notebook((make) =>
      ++attempts === 1 ? Promise.reject(new Error("no memory")) : make(),
    );
    await expect(client.start()).rejects.toThrow("no memory");
    expect(lives.at(-1)).toEqual({ state: "failed", why: "The kernel could not start: no memory." });
    await client.start();
    expect(lives.at(-1)).toEqual({ state: "ready" });
  });
});
