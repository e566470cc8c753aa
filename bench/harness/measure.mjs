// The method: every peer is checked, warmed and calibrated; then rounds go from peer to peer, to and fro, and the median counts.

/** Relative to the largest number of a result. float32 sums in another order differ by some 1e-5. */
const TOLERANCE = 2e-3;
/** In repetitions, so that the compiler has done what it will do: the first thousands of a small function take five times as long. */
const WARM_UP = 5;
const MOST_ATTEMPTS = 20;

/**
 * One workload over all peers.
 * @param agents by peer: asks it, and gives its answer
 * @returns by peer: { median, low, high, firstMs } in ms an iteration, or { error, unsupported }
 */
export async function measure(workload, agents, { rounds, targetMs }) {
  const cells = {};
  const running = {};
  const ask = (name, message) => agents[name]({ ...message, id: workload.id });

  const checks = {};
  for (const name of Object.keys(agents)) {
    const answer = await ask(name, { command: "prepare" });
    if (answer.ok) checks[name] = answer;
    else cells[name] = failure(answer);
  }
  const reference = checks.plain ?? Object.values(checks)[0];
  for (const [name, { check, firstMs, timed }] of Object.entries(checks)) {
    const difference = differenceOf(check, reference.check);
    if (!(difference < TOLERANCE)) cells[name] = { error: `WRONG by ${difference}`, wrong: true };
    else if (!timed) cells[name] = { error: "nothing to time", unsupported: true };
    else running[name] = { firstMs, times: [] };
  }

  for (const name of Object.keys(running)) {
    const n = await calibrate((count) => ask(name, { command: "run", n: count }), targetMs);
    if (typeof n === "number") running[name].n = n;
    else {
      cells[name] = n;
      delete running[name];
    }
  }
  for (let round = 0; round < rounds; round++) {
    const order = Object.keys(running);
    for (const name of round % 2 === 1 ? order.reverse() : order) {
      const { n, times } = running[name];
      const answer = await ask(name, { command: "run", n });
      if (answer.ok) times.push(answer.ms / n);
      else {
        cells[name] = failure(answer);
        delete running[name];
      }
    }
  }
  for (const [name, { times, firstMs }] of Object.entries(running))
    cells[name] = { ...spread(times), firstMs };
  for (const name of Object.keys(checks)) if (!cells[name]?.gone) await ask(name, { command: "release" });
  return cells;
}

/** Runs until all is warm; how many iterations fill the target. */
async function calibrate(run, targetMs) {
  let [n, spent] = [1, 0];
  for (let attempt = 0; ; attempt++) {
    const answer = await run(n);
    if (!answer.ok) return failure(answer);
    const fits = Math.max(1, Math.round((n * targetMs) / Math.max(answer.ms, 0.005)));
    spent += answer.ms;
    const warm = attempt > 0 && spent > WARM_UP * targetMs && answer.ms > targetMs * 0.7;
    if (warm || attempt > MOST_ATTEMPTS) return fits;
    n = Math.min(n * 20, fits);
  }
}

const failure = ({ error, unsupported = false, gone = false }) => ({ error, unsupported, gone });

function differenceOf(found, wanted) {
  if (found.length !== wanted.length) return NaN;
  const largest = Math.max(...wanted.map(Math.abs));
  return Math.max(...found.map((v, i) => Math.abs(v - wanted[i]))) / largest;
}

function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** A fresh context to the first step of `id`, in turn. */
export async function measureFirst(names, open, id, { rounds, timeoutMs }) {
  const cells = {};
  const totals = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const agent = await open();
      const answer = await agent.call({ command: "first", name, id }, timeoutMs);
      await agent.close();
      if (answer.ok) totals[name].push(answer.totalMs);
      else cells[name] = failure(answer);
    }
  }
  for (const name of names) if (totals[name].length > 0) cells[name] = spread(totals[name]);
  return cells;
}
