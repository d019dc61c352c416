import type { Random } from '../../base/random';
import { randomPlainText } from '../../base/random';
import type { Nym, Nyms } from '../../nym';
import { writeConfig, writeCreation, writeUrlRequest } from '../../protocol/nymserv';
import type { Options } from '../../protocol/nymserv';
import type { Letter, LetterKind } from '../letter';
import { refusing } from './refusing';

/** A request to the nym server, and what has to be noted of the nym in the transaction that puts it into the outbox. */
export interface Request {
  readonly letter: Letter;
  /** `at`: ms since 1970. */
  readonly note: (nyms: Nyms, occasion: { readonly at: number; readonly evidence: string }) => void;
}

/** The request that creates the nym, with the options its draft asks for unless others are given; not signed (nymserv.md §2). */
export function creationRequest(nym: Nym, options: Options = nym.asked ?? nym.options): Request {
  const payload = refusing(() => writeCreation(options, nym.key.publicKey.armored()));
  const note: Request['note'] = (nyms, occasion) => {
    nyms.noteCreation(nym.id, occasion);
  };
  return { letter: requestLetter('create', nym, payload), note };
}

/** A request that changes options, deletes the nym, or with no option at all asks for the list of settings (nymserv.md §3). */
export function configRequest(nym: Nym, options: Options): Request {
  const payload = refusing(() => writeConfig(options));
  const note: Request['note'] = (nyms, occasion) => {
    nyms.noteConfig(nym.id, options, occasion);
  };
  return { letter: requestLetter('config', nym, payload), note };
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
  return { letter: requestLetter('url', nym, payload), note };
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
