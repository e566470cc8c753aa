/** The findings as text, the parameters as a sheet. */
import { csvFile, jsonFile, type Keep } from "../keep.ts";
import type { DoctorPayload } from "./payload.ts";

const keep: Keep<DoctorPayload> = {
  copy: (payload) => ({ text: report(payload), part: null }),
  files: (payload) => [
    csvFile([
      ["parameter", "shape", "size", "gradient"],
      ...payload.parameters.map(({ name, shape, size, gradient }) => [
        name,
        shape.join(" x "),
        size,
        gradient,
      ]),
    ]),
    jsonFile(payload),
  ],
};
export default keep;

function report({ findings }: DoctorPayload): string {
  if (findings.length === 0) return "Nothing found.";
  return findings
    .map(({ title, message, help, place }) => {
      const where = place === null ? "" : ` (${place.cell}, line ${place.line})`;
      return `${title}${where}\n${message}\n${help}`;
    })
    .join("\n\n");
}
