import type { Server } from "node:http";

export interface ServeOptions {
  /** Instead of the built site: a folder that may change while it is served. */
  folder?: string;
  port?: number;
  base?: string;
  onrequest?: (url: string) => void;
  tries?: number;
}
export function serveSite(options?: ServeOptions): Promise<{ server: Server; address: string }>;
