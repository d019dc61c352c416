import type { Secret } from '../../base/secret';
import { forgetOld, passOver, replaced, takeNext } from './chains';
import { openBody, openHeader, readEnvelope } from './envelope';
import type { Envelope } from './envelope';
import { EphemeralError } from './errors';
import { readHeader } from './header';
import type { Header } from './header';
import { chainSalts, derive, otherSide, turnRoot } from './keys';
import type { Chain, Receiving, State } from './state';

export interface Decrypted {
  /** To be kept together with the plaintext: what was opened does not open again. */
  readonly state: State;
  readonly plaintext: Buffer;
}

/** One way to open a message whose header has opened. */
type Attempt = (header: Header) => Promise<Decrypted>;

/**
 * Opens an armored message, with any text around it, such as an article's (ephemeral.md, Receiving). `now` in milliseconds since
 * 1970. Throws EphemeralError; the state given is then the one to go on with.
 */
export async function decrypt(before: State, armored: Uint8Array, now: number): Promise<Decrypted> {
  const envelope = readEnvelope(armored);
  const state = forgetOld(before, now);
  const ways = waysInto(state, envelope, now);
  const opened = await openHeader(
    envelope,
    ways.map(({ header }) => header),
  );
  const way = opened && ways[opened.keyIndex];
  if (!way)
    throw new EphemeralError(
      'no-key',
      'No key of the ephemeral layer opens this message: it is older than what is kept, was changed on its way, or is for another nym.',
    );
  const result = await firstOf(readHeader(opened.text), way.attempt);
  return { ...result, state: forgetOld(result.state, now) };
}

/** The header keys that a message may have, likeliest first, and what is to be done with it then. */
function waysInto(state: State, envelope: Envelope, now: number): { header: Secret; attempt: Attempt }[] {
  const { receiving, nextReceiving, past } = state;
  const current = receiving && {
    header: receiving.header,
    attempt: async (header: Header) => inCurrent(state, receiving, envelope, header, now),
  };
  const next = { header: nextReceiving, attempt: async (header: Header) => inNext(state, envelope, header, now) };
  const older = past.map((chain) => ({
    header: chain.header,
    attempt: async ({ number }: Header) => {
      const { plaintext, chain: without } = await openSkipped(chain, envelope, number);
      return { plaintext, state: { ...state, past: past.map((one) => (one === chain ? without : one)) } };
    },
  }));
  return [...(current ? [current] : []), next, ...older];
}

/** The same ratchet. */
async function inCurrent(
  state: State,
  receiving: Receiving,
  envelope: Envelope,
  { number }: Header,
  now: number,
): Promise<Decrypted> {
  if (number < receiving.next) {
    const { plaintext, chain } = await openSkipped(receiving, envelope, number);
    return { plaintext, state: { ...state, receiving: chain } };
  }
  return openNext(state, passOver(receiving, number, now), envelope);
}

/** A new ratchet: what is left of the chain before is kept for what is still on its way. */
async function inNext(state: State, envelope: Envelope, header: Header, now: number): Promise<Decrypted> {
  const { sending, receiving, nextReceiving, past } = state;
  if (sending.kind === 'next')
    throw new EphemeralError('out-of-turn', 'The message begins a chain that nobody can have begun before an answer.');
  const root = turnRoot(state.root, sending.own, header.theirs);
  const salts = chainSalts[otherSide(state.role)];
  const chain: Receiving = { header: nextReceiving, chain: derive(root, salts.chain), next: 0, skipped: [] };
  const turned: State = {
    ...state,
    root,
    sending: { kind: 'next', theirs: header.theirs, sent: sending.sent },
    nextReceiving: derive(root, salts.nextHeader),
    past: receiving ? [replaced(receiving, header.before, now), ...past] : past,
  };
  return openNext(turned, passOver(chain, header.number, now), envelope);
}

async function openNext(state: State, passed: Receiving, envelope: Envelope): Promise<Decrypted> {
  const { key, receiving } = takeNext(passed);
  const opened = await openBody(envelope, [key]);
  if (!opened) throw altered();
  return { plaintext: opened.text, state: { ...state, receiving } };
}

/** A message that was passed over, and the chain without its key. Throws `duplicate`, `too-late` or `too-far` where there is none. */
async function openSkipped<C extends Chain>(
  chain: C,
  envelope: Envelope,
  number: number,
): Promise<{ plaintext: Buffer; chain: C }> {
  if (number >= chain.next)
    throw new EphemeralError('too-far', 'The message says that it comes after the last one of its chain.');
  const { keys, otherwise } = keysFor(chain, number);
  const opened = await openBody(envelope, keys);
  if (!opened) throw otherwise;
  const used = keys[opened.keyIndex];
  return { plaintext: opened.text, chain: { ...chain, skipped: chain.skipped.filter(({ key }) => key !== used) } };
}

/** The keys that a message passed over may have, and what it means that none opens it. */
function keysFor({ skipped }: Chain, number: number): { keys: readonly Secret[]; otherwise: EphemeralError } {
  const own = skipped.find((one) => one.number === number);
  if (own?.key) return { keys: [own.key], otherwise: altered() };
  if (own) return { keys: [], otherwise: tooLate() };
  const unnumbered = skipped.filter((one) => one.number === undefined);
  const keys = unnumbered.flatMap(({ key }) => key ?? []);
  // A message that was lost is never taken for one that was read.
  return { keys, otherwise: keys.length < unnumbered.length ? tooLate() : duplicate() };
}

function altered(): EphemeralError {
  return new EphemeralError('altered', 'The message was changed on its way, or is cut off: only its header opens.');
}

function tooLate(): EphemeralError {
  return new EphemeralError(
    'too-late',
    'The message came too late: its key has been thrown away, and nothing opens it.',
  );
}

function duplicate(): EphemeralError {
  return new EphemeralError('duplicate', 'The message was opened before.');
}

/** What the first meaning gives that the body agrees with; else what is wrong by the likeliest. */
async function firstOf(meanings: readonly Header[], attempt: Attempt): Promise<Decrypted> {
  const failures: EphemeralError[] = [];
  for (const meaning of meanings)
    try {
      return await attempt(meaning);
    } catch (error) {
      if (!(error instanceof EphemeralError)) throw error;
      failures.push(error);
    }
  throw failures[0] ?? altered();
}
