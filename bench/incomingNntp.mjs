// NNTP over a long line: our client beside one that asks for one article at a time, as other programs do, both through a proxy
// on loopback that holds back every byte.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers';
import { compare } from './ratio.mjs';

const require = createRequire(import.meta.url);
const { systemClock } = require('../dist/base/clock.js');
const { systemRandom } = require('../dist/base/random.js');
const { openNntp } = require('../dist/protocol/nntp/index.js');
const { startNews } = require('../dist/sandbox/news/index.js');

const group = 'alt.anonymous.messages';
const roundTripMs = 200;
const stored = 20_000;
/** How many articles each fetches in a round. */
const [ourCount, peerCount] = [640, 3];

const numbers = (count) => Array.from({ length: count }, (_, n) => n + 1);
const article = (n) =>
  `Path: not-for-mail\r\nFrom: Anonymous <nobody@remailer.test>\r\nNewsgroups: ${group}\r\nSubject: ${n.toString(16).padStart(48, '0')}\r\n` +
  `Date: Sun, 22 Nov 2026 12:00:00 +0000\r\nMessage-ID: <${n}@news.test>\r\n\r\n${'A line of an armored message, as long as they are: sixty-four.\r\n'.repeat(60)}`;

/** Passes all on, each way after half a round trip; gives the port to connect to. */
async function startProxy(port) {
  const hold = (from, to) => {
    from.on('data', (chunk) => setTimeout(() => to.write(chunk), roundTripMs / 2));
    from.on('end', () => setTimeout(() => to.end(), roundTripMs / 2));
    from.on('error', () => to.destroy());
  };
  const proxy = createServer((near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true });
    near.setNoDelay();
    hold(near, far);
    hold(far, near);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return { port: proxy.address().port, stop: () => proxy.close() };
}

async function dial(port) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

async function openOurs(port) {
  const client = await openNntp(await dial(port), { clock: systemClock });
  await client.group(group);
  return client;
}

/** Each command when the one before is answered. */
async function openPeer(port) {
  const socket = await dial(port);
  const ask = async (command, end) => {
    if (command) socket.write(`${command}\r\n`);
    for (let said = ''; !said.endsWith(end);) said += (await once(socket, 'data')).toString();
  };
  await ask('', '\r\n');
  await ask(`GROUP ${group}`, '\r\n');
  return { article: (n) => ask(`ARTICLE ${n}`, '\r\n.\r\n'), close: () => socket.destroy() };
}

async function articles(port) {
  const [client, peer] = [await openOurs(port), await openPeer(port)];
  const ours = async () => {
    let got = 0;
    for await (const { result } of client.articles(numbers(ourCount))) if (result.source) got++;
    if (got !== ourCount) throw new Error(`${got} of ${ourCount} articles came`);
  };
  const one = async () => {
    for (const n of numbers(peerCount)) await peer.article(n);
  };
  const times = await compare({ ours, peer: one, rounds: 3, warmUp: 1 });
  client.close();
  peer.close();
  // of one article
  return { ratio: (times.ratio * peerCount) / ourCount, ours: times.ours / ourCount, peer: times.peer / peerCount };
}

/** What a list takes beyond its transfer, beside a round trip. */
async function overview(port, directPort) {
  const [far, near] = [await openOurs(port), await openOurs(directPort)];
  const list = (client) => async () => {
    let got = 0;
    for await (const { messageId } of client.over(1, stored)) if (messageId) got++;
    if (got !== stored) throw new Error(`${got} of ${stored} lines came`);
  };
  const { ours, peer } = await compare({ ours: list(far), peer: list(near), rounds: 5, warmUp: 1 });
  far.close();
  near.close();
  return { ratio: (ours - peer) / roundTripMs, ours: ours - peer, peer: roundTripMs };
}

/** How many times faster than one at a time, and how many round trips a long list takes. */
export async function fetching() {
  const news = await startNews({ clock: systemClock, random: systemRandom, groups: [group] });
  for (const n of numbers(stored)) news.spool.take(Buffer.from(article(n)));
  const proxy = await startProxy(news.port);
  try {
    const many = await articles(proxy.port);
    const list = await overview(proxy.port, news.port);
    return [
      { name: 'ARTICLE, 200 ms round trip, against one at a time', least: 40, ...many },
      { name: 'OVER of 20,000 beyond its transfer, in round trips', bar: 3, ...list },
    ];
  } finally {
    proxy.stop();
    await news.stop();
  }
}
