import { describe, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindsWithHeader, readReply, settledOptions } from '../../../src/protocol/nymserv';
import { readVector, vectorsFolder } from '../../support/vectors';

const golden = join(__dirname, '../../golden/nymserv-replies');
const cases = readdirSync(golden, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe('what the real server wrote is told apart', () => {
  test.each(cases)('%s', (name) => {
    const reply = readReply(readFileSync(join(golden, name, 'input.txt')));
    expect(reply).toEqual(JSON.parse(readFileSync(join(golden, name, 'expected.json'), 'utf8')));
  });

  test('only what begins with header fields is shown as it is', () => {
    const lacking = cases.map((name) => readReply(readFileSync(join(golden, name, 'input.txt'))).kind);
    expect([...new Set(lacking)].filter((kind) => !kindsWithHeader.includes(kind)).sort()).toEqual(
      ['changed', 'created', 'deleted', 'duplicate', 'no-recipient', 'reserved'].sort(),
    );
  });
});

describe('odd replies', () => {
  const settings = 'The options currently configured on your Nym are:-\n\n';

  test('a mail from outside that imitates a notice below its trace fields stays a mail', () => {
    const mail = 'Return-Path: <bob@example.org>\nFrom: send@nym.test\nSubject: Congratulations!\n\nCongratulations!\n';
    expect(readReply(Buffer.from(mail))).toEqual({ kind: 'mail', mboxBytes: 0 });
  });

  test('a mail from outside that imitates a receipt is no receipt: the letter would be marked as sent', () => {
    const receipt = readFileSync(join(golden, 'receipt/input.txt'), 'utf8');
    expect(readReply(Buffer.from(`Received: from example.org\n${receipt}`)).kind).toBe('mail');
    expect(readReply(Buffer.from(receipt.replace('\n\n', '\nX-Other: field\n\n'))).kind).toBe('mail');
  });

  test('a receipt for a folded list of recipients keeps all of them', () => {
    const receipt =
      'From: send@nym.test\nTo: panda@nym.test\n' +
      'Subject: Delivery Notification for bob@example.org,\n carol@example.org\n' +
      'Date: Sun, 22 Nov 2026 13:34:50 -0000\n\n' +
      'Your email to bob@example.org,\n carol@example.org was sent.\nThe Subject was: a\n b\nThe Message-ID was: <x@nym.test>\n';
    expect(readReply(Buffer.from(receipt))).toEqual({
      kind: 'receipt',
      mboxBytes: 0,
      to: 'bob@example.org, carol@example.org',
      subject: 'a b',
      messageId: '<x@nym.test>',
    });
  });

  test('an mbox line in front of a mail is counted, so that it can be left out', () => {
    const line = 'From bob@example.org Sun Nov 22 13:36:54 2026\n';
    expect(readReply(Buffer.from(`${line}From: bob@example.org\n\nHello`))).toEqual({
      kind: 'mail',
      mboxBytes: line.length,
    });
  });

  test('a passphrase with a colon, in UTF-8, is read whole', () => {
    const text = `Nym Modification Successful\n---\n\nYou have\n\n${settings}address: panda@nym.test\nhsub: a: Grüße\n`;
    expect(readReply(Buffer.from(text))).toMatchObject({ settings: { hsub: 'a: Grüße' } });
  });

  test('CRLF from a server that has been through a gateway changes nothing', () => {
    const text = readFileSync(join(golden, 'changed/input.txt'), 'utf8');
    expect(readReply(Buffer.from(text.replaceAll('\n', '\r\n')))).toEqual(readReply(Buffer.from(text)));
  });

  test.each(['', '\n', 'hello', 'From ', 'From \n', '\0\0', ': x', 'no colon here\nSubject: x\n\n', '-----BEGIN PGP'])(
    '%j is unrecognised',
    (text) => {
      expect(readReply(Buffer.from(text))).toEqual({ kind: 'unrecognised' });
    },
  );
});

describe('settings', () => {
  test('False is no passphrase', () => {
    expect(settledOptions({ hsub: 'False', symmetric: 'False', subject: 'x', acksend: 'False' })).toEqual({
      subject: 'x',
      acksend: false,
    });
  });

  test('an ephemeral layer that the server lists is one of the options, and one it has dropped is none', () => {
    const layer = { ephemeral: 'gum tree', ratchet: 'Bw==', name: 'Panda Bear' };
    expect(settledOptions({ created: '20261122', ...layer })).toEqual(layer);
    expect(settledOptions({ ephemeral: 'False', ratchet: 'False', name: 'None' })).toEqual({});
  });

  test('what is kept beside the options is not taken for one', () => {
    expect(settledOptions({ address: 'panda@nym.test', sent: '3', hsub: 'panda' })).toEqual({ hsub: 'panda' });
  });
});

const folder = vectorsFolder('nymserv');
(folder === undefined ? describe.skip : describe)('all recorded payloads', () => {
  const prefixes = [
    ['create-duplicate', 'duplicate'],
    ['create-reserved', 'reserved'],
    ['create', 'created'],
    ['config', 'changed'],
    ['modify', 'changed'],
    ['send-ack', 'receipt'],
    ['send-error-no-recipient', 'no-recipient'],
    ['url', 'page'],
    ['delete', 'deleted'],
    ['inbound', 'mail'],
    ['nym-to-nym-ack', 'receipt'],
  ] as const;

  test('each is of the kind its manifest gives', () => {
    const names = readdirSync(join(folder ?? '', 'plain'));
    const kinds = names.map((name) => readReply(readVector(folder ?? '', `plain/${name}`)).kind);
    const wanted = names.map((name) => prefixes.find(([prefix]) => name.slice(3).startsWith(prefix))?.[1]);
    expect(names.length).toBeGreaterThan(20);
    expect(kinds).toEqual(wanted);
  });
});
