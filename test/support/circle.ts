import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { systemRandom } from '../../src/base/random';
import { chainConfig, sandboxConfig } from '../../src/cli/sandboxHome';
import type { SandboxChain } from '../../src/cli/sandboxChain';
import { type HopEvent, type Place, startWorld, type World, type WorldEvent } from '../../src/sandbox';
import { secretKey } from './keys';
import { Home } from './program';

/** The compiled program in a home of its own, and a world around it. */
export interface Circle {
  readonly world: World;
  readonly home: Home;
  /** Alice's password for the mail client. */
  readonly password: string;
  /** PEM. */
  readonly certificateFile: string;
  /** Resolves when the world next sees this happen. */
  next(event: WorldEvent): Promise<void>;
  remove(): Promise<void>;
}

export const alice = 'panda@nym.test';
export const bob = 'bob@example.org';

export interface CircleOptions {
  /** Of the nym server, and of the bridge. */
  readonly dailyLimit?: number;
  /** The world's. */
  readonly clock?: Clock;
  /** Where the program runs, and how. */
  readonly home?: Home;
  /** Through remailers, that are in the world then; and told of what happens at them. `settings`: more lines for that way out. */
  readonly chain?: SandboxChain & {
    readonly settings?: string;
    readonly onHop?: (name: string, event: HopEvent) => void;
    /** What stands before the relay. */
    readonly through?: (relay: Place) => Promise<Place>;
  };
}

/** Sets everything up by the words a user would type, up to a nym whose creation request is in the outbox. */
export async function openCircle(options: CircleOptions = {}): Promise<Circle> {
  const { dailyLimit, clock = systemClock, home = new Home(), chain } = options;
  const waiting: { event: WorldEvent; resolve: () => void }[] = [];
  const world = await startWorld({
    onEvent: (event) => {
      for (const one of waiting) if (one.event === event) one.resolve();
    },
    clock,
    random: systemRandom,
    log: silentLog,
    serverKey: await secretKey('server'),
    ...(dailyLimit !== undefined && { dailyLimit }),
    ...(chain && { mix: { kinds: [chain.kind], largeBits: 2048, ...(chain.onHop && { onHop: chain.onHop }) } }),
  });
  await must(home, 'init');
  const limit = dailyLimit === undefined ? '' : `send.daily_limit = ${dailyLimit}\n`;
  const relay = (await chain?.through?.(world.relay)) ?? world.relay;
  const remailers = chain ? chainConfig(home.folder, { ...world, relay }, chain) + (chain.settings ?? '') : '';
  home.configure(`${limit}${sandboxConfig(world, chain ? 'remailers' : 'relay')}${remailers}`);
  const keyFile = join(home.folder, 'server.asc');
  writeFileSync(keyFile, world.serverKey.armored());
  await must(home, 'server', 'add', 'nym.test', '--key', keyFile, '--fingerprint', world.serverKey.fingerprint);
  return {
    world,
    home,
    password: await createNym(home, alice, 'Panda Bear'),
    certificateFile: join(home.folder, 'certificate.pem'),
    next: (event) =>
      new Promise((resolve) => {
        waiting.push({ event, resolve });
      }),
    remove: async () => {
      home.remove();
      await world.stop();
    },
  };
}

/** Has the request for a nym put into the outbox; gives its password for the mail client. */
export async function createNym(home: Home, address: string, name: string): Promise<string> {
  await must(home, 'nym', 'create', address, '--name', name, '--key', 'rsa2048');
  return (JSON.parse(await must(home, 'account', address, '--json')) as { password: string }).password;
}

async function must(home: Home, ...words: string[]): Promise<string> {
  const { status, out, error } = await home.run(...words);
  if (status !== 0) throw new Error(`nymbridge ${words.join(' ')}: ${error}${out}`);
  return out;
}
