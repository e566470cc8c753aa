/** Every page is built ahead of time, as a folder with an index, so that any static host can serve it under any path. */
export const prerender = true;
export const trailingSlash = "always";
