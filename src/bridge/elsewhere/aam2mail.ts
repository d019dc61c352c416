import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../base/errors';
import type { Selector } from '../../nym';
import { readIni } from './ini';
import { readText } from './textFile';

/** What aam2mail knows: by which subjects it looks for mail (whose nym's each is, it does not say), and where. */
export interface Aam2mail {
  readonly selectors: readonly Selector[];
  /** Host names. */
  readonly newsServers: readonly string[];
  /** Where it put the mail; undefined where its settings were not given, or it made no Maildir. */
  readonly maildir: string | undefined;
}

/**
 * Reads aam2mail's folder (~/aam2mail), its etc/ alone, or its settings (~/.aam2mailrc), which say where the others are.
 * Throws UserError with what is wrong.
 */
export function readAam2mail(path: string): Aam2mail {
  if (!existsSync(path)) throw new UserError(`There is no ${path}. aam2mail's folder is usually ~/aam2mail.`);
  const { etc, maildir } = statSync(path).isDirectory()
    ? { etc: findEtc(path), maildir: undefined }
    : readSettings(path);
  const selectors = [...hsubs(etc), ...plain(etc), ...esubs(etc)];
  if (selectors.length === 0)
    throw new UserError(
      `aam2mail looks for no subject: there is none in subject_hsub, subject_text or subject_esub of ${etc}. Give the folder with these files.`,
    );
  return { selectors, newsServers: lines(join(etc, 'servers')).map(({ text }) => text.trim()), maildir };
}

function findEtc(folder: string): string {
  const etc = join(folder, 'etc');
  return existsSync(etc) ? etc : folder;
}

/** Its defaults are beside the file, for that is in the home folder. */
function readSettings(file: string): { etc: string; maildir: string | undefined } {
  const ini = readIni(readText(file) ?? '');
  const home = dirname(resolve(file));
  const paths = ini.get('paths');
  const base = resolve(home, paths?.get('basedir') ?? 'aam2mail');
  const mailboxes = ini.get('mailboxes');
  const isMaildir = !['false', 'no', 'off', '0'].includes((mailboxes?.get('do_maildir') ?? 'true').toLowerCase());
  return {
    etc: resolve(home, paths?.get('etc') ?? join(base, 'etc')),
    maildir: isMaildir ? resolve(home, mailboxes?.get('maildir') ?? 'Maildir') : undefined,
  };
}

function hsubs(etc: string): Selector[] {
  return lines(join(etc, 'subject_hsub')).map(({ text }) => ({ scheme: 'hsub', passphrase: text }));
}

function plain(etc: string): Selector[] {
  return lines(join(etc, 'subject_text')).map(({ text }) => ({ scheme: 'plain', text }));
}

/** The subject and its key, with a tab between them. */
function esubs(etc: string): Selector[] {
  const file = join(etc, 'subject_esub');
  return lines(file).map(({ text, number }) => {
    const tab = text.indexOf('\t');
    if (tab <= 0 || tab === text.length - 1)
      throw new UserError(`Line ${number} of ${file} should be a subject, a tab, and its key.`);
    return { scheme: 'esub', text: text.slice(0, tab), key: text.slice(tab + 1) };
  });
}

/** As aam2mail reads its lists: what follows # is a comment, blanks at the end do not count, those at the start do. */
function lines(file: string): { text: string; number: number }[] {
  return (readText(file) ?? '')
    .split('\n')
    .map((line, i) => ({ text: (line.split('#', 1)[0] ?? '').trimEnd(), number: i + 1 }))
    .filter(({ text }) => text !== '');
}
