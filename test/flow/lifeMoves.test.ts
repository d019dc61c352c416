import { afterEach, expect, test } from '@jest/globals';
import { deleteNym, recreateNym, setNym } from '../../src/bridge/life';
import { mayMove, moves, type NymState } from '../../src/nym';
import { generateKey, seal, type SecretKey } from '../../src/protocol/openpgp';
import type { Mail } from '../../src/sandbox';
import { secretKey } from '../support/keys';
import type { Lives } from '../support/lives';
import { address, day, hour, startLives } from '../support/lives';

// Every move that the table allows is made by a real exchange with the nym server, or by whoever else may bring it about.

const next = { algorithm: 'ecc', lifeSeconds: 700 * 86_400 } as const;
const short = { algorithm: 'ecc', lifeSeconds: 100 * 86_400 } as const;

const reserved: string[] = [];
let lives: Lives;
afterEach(async () => {
  reserved.length = 0;
  await lives.stop();
});

/** Brings a new nym into a state; its key ends in 100 days. */
const into: Record<NymState, () => Promise<void>> = {
  draft: async () => {
    await lives.draft(short);
  },
  requested: async () => {
    await lives.outgoing.create(await lives.draft(short));
    await lives.handOver();
  },
  active: async () => {
    await lives.active(short);
    await lives.clock.advance(hour);
  },
  changing: async () => {
    await into.active();
    await setNym(lives.bridge, address, { options: { acksend: false } });
    await lives.handOver();
  },
  duplicate: async () => {
    await into.requested();
    await somebodyWasFaster();
    await exchange();
  },
  reserved: async () => {
    reserved.push('panda');
    await into.requested();
    await exchange();
  },
  deleting: async () => {
    await into.active();
    await deleteNym(lives.bridge, address);
    await lives.handOver();
  },
  deleted: async () => {
    await into.deleting();
    await exchange();
  },
  expired: async () => {
    await into.active();
    await lives.clock.advance(101 * day);
    await lives.tend();
  },
  lost: async () => {
    await into.requested();
    await silence();
  },
};

async function exchange(): Promise<void> {
  await lives.serve();
  await lives.read();
}

/** More than a month in which nothing gets to the server; what was on its way before stays there. */
async function silence(): Promise<void> {
  const before = lives.mails.splice(0);
  await lives.pass(45 * day, 'out only');
  lives.mails.splice(0, Infinity, ...before);
}

/** Another key gets the name while ours is on its way. */
async function somebodyWasFaster(): Promise<void> {
  const ours = lives.mails.splice(0);
  const key = await generateKey({ email: address, algorithm: 'ecc', created: new Date(lives.clock.now()) });
  lives.mails.push(await toConfig(`hsub: theirs\n${key.publicKey.armored()}`), ...ours);
}

async function toConfig(payload: string, signer?: SecretKey): Promise<Mail> {
  const server = await secretKey('server');
  const wishes = { payload: Buffer.from(payload), recipients: [server.publicKey], now: new Date(lives.clock.now()) };
  const source = await seal({ ...wishes, ...(signer && { signer }) });
  return { from: 'nobody@anonymous.invalid', to: 'config@nym.test', source };
}

/** A request by another program that has the nym's key. */
async function byOtherProgram(payload: string): Promise<void> {
  const { key } = await lives.nym();
  lives.mails.push(await toConfig(payload, key));
  await exchange();
}

/** Whatever has become of the nym meanwhile. */
const itsKeyEnds = async () => {
  await lives.clock.advance(101 * day);
  await lives.tend();
};
const again = () => recreateNym(lives.bridge, address, next);
const ends = () => deleteNym(lives.bridge, address);
const asked = () => setNym(lives.bridge, address, { options: { acksend: false } });
const deletedByOther = () => byOtherProgram('delete: yes\n');

/** By `from to`: what happens then. */
const what: Readonly<Record<string, () => Promise<unknown>>> = {
  'draft requested': async () => lives.outgoing.create(await lives.nym()),
  'draft active': async () => {
    lives.nyms.move((await lives.nym()).id, 'active', { at: lives.clock.now(), evidence: 'user' });
  },
  'draft deleted': ends,
  'requested active': exchange,
  'requested duplicate': async () => {
    await somebodyWasFaster();
    await exchange();
  },
  'requested reserved': async () => {
    reserved.push('panda');
    await exchange();
  },
  'requested deleting': ends,
  'requested deleted': async () => {
    await lives.serve();
    lives.articles.length = 0;
    await deletedByOther();
  },
  'requested lost': silence,
  'active changing': asked,
  'active deleting': ends,
  'active deleted': deletedByOther,
  'changing active': exchange,
  'changing deleting': ends,
  'changing deleted': async () => {
    lives.mails.length = 0;
    await deletedByOther();
  },
  'changing lost': silence,
  'duplicate requested': again,
  'duplicate active': lateCreation,
  'duplicate deleted': ends,
  'reserved requested': again,
  'reserved active': lateCreation,
  'reserved deleted': ends,
  'deleting deleted': exchange,
  'deleting lost': silence,
  'deleted draft': () => again(),
  // a copy of the creation comes in when all is over
  'deleted deleting': lateCreation,
  'expired deleted': ends,
  'expired draft': () => again(),
  'lost draft': async () => {
    await exchange();
    await again();
    await lives.handOver();
    await silence();
    await lives.tend();
  },
  'lost requested': again,
  'lost active': exchange,
  'lost changing': asked,
  'lost duplicate': async () => {
    await somebodyWasFaster();
    await exchange();
  },
  'lost reserved': async () => {
    reserved.push('panda');
    await exchange();
  },
  'lost deleting': ends,
  'lost deleted': async () => {
    await lives.serve();
    lives.articles.length = 0;
    await deletedByOther();
  },
};

/** The name has become free, and a copy of the creation comes in that had been under way all the time. */
async function lateCreation(): Promise<void> {
  const nym = await lives.nym();
  reserved.length = 0;
  if (nym.state === 'duplicate') lives.server.forget(address);
  await lives.clock.advance(2000);
  lives.mails.push(await toConfig(`hsub: ${creationHsub(nym)}\n${nym.key.publicKey.armored()}`));
  await exchange();
}

function creationHsub({ selectors }: Awaited<ReturnType<Lives['nym']>>): string {
  const [first] = selectors;
  if (first?.scheme !== 'hsub') throw new Error('the nym was to have an hSub');
  return first.passphrase;
}

const states = Object.keys(moves) as NymState[];
const pairs = states.flatMap((from) => moves[from].map((to) => [from, to] as const));

test.each(pairs)('a nym that is %s becomes %s', async (from, to) => {
  lives = await startLives({ reserved });
  await into[from]();
  expect(await lives.state()).toBe(from);
  await (to === 'expired' ? itsKeyEnds() : (what[`${from} ${to}`] ?? missing)());
  const { id } = await lives.nym();
  const made = lives.nyms.events(id).filter((event) => event.from === from && event.to === to);
  expect(made).toHaveLength(1);
  expect(made[0]?.evidence).toMatch(/^(article <.+>|outbox \d+|clock|user)$/);
});

const missing = () => Promise.reject(new Error('nobody has said how that comes about'));

test('and nothing else is possible', () => {
  for (const from of states)
    for (const to of states) expect(mayMove(from, to)).toBe(pairs.some((p) => p[0] === from && p[1] === to));
});
