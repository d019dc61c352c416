import { describe, expect, test } from '@jest/globals';
import { checkNymName, checkOptions, NymservError, readConfigBody } from '../../../src/protocol/nymserv';
import { reservedNames } from '../../../src/protocol/nymserv';

/** The code, line and message of the refusal, or undefined where there was none. */
function refusal(act: () => unknown): { code: string; line?: number | undefined; message: string } | undefined {
  try {
    act();
  } catch (error) {
    if (error instanceof NymservError) return { code: error.code, line: error.line, message: error.message };
    throw error;
  }
  return undefined;
}

describe('values', () => {
  const words = ['yes', '1', 'true', 'TRUE', 'Yes', '0', 'no', 'none', 'None', 'false'];

  test.each(words)('hsub or symmetric "%s" would crash the server in every later run, or unset the option', (word) => {
    expect(refusal(() => checkOptions({ hsub: word }))?.code).toBe('value-word');
    expect(refusal(() => checkOptions({ symmetric: word }))?.code).toBe('value-word');
    expect(refusal(() => checkOptions({ subject: word }))?.code).toBe('value-word');
  });

  test('64 counts bytes: 33 umlauts are too long and would be ignored without a word', () => {
    expect(refusal(() => checkOptions({ hsub: 'ü'.repeat(32) }))).toBeUndefined();
    expect(refusal(() => checkOptions({ hsub: 'ü'.repeat(33) }))?.code).toBe('value-length');
    expect(refusal(() => checkOptions({ hsub: 'x'.repeat(65) }))?.code).toBe('value-length');
    expect(refusal(() => checkOptions({ hsub: '' }))?.code).toBe('value-length');
  });

  test.each(['a\nsymmetric: b', 'a\r', 'a\0', 'a\tb', 'a\u2028b', '\ud800'])(
    '%j would be another value at the server, or a second option',
    (value) => {
      expect(refusal(() => checkOptions({ subject: value }))?.code).toBe('value-characters');
    },
  );

  test.each([' a', 'a '])('%j would lose its space', (value) => {
    expect(refusal(() => checkOptions({ hsub: value }))?.code).toBe('value-characters');
  });

  test('a refusal never repeats a passphrase: it may be logged', () => {
    const secret = `secret ${'x'.repeat(80)}`;
    expect(refusal(() => checkOptions({ hsub: secret }))?.message).not.toContain('secret');
  });

  test('a request that deletes cannot also set: the server would delete', () => {
    expect(refusal(() => checkOptions({ delete: true, hsub: 'a b' }))?.code).toBe('conflicting-options');
    expect(refusal(() => checkOptions({ delete: true }))).toBeUndefined();
  });
});

describe('the ephemeral layer', () => {
  const ratchet = Buffer.alloc(32, 7).toString('base64');

  test('is begun by both of its options, of which the server takes 1 to 64 bytes and a key', () => {
    expect(refusal(() => checkOptions({ ephemeral: 'x', ratchet }))).toBeUndefined();
    expect(refusal(() => checkOptions({ ephemeral: 'x'.repeat(65), ratchet }))?.code).toBe('value-length');
    expect(refusal(() => checkOptions({ ephemeral: '', ratchet }))?.code).toBe('value-length');
    expect(refusal(() => checkOptions({ ephemeral: 'yes', ratchet }))?.code).toBe('value-word');
  });

  test.each([
    { ephemeral: 'x' },
    { ratchet },
    { ephemeral: null },
    { ratchet: null },
    { ephemeral: 'x', ratchet: null },
  ])('%j is half a layer: the nym could neither read its mail nor send any', (options) => {
    expect(refusal(() => checkOptions(options))?.code).toBe('conflicting-options');
  });

  test('is ended by both', () => {
    expect(refusal(() => checkOptions({ ephemeral: null, ratchet: null }))).toBeUndefined();
  });

  test.each([
    ['no key', 'panda'],
    ['a key of 31 bytes', Buffer.alloc(31).toString('base64')],
    ['a key of 33 bytes', Buffer.alloc(33).toString('base64')],
    ['a key without its padding', ratchet.replaceAll('=', '')],
    ['a key for URLs', Buffer.alloc(32, 255).toString('base64url')],
    ['a key and more', `${ratchet} x`],
  ])('with %s in the place of the ratchet key would be one that nothing opens', (_, text) => {
    const refused = refusal(() => checkOptions({ ephemeral: 'gum tree', ratchet: text }));
    expect(refused?.code).toBe('bad-key');
    expect(refused?.message).not.toContain(text);
    expect(refused?.message).not.toContain('gum tree');
  });
});

