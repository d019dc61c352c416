import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { reword } from '../../../src/outgoing/submission/words';

/** Every refusal that is written out in the library. */
function refusals(): (readonly [number, string])[] {
  const folder = dirname(require.resolve('smtp-server'));
  const source = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  return [...source.join('\n').matchAll(/send\(([45]\d\d), '([^']+)'(?! \+)/g)].map(([, code, text]) => [
    Number(code),
    text ?? '',
  ]);
}

test('no refusal of the library reaches a client without an enhanced code and a sentence', () => {
  const found = refusals();
  expect(found.length).toBeGreaterThan(40);
  for (const [code, text] of found) {
    const [, said] = reword(code, text, undefined);
    expect([text, said]).toEqual([text, expect.stringMatching(/^[45]\.\d\.\d{1,2} \S.*[.>]$/)]);
    expect(said).not.toContain('Error:');
    expect(said[0]).toBe(String(code)[0]);
  }
});

test('greeting, EHLO and the steps of a login have no enhanced code, and ours is not put before another (RFC 2034 §3)', () => {
  expect(reword(220, 'localhost ESMTP', false)).toEqual([220, 'localhost ESMTP']);
  expect(reword(334, 'VXNlcm5hbWU6', undefined)).toEqual([334, 'VXNlcm5hbWU6']);
  expect(reword(550, '5.7.1 This nym is deleted.', undefined)).toEqual([550, '5.7.1 This nym is deleted.']);
});

test('a connection that is hung up on is not kept open by another code for the command it was hung up at', () => {
  for (const command of ['AUTH', 'BDAT', 'MAIL_FROM_OK'])
    expect(reword(421, 'Error: too many unrecognized commands', command)).toEqual([
      421,
      expect.stringMatching(/^4\.7\.0 Too many commands that do not exist/),
    ]);
});
