import { existsSync } from 'node:fs';
import { UserError } from '../../base/errors';
import { checkSelectors, type ForeignNym, readForeignKey } from '../../nym';
import type { Bridge } from '../open';
import { readAam2mail } from './aam2mail';
import { findArticles } from './articles';
import { gatherBundle } from './bundle';
import type { AskPassphrase, Gathered, ImportWishes, Unlock } from './gathered';
import { readExport, readGnupgHome } from './gnupgFiles';
import { gatherNymphemeral } from './nymphemeralNym';

/** Reads everything; nothing is changed. Throws UserError. */
export async function gatherNym(bridge: Bridge, wishes: ImportWishes, ask: AskPassphrase): Promise<Gathered> {
  checkSources(wishes);
  checkSelectors(wishes.selectors);
  const { address, bundle, nymphemeral } = wishes;
  const unlock = openUnlock(wishes, ask);
  if (bundle !== undefined) return withMore(wishes, await gatherBundle(bridge, bundle, address, unlock, ask));
  if (nymphemeral !== undefined)
    return withMore(wishes, await gatherNymphemeral(bridge, nymphemeral, address, unlock, ask));
  return gatherGnupg(bridge, wishes, unlock);
}

function openUnlock({ address, fingerprint }: ImportWishes, ask: AskPassphrase): Unlock {
  return async (files, known) => {
    // of earlier keys, none is the one that was named
    const choice = { address, fingerprint: known === undefined ? fingerprint : undefined };
    const key = await readForeignKey(files, choice);
    if (key !== 'locked') return { key };
    const passphrase = known ?? (await ask());
    return { key: mustBeOpen(await readForeignKey(files, choice, passphrase)), passphrase };
  };
}

/** The key alone, and what aam2mail knows besides. */
async function gatherGnupg(bridge: Bridge, wishes: ImportWishes, unlock: Unlock): Promise<Gathered> {
  const found = wishes.aam2mail === undefined ? undefined : readAam2mail(wishes.aam2mail);
  const { key } = await unlock(
    wishes.gnupg === undefined ? readExport(wishes.keyFile ?? '-') : readGnupgHome(wishes.gnupg),
  );
  const nym = withMore(wishes, {
    key,
    selectors: found?.selectors ?? [],
    symmetric: [],
    newsServers: found?.newsServers ?? [],
    mails: 0,
    articles: 0,
    problems: [],
    keepMail: () => undefined,
  });
  const maildir = wishes.maildir ?? existing(found?.maildir);
  return maildir === undefined ? nym : { ...nym, ...(await findArticles(bridge, maildir, nym)) };
}

/** aam2mail's settings have a place for mail whether there is any or not. */
function existing(folder: string | undefined): string | undefined {
  return folder !== undefined && existsSync(folder) ? folder : undefined;
}

/** What is given on the command line comes first. */
function withMore({ selectors, symmetric }: ImportWishes, found: Gathered): Gathered {
  return {
    ...found,
    selectors: [...selectors, ...found.selectors],
    symmetric: [...new Set([...symmetric, ...found.symmetric])],
  };
}

function checkSources({ gnupg, keyFile, nymphemeral, bundle, aam2mail, maildir }: ImportWishes): void {
  const given = [gnupg, keyFile, nymphemeral, bundle].filter((one) => one !== undefined);
  if (given.length === 0)
    throw new UserError(
      aam2mail === undefined
        ? "Where is the nym's key? Give --gnupg DIR (GnuPG's home), --key FILE (an export of it), --nymphemeral DIR, or --bundle DIR (of nym export)."
        : "aam2mail keeps no keys: say where the nym's is by --gnupg DIR (usually ~/.gnupg) or --key FILE.",
    );
  if (given.length > 1)
    throw new UserError(
      'The key can come from one place only: give one of --gnupg, --key, --nymphemeral and --bundle.',
    );
  if (gnupg !== undefined || keyFile !== undefined) return;
  if (aam2mail !== undefined || maildir !== undefined)
    throw new UserError('--aam2mail and --maildir go with --gnupg or --key only.');
}

function mustBeOpen(key: ForeignNym['key'] | 'locked'): ForeignNym['key'] {
  if (key === 'locked') throw new UserError('The secret key is still locked. Nothing was imported.');
  return key;
}
