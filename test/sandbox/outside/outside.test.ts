import { describe, expect, test } from '@jest/globals';
import type { Mail } from '../../../src/sandbox';
import { openOutside } from '../../../src/sandbox/outside';
import { TestClock } from '../../support/clock';
import { seededRandom } from '../../support/random';

/** What Bob answers to a mail, as text; undefined where he does not. */
function answer(source: string, from = 'panda@nym.test'): { mail: Mail; text: string } | undefined {
  const answers: Mail[] = [];
  const outside = openOutside({
    clock: new TestClock(),
    random: seededRandom('outside'),
    send: (mail) => answers.push(mail),
  });
  outside.receive({ from, to: 'bob@example.org', source: Buffer.from(source) });
  expect(outside.received).toHaveLength(1);
  const mail = answers[0];
  return mail && { mail, text: mail.source.toString() };
}

describe('Bob', () => {
  test('answers whoever the mail says it is from, in the same thread, and quotes subject and text', () => {
    const source =
      'From: Panda Bear <panda@nym.test>\nTo: bob@example.org\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n' +
      'Message-ID: <1@nym.test>\nReferences: <0@example.org>\n\nHello Bob,\nhow are you?\n';
    const read = answer(source);
    expect(read?.mail).toMatchObject({ from: 'bob@example.org', to: 'panda@nym.test' });
    expect(read?.text).toContain('From: Bob <bob@example.org>\nTo: Panda Bear <panda@nym.test>\n');
    expect(read?.text).toContain('Subject: Re: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n');
    expect(read?.text).toContain('In-Reply-To: <1@nym.test>\nReferences: <0@example.org> <1@nym.test>\n');
    expect(read?.text).toContain('Thank you for your mail "Grüße".');
    expect(read?.text).toContain('> Hello Bob,\n> how are you?\n');
  });

  test('does not pile up "Re: "', () => {
    expect(answer('From: panda@nym.test\nSubject: RE: hello\n\nx')?.text).toContain('Subject: Re: hello\n');
  });

  test('quotes the plain text of a mail in several forms', () => {
    const source =
      'From: panda@nym.test\nMIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=B\n\n' +
      '--B\nContent-Type: text/html\n\n<p>html</p>\n--B\nContent-Type: text/plain; charset=utf-8\n' +
      'Content-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=9Fe\n--B--\n';
    expect(answer(source)?.text).toContain('> Grüße\n');
    expect(answer(source)?.text).not.toContain('html');
  });

  test.each([
    [
      'an automatic mail: two machines would write to each other for ever',
      'From: panda@nym.test\nAuto-Submitted: auto-replied\n\nx',
    ],
    ['a mail from nobody', 'Subject: x\n\nx'],
  ])('does not answer %s', (_, source) => {
    expect(answer(source)).toBeUndefined();
  });

  test('does not answer a bounce', () => {
    expect(answer('From: mailer-daemon@nym.test\n\nx', '')).toBeUndefined();
  });
});
