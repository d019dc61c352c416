import type { Random } from '../../base/random';
import { randomPlainText } from '../../base/random';
import { makeLayer } from '../../nym';
import type { Nym, NymId, Nyms, Pool, RequestKind } from '../../nym';
import { writeConfig, writeCreation, writeUrlRequest } from '../../protocol/nymserv';
import type { Options } from '../../protocol/nymserv';
import type { Letter, LetterKind } from '../letter';
import { refusing } from './refusing';

/** A request to the nym server, and what has to be noted of the nym in the transaction that puts it into the outbox. */
export interface Request {
  readonly letter: Letter;
  /** `at`: ms since 1970. */
  readonly note: (nyms: Nyms, occasion: { readonly at: number; readonly evidence: string }) => void;
  /** How often it is sent. */
  readonly copies: number;
  /** How long it waits, like the nym's letters. */
  readonly pool: Pool;
  /** What is waited for from now on, where the answer is not just a page. */
  readonly awaits?: Awaits;
}

export interface Awaits {
  readonly nymId: NymId;
  readonly kind: RequestKind | 'status';
  /** How often the same has been asked before, where this repeats it. */
  readonly triedBefore?: number;
}

/** The request that creates the nym, with the options its draft asks for unless others are given; not signed (nymserv.md §2). */
export function creationRequest(nym: Nym, options: Options = nym.asked ?? nym.options): Request {
  const payload = refusing(() => writeCreation(options, nym.key.publicKey.armored()));
  const note: Request['note'] = (nyms, occasion) => {
    nyms.noteCreation(nym.id, occasion);
  };
  return {
    letter: requestLetter('create', nym, payload),
    note,
    copies: nym.copies,
    pool: nym.pool,
    awaits: { nymId: nym.id, kind: 'create' },
  };
}

/**
 * A request that changes options, deletes the nym, or with no option at all asks for the list of settings (nymserv.md §3). With a
 * change goes what was asked for before and is not confirmed: order is not kept, and so either may come first.
 */
export function configRequest(nym: Nym, { newLayer = false, ...options }: Wishes, random: Random): Request {
  const layer = newLayer ? makeLayer(random) : undefined;
  const asked = options.delete ? options : { ...unconfirmed(nym, options), ...options, ...layer?.options };
  const payload = refusing(() => writeConfig(asked));
  const note: Request['note'] = (nyms, occasion) => {
    nyms.noteConfig(nym.id, asked, occasion, layer);
  };
  const isStatus = Object.keys(asked).length === 0;
  const kind = asked.delete ? 'delete' : isStatus ? 'status' : 'config';
  // the server begins a layer whenever it is told to: letters in one that was begun before are lost
  const copies = typeof asked.ephemeral === 'string' ? 1 : nym.copies;
  const { pool } = nym;
  return { letter: requestLetter('config', nym, payload), note, copies, pool, awaits: { nymId: nym.id, kind } };
}

/** What a request is to change. A new ephemeral layer is made here; `ephemeral` and `ratchet` are never given. */
export type Wishes = Options & { readonly newLayer?: boolean };

/** Nothing goes along with a question after the settings, but where a change is under way: that is answered by the same list. */
function unconfirmed({ state, asked = {} }: Nym, options: Options): Options {
  const { delete: _, ...changes } = asked;
  const isQuestion = Object.keys(options).length === 0;
  return state === 'changing' || state === 'active' || (state === 'lost' && !isQuestion) ? changes : {};
}

/**
 * A request that has had no answer, as it is to be sent again. A creation that arrives twice is met with silence (nymserv.md §2), so
 * every other time the settings are asked for: that is answered where only the answer was lost.
 */
export function requestAgain(
  nym: Nym,
  { kind, tries }: { readonly kind: RequestKind; readonly tries: number },
  random: Random,
): Request {
  const isQuestion = kind === 'create' && nym.state === 'requested' && tries % 2 === 1;
  const made =
    kind === 'delete'
      ? configRequest(nym, { delete: true }, random)
      : kind === 'create' && !isQuestion
        ? creationRequest(nym)
        : configRequest(nym, {}, random);
  const awaits = { nymId: nym.id, kind: 'status' as const, ...made.awaits, triedBefore: tries };
  return { ...made, awaits };
}

/** What is wanted of web pages. */
export interface PageWishes {
  /** One named twice is fetched once. */
  readonly urls: readonly string[];
  /** As they are unless told otherwise. */
  readonly form?: 'page' | 'text' | undefined;
}

/** A request for web pages: the passphrase of the answer and its hSub are invented for it alone (nymserv.md §7). */
export function pageRequest(nym: Nym, { urls, form = 'page' }: PageWishes, random: Random): Request {
  const secrets = { key: randomPlainText(random, secretCharacters), hsub: randomPlainText(random, secretCharacters) };
  const asked = { ...secrets, urls: [...new Set(urls)], form };
  const payload = refusing(() => writeUrlRequest(asked));
  const note: Request['note'] = (nyms, { at }) => {
    nyms.notePage(nym.id, asked, at);
  };
  return { letter: requestLetter('url', nym, payload), note, copies: 1, pool: nym.pool };
}

/** 32 characters of 5 random bits: more than AES could use. */
const secretCharacters = 32;

function requestLetter(kind: Exclude<LetterKind, 'send'>, nym: Nym, payload: Buffer): Letter {
  const local = kind === 'url' ? 'url' : 'config';
  return {
    kind,
    nym: nym.address,
    transport: nym.transport,
    recipients: [`${local}@${nym.domain}`],
    payload,
    held: false,
  };
}
