// An SMTP client that sends many mails over one connection, and a server of the library that the bridge is built on, which keeps none.
import { fork, spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const SMTPConnection = require('nodemailer/lib/smtp-connection');

const body = 'A line of an ordinary letter, as long as they are.\r\n'.repeat(80);
const mailNumber = (n) =>
  Buffer.from(
    `From: panda@nym.test\r\nTo: bob@example.org\r\nSubject: letter ${n}\r\nMessage-ID: <${n}.${process.hrtime.bigint()}@client>\r\n\r\n${body}`,
  );

/** Sends so many mails of 4 KB one after the other, each after the 250 of the one before; gives how many a second. */
export async function submitAll({ port, password, ca }, count) {
  const connection = new SMTPConnection({ host: '127.0.0.1', port, requireTLS: true, tls: { ca }, logger: false });
  const step = (begin) =>
    new Promise((resolve, reject) => {
      connection.once('error', reject);
      begin((error) => {
        connection.off('error', reject);
        if (error) reject(error);
        else resolve();
      });
    });
  await step((done) => connection.connect(done));
  await step((done) => connection.login({ user: 'panda@nym.test', pass: password }, done));
  const envelope = { from: 'panda@nym.test', to: ['bob@example.org'] };
  const start = performance.now();
  for (let n = 0; n < count; n++) await step((done) => connection.send({ ...envelope }, mailNumber(n), done));
  const seconds = (performance.now() - start) / 1000;
  connection.quit();
  return count / seconds;
}

/** Sends so many mails by swaks, which starts anew for each; gives how many a second, or undefined where it is not installed. */
export function swaksAll({ port, password }, count) {
  const words = [
    '--server',
    '127.0.0.1',
    '--port',
    String(port),
    '--tls',
    '--auth',
    'PLAIN',
    '--auth-user',
    'panda@nym.test',
  ];
  const start = performance.now();
  for (let n = 0; n < count; n++) {
    const mail = mailNumber(`swaks ${n}`);
    const { status, error } = spawnSync(
      'swaks',
      [...words, '--auth-password', password, '--from', 'panda@nym.test', '--to', 'bob@example.org', '--data', '-'],
      { input: mail },
    );
    if (error?.code === 'ENOENT') return undefined;
    if (status !== 0) throw new Error(`swaks ended with ${status}`);
  }
  return (count * 1000) / (performance.now() - start);
}

/** The peer, in a process of its own. */
export async function startNull() {
  const child = fork(new URL('./null.mjs', import.meta.url).pathname);
  const { port, ca } = await new Promise((resolve) => child.once('message', resolve));
  return { child, port, ca, password: 'any' };
}
