import { describe, expect, test } from '@jest/globals';
import { decodeText, fieldText, firstField, readHeader, readStructure } from '../../src/protocol/mime';
import { mailsIn, openStreetOut } from '../support/outgoing';

describe('what the bridge itself has to say', () => {
  test('is a mail in the INBOX of that nym, readable, and by nobody', async () => {
    const { outgoing, store, alice } = await openStreetOut();
    const text = 'The key of panda@nym.test ends in 30 days – that is soon.\n\nFrom then on it is over.\n';
    outgoing.tell(alice.id, { subject: 'The key of panda@nym.test ends in 30 days', text });
    const [mail, ...others] = mailsIn(store, alice.id, 'INBOX');
    expect(others).toEqual([]);
    const source = Buffer.from(mail ?? '');
    const { root } = readStructure(source);
    expect(decodeText(root, source.subarray(root.bodyStart)).replaceAll('\r\n', '\n')).toBe(text);
    const { fields } = readHeader(source);
    const field = (name: string) => fieldText(firstField(fields, name) ?? expectField(name));
    expect(field('from')).toBe('nymbridge <nymbridge@bridge.invalid>');
    expect(field('to')).toBe('panda@nym.test');
    expect(field('subject')).toBe('The key of panda@nym.test ends in 30 days');
    expect(field('auto-submitted')).toBe('auto-generated');
  });

  test('stands or falls with the transaction it belongs to', async () => {
    const { outgoing, store, alice } = await openStreetOut();
    const attempt = () => {
      store.transaction(() => {
        outgoing.tell(alice.id, { subject: 'x', text: 'x\n' });
        throw new Error('the rest failed');
      });
    };
    expect(attempt).toThrow('the rest failed');
    expect(mailsIn(store, alice.id, 'INBOX')).toEqual([]);
  });

  test('cannot bring a header field of its own through the subject', async () => {
    const { outgoing, store, alice } = await openStreetOut();
    outgoing.tell(alice.id, { subject: 'x\r\nBcc: eve@example.org', text: 'x\n' });
    expect(mailsIn(store, alice.id, 'INBOX')[0]).not.toMatch(/^Bcc/m);
  });
});

function expectField(name: string): never {
  throw new Error(`the mail has no ${name}`);
}
