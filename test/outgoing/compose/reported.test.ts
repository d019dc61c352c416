import { describe, expect, test } from '@jest/globals';
import { replyTo } from '../../../src/outgoing/submission/replies';
import { decodeBody, readStructure } from '../../../src/protocol/mime';
import type { Part } from '../../../src/protocol/mime';
import { lettersOf, mailText, payloadOf, submitted, usual } from '../../support/letters';

// SECRET stands where reports name machines, programs and ways: RFC 8098 §3.2.1, RFC 3464 §2.2.

const entity = (fields: readonly string[], body: string) => [...fields, '', body].join('\n');
const multipart = (type: string, boundary: string, ...parts: string[]) =>
  entity(
    [`Content-Type: ${type}; boundary=${boundary}`],
    `${parts.map((one) => `--${boundary}\n${one}\n`).join('')}--${boundary}--`,
  );
const words = entity(['Content-Type: text/plain'], 'Was displayed');
const receipt = entity(
  ['Content-Type: message/disposition-notification; name="MDNPart2.txt"'],
  'Reporting-UA: SECRET-laptop; SECRET Mailer 128\nMDN-Gateway: dns; SECRET\nOriginal-Message-ID: <SECRET@SECRET>\n' +
    'final-recipient: rfc822;bob@example.org\nDisposition: manual-action/MDN-sent-manually; displayed\nX-SECRET: 1\n',
);
const foreignHeader =
  'Received: from SECRET\nX-Original-To: SECRET\nX-Nymbridge-Article: <SECRET@SECRET>\nFrom: Carol <carol@example.org>\n' +
  'To: bob@example.org\nDate: Sun, 22 Nov 2026 22:30:00 +1030 (SECRET)\nMessage-ID: <SECRET@SECRET>\nSubject: lunch\n';
const header = entity(['Content-Type: text/rfc822-headers; name="SECRET.eml"; x-a=SECRET'], foreignHeader).replace(
  '; name="SECRET.eml"',
  '',
);
const readReceipt = multipart('multipart/report; report-type=disposition-notification', 'r', words, receipt, header);
const status = entity(
  ['Content-Type: message/delivery-status'],
  'Original-Envelope-Id: SECRET\nReporting-MTA: dns; SECRET.example\nReceived-From-MTA: dns; SECRET-laptop\n' +
    'Arrival-Date: Sun, 22 Nov 2026 22:30:00 +1030\n\nFinal-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n' +
    'Remote-MTA: dns; SECRET.example\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\nFinal-Recipient: rfc822; dave@example.org\nAction: failed\nStatus: 5.1.1\n',
);
const bounce = multipart('multipart/report; report-type=delivery-status', 'r', words, status, header);
const forwarding = (inner: string) =>
  multipart(
    'multipart/mixed',
    'm',
    words,
    entity(
      ['Content-Type: message/rfc822'],
      `From: bob@example.org\nReceived: from SECRET\nMIME-Version: 1.0\n${inner}`,
    ),
  );

const mailOf = (whole: string) => {
  const [head = '', ...rest] = whole.split('\n\n');
  return submitted(mailText([...usual, 'MIME-Version: 1.0', ...head.split('\n')], rest.join('\n\n')));
};
const style = (forwards: 'clean' | 'whole') => ({ html: 'keep', metadata: 'keep', forwards }) as const;

/** The leaves of a letter, by type. */
function leavesOf(payload: string): Map<string, { readonly part: Part; readonly text: string }> {
  const source = Buffer.from(payload, 'latin1');
  const walk = (part: Part): Part[] =>
    part.message ? walk(part.message.part) : part.parts.length > 0 ? part.parts.flatMap(walk) : [part];
  return new Map(
    walk(readStructure(source).root).map((part) => {
      const text = decodeBody(part, source.subarray(part.bodyStart, part.bodyEnd)).toString('latin1');
      return [`${part.type}/${part.subtype}`, { part, text }];
    }),
  );
}

