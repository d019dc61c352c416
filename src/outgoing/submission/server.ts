import type { Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerOptions } from 'smtp-server';
import { codeOf } from '../../base/errors';
import { hangUpAfter } from '../../base/hangUp';
import { disabled, openHandlers } from './handlers';
import { limits } from './limits';
import type { SubmissionParts } from './parts';
import { reword } from './words';

export interface Submission {
  /** Serves one connection; `encrypted` where TLS is already on it. */
  readonly accept: (socket: Socket, encrypted: boolean) => void;
  /** Resolves when what is being stored is stored; says goodbye to everybody. */
  readonly stop: () => Promise<void>;
}

/**
 * The SMTP server for mail clients (RFC 6409) with STARTTLS, AUTH PLAIN and LOGIN, SIZE, 8BITMIME, SMTPUTF8, PIPELINING, enhanced status
 * codes, and DSN (RFC 3461), whose wishes are taken and go nowhere: nobody outside may learn of them. It says 250 to a mail only after
 * `submit` has resolved. It never looks up a name, and tells nobody the machine's own.
 */
export function openSubmission(parts: SubmissionParts): Submission {
  const underWay = new Set<Promise<unknown>>();
  const servers = { plain: openServer(parts, underWay, false), secured: openServer(parts, underWay, true) };
  const connections = () => [...servers.plain.connections, ...servers.secured.connections];
  return {
    accept: (socket, encrypted) => {
      if (connections().length >= limits.connections) {
        refuse(socket);
        return;
      }
      serve(encrypted ? servers.secured : servers.plain, socket);
    },
    stop: async () => {
      await Promise.allSettled(underWay);
      for (const connection of connections()) connection.send(421, '4.3.2 The bridge is being stopped.');
    },
  };
}

function refuse(socket: Socket): void {
  socket.end('421 4.3.2 Too many mail clients are connected. Close one, or try again later.\r\n');
  hangUpAfter(socket, limits.refusedMs);
}

/** The library writes every reply by `send`: there its words become ours. It has written nothing yet when `connect` is done. */
function serve(server: SMTPServer, socket: Socket): void {
  server.connect(socket);
  const connection = [...server.connections].at(-1);
  if (!connection) return;
  const send = connection.send.bind(connection);
  connection.send = (code, data, context) => {
    if (typeof data === 'string') send(...reword(code, data, context), false);
    else send(code, data, false);
  };
}

function openServer(parts: SubmissionParts, underWay: Set<Promise<unknown>>, encrypted: boolean): SMTPServer {
  const server = new SMTPServer({ ...settings(parts, encrypted), ...openHandlers(parts, underWay) });
  server.on('error', (error: Error) => {
    parts.log.info('an SMTP connection broke', { code: codeOf(error) });
  });
  return server;
}

function settings({ tls, allowPlainAuth = false }: SubmissionParts, encrypted: boolean): SMTPServerOptions {
  return {
    ...tls,
    minVersion: 'TLSv1.2',
    ...(encrypted && { secure: true, secured: true }),
    // anything true would be the machine's name
    name: 'localhost',
    heloResponse: '%s',
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    disabledCommands: disabled,
    authMethods: ['PLAIN', 'LOGIN'],
    allowInsecureAuth: allowPlainAuth,
    authRequiredMessage: '5.7.0 Log in first, with the address of the nym and its bridge password.',
    size: limits.messageBytes,
    maxRecipients: limits.recipients,
    maxCommandLength: limits.commandBytes,
    socketTimeout: limits.idleMs,
    // our own check of addresses has better sentences
    lenientAddressParsing: true,
    logger: false,
  };
}
