import type { Socket } from 'node:net';
import { UserError } from '../../base/errors';
import { dial, listen, secure } from '../../net';
import { isRunning } from '../../store';
import { certificateFingerprint } from '../certificate';
import type { Config } from '../config';
import { mustHaveCertificate } from '../surroundings';
import { bad, type Finding, good } from './finding';
import type { Check, Patient } from './patient';

const check = 'ports';
const timeoutMs = 5000;

interface Service {
  readonly purpose: string;
  readonly port: number;
  /** What makes the far end start TLS, and the end of its answer; nothing where TLS is there from the first byte. */
  readonly startTls: readonly (readonly [string, RegExp])[];
}

const imapWords = [
  ['', /^\* .*\r\n/],
  ['a STARTTLS\r\n', /^a OK.*\r\n/m],
] as const;
const smtpWords = [
  ['', /^220 .*\r\n/m],
  ['EHLO [127.0.0.1]\r\n', /^250 .*\r\n/m],
  ['STARTTLS\r\n', /^220 .*\r\n/m],
] as const;

function servicesOf({ imap, smtp, web }: Config): Service[] {
  const all = [
    { purpose: 'IMAP', port: imap.port, startTls: imapWords },
    { purpose: 'SMTP', port: smtp.port, startTls: smtpWords },
    { purpose: 'IMAP with TLS', port: imap.tls_port, startTls: [] },
    { purpose: 'SMTP with TLS', port: smtp.tls_port, startTls: [] },
    { purpose: 'Web page with TLS', port: web.port, startTls: [] },
  ];
  // 0 is any free port
  return all.flatMap(({ port = 0, ...service }) => (port === 0 ? [] : [{ ...service, port }]));
}

/** Whether the ports of mail clients and the browser can be had or, while `run` is on, are ours: by who has the certificate. */
export const checkPorts: Check<Patient> = async ({ paths, config, store }, signal) => {
  const services = servicesOf(config);
  const running = isRunning(paths.data);
  const pin = certificateFingerprint(mustHaveCertificate(store).certificate);
  const troubles = running
    ? await collect(services, (one) => notOurs(one, pin, signal))
    : await collect(services, whyTaken);
  if (troubles.length > 0) return troubles;
  if (services.length === 0) return [good(check, '"nymbridge run" takes any that are free.', 'It tells which.')];
  const list = services.map(({ purpose, port }) => `${purpose} ${port}`).join(', ');
  return running
    ? [good(check, `"nymbridge run" has them: ${list}.`, 'Mail clients can connect.')]
    : [good(check, `They are free: ${list}.`, '"nymbridge run" can have them.')];
};

async function collect(
  services: readonly Service[],
  look: (service: Service) => Promise<Finding | undefined>,
): Promise<Finding[]> {
  return (await Promise.all(services.map(look))).filter((one) => one !== undefined);
}

async function whyTaken({ purpose, port }: Service): Promise<Finding | undefined> {
  try {
    const onSocket = (socket: Socket) => socket.destroy();
    (await listen({ purpose, port, onSocket })).close();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const [finding = '', next = ''] = error.message.split(/(?<=\.) (?=[A-Z])/);
    return bad(check, finding, `"nymbridge run" will not start, and a mail client would talk to that program.`, next);
  }
}

async function notOurs(service: Service, pin: string, signal: AbortSignal): Promise<Finding | undefined> {
  const { purpose, port } = service;
  try {
    await meet(service, pin, signal);
    return undefined;
  } catch {
    const finding = `"nymbridge run" is on, but on port ${port} nobody serves ${purpose} with its certificate.`;
    const meaning =
      'It was started with another configuration, or another program has the port. Give that no password.';
    return bad(check, finding, meaning, 'Start "nymbridge run" anew: it says who has the port.');
  }
}

/** Talks as a mail client would, up to the certificate. Throws where it is not the pinned one, or none. */
async function meet({ port, startTls }: Service, pin: string, signal: AbortSignal): Promise<void> {
  const host = '127.0.0.1';
  const socket = await dial({ host, port, route: { via: 'direct' }, timeoutMs, signal });
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  try {
    for (const [words, answer] of startTls) await say(socket, words, answer);
    await secure(socket, { servername: host, pin, timeoutMs });
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
}

/** Says the words, and resolves when the answer has come. */
function say(socket: Socket, words: string, answer: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const listenTo = (bytes: Buffer) => {
      heard = (heard + bytes.toString('latin1')).slice(-4096);
      if (!answer.test(heard)) return;
      socket.off('data', listenTo);
      resolve();
    };
    socket.on('data', listenTo);
    socket.once('close', () => {
      reject(new Error('closed'));
    });
    socket.write(words);
  });
}
