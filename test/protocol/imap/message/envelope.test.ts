import { describe, expect, test } from '@jest/globals';
import { readStructure } from '../../../../src/protocol/mime';
import { writeEnvelope } from '../../../../src/protocol/imap/message/envelope';
import { readWire } from '../../../support/imapWire';

function envelope(header: string): string {
  return writeEnvelope(readStructure(Buffer.from(header)).envelope);
}

describe('writeEnvelope', () => {
  test('an empty message has an envelope of ten NILs', () => {
    expect(envelope('')).toBe('(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)');
  });

  test('absent and empty Sender and Reply-To are From', () => {
    const bob = '(("Bob" NIL "bob" "example.org"))';
    expect(envelope('From: Bob <bob@example.org>\r\nReply-To: \r\n')).toBe(
      `(NIL NIL ${bob} ${bob} ${bob} NIL NIL NIL NIL NIL)`,
    );
  });

  test('an address without a domain does not look like a group', () => {
    expect(envelope('To: root, Nobody <>\r\n')).toContain(
      '((NIL NIL "root" "MISSING_DOMAIN")("Nobody" NIL "MISSING_MAILBOX" "MISSING_DOMAIN"))',
    );
    expect(envelope('To: Friends:;\r\n')).toContain('((NIL NIL "Friends" NIL)(NIL NIL NIL NIL))');
  });

  test('quotes and backslashes cannot end a string', () => {
    expect(envelope('Subject: a "b\\" c\r\n')).toContain('"a \\"b\\\\\\" c"');
  });

  test('what is not ASCII is a literal of as many bytes as it says', () => {
    expect(envelope('Subject: Zoë\r\n')).toContain(`{4}\r\n${Buffer.from('Zoë').toString('latin1')} `);
  });

  test('NUL, which no string may hold, is left out', () => {
    expect(envelope('Subject: a\0b\r\n')).toContain('"ab"');
  });

  test('a long subject is one literal, folded lines are one line', () => {
    const subject = 'word '.repeat(400).trim();
    const written = envelope(`Subject: ${subject.replaceAll('word word', 'word\r\n\tword')}\r\n`);
    expect(readWire(written)).toContain(subject);
  });
});
