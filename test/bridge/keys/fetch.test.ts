import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/base/clock';
import { systemRandom } from '../../../src/base/random';
import { type LocalCertificate, makeCertificate } from '../../../src/bridge/certificate';
import { type KeyOf, fetchKey } from '../../../src/bridge/keys/fetch';
import { readKeySource } from '../../../src/bridge/keys/source';
import { serve } from '../../support/keyWorld';
import { publicKey } from '../../support/keys';
import { startWeb, type Web, type WebAnswer } from '../../support/web';

let certificate: LocalCertificate;
let armored: string;
let fingerprint: string;
const webs: Web[] = [];

beforeAll(async () => {
  certificate = await makeCertificate(systemClock, systemRandom);
  const key = await publicKey('server');
  armored = key.armored();
  ({ fingerprint } = key);
});
afterEach(() => {
  for (const web of webs.splice(0)) web.stop();
});

async function open(answer: WebAnswer): Promise<Web> {
  const web = await startWeb(answer, certificate);
  webs.push(web);
  return web;
}

function fetchFrom(web: Web, text: string, wish: Partial<KeyOf> = {}): Promise<Buffer> {
  const source = readKeySource(text);
  if (source.kind === 'file') throw new Error('a file');
  const config = { tor: { host: '127.0.0.1', port: web.proxy.port, any_proxy: false } };
  return fetchKey(
    source,
    { address: 'config@nym.test', ...wish },
    { config, random: systemRandom, ca: certificate.certificate },
  );
}

describe('a keyserver', () => {
  test.each([
    ['hkps://localhost', '/pks/lookup?op=get&options=mr&search=config%40nym.test', 443],
    ['vks:localhost', '/vks/v1/by-email/config%40nym.test', 443],
    ['hkp://keys.onion', '/pks/lookup?op=get&options=mr&search=config%40nym.test', 11_371],
    ['vks:keys.onion', '/vks/v1/by-email/config%40nym.test', 80],
  ])('%s is asked for the address, by name and through the proxy', async (text, path, port) => {
    const web = await open(serve({ [path]: armored }));
    expect((await fetchFrom(web, text)).toString()).toBe(armored);
    expect(web.asked.map((one) => one.path)).toEqual([path]);
    expect(web.proxy.asked).toMatchObject([{ as: 'name', port }]);
    expect(web.proxy.asked[0]?.user).toMatch(/^[a-z0-9]{16}$/);
  });

  test('that answers with an old-fashioned page around the key has given the key', async () => {
    const page = `<html><pre>\n${armored}\n</pre></html>`;
    const web = await open((_asked, response) => response.setHeader('Content-Type', 'text/html').end(page));
    expect((await fetchFrom(web, 'hkp://keys.onion')).toString()).toBe(page);
  });

  test.each([
    [404, 'Not found', 'keys.onion has no key for config@nym.test.'],
    [429, 'Slow down', 'keys.onion has been asked too often from where Tor came out. Try again later.'],
    [500, armored, 'keys.onion did not give the key: it answered with status 500.'],
    [
      200,
      '<!DOCTYPE html><p>No results',
      'keys.onion answered with a web page and not with a key. Look at it in a browser.',
    ],
  ])('that answers %d is understood', async (status, body, sentence) => {
    const web = await open((_asked, response) => response.writeHead(status).end(body));
    await expect(fetchFrom(web, 'hkp://keys.onion')).rejects.toThrow(sentence);
  });

  test('that sends more than any key is cut off', async () => {
    const web = await open((_asked, response) => response.end(Buffer.alloc(1024 * 1024 + 1, 'x')));
    await expect(fetchFrom(web, 'hkp://keys.onion')).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('plain http on the open web', () => {
  test.each(['http://nym.test/key.asc', 'hkp://keys.test'])('%s is not asked without a fingerprint', async (text) => {
    const web = await open(serve({}));
    await expect(fetchFrom(web, text)).rejects.toThrow(/Anybody on the way/);
    expect(web.connections()).toBe(0);
    expect(web.proxy.asked).toEqual([]);
  });

  test('is asked with one', async () => {
    const web = await open(serve({ [`/pks/lookup?op=get&options=mr&search=0x${fingerprint}`]: armored }));
    expect((await fetchFrom(web, 'hkp://keys.test', { fingerprint })).toString()).toBe(armored);
  });
});
