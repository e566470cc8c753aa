/** The files of a version in this browser: brought once, answered from there, and thrown away when no page needs them. */
import { cacheOf, isOurs, WHOLE } from "./messages.ts";

export interface Version {
  readonly name: string;
  /** Paths of everything that the site consists of. */
  readonly paths: readonly string[];
  /** Paths that may be there: a page without data of its own has none. */
  readonly maybe: readonly string[];
}

const AT_ONCE = 6;

/**
 * Brings all that is not here yet. What an older version has under a name that tells its content is taken from there,
 * and what an earlier, broken-off try has brought is kept.
 * @returns bytes in all
 * @throws when a file does not come, or the browser has no room for it
 */
export async function bring(version: Version, tell: (done: number, of: number) => void): Promise<number> {
  const cache = await caches.open(cacheOf(version.name));
  const missing = new Set(version.maybe);
  const todo = [...version.paths, ...version.maybe];
  let [done, bytes] = [0, 0];
  const next = async (): Promise<void> => {
    for (let path = todo.shift(); path !== undefined; path = todo.shift()) {
      const response = (await cache.match(path)) ?? (await fetched(path, missing.has(path)));
      if (response !== null) {
        const body = await response.clone().blob();
        bytes += body.size;
        await cache.put(path, response);
      }
      done += 1;
      tell(done, version.paths.length + version.maybe.length);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  await cache.put(WHOLE, Response.json({ bytes }));
  return bytes;
}

async function fetched(path: string, mayBeMissing: boolean): Promise<Response | null> {
  const isNamedByContent = path.includes("/immutable/");
  const known = isNamedByContent ? await caches.match(path) : undefined;
  if (known !== undefined) return known;
  // Anything else may have changed under its name, and the browser's own cache may not know.
  const response = await fetch(path, { cache: isNamedByContent ? "default" : "no-cache" });
  if (response.ok) return response;
  if (mayBeMissing && response.status === 404) return null;
  throw new Error(`${path} answered ${response.status}`);
}

/** What a page gets for a request: this version's file, else another's (an old tab asks for its own), else the network's. */
export async function answer(request: Request, version: Version, lost: string): Promise<Response> {
  const path = new URL(request.url).pathname;
  const cache = await caches.open(cacheOf(version.name));
  const here = (await cache.match(path)) ?? (await caches.match(path));
  if (here !== undefined) return here;
  try {
    return await fetch(request);
  } catch (error) {
    if (request.mode !== "navigate") throw error;
    const isFolder = (await cache.match(`${path}/`)) !== undefined;
    if (isFolder) return Response.redirect(`${path}/`, 301);
    const page = await cache.match(lost);
    return new Response(page?.body ?? null, { status: 404, headers: { "content-type": "text/html" } });
  }
}

/** Throws away the versions that no open page was made from. */
export async function tidy(current: string): Promise<void> {
  const { held = [] } = await navigator.locks.query();
  const needed = new Set([cacheOf(current), ...held.map(({ name }) => name)]);
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => isOurs(name) && !needed.has(name)).map((name) => caches.delete(name)),
  );
}
