import { resolve } from 'node:path';
import { UserError } from '../base/errors';
import type { Secret } from '../base/secret';
import { isSheltered } from '../net';
import {
  exportMail as exportTo,
  type ImapAddress,
  type ImapTargetSettings,
  importMail as importFrom,
  openImapSource,
  openImapTarget,
  openMaildirSource,
  openMaildirTarget,
  openMboxSource,
  openMboxTarget,
  readImapAddress,
  type Report,
  type Source,
  type Summary,
  type Target,
} from '../moving';
import { lockForMoving } from '../store';
import { findNym } from './nyms';
import type { Bridge } from './open';
import { openRoutes } from './routes';

/** An account on an IMAP server: `readImapAddress` reads the address. */
export interface ImapPlace {
  readonly kind: 'imap';
  readonly address: ImapAddress;
  readonly user: string;
  readonly password: Secret;
  /** SHA-256 of the server's certificate, hex. */
  readonly pin?: string | undefined;
  /** Without TLS: this machine and onions only. */
  readonly plain?: boolean | undefined;
  /** Without Tor. */
  readonly direct?: boolean | undefined;
}

/** Where mail goes to or comes from. */
export type Place = { readonly kind: 'maildir' | 'mbox'; readonly path: string } | ImapPlace;

export interface MoveWishes {
  readonly place: Place;
  /** Forget what was moved there, or came from there, before. */
  readonly again?: boolean | undefined;
  readonly report?: Report;
}

/** What was moved: a row a mailbox, and a sentence for every mail that was left. */
export interface MovedMail {
  readonly mailboxes: readonly MovedMailbox[];
  readonly problems: readonly string[];
}

export interface MovedMailbox {
  readonly mailbox: string;
  readonly copied: number;
  readonly 'there already': number;
  readonly left: number;
}

/** Copies all mail of a nym to a place. Run again, it goes on where it was, or copies what is new. Throws UserError. */
export async function exportMail(bridge: Bridge, address: string, wishes: MoveWishes): Promise<MovedMail> {
  const { store } = bridge;
  const { id: nymId } = await findNym(bridge, address);
  return alone(
    bridge,
    () => openTarget(bridge, wishes.place),
    (target) => exportTo({ store, nymId, target, ...optionsOf(wishes) }),
  );
}

/**
 * Copies all mail of a place into the mailboxes of a nym; `into` names one for the place's INBOX, the others go below. Run again,
 * it goes on where it was, or copies what is new. Throws UserError.
 */
export async function importMail(
  bridge: Bridge,
  address: string,
  { into, ...wishes }: MoveWishes & { readonly into?: string | undefined },
): Promise<MovedMail> {
  const { store, clock } = bridge;
  const { id: nymId } = await findNym(bridge, address);
  return alone(
    bridge,
    () => openSource(bridge, wishes.place),
    (source) => importFrom({ store, clock, nymId, source, into, ...optionsOf(wishes) }),
  );
}

/**
 * Opens a place, moves, and closes it. Two moves at once would each copy what the other has not written down yet: what went before is read
 * once, at the beginning.
 */
async function alone<P extends { readonly close: () => Promise<void> }>(
  { paths }: Bridge,
  open: () => Promise<P>,
  move: (place: P) => Promise<Summary>,
): Promise<MovedMail> {
  const release = lockForMoving(paths.data);
  try {
    const place = await open();
    try {
      return told(await move(place));
    } finally {
      await place.close();
    }
  } finally {
    release();
  }
}

function optionsOf({ again, report }: MoveWishes) {
  return { ...(again === true && { again }), ...(report && { report }) };
}

function told({ folders, problems }: Summary): MovedMail {
  const mailboxes = folders.map(({ mailbox, moved, there, refused }) => ({
    mailbox,
    copied: moved,
    'there already': there,
    left: refused,
  }));
  return { mailboxes, problems };
}

async function openTarget(bridge: Bridge, place: Place): Promise<Target> {
  if (place.kind === 'imap') return openImapTarget(settingsOf(bridge, place));
  const open = { maildir: openMaildirTarget, mbox: openMboxTarget }[place.kind];
  return open(resolve(place.path), bridge.random);
}

async function openSource(bridge: Bridge, place: Place): Promise<Source> {
  if (place.kind === 'imap') return openImapSource(settingsOf(bridge, place));
  const open = { maildir: openMaildirSource, mbox: openMboxSource }[place.kind];
  return open(resolve(place.path));
}

function settingsOf({ config, random }: Bridge, place: ImapPlace): ImapTargetSettings {
  const { address, user, password, pin, plain, direct = false } = place;
  const { host, port, security, folder } = address;
  const isOnion = /\.onion\.?$/i.test(host);
  if (direct && isOnion) throw new UserError(`${host} can be reached through Tor only: leave --direct out.`);
  if (!direct && !isOnion && isSheltered(host))
    throw new UserError(`${host} is this machine, where Tor does not lead: give --direct.`);
  const route = openRoutes(config.tor, random)('mail account', { allow_direct: direct });
  return { host, port, security: plain === true ? 'none' : security, pin, user, password, route, folder };
}

export { readImapAddress };
