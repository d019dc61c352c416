import { toCrlf } from '../../base/bytes';
import { UserError } from '../../base/errors';
import { appendMails } from '../../moving';
import { openByKey, type Selector } from '../../nym';
import type { Bridge } from '../open';
import { spoolArticles } from '../spoolArticles';
import type { AskPassphrase, Gathered, Unlock } from './gathered';
import { readGnupgHome } from './gnupgFiles';
import { hsubIn, messagesOf, mustFit, readNymphemeral, readState, type Nymphemeral } from './nymphemeral';
import { layerFrom } from './pyaxo';
import { readShort, readText } from './textFile';

type Key = Gathered['key'];

/**
 * A nym of nymphemeral's: key and hSub, the mail it had opened (encrypted to the nym), and the state of its ephemeral layer
 * with the articles it had not opened, which are opened with the next round. Throws UserError with what is wrong.
 */
export async function gatherNymphemeral(
  bridge: Bridge,
  folder: string,
  address: string,
  unlock: Unlock,
  ask: AskPassphrase,
): Promise<Gathered> {
  const found = readNymphemeral(folder);
  const { key, passphrase = await ask() } = await unlock(readGnupgHome(folder));
  const now = bridge.clock.now();
  const state = readState(found, key.publicKey.fingerprint);
  const layers = [await layerFrom({ state, passphrase }, now)];
  const unread = [...messagesOf(found.unread, address).values()].map(({ bytes }) => bytes);
  const selectors = await selectorsOf(found, address, key, now);
  const { mails, closed } = await readMails(found, address, key, now);
  return {
    key,
    selectors,
    symmetric: [],
    layers,
    newsServers: found.newsServers,
    mails: mails.length,
    articles: unread.length,
    problems: closed.map((name) => `${name} in ${found.read} does not open with the nym's key, and was left.`),
    keepMail: (id) => {
      const inbox = bridge.store.mail.mailboxes.byName(id, 'INBOX');
      if (inbox) appendMails(bridge.store, inbox.id, mails, now);
      spoolArticles(bridge, selectors, unread);
    },
  };
}

/** In the open while a nym is new; from then on encrypted to every nym. */
async function selectorsOf(found: Nymphemeral, address: string, key: Key, now: number): Promise<Selector[]> {
  const lists = [readText(found.hsubs), await openedHsubs(found, key, now)];
  const hsubs = lists.flatMap((list) => (list === undefined ? [] : (hsubIn(list, address) ?? [])));
  if (hsubs.length > 0) return [...new Set(hsubs)].map((passphrase) => ({ scheme: 'hsub', passphrase }));
  throw new UserError(
    `The hSub passphrase of ${address} should be in ${found.encryptedHsubs} or ${found.hsubs}, and is in neither.`,
  );
}

async function openedHsubs({ encryptedHsubs }: Nymphemeral, key: Key, now: number): Promise<string | undefined> {
  const bytes = readShort(encryptedHsubs);
  const opened = bytes && (await openByKey(bytes, { key, passphrases: [] }, now));
  return opened?.toString('utf8');
}

/** Saved mails: encrypted to the nym, or, where that failed once, in the open. The file's own time is all there is of when it came. */
async function readMails(found: Nymphemeral, address: string, key: Key, now: number) {
  const mails: Parameters<typeof appendMails>[2][number][] = [];
  const closed: string[] = [];
  let length = 0;
  for (const [name, { bytes, time }] of messagesOf(found.read, address)) {
    const isLocked = bytes.toString('latin1', 0, 200).trimStart().startsWith('-----BEGIN PGP MESSAGE-----');
    const source = isLocked ? await openByKey(bytes, { key, passphrases: [] }, now) : bytes;
    if (source) mails.push({ source: toCrlf(source), flags: ['\\Seen'], internalDate: Math.round(time) });
    else closed.push(name);
    length += source?.length ?? 0;
    mustFit(length, found.read);
  }
  return { mails, closed };
}
