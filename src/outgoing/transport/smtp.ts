import { Readable } from 'node:stream';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { isNativeError } from 'node:util/types';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { z } from 'zod';
import type { RemoteSettings, Route, SecureOptions } from '../../net';
import {
  checkPin,
  dial,
  isSheltered,
  NetError,
  peerFacts,
  refuseBarePassword,
  remoteSettings,
  secure,
  tlsOptions,
  untrusted,
} from '../../net';
import type { Offer, Outcome, Parcel, Transport } from '../letter';
import { limits } from './limits';
import { outcomeOf } from './outcome';
import { step } from './step';
import type { Given } from './step';
import type { Way } from './way';

/**
 * `type = "smtp"`: a relay, or the nym server's own host. `sender` is the envelope's sender, for a relay that takes none without;
 * empty unless told otherwise, so that nothing comes back. The nym server sees it, and knows then to whom it belongs whose letter it is.
 */
export const smtp = z
  .strictObject({ type: z.literal('smtp'), ...remoteSettings, sender: z.string().optional() })
  .superRefine(refuseBarePassword)
  .transform(({ type, sender, ...remote }): Way => ({
    type,
    remote,
    secret: remote.password !== undefined,
    open: ({ route }) => smtpTransport({ ...remote, sender, route: (purpose) => route(purpose, remote) }),
  }));

/** What a hand-over has to know. */
export interface SmtpSettings extends Omit<RemoteSettings, 'allow_direct'> {
  /** Authorities to trust instead of Node's own, PEM. */
  readonly ca?: string;
  readonly sender?: string | undefined;
  /** The way there for a purpose: different ones never share a circuit. */
  readonly route: (purpose: string) => Route;
}

/**
 * Hands parcels to a relay by SMTP (RFC 5321), each on a connection of its own, dialled by net: no name is looked up here, and EHLO
 * says nothing of this machine (RFC 5321 §4.1.3 has the address literal for it). The library's own look-ups, log and host name
 * stay unused: it is given a connection, a name and `logger: false`.
 */
export function smtpTransport(settings: SmtpSettings): Transport {
  return {
    send: (parcel, signal) => {
      const given = { whole: false };
      return told(given, () => hand(settings, parcel, given, signal));
    },
    check: async (signal) => {
      const seen: Seen = {};
      const outcome = await told({ whole: false }, async () => {
        (await open(settings, 'check', signal, seen)).quit();
      });
      return outcome.result === 'taken' ? { ...outcome, ...seen } : outcome;
    },
  };
}

/** What a relay shows of itself before anything is sent. */
type Seen = { -readonly [K in 'offers' | 'peer']?: Offer[K] };

async function told(given: Given, f: () => Promise<void>): Promise<Outcome> {
  try {
    await f();
    return { result: 'taken' };
  } catch (error) {
    return outcomeOf(error, given.whole);
  }
}

async function hand(settings: SmtpSettings, parcel: Parcel, given: Given, signal?: AbortSignal): Promise<void> {
  const connection = await open(settings, parcel.purpose, signal);
  const message = Readable.from([parcel.source]);
  // from here on a lost connection may mean that the relay has it
  message.once('end', () => {
    given.whole = true;
  });
  const envelope = { from: settings.sender ?? false, to: [parcel.to], size: parcel.source.length } as const;
  try {
    await step({ connection, given, signal }, (done) => {
      connection.send({ ...envelope, to: [...envelope.to] }, message, done);
    });
  } finally {
    connection.quit();
  }
}

/** A connection on which a message can be sent: TLS checked, logged in. */
async function open(
  settings: SmtpSettings,
  purpose: string,
  signal?: AbortSignal,
  seen: Seen = {},
): Promise<SMTPConnection> {
  const { security, pin, host, user, password = '' } = settings;
  checkPassword(settings);
  const connection = new SMTPConnection(optionsFor(settings, await connect(settings, purpose, signal)));
  const talk = { connection, given: { whole: false }, signal };
  try {
    await step(talk, (done) => {
      connection.connect(done);
    }).catch((error: unknown) => {
      throw certificateTrouble(host, error) ?? error;
    });
    if (security === 'starttls' && pin !== undefined) checkStartedTls(connection, pin, host);
    look(connection, seen);
    if (user !== undefined)
      await step(talk, (done) => {
        connection.login({ user, pass: password }, done);
      });
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Of a certificate that was not trusted after STARTTLS: the library keeps what is the matter beside a code of its own. */
function certificateTrouble(host: string, error: unknown): NetError | undefined {
  const code: unknown = isNativeError(error) && Reflect.get(error, 'originalCode');
  return typeof code === 'string' ? untrusted(host, code, error) : undefined;
}

/** A password is not said where others can hear it, whatever the configuration says. */
function checkPassword({ host, security, user }: SmtpSettings): void {
  if (user === undefined || security !== 'none' || isSheltered(host)) return;
  const message = `The password for ${host} is not sent without TLS. Set security to "starttls" or "tls" in the configuration.`;
  throw new NetError('tls', 'never', message);
}

async function connect(settings: SmtpSettings, purpose: string, signal?: AbortSignal): Promise<Socket> {
  const { host, port, route } = settings;
  const socket = await dial({ host, port, route: route(purpose), timeoutMs: limits.dialMs, ...(signal && { signal }) });
  return settings.security === 'tls' ? secure(socket, peerOf(settings)) : socket;
}

function peerOf({ host, pin, ca }: SmtpSettings): SecureOptions {
  return { servername: host, ...(pin !== undefined && { pin }), ...(ca !== undefined && { ca }) };
}

function optionsFor(settings: SmtpSettings, connection: Socket): SMTPConnection.Options {
  const { host, port, security } = settings;
  return {
    connection,
    host,
    port,
    name: '[127.0.0.1]',
    secure: security === 'tls',
    secured: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    tls: tlsOptions(peerOf(settings)),
    greetingTimeout: limits.greetingMs,
    connectionTimeout: limits.greetingMs,
    socketTimeout: limits.silenceMs,
    socketCloseTimeout: limits.closeMs,
    maxResponseSize: limits.responseBytes,
    logger: false,
  };
}

function checkStartedTls(connection: SMTPConnection, pin: string, host: string): void {
  const socket = connection._socket;
  if (!(socket instanceof TLSSocket)) throw new NetError('tls', 'later', `${host} did not start TLS.`);
  checkPin(socket, pin, host);
}

/** The last reply is that to EHLO: its first line is a greeting, each other one offer (RFC 5321 §4.1.1.1). */
function look({ _socket: socket, lastServerResponse: reply }: SMTPConnection, seen: Seen): void {
  const lines = typeof reply === 'string' ? reply.split(/\r?\n/).slice(1) : [];
  seen.offers = lines.map((line) => line.slice(4).replace(/[^ -~]/g, '?')).filter((line) => line !== '');
  if (socket instanceof TLSSocket) seen.peer = peerFacts(socket);
}