describe('a mail to config@', () => {
  test('reads names in any case, aliases, none, and stops at the signature', () => {
    const body = 'Hash-Key: gum tree\r\n\r\nSYMMETRIC:none\nacknowledge-send: No\n-- \nPanda: from the forest\n';
    expect(readConfigBody(body)).toEqual({ hsub: 'gum tree', symmetric: null, acksend: false });
  });

  test('an empty one asks for the settings', () => {
    expect(readConfigBody('\n  \n')).toEqual({});
  });

  test.each([
    ['hsup: x', 'hsub'],
    ['Acksent: no', 'acksend'],
    ['symetric: x', 'symmetric'],
    ['hashsubject: x', 'hash-subject'],
    ['deleted: yes', 'delete'],
  ])('%j names the right option: the server would ignore the line silently', (line, right) => {
    const refused = refusal(() => readConfigBody(`\n${line}\n`));
    expect(refused).toMatchObject({ code: 'unknown-option', line: 2 });
    expect(refused?.message).toContain(`"${right}"`);
  });

  test.each([
    ['please delete my nym', 'not-an-option'],
    ['> hsub: x', 'not-an-option'],
    ['hsub x', 'not-an-option'],
    [': x', 'not-an-option'],
    ['hsub:', 'value-length'],
    ['hsub: yes', 'value-word'],
    ['delete: no', 'bad-choice'],
    ['acksend: perhaps', 'bad-choice'],
    ['ephemeral: gum tree', 'not-by-mail'],
    ['Ratchet: none', 'not-by-mail'],
    ['name: Panda Bear', 'not-by-mail'],
    ['__proto__: x', 'unknown-option'],
    ['constructor: x', 'unknown-option'],
  ])('%j is refused as %s, with its line', (line, code) => {
    expect(refusal(() => readConfigBody(`symmetric: a b\n${line}`))).toMatchObject({ code, line: 2 });
  });

  test('an option given twice is refused: the server would take the first, the writer means the last', () => {
    const refused = refusal(() => readConfigBody('hsub: a\nhash-key: b\n'));
    expect(refused).toMatchObject({ code: 'repeated-option', line: 2 });
  });

  test('a novel is refused', () => {
    expect(refusal(() => readConfigBody('\n'.repeat(1000)))?.code).toBe('too-long');
  });
});

describe('nym names', () => {
  test.each(['panda', 'panda.1', 'a', 'x_y-z', '007'])('%s passes', (name) => {
    expect(
      refusal(() => {
        checkNymName(name);
      }),
    ).toBeUndefined();
  });

  test('a plus would register another name', () => {
    const refused = refusal(() => {
      checkNymName('panda+1');
    });
    expect(refused?.code).toBe('bad-name');
    expect(refused?.message).toContain('panda.1');
  });

  test.each(['', 'Panda', 'päända', 'a b', 'a@b', '.a', 'a.', 'a..b', 'x'.repeat(65), 'a\n'])(
    '%j is refused',
    (name) => {
      expect(
        refusal(() => {
          checkNymName(name);
        })?.code,
      ).toBe('bad-name');
    },
  );

  test.each([...reservedNames])('%s belongs to the server', (name) => {
    expect(
      refusal(() => {
        checkNymName(name);
      })?.code,
    ).toBe('reserved-name');
  });
});
