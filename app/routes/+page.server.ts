import { course } from "../lesson/lessons.server.ts";

export const load = () => ({ course });
