import type { Random } from '../../base/random';
import { randomPlainText } from '../../base/random';
import type { Nym, Nyms } from '../../nym';
import { decodeText, readStructure } from '../../protocol/mime';
import type { Part } from '../../protocol/mime';
import {
  NymservError,
  readConfigBody,
  readUrlBody,
  writeConfig,
  writeCreation,
  writeUrlRequest,
} from '../../protocol/nymserv';
import type { Options } from '../../protocol/nymserv';
import { Refusal } from '../letter';
import type { Letter, LetterKind } from '../letter';

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

/** A request for web pages: the passphrase of the answer and its hSub are invented for it alone (nymserv.md §7). */
export function pageRequest(nym: Nym, urls: readonly string[], random: Random): Request {
  const page = { key: randomPlainText(random, secretCharacters), hsub: randomPlainText(random, secretCharacters) };
  const payload = refusing(() => writeUrlRequest({ urls, ...page }));
  const note: Request['note'] = (nyms, { at }) => {
    nyms.notePage(nym.id, page, at);
  };
  return { letter: requestLetter('url', nym, payload), note };
}

/** The config request in a mail to `config@`: its `name: value` lines. None of the mail's headers goes with it (nymserv.md §3). */
export function readConfigMail(source: Buffer): Options {
  return refusing(() => readConfigBody(plainText(source)));
}

/** The pages that a mail to `url@` asks for. */
export function readUrlMail(source: Buffer): string[] {
  return refusing(() => readUrlBody(plainText(source)));
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

function plainText(source: Buffer): string {
  const part = firstText(readStructure(source).root);
  if (!part) throw new Refusal('bad-request', 'Write to this address in plain text: the mail has none.');
  return decodeText(part, source.subarray(part.bodyStart, part.bodyEnd));
}

function firstText(part: Part): Part | undefined {
  if (part.type === 'text' && part.subtype === 'plain') return part;
  for (const child of part.parts) {
    const found = firstText(child);
    if (found) return found;
  }
  return undefined;
}

/** The engine's sentences name line and rule: they are for the person who wrote the mail. */
function refusing<T>(f: () => T): T {
  try {
    return f();
  } catch (error) {
    if (error instanceof NymservError) throw new Refusal('bad-request', error.message, { cause: error });
    throw error;
  }
}
