/** So many that what never comes about does not go on for ever behind a test that has failed for it. */
const mostTurns = 5_000_000;

/** Lets everything else have its turn until it is so. For what does not take real time; see `until` in mailClient.ts for what does. */
export async function untilSo(isSo: () => boolean): Promise<void> {
  for (let turn = 0; !isSo(); turn++) {
    if (turn > mostTurns) throw new Error('it does not come about');
    await new Promise((resolve) => setImmediate(resolve));
  }
}
