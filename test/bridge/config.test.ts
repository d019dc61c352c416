import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { nearestName, readConfig } from '../../src/bridge/configFile';
import { firstConfig } from '../../src/bridge/firstConfig';

const folder = mkdtempSync(join(tmpdir(), 'nymbridge-config-'));
const file = join(folder, 'nymbridge.toml');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(text: string) {
  writeFileSync(file, text);
  return readConfig(file);
}

function refusal(text: string): string {
  try {
    read(text);
  } catch (error) {
    return (error as Error).message.replaceAll(file, 'FILE');
  }
  throw new Error('the configuration was accepted');
}

describe('a configuration', () => {
  test('as init writes it is valid and connects nowhere', () => {
    expect(read(firstConfig)).toMatchObject({ imap: { port: 1143 }, smtp: { port: 1025 }, news: [], transport: {} });
  });

  test('as init writes it is valid, and goes through Tor, with every example in it made real', () => {
    const real = firstConfig.replace(/^# (?=\[|\w+ = )/gm, '').replace(/^#$/gm, '');
    const { news, transport, send } = read(real);
    expect(news).toMatchObject([{ host: 'news.example.org', allow_direct: false }]);
    expect(transport).toMatchObject({
      relay: { type: 'smtp', remote: { allow_direct: false } },
      stick: { type: 'folder' },
      mixmaster: { type: 'command' },
    });
    expect(send.transport).toBe('relay');
  });

  test('goes through Tor unless it says otherwise in as many words', () => {
    const config = read('[[news]]\nhost = "news.example"\nport = 563\nsecurity = "tls"\n');
    expect(config.news[0]?.allow_direct).toBe(false);
  });

  test.each([
    'chain = "frog, *,mix@toad.example"',
    'copies = 10',
    'chains = { send = "*,*,*,*", url = "*" }',
    'onions = { "Mix@Frog.example" = "'.concat('a'.repeat(56), '.onion" }'),
  ])('takes %s', (line) => {
    expect(read(`${mix}${line}\n`).transport.mix).toMatchObject({ type: 'yamn', mostBytes: 17600 });
  });

  test('gives times in milliseconds', () => {
    expect(read('[fetch]\ninterval = "30m"\n').fetch.interval).toBe(1_800_000);
  });
});

const mix = '[transport.mix]\ntype = "yamn"\nhost = "relay.example"\nport = 25\nsecurity = "starttls"\n';

describe('a mistake in the configuration is answered with file, line, key and the nearest right name:', () => {
  test.each([
    ['a mistyped table', '[impa]\nport = 1\n', 'FILE, line 1: there is no setting "impa". Did you mean "imap"?'],
    [
      'a mistyped key',
      '[imap]\n\nprot = 1143\n',
      'FILE, line 3: there is no setting "imap.prot". Did you mean "port"?',
    ],
    [
      'a mistyped key that is written with its table',
      'send.daily_limit = 3\nimap.prot = 1143\n',
      'FILE, line 2: there is no setting "imap.prot". Did you mean "port"?',
    ],
    [
      'a keyserver that is none',
      '[keyserver]\naddress = "https://keys.example/"\n',
      'FILE, line 2: "keyserver.address": must be a keyserver, such as "hkps://keys.example" or "vks:keys.example".',
    ],
    [
      'a key of the second news server',
      '[[news]]\nhost="a"\nport=1\nsecurity="tls"\n[[news]]\nhost="b"\nport=1\nsecurity="tls"\npasswort="x"\n',
      'FILE, line 9: there is no setting "news.1.passwort". Did you mean "password"?',
    ],
    [
      'nothing like it',
      '[fetch]\nzzzzzzz = 1\n',
      'FILE, line 2: there is no setting "fetch.zzzzzzz". Known here: interval, group, only_matching.',
    ],
    [
      'a time without a unit',
      '[fetch]\ninterval = "60"\n',
      'FILE, line 2: "fetch.interval": must be a time such as "90s", "30m", "1h" or "7d".',
    ],
    [
      'a folder that would be another wherever the bridge is started',
      '[transport.stick]\ntype = "folder"\npath = "outgoing"\n',
      'FILE, line 3: "transport.stick.path": must be a whole path, such as "/media/me/stick/outgoing".',
    ],
    [
      'a program given as a line for a shell',
      '[transport.mix]\ntype = "command"\ncommand = "mixmaster --mail"\n',
      'FILE, line 3: "transport.mix.command": must be a list of texts, such as ["msmtp", "-t"].',
    ],
    [
      'a program given with its arguments in one text',
      '[transport.mix]\ntype = "command"\ncommand = ["mixmaster --mail"]\n',
      'FILE, line 3: "transport.mix.command.0": must begin with the name of a program, or with its whole path; each argument is a text of its own.',
    ],
    [
      'a time limit that is none',
      '[transport.mix]\ntype = "command"\ncommand = ["mixmaster"]\ntime_limit = "soon"\n',
      'FILE, line 4: "transport.mix.time_limit": must be a time such as "90s" or "10m".',
    ],
    [
      'a transport that is not there',
      '[send]\ntransport = "relay"\n',
      'FILE, line 2: "send.transport": no [transport.relay] is set up.',
    ],
    [
      'a way out for large letters that is not there',
      `${mix}large = "relay"\n`,
      'FILE, line 6: "transport.mix.large": no [transport.relay] is set up.',
    ],
    [
      'a way out for large letters that is the same',
      `${mix}large = "mix"\n`,
      'FILE, line 6: "transport.mix.large": [transport.mix] takes no longer letters.',
    ],
    [
      'a way out for large letters that takes only shorter ones',
      `${mix.replace('yamn', 'mixmaster')}large = "small"\n${mix.replace('mix', 'small')}`,
      'FILE, line 6: "transport.mix.large": [transport.small] takes no longer letters.',
    ],
    [
      'a way out for large letters by a name that every object knows',
      `${mix}large = "toString"\n`,
      'FILE, line 6: "transport.mix.large": no [transport.toString] is set up.',
    ],
    ['copies that are none', `${mix}copies = 0\n`, 'FILE, line 6: "transport.mix.copies": must be at least 1.'],
    [
      'more copies than any server should see',
      `${mix}copies = 11\n`,
      'FILE, line 6: "transport.mix.copies": must be at most 10.',
    ],
    ['half a copy', `${mix}copies = 1.5\n`, 'FILE, line 6: "transport.mix.copies": must be a whole number.'],
    ['copies in quotes', `${mix}copies = "3"\n`, 'FILE, line 6: "transport.mix.copies": must be a number.'],
    [
      'a chain with nothing between two commas',
      `${mix}chain = "*,,*"\n`,
      'FILE, line 6: "transport.mix.chain": must be a chain such as "*,*,*".',
    ],
    [
      'a chain for requests that is empty',
      `${mix}chains = { config = "" }\n`,
      'FILE, line 6: "transport.mix.chains.config": must be a chain such as "*,*,*".',
    ],
    [
      'a chain for a kind of letter that there is none of',
      `${mix}chains = { create = "*" }\n`,
      'FILE, line 6: there is no setting "transport.mix.chains.create". Known here: send, config, url.',
    ],
    [
      'a chain as a list',
      `${mix}chain = ["*", "*"]\n`,
      'FILE, line 6: "transport.mix.chain": must be a text in quotes.',
    ],
    [
      'an onion that is none',
      `${mix}onions = { "mix@frog.example" = "frog.example" }\n`,
      'FILE, line 6: "transport.mix.onions.mix@frog.example": must be an onion, such as "abc...xyz.onion".',
    ],
    [
      'a login without TLS',
      '[[news]]\nhost = "news.example"\nport = 119\nsecurity = "none"\nuser = "a"\n',
      'FILE, line 4: "news.0.security": with a login the password would be readable on the way: use "tls" or "starttls".',
    ],
    ['a file that is not TOML', '[imap\n', 'FILE, line 1: this is not TOML'],
  ])('%s', (_name, text, message) => {
    expect(refusal(text)).toContain(message);
  });

  test('a missing file says what to run', () => {
    expect(() => readConfig(join(folder, 'none.toml'))).toThrow('Run "nymbridge init" first.');
  });
});

test('a name that is nothing like any other has no nearest', () => {
  expect(nearestName('hostt', ['host', 'port'])).toBe('host');
  expect(nearestName('interval', ['host', 'port'])).toBeUndefined();
});