describe('a read receipt that a mail client sends', () => {
  test.each([
    ['as a report', readReceipt],
    ['that does not say what it reports', readReceipt.replace('report-type=', 'x-type=')],
    ['alone', receipt],
    [
      'that is signed',
      multipart('multipart/signed', 's', readReceipt, entity(['Content-Type: application/pgp-signature'], 'abc')),
    ],
  ])('%s does not tell when and with what the nym reads', async (_how, mail) => {
    const refusal: unknown = await lettersOf(mailOf(mail)).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'tells-too-much', message: expect.stringMatching(/read receipt/) });
    expect(replyTo(refusal).responseCode).toBe(554);
  });
});

describe('a report in a forwarded mail', () => {
  test('that is a receipt names no machine and no program, and still says who has read', async () => {
    const payload = await payloadOf(mailOf(forwarding(readReceipt)));
    expect(payload).not.toMatch(/SECRET|1030/);
    expect(leavesOf(payload).get('message/disposition-notification')?.text).toBe(
      'Final-Recipient: rfc822;bob@example.org\nDisposition: manual-action/MDN-sent-manually; displayed\n',
    );
  });

  test('that is a bounce still says whom it did not reach and why', async () => {
    const payload = await payloadOf(mailOf(forwarding(bounce)));
    expect(payload).not.toMatch(/SECRET|1030/);
    expect(leavesOf(payload).get('message/delivery-status')?.text).toBe(
      'Reporting-MTA: dns; localhost\n\nFinal-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.1.1\n' +
        'Diagnostic-Code: smtp; 550 5.1.1 no such user\n\nFinal-Recipient: rfc822; dave@example.org\nAction: failed\nStatus: 5.1.1\n',
    );
  });

  test('shows of the header of the mail that it is about what a forwarded mail shows', async () => {
    const leaves = leavesOf(await payloadOf(mailOf(forwarding(bounce))));
    expect(leaves.get('text/rfc822-headers')?.text).toBe(
      'From: Carol <carol@example.org>\nTo: bob@example.org\nSubject: lunch\nDate: Sun, 22 Nov 2026 12:00:00 -0000\n',
    );
  });

  test('goes whole where that is asked for, but never with what the bridge itself put there', async () => {
    const payload = await payloadOf(mailOf(forwarding(bounce)), { style: style('whole') });
    expect(payload).toContain('Reporting-MTA: dns; SECRET.example');
    expect(payload).toContain('X-Original-To: SECRET');
    expect(payload).not.toContain('X-Nymbridge');
  });
});

describe('RFC 2045 §6.4: a message/... part', () => {
  const encodingOf = async (body: string, type = 'message/feedback-report') => {
    const part = entity([`Content-Type: ${type}`, 'Content-Transfer-Encoding: 8bit'], body);
    const leaves = leavesOf(await payloadOf(mailOf(multipart('multipart/mixed', 'm', words, part))));
    const [name = '', leaf] = [...leaves].find(([key]) => key !== 'text/plain') ?? [];
    return { name, encoding: leaf?.part.encoding, text: leaf?.text };
  };

  test.each([
    ['7bit', 'Feedback-Type: abuse\n'],
    ['8bit', 'Feedback-Type: abüse\n'],
  ])('is not put into base64, which readers need not undo (%s)', async (encoding, text) => {
    expect(await encodingOf(text)).toMatchObject({ name: 'message/feedback-report', encoding });
  });

  test.each([
    ['a line that the nym server would change', 'Feedback-Type: abuse\n\nFrom here\n'],
    ['a line that is too long', `Feedback-Type: ${'x'.repeat(1000)}\n`],
  ])('with %s goes as a file, to the byte', async (_what, text) => {
    expect(await encodingOf(text)).toEqual({ name: 'application/octet-stream', encoding: 'base64', text });
  });
});
