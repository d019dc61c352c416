import { seededRandom } from '../random';
import type { StoreImap } from '../storeImap';
import { crowd, enter, idle, interfere, leave, listen, rouse, single } from './acts';
import * as boxes from './boxes';
import { pick } from './client';
import type { Client } from './client';
import { draw } from './draw';
import { count, isAwake, read } from './watcher';
import type { Watcher } from './watcher';

export interface Checked {
  readonly steps: number;
  /** What came to pass, by kind: so that a test can see that nothing was left out. */
  readonly tally: ReadonlyMap<string, number>;
}

const clientCount = 10;

/** How much of what was said is told with a failure, in lines. */
const logLines = 60;

/**
 * Ten clients do what they like on three mailboxes, and another process with them; after each command, what the store holds is held
 * against what the command should have made of it, and what each client believes against the store. The same seed, the same commands.
 * Throws with the seed, the step and what was said last.
 */
export async function checkStates(imap: StoreImap, seed: string, goesOn: (step: number) => boolean): Promise<Checked> {
  const lines: string[] = [];
  const log = (line: string) => {
    lines.push(line);
    if (lines.length > logLines) lines.shift();
  };
  let tokens = 0;
  const token = () => `token ${++tokens}`;
  const watcher: Watcher = { imap, random: seededRandom(seed), clients: [], owners: new Map(), tally: new Map(), token, log }; // prettier-ignore
  let step = 0;
  try {
    for (let i = 0; i < clientCount; i++) await enter(watcher, `c${i}`);
    for (; goesOn(step); step++) await takeStep(watcher);
    await converge(watcher);
    for (const { talk } of watcher.clients) await talk.close();
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`seed ${seed}, step ${step}: ${what}\n${lines.join('\n')}`, { cause: error });
  }
  return { steps: step, tally: watcher.tally };
}

type Act = (watcher: Watcher) => Promise<void>;

const oneOf =
  (which: (client: Client, i: number) => boolean, act: (watcher: Watcher, client: Client) => Promise<void>): Act =>
  async (watcher) => {
    const clients = watcher.clients.filter(which);
    if (clients.length > 0) await act(watcher, pick(watcher.random, clients));
  };

const acts: readonly (readonly [number, Act])[] = [
  [90, oneOf(isAwake, (watcher, client) => single(watcher, client, draw(watcher, client, read(watcher))))],
  [8, crowd],
  // two at least stay awake
  [6, oneOf((client, i) => i > 1 && isAwake(client), idle)],
  [5, oneOf((client) => !isAwake(client), rouse)],
  [6, interfere],
  [1, oneOf(isAwake, leave)],
  [2, converge],
];
const drawn = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));

async function takeStep(watcher: Watcher): Promise<void> {
  await pick(watcher.random, drawn)(watcher);
  await listen(watcher);
}

/** Everybody asks, and from then on all believe the same. */
async function converge(watcher: Watcher): Promise<void> {
  for (const client of watcher.clients.filter(isAwake)) await single(watcher, client, boxes.noop());
  await listen(watcher);
  count(watcher, 'everybody asks');
}
