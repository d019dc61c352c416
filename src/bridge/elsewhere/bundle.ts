import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sameAddress } from '../../base/address';
import { UserError } from '../../base/errors';
import { bundleNames, examineContactKey, readBundle } from '../../nym';
import type { BundledContact } from '../../nym';
import type { Bridge } from '../open';
import { spoolArticles } from '../spoolArticles';
import type { AskPassphrase, Gathered, Unlock } from './gathered';
import { readExport } from './gnupgFiles';
import { layerFrom } from './pyaxo';

/** Old keys of one nym: it had a life of months with each. */
const mostOldKeys = 100;

/** Reads what `nym export` wrote. Throws UserError with what is wrong. */
export async function gatherBundle(
  bridge: Bridge,
  folder: string,
  address: string,
  unlock: Unlock,
  ask: AskPassphrase,
): Promise<Gathered> {
  const now = bridge.clock.now();
  const keyFile = join(folder, bundleNames.key);
  const factsFile = join(folder, bundleNames.facts);
  if (!existsSync(keyFile) || !existsSync(factsFile))
    throw new UserError(
      `${folder} is no bundle of "nymbridge nym export": it lacks ${bundleNames.key} or ${bundleNames.facts}.`,
    );
  const { key, passphrase = await ask() } = await unlock(readExport(keyFile));
  const facts = await readBundle(readFileSync(factsFile), passphrase, now);
  if (!sameAddress(facts.address, address))
    throw new UserError(`This bundle is of ${facts.address}, not of ${address}.`);
  const oldKeys = [];
  for (const file of oldKeyFiles(folder)) oldKeys.push((await unlock(readExport(file), passphrase)).key);
  const { ratchet, layers = ratchet && [await layerFrom(ratchet, now)], ...rest } = facts;
  const unread = ratchet?.articles ?? new Map<string, Buffer>();
  return {
    ...rest,
    key,
    layers,
    oldKeys,
    contacts: await Promise.all((facts.contacts ?? []).map((one) => readContact(one, now))),
    works: ['active', 'changing'].includes(facts.state),
    newsServers: [],
    mails: 0,
    articles: unread.size,
    problems: [],
    keepMail: () => {
      spoolArticles(bridge, facts.selectors, unread.values());
    },
  };
}

async function readContact(contact: BundledContact, now: number) {
  const { key, address } = await examineContactKey(contact.publicKey, { address: contact.address, now });
  return { ...contact, address, fingerprint: key.fingerprint };
}

function oldKeyFiles(folder: string): string[] {
  const files = Array.from({ length: mostOldKeys }, (_, i) => join(folder, bundleNames.oldKey(i + 1)));
  return files.filter((file) => existsSync(file));
}
