import { Secret } from '../../src/base/secret';
import type { MailboxId, NewMessage, NymId, Store } from '../../src/store';
import { openStore } from '../../src/store';

/** A key as the vault would give it; always the same. */
export function testKey(): Secret {
  return new Secret(Buffer.alloc(32, 7));
}

/** A store in a file, under that key. */
export function openTestStore(folder: string): Store {
  return openStore(folder, testKey());
}

/** A nym's row as bare as the schema allows, for tests of the tables alone. */
export function addBareNym(store: Store, address = 'panda@nym.test'): NymId {
  const domain = address.slice(address.indexOf('@') + 1);
  const serverId =
    store.servers.byDomain(domain)?.id ??
    store.servers.add({ domain, publicKey: Buffer.from('key'), fingerprint: 'F'.repeat(40), addedAt: 1 });
  return store.nyms.add({
    address,
    serverId,
    displayName: 'Alice',
    state: 'active',
    secretKey: Buffer.from('secret'),
    password: 'password',
    options: '{}',
    asked: undefined,
    transport: 'smtp',
    createdAt: 1,
    expiresAt: undefined,
  });
}

/** Alice's INBOX, with as many messages as there are texts. */
export function addInbox(store: Store, ...texts: string[]): { nym: NymId; inbox: MailboxId } {
  const nym = addBareNym(store);
  const inbox = store.mail.mailboxes.create(nym, 'INBOX', 1_000_000);
  store.mail.messages.append(
    inbox,
    texts.map((text) => message(text)),
  );
  return { nym, inbox };
}

export function message(text: string, ...flags: string[]): NewMessage {
  return {
    source: Buffer.from(text),
    structure: JSON.stringify({ of: text.slice(0, 20) }),
    flags,
    internalDate: 1_700_000_000_000,
  };
}
