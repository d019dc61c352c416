import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UserError } from '../../base/errors';
import { readIni } from './ini';
import { readText } from './textFile';

/** Where things are in nymphemeral's folder (~/.config/nymphemeral), which is a GnuPG home too. */
export interface Nymphemeral {
  readonly folder: string;
  /** The states of the ephemeral layers, a file a nym, named by its fingerprint. */
  readonly states: string;
  /** Messages: opened there and encrypted to the nym, or still as they were in the newsgroup. */
  readonly read: string;
  readonly unread: string;
  /** hSub passphrases, in the open and encrypted to the nyms. */
  readonly hsubs: string;
  readonly encryptedHsubs: string;
  /** `host:port` of the news server, where it is not on this machine. */
  readonly newsServers: readonly string[];
}

/** Reads where things are. Throws UserError where the folder is not nymphemeral's. */
export function readNymphemeral(folder: string): Nymphemeral {
  const settings = join(folder, 'nymphemeral.cfg');
  if (!existsSync(settings))
    throw new UserError(
      `${folder} is not nymphemeral's folder: it has no nymphemeral.cfg. It is usually ~/.config/nymphemeral.`,
    );
  const ini = readIni(readText(settings) ?? '');
  const main = ini.get('main');
  /** Versions before 1.3.3 said folder where later ones say dir; a folder that was moved has the settings of its old place. */
  const place = (name: string, ...usual: string[]) => {
    const own = join(folder, ...usual);
    const written = main?.get(name) ?? main?.get(name.replace(/_dir$/, '_folder'));
    const set = written?.includes('%(') === false ? written : undefined;
    return !existsSync(own) && set !== undefined && existsSync(set) ? set : own;
  };
  return {
    folder,
    states: place('db_dir', 'db'),
    read: place('read_dir', 'messages', 'read'),
    unread: place('unread_dir', 'messages', 'unread'),
    hsubs: place('hsub_file', 'hsubs.txt'),
    encryptedHsubs: place('encrypted_hsub_file', 'encrypted_hsubs.txt'),
    newsServers: newsServers(ini.get('newsgroup')),
  };
}

function newsServers(newsgroup: ReadonlyMap<string, string> | undefined): string[] {
  const host = newsgroup?.get('server') ?? 'localhost';
  return host === 'localhost' || host.startsWith('127.') ? [] : [`${host}:${newsgroup?.get('port') ?? '119'}`];
}

/** The hSub passphrase of an address in a list of `ADDRESS PASSPHRASE` lines. */
export function hsubIn(text: string, address: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const [name, passphrase] = line.trim().split(/\s+/);
    if (name?.toLowerCase() === address.toLowerCase() && passphrase !== undefined) return passphrase;
  }
  return undefined;
}

/** The state of the nym with this key. Throws UserError where it is not there. */
export function readState({ states }: Nymphemeral, fingerprint: string): Buffer {
  const path = join(states, `${fingerprint}.db`);
  if (existsSync(path) && statSync(path).size <= mostBytes) return readFileSync(path);
  throw new UserError(
    `The state of the nym's ephemeral layer should be in ${path}, and is not. Without it its mail cannot be read, ever: look for it in a copy of the folder.`,
  );
}

/** A file, and when it was last written, in ms since 1970. */
export interface Message {
  readonly bytes: Buffer;
  readonly time: number;
}

/**
 * The files of a nym's messages, by name: message_ADDRESS_ and five characters. Throws UserError where they are too much
 * together.
 */
export function messagesOf(folder: string, address: string): Map<string, Message> {
  const begin = `message_${address}_`.toLowerCase();
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.toLowerCase().startsWith(begin)) : [];
  const paths = names.sort().map((name) => join(folder, name));
  const files = paths
    .map((path) => ({ path, stat: statSync(path) }))
    .filter(({ stat }) => stat.isFile() && stat.size <= mostBytes);
  mustFit(
    files.reduce((sum, { stat }) => sum + stat.size, 0),
    folder,
  );
  return new Map(files.map(({ path, stat }) => [basename(path), { bytes: readFileSync(path), time: stat.mtimeMs }]));
}

/** Throws UserError where the messages of a folder, files or what is in them, have more than that many bytes together. */
export function mustFit(bytes: number, folder: string): void {
  if (bytes > mostTogether)
    throw new UserError(`${folder} has more than 512 MB of messages for this nym. Give a copy with a part of them.`);
}

/** What one mail, or the state with its skipped keys, can have. */
const mostBytes = 64 * 1024 * 1024;
/** They wait in memory for the one transaction: years of mail have less. */
const mostTogether = 512 * 1024 * 1024;
