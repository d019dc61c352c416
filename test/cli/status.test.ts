import { expect, test } from '@jest/globals';
import { bridgeStatus, initBridge, openBridge } from '../../src/bridge';
import { runCommandLine } from '../../src/cli';
import { around, begunHome, passphrase } from '../support/bridge';

const config = `[tor]
any_proxy = true
[[news]]
host = "news.example"
port = 119
security = "none"
allow_direct = true
[transport.relay]
type = "smtp"
host = "relay.example"
port = 25
security = "starttls"
allow_direct = true
`;

/** What `status` prints of that configuration, on a screen with colours or not. */
async function status(colours: boolean, ...words: string[]): Promise<string> {
  return statusOf(config, colours, ...words);
}

async function statusOf(text: string, colours: boolean, ...words: string[]): Promise<string> {
  const paths = begunHome(text);
  await initBridge(paths, passphrase(), around);
  const said: string[] = [];
  const terminal = {
    out: (line: string) => void said.push(line),
    error: () => undefined,
    interactive: false,
    colours,
    ask: () => Promise.reject(new Error('nobody may be asked')),
  };
  const home = paths.config.slice(0, paths.config.lastIndexOf('/'));
  await runCommandLine(['status', ...words], { NYMBRIDGE_HOME: home, NYMBRIDGE_PASSPHRASE: 'correct horse' }, terminal);
  return said.join('\n');
}

const exposed = [
  'News server news.example is reached without Tor (allow_direct).',
  'Transport relay is reached without Tor (allow_direct).',
  'The proxy at 127.0.0.1 port 9050 need not be Tor (any_proxy).',
];

test('what does not go through Tor is red on a screen', async () => {
  const said = await status(true);
  for (const sentence of exposed) expect(said).toContain(`\x1b[31mWarning: ${sentence}\x1b[39m`);
});

test('and is said in words where there are no colours, and to a script', async () => {
  const said = await status(false);
  for (const sentence of exposed) expect(said).toContain(`Warning: ${sentence}`);
  expect(said).not.toContain('\x1b');
  expect(JSON.parse(await status(false, '--json'))).toMatchObject({ 'without Tor': exposed });
});

test('a catch-up shows how much is left, and how long that takes', async () => {
  const paths = begunHome(config);
  await initBridge(paths, passphrase(), around);
  const bridge = openBridge(paths, passphrase(), around);
  const at = Date.parse('2026-11-22T12:00:00Z');
  const round = { low: 1, last: 21_000, roundFrom: 1, roundAt: at, updatedAt: at + 100_000 };
  bridge.store.marks.set('news.example:119', 'alt.anonymous.messages', { ...round, high: 1000 });
  const { news } = await bridgeStatus(bridge);
  bridge.close();
  expect(news).toEqual([
    expect.objectContaining({ 'read up to': 1000, left: 20_000, 'per second': 10, 'seconds left': 2000 }),
  ]);
});

test('what fetching matching articles alone gives away is said as long as it is so', async () => {
  expect(await statusOf(`${config}[fetch]\nonly_matching = true\n`, false)).toContain(
    'every news server sees which articles are for you',
  );
  expect(await status(false)).not.toContain('only_matching');
});
