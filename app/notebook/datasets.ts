/** The data sets that the site carries, by name. The sandbox cannot fetch; it asks here. */
const files = import.meta.glob<string>("/lessons/data/*.csv.gz", {
  eager: true,
  // A small one would become a data: address, which the page may not fetch.
  query: "?url&no-inline",
  import: "default",
});

const urls = new Map(Object.entries(files).map(([path, url]) => [/([^/]+)\.csv\.gz$/.exec(path)![1], url]));

/** @throws Error for a name the site does not carry, or when the file does not come */
export async function loadDataset(name: string): Promise<ArrayBuffer> {
  const url = urls.get(name);
  if (url === undefined) {
    throw new Error(`There is no data set "${name}". There is: ${[...urls.keys()].join(", ")}.`);
  }
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The data set "${name}" did not come (${response.status}). Try again.`);
  return response.arrayBuffer();
}
