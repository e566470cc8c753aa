import { expect, test } from "./site.ts";

/** Each either throws, or is an object that reaches nothing; what counts is that the server and the page hear nothing. */
const attacks: Record<string, string> = {
  fetch: `await fetch(target)`,
  XMLHttpRequest: `await new Promise((resolve, reject) => {
    const request = new (globalThis as any).XMLHttpRequest();
    request.onload = resolve; request.onerror = () => reject(new Error("refused"));
    request.open("GET", target); request.send();
  })`,
  WebSocket: `await new Promise((resolve, reject) => {
    const socket = new (globalThis as any).WebSocket(target.replace("http", "ws"));
    socket.onopen = resolve; socket.onerror = () => reject(new Error("refused"));
  })`,
  EventSource: `await new Promise((resolve, reject) => {
    const source = new (globalThis as any).EventSource(target);
    source.onopen = resolve; source.onerror = () => reject(new Error("refused"));
  })`,
  importScripts: `(globalThis as any).importScripts(target)`,
  "a remote import": `await import(/* @vite-ignore */ target + "/attack.js")`,
  IndexedDB: `await new Promise((resolve, reject) => {
    const request = (globalThis as any).indexedDB.open("slope");
    request.onsuccess = resolve; request.onerror = () => reject(new Error("refused"));
  })`,
  caches: `await (globalThis as any).caches.open("slope")`,
  localStorage: `(globalThis as any).localStorage.length`,
  "the document": `(globalThis as any).document.title`,
  "the page": `(globalThis as any).parent.postMessage("hello", "*")`,
  "a function from text": `new Function("return 1")()`,
  WebTransport: `const transport = new (globalThis as any).WebTransport(target.replace("http:", "https:"));
  await transport.ready`,
  "a font": `await new (globalThis as any).FontFace("attack", "url(" + target + ")").load()`,
  "the file system": `await (globalThis as any).navigator.storage.getDirectory()`,
  "the cookies": `await (globalThis as any).cookieStore.getAll()`,
  "a worker within": `await new Promise((resolve, reject) => {
    const inner = "fetch(" + JSON.stringify(target) + ").then(() => postMessage(1), () => postMessage(0))";
    const worker = new (globalThis as any).Worker("data:text/javascript," + encodeURIComponent(inner));
    worker.onmessage = ({ data }: any) => data === 1 ? resolve(1) : reject(new Error("refused"));
    worker.onerror = () => reject(new Error("refused"));
  })`,
  "a worker from a blob": `await new Promise((resolve, reject) => {
    const inner = "fetch(" + JSON.stringify(target) + ").then(() => postMessage(1), () => postMessage(0))";
    const worker = new (globalThis as any).Worker(URL.createObjectURL(new Blob([inner])));
    worker.onmessage = ({ data }: any) => data === 1 ? resolve(1) : reject(new Error("refused"));
    worker.onerror = () => reject(new Error("refused"));
  })`,
  "a remote worker": `await new Promise((resolve, reject) => {
    const worker = new (globalThis as any).Worker(target + "/attack.js");
    worker.onmessage = resolve; worker.onerror = () => reject(new Error("refused"));
  })`,
  "the frame's ear": `(globalThis as any).postMessage("hello")`,
  "its own end": `(globalThis as any).close()`,
};

test("a cell reaches no network, no storage and no page", async ({ lesson, site }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    new BroadcastChannel("attack").onmessage = (event) => heard.push(event.data);
  });
  const tries = Object.entries(attacks)
    .map(([name, code]) => `try { ${code}; reached.push(${JSON.stringify(name)}); } catch { refused += 1; }`)
    .join("\n");
  const code = `const target = ${JSON.stringify(site.address)};
const reached: string[] = [];
let refused = 0;
${tries}
try { new BroadcastChannel("attack").postMessage("here"); } catch {}
try { (globalThis as any).navigator.sendBeacon(target, "here"); } catch {}
await new Promise((resolve) => setTimeout(resolve, 300));
display(\`reached [\${reached.join(", ")}], refused \${refused}\`);`;
  await page.write("functional", code);
  const asked = site.requests.length;
  await page.run("functional");
  const { length } = Object.keys(attacks);
  await expect(page.outputs("functional")).toContainText(`reached [], refused ${length}`, {
    timeout: 20_000,
  });
  // The page may fetch the view of what the cell shows; the attacks aim at the root and at /attack.js.
  expect(site.requests.slice(asked).filter((url) => !url.startsWith("/_app/immutable/"))).toEqual([]);
  expect(await page.page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard)).toEqual([]);
});

test("a program that floods the page with messages is ended, and the page lives on", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  // The port is not lent to cells; a hostile one takes it as the kernel uses it.
  await page.rewrite(
    "functional",
    `const post = MessagePort.prototype.postMessage;
MessagePort.prototype.postMessage = function (this: MessagePort, ...sent: any[]) {
  // Its other ports stay inside the worker.
  if (sent[0]?.type === "APPLY") for (let n = 0; n < 200_000; n++) post.call(this, { id: "x", type: "GET", path: ["report", "constructor"] });
  return post.apply(this, sent as any);
} as any;
1`,
  );
  await expect(page.notice).toContainText("flooded the page", { timeout: 20_000 });
  await page.expectFullFrameRate();
  await page.write("functional", "1 + 1");
  await page.notice.getByRole("button", { name: "Start again" }).click();
  await page.expectStatus("functional", "done", 20_000);
});

test("what a cell shows is never HTML in the page", async ({ lesson }) => {
  const page = await lesson("autograd");
  await page.isAwake("functional");
  await page.rewrite(
    "functional",
    `display("<img src=x onerror='document.title=1'>");\n({ "<b>bold</b>": "<i>x</i>" })`,
  );
  await expect(page.outputs("functional")).toContainText("<img src=x");
  await expect(page.outputs("functional").locator("img, b, i")).toHaveCount(0);
});
