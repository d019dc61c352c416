import { expect } from '@jest/globals';

/** Eight times as much must not cost 64 times as much, in processor time: some milliseconds are noise. `read` is given how much of it. */
export async function expectLinear(most: number, read: (count: number) => unknown): Promise<void> {
  const cost = async (count: number) => {
    const before = process.cpuUsage().user;
    await read(count);
    return (process.cpuUsage().user - before) / 1000;
  };
  await cost(most / 8);
  expect(await cost(most)).toBeLessThan(32 * (await cost(most / 8)) + 100);
}
