import { utf8 } from '../../base/bytes';
import { readMailboxes } from '../../protocol/mime';
import type { ReadRequest } from '../../protocol/nymserv';
import { layerOptions, readRequest, reservedNames } from '../../protocol/nymserv';
import type { PublicKey } from '../../protocol/openpgp';
import { readPublicKeys } from '../../protocol/openpgp';
import type { Conf } from './conf';
import { dayOf } from './conf';
import { layerAfter } from './layer';
import { postToNym, postToStranger } from './post';
import { changedText, createdText, deletedText, duplicateText, reservedText } from './texts';
import type { Server } from './types';

/** A payload that came to `config@`, unsigned or signed by a key the server does not know: a wish for a new nym. */
export async function handleCreation(server: Server, payload: Buffer): Promise<void> {
  const request = readFor(server, payload);
  const key = await onlyKey(request.keys);
  const addresses = key ? addressesAt(key, server.domain) : [];
  const address = addresses[0];
  if (!key || address === undefined) {
    server.record.refused.push('not exactly one key with an address here');
    return;
  }
  const known = server.nyms.get(address);
  const keyId = key.fingerprint.slice(-16);
  if ([...reservedNames, ...(server.reserved ?? [])].includes(address.slice(0, address.indexOf('@'))))
    await postToStranger(server, key, utf8(reservedText(address, keyId)));
  else if (known?.key.fingerprint === key.fingerprint) server.record.refused.push('the same key again');
  else if (known) await postToStranger(server, key, utf8(duplicateText(address, keyId)));
  else await create(server, { address, key, ambiguous: addresses.length > 1 }, request.options);
}

async function create(server: Server, nym: Omit<Conf, 'settings'>, options: ReadRequest['options']): Promise<void> {
  const day = dayOf(server.clock.now());
  const settings = { address: nym.address, created: day, fingerprint: nym.key.fingerprint };
  const conf: Conf = {
    ...nym,
    settings: { ...settings, ...Object.fromEntries(options) },
    layer: layerAfter(options),
  };
  server.nyms.set(nym.address, conf);
  if (!breaks(server, conf)) await postToNym(server, conf, utf8(createdText(conf)));
}

/** A payload to `config@` signed by a nym: changes its options, or deletes it. Answered in the new options' form. */
export async function handleChange(server: Server, conf: Conf, payload: Buffer): Promise<void> {
  const { options } = readFor(server, payload);
  if (options.get('delete') === true) {
    server.nyms.delete(conf.address);
    await postToNym(server, conf, utf8(deletedText(conf.address)));
    return;
  }
  conf.layer = layerAfter(options, conf.layer);
  Object.assign(conf.settings, Object.fromEntries(options));
  if (options.size > 0) conf.settings.modified = dayOf(server.clock.now());
  if (!breaks(server, conf)) await postToNym(server, conf, utf8(changedText(conf)));
}

/** The request as this server understands it: what it does not know it ignores. */
function readFor({ knowsLayers = true }: Server, payload: Buffer): ReadRequest {
  const { options, keys } = readRequest(payload);
  return { options: new Map([...options].filter(([name]) => knowsLayers || !ofLayers.has(name))), keys };
}

const ofLayers: ReadonlySet<string> = new Set(layerOptions);

/** A passphrase that is True is no text, and the server dies on it in every later run (nymserv.md §3). */
function breaks(server: Server, conf: Conf): boolean {
  const name = ['hsub', 'symmetric'].find((option) => conf.settings[option] === true);
  if (name !== undefined) server.wedge(`${name} is True`);
  return name !== undefined;
}

async function onlyKey(blocks: readonly string[]): Promise<PublicKey | undefined> {
  const [block, ...others] = blocks;
  if (block === undefined || others.length > 0) return undefined;
  try {
    const keys = await readPublicKeys(utf8(block));
    return keys.length === 1 ? keys[0] : undefined;
  } catch {
    return undefined; // whatever GnuPG cannot import is met with silence
  }
}

/** The addresses of a key's user ids in this domain, as the server misreads them: what follows a plus (nymserv.md §4). */
function addressesAt(key: PublicKey, domain: string): string[] {
  const all = key.userIds.flatMap((userId) => readMailboxes(userId).map(({ address }) => address));
  const here = all.filter((address) => address.toLowerCase().endsWith(`@${domain}`));
  return [...new Set(here.map((address) => address.slice(address.lastIndexOf('+') + 1)))];
}
