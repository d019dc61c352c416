import { expect, test } from '@jest/globals';
import { openRoutes } from '../../src/bridge/routes';
import { newsServersOf } from '../../src/bridge/streets';
import { seededRandom } from '../support/random';

const tor = { host: '127.0.0.1', port: 9050, any_proxy: false };
const through = { allow_direct: false };

function routes(seed = 'routes') {
  const find = openRoutes(tor, seededRandom(seed));
  return (purpose: string) => {
    const route = find(purpose, through);
    if (route.via !== 'socks5') throw new Error('went around the proxy');
    return route;
  };
}

test('everything goes through the proxy unless the configuration says otherwise for that very host', () => {
  const find = openRoutes(tor, seededRandom('routes'));
  expect(find('news 0', through)).toMatchObject({ via: 'socks5', host: '127.0.0.1', port: 9050 });
  expect(find('news 1', { allow_direct: true })).toEqual({ via: 'direct' });
  expect(find('news 0', through)).toMatchObject({ via: 'socks5' });
});

test('two purposes never share a circuit, and one keeps its own', () => {
  const find = routes();
  const [one, two, again] = [find('relay nym-1'), find('relay nym-2'), find('relay nym-1')];
  expect(one.user).not.toBe(two.user);
  expect(one.password).not.toBe(two.password);
  expect(again).toEqual(one);
});

test('thousands of packets, each with a purpose of its own, do not make those in use lose their circuits', () => {
  const find = routes();
  const nym = find('nym 1');
  for (let hundred = 0; hundred < 50; hundred++) {
    for (let n = 0; n < 100; n++) find(`packet ${100 * hundred + n}`);
    expect(find('nym 1')).toEqual(nym);
  }
  const packet = find('packet 4999');
  expect(find('packet 4999')).toEqual(packet);
  expect(find('packet 0').user).not.toBe(packet.user);
});

test('the proxy learns neither the purpose nor that it is the same as last time', () => {
  const [today, tomorrow] = [routes('one')('nym 1'), routes('two')('nym 1')];
  expect(today.user).not.toMatch(/nym|1 /);
  expect(today.user).not.toBe(tomorrow.user);
});

test('another word for the circuits changes every name, and the same word none', () => {
  let word = '0';
  const find = openRoutes(tor, seededRandom('routes'), () => word);
  const [before, same] = [find('nym 1', through), find('nym 1', through)];
  word = '1';
  expect(same).toEqual(before);
  expect(find('nym 1', through)).not.toMatchObject({
    user: expect.stringMatching('user' in before ? (before.user ?? '') : ''),
  });
});

test('a news server that was set up before the word changed is asked by another name after it', () => {
  let word = '0';
  const find = openRoutes(tor, seededRandom('routes'), () => word);
  const remote = { host: 'news.test', port: 119, security: 'none', allow_direct: false } as const;
  const [server] = newsServersOf([remote], find);
  const before = server?.route();
  word = '1';
  expect(before).toMatchObject({ via: 'socks5' });
  expect(server?.route()).not.toEqual(before);
});
