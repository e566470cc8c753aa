/** What a page and the service worker say to each other, and the names both know a version by. */

/** The worker tells every page how far it is. */
export type Told =
  | { readonly state: "saving"; readonly done: number; readonly of: number }
  | { readonly state: "ready"; readonly bytes: number }
  | { readonly state: "failed"; readonly why: string };

/** A page asks the waiting version to take over. */
export const TAKE_OVER = "slope:take-over";

const PREFIX = "slope-";

/** All files of one version. A page holds the lock of this name for as long as it is open, so that its files stay. */
export const cacheOf = (version: string): string => `${PREFIX}${version}`;

export const isOurs = (cache: string): boolean => cache.startsWith(PREFIX);

/** In a version's cache: that it is whole, and how many bytes that is. */
export const WHOLE = "/.whole";
