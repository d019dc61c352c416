// Shared by the benchmarks: each compares something of ours with a named peer, run in turns in the same process, and
// holds the median of the paired ratios against a bar.

/** Milliseconds that one call of `run` takes, waited for. */
async function time(run) {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/** The middle one, or the mean of the two in the middle. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs `ours` and `peer` by turns, `rounds` times after some to warm up; each a function, awaited.
 * Gives the median of ours / peer and the median milliseconds of both.
 */
export async function compare({ ours, peer, rounds = 60, warmUp = 10 }) {
  const pairs = [];
  for (let round = -warmUp; round < rounds; round++) {
    // Who goes first changes, so that neither always finds the cache cold.
    const oursFirst = round % 2 === 0;
    const first = await time(oursFirst ? ours : peer);
    const second = await time(oursFirst ? peer : ours);
    if (round >= 0) pairs.push(oursFirst ? { ours: first, peer: second } : { ours: second, peer: first });
  }
  return {
    ratio: median(pairs.map((pair) => pair.ours / pair.peer)),
    ours: median(pairs.map((pair) => pair.ours)),
    peer: median(pairs.map((pair) => pair.peer)),
  };
}

/**
 * Prints each result beside its bar, and sets the exit status to 1 where one is past it: `bar` is how many times the peer's
 * time ours may take at most, `least` how many times faster ours must be.
 */
export function report(results) {
  for (const { name, bar, least, ratio, ours, peer } of results) {
    const [times, limit] = least ? [1 / ratio, `at least ${least.toFixed(2)}x`] : [ratio, `bar ${bar.toFixed(2)}x`];
    const fine = least ? times >= least : times <= bar;
    console.log(
      `${name}: ${times.toFixed(2)}x, ${limit} (${ours.toFixed(2)} ms against ${peer.toFixed(2)} ms) ${fine ? 'ok' : 'TOO SLOW'}`,
    );
    if (!fine) process.exitCode = 1;
  }
}
