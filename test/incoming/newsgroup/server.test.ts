import { X509Certificate } from 'node:crypto';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { afterEach, expect, test } from '@jest/globals';
import { connect } from '../../../src/incoming/newsgroup/server';
import type { NewsServer } from '../../../src/incoming/newsgroup/server';
import { TestClock } from '../../support/clock';
import { localCertificate } from '../../support/smtp';

/** What was said to the server, `+` in front where it came through TLS. */
type Heard = string[];
/** The reply to one command line, given everything heard before it; `382` starts TLS. */
type Script = (command: string, heard: Heard) => string;

const running: Server[] = [];
afterEach(() => {
  for (const server of running.splice(0)) server.close();
});

/** A news server from before CAPABILITIES, unless `can` says otherwise, so that nothing tells the client beforehand what it wants. */
async function scripted(
  script: Script,
  can: Script = () => '500 What?',
): Promise<{ heard: Heard; server: NewsServer }> {
  const heard: Heard = [];
  const { certificate: cert, key } = await localCertificate();
  const serve = (socket: Socket, sign: string) => {
    socket.on('error', () => undefined);
    socket.on('data', function answer(bytes: Buffer) {
      const command = bytes.toString().trim();
      const reply = (command === 'CAPABILITIES' ? can : script)(command, heard);
      heard.push(sign + command);
      socket.write(`${reply}\r\n`);
      if (!reply.startsWith('382')) return;
      socket.off('data', answer);
      serve(new TLSSocket(socket, { isServer: true, cert, key }), '+');
    });
  };
  const listener = createServer((socket) => {
    socket.write('200 hello\r\n');
    serve(socket, '');
  });
  running.push(listener);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  const pin = new X509Certificate(cert).fingerprint256;
  const server = { name: 'news', host: '127.0.0.1', port, pin, route: () => ({ via: 'direct' }) as const } as const;
  return { heard, server: { ...server, security: 'starttls', user: 'alice', password: 'bamboo' } };
}

const asked = (heard: Heard) => heard.filter((line) => !line.endsWith('CAPABILITIES'));
const login: Readonly<Record<string, string>> = { 'AUTHINFO USER alice': '381 More', 'AUTHINFO PASS bamboo': '281 Ok' };

async function introduce(script: Script, over: Partial<NewsServer> = {}, can?: Script): Promise<string[]> {
  const { heard, server } = await scripted(script, can);
  const client = await connect({ ...server, ...over }, new TestClock(), new AbortController().signal);
  client.close();
  return asked(heard);
}

test('INN, where only the program behind MODE READER has TLS and logins, is not refused', async () => {
  const script: Script = (command, heard) => {
    if (command === 'MODE READER') return '200 I am nnrpd now';
    if (!heard.includes('MODE READER')) return '500 innd knows no such command';
    return command === 'STARTTLS' ? '382 Go ahead' : (login[command] ?? '500 What?');
  };
  expect(await introduce(script)).toEqual(['MODE READER', 'STARTTLS', '+AUTHINFO USER alice', '+AUTHINFO PASS bamboo']);
});

test('a server that wants TLS before anything gets it, and MODE READER after the login', async () => {
  const script: Script = (command, heard) => {
    if (command === 'STARTTLS') return '382 Go ahead';
    if (!heard.includes('STARTTLS')) return '483 Encrypt first';
    return command === 'MODE READER' ? '200 Read on' : (login[command] ?? '500 What?');
  };
  const logIn = ['+AUTHINFO USER alice', '+AUTHINFO PASS bamboo'];
  expect(await introduce(script)).toEqual(['MODE READER', 'STARTTLS', ...logIn, '+MODE READER']);
});

test('a server that wants a login before anything gets it, and MODE READER after it', async () => {
  const script: Script = (command, heard) => {
    const known = heard.includes('AUTHINFO PASS bamboo');
    if (command === 'MODE READER') return known ? '200 Read on' : '480 Log in first';
    return login[command] ?? '500 What?';
  };
  expect(await introduce(script, { security: 'none' })).toEqual([
    'MODE READER',
    'AUTHINFO USER alice',
    'AUTHINFO PASS bamboo',
    'MODE READER',
  ]);
});

test.each(['480 Log in first', '483 Not in the clear', '502 Who are you?'])(
  'a server that does not even say what it can before the login ("%s") gets it, and is asked again behind it',
  async (refusal) => {
    const isKnown = (heard: Heard) => heard.includes('AUTHINFO PASS bamboo');
    const script: Script = (command, heard) => {
      if (command === 'MODE READER') return isKnown(heard) ? '200 Read on' : '480 Log in first';
      return login[command] ?? '500 What?';
    };
    const can: Script = (_command, heard) => (isKnown(heard) ? '101 Can\r\nVERSION 2\r\nMODE-READER\r\n.' : refusal);
    expect(await introduce(script, { security: 'none' }, can)).toEqual([
      'MODE READER',
      'AUTHINFO USER alice',
      'AUTHINFO PASS bamboo',
      'MODE READER',
    ]);
  },
);

test('a server that does not even say what it can before TLS gets that first, and no login in the clear', async () => {
  const isHidden = (heard: Heard) => heard.includes('STARTTLS');
  const script: Script = (command, heard) => {
    if (command === 'STARTTLS') return '382 Go ahead';
    return isHidden(heard) ? (login[command] ?? '200 Read on') : '483 Encrypt first';
  };
  const can: Script = (_command, heard) => (isHidden(heard) ? '500 What?' : '483 Encrypt first');
  const logIn = ['+AUTHINFO USER alice', '+AUTHINFO PASS bamboo'];
  expect(await introduce(script, {}, can)).toEqual(['MODE READER', 'STARTTLS', ...logIn, '+MODE READER']);
});

test.each(['580 No TLS here', '502 Not now', '500 What?'])(
  'name and password stay here when STARTTLS is answered "%s"',
  async (refusal) => {
    const { heard, server } = await scripted((command) =>
      command === 'STARTTLS' ? refusal : command === 'MODE READER' ? '480 Log in first' : (login[command] ?? '500'),
    );
    await expect(connect(server, new TestClock(), new AbortController().signal)).rejects.toThrow(/news server/);
    expect(asked(heard)).toEqual(['MODE READER', 'STARTTLS']);
  },
);
