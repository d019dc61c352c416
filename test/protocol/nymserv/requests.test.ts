import { describe, expect, test } from '@jest/globals';
import { readRequest, readUrlBody, readUrlRequest } from '../../../src/protocol/nymserv';
import { writeConfig, writeCreation, writeUrlRequest } from '../../../src/protocol/nymserv';

const key = '-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEawLusxYJ\n=O3S+\n-----END PGP PUBLIC KEY BLOCK-----\n';
const options = (payload: Buffer | string) => Object.fromEntries(readRequest(Buffer.from(payload)).options);

describe('what is written is what the server reads', () => {
  test('creation: options first, then the key, LF only', () => {
    const payload = writeCreation({ hsub: 'a b', symmetric: 'c' }, key.replaceAll('\n', '\r\n'));
    expect(payload.toString()).toBe(`hsub: a b\nsymmetric: c\n${key}`);
    expect(readRequest(payload).keys).toEqual([key.trim()]);
  });

  test.each(['', 'hello', key + key, key.replaceAll('PUBLIC', 'PRIVATE')])('creation with %j is refused', (block) => {
    expect(() => writeCreation({}, block)).toThrow(expect.objectContaining({ code: 'bad-key' }));
  });

  test('config: every option, and unset ones', () => {
    const payload = writeConfig({ hsub: 'Grüße', subject: null, symmetric: 'x: y', acksend: false });
    expect(options(payload)).toEqual({ hsub: 'Grüße', subject: false, symmetric: 'x: y', acksend: false });
  });

  test('the options of an ephemeral layer, and nothing of them where they are not asked for', () => {
    const layer = { ephemeral: 'gum tree', ratchet: Buffer.alloc(32, 7).toString('base64'), name: 'Panda Bear' };
    expect(writeCreation({ hsub: 'a b', ...layer }, key).toString()).toBe(
      `hsub: a b\nname: Panda Bear\nephemeral: gum tree\nratchet: ${layer.ratchet}\n${key}`,
    );
    expect(options(writeConfig(layer))).toEqual(layer);
    expect(options(writeConfig({ hsub: 'a b', acksend: true }))).toEqual({ hsub: 'a b', acksend: true });
  });

  test('deletion', () => {
    expect(writeConfig({ delete: true }).toString()).toBe('delete: yes\n');
  });

  test('a request for the settings is not empty: the server drops what it decrypts to nothing', () => {
    expect(writeConfig({}).length).toBeGreaterThan(0);
    expect(options(writeConfig({}))).toEqual({});
  });

  test('url: key and subject survive spaces and colons', () => {
    const request = { urls: ['http://a.example/?q=1:2', 'https://b.example/'], key: 'k: 1', hsub: 'h 2' };
    expect(readUrlRequest(writeUrlRequest(request))).toEqual(request);
  });
});

describe('what the server makes of lines', () => {
  test('of two, the first counts, whatever alias', () => {
    expect(options('Hash-Key: a\nhsub: b\n')).toEqual({ hsub: 'a' });
  });

  test('a header field in front sets an option: config payloads have none', () => {
    expect(options('Subject: my settings\n\nhsub: a\n')).toEqual({ subject: 'my settings', hsub: 'a' });
  });

  test('64 bytes are taken, 65 are not; with CRLF the CR counts', () => {
    expect(options(`hsub: ${'x'.repeat(64)}`)).toEqual({ hsub: 'x'.repeat(64) });
    expect(options(`hsub: ${'x'.repeat(65)}`)).toEqual({});
    expect(options(`hsub: ${'x'.repeat(64)}\r\n`)).toEqual({});
    expect(options(`hsub: ${'x'.repeat(63)}\r\n`)).toEqual({ hsub: 'x'.repeat(63) });
  });

  test('words become True and False', () => {
    expect(options('hsub: NONE\nsymmetric: Yes\nacksend: 0')).toEqual({ hsub: false, symmetric: true, acksend: false });
  });

  test('a line without a value is none', () => {
    expect(options('hsub:')).toEqual({});
  });

  test('url: either separator, key stands in for a missing hsub, no key no answer', () => {
    expect(readUrlRequest(Buffer.from('source http://a.example\nkey only key given\n'))).toEqual({
      urls: ['http://a.example'],
      key: 'only key given',
    });
    expect(readUrlRequest(Buffer.from('url: http://a.example\n'))).toBeUndefined();
    expect(readUrlRequest(Buffer.from('key: x\n'))).toBeUndefined();
  });
});

describe('a mail to url@', () => {
  test('one address a line, however it is introduced', () => {
    expect(readUrlBody('http://a.example/\r\n\nurl: https://b.example/x\nsource http://c.example\n-- \nme')).toEqual([
      'http://a.example/',
      'https://b.example/x',
      'http://c.example',
    ]);
  });

  test.each(['', 'ftp://a.example', 'http://a b', 'http://', `http://${'x'.repeat(3000)}`, 'http://ä.example'])(
    '%j is refused',
    (body) => {
      expect(() => readUrlBody(body)).toThrow(expect.objectContaining({ code: 'bad-url' }));
    },
  );
});
