import type { Server } from "node:http";

export interface ServeOptions {
  port?: number;
  base?: string;
  onrequest?: (url: string) => void;
  tries?: number;
}
export function serveSite(options?: ServeOptions): Promise<{ server: Server; address: string }>;
