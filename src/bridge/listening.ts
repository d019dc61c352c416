import type { Socket } from 'node:net';
import { listen, type Listener } from '../net';
import type { Bridge } from './open';
import type { Streets } from './streets';
import { mustHaveCertificate } from './surroundings';

interface Service {
  readonly purpose: string;
  /** Left out where the configuration has none. */
  readonly port: number | undefined;
  /** TLS from the first byte. */
  readonly implicit: boolean;
  readonly accept: (socket: Socket, encrypted: boolean) => void;
}

/** A service that listens. */
export interface Listening extends Listener {
  readonly purpose: string;
}

/** What else may be served on a port, over TLS: the web page. */
export type ServeWeb = (socket: Socket) => void;

function services({ config }: Bridge, { incoming, outgoing }: Streets, web: ServeWeb | undefined): Service[] {
  const imap = { accept: incoming.accept };
  const smtp = { accept: outgoing.accept };
  return [
    { purpose: 'IMAP', port: config.imap.port, implicit: false, ...imap },
    { purpose: 'SMTP', port: config.smtp.port, implicit: false, ...smtp },
    { purpose: 'IMAP with TLS', port: config.imap.tls_port, implicit: true, ...imap },
    { purpose: 'SMTP with TLS', port: config.smtp.tls_port, implicit: true, ...smtp },
    ...(web ? [{ purpose: 'Web page with TLS', port: config.web.port, implicit: true, accept: web }] : []),
  ];
}

/** Listens for the mail client on every configured port: all or, with a UserError, none. */
export async function listenForClients(bridge: Bridge, streets: Streets, web?: ServeWeb): Promise<Listening[]> {
  const { certificate, key } = mustHaveCertificate(bridge.store);
  const open: Listening[] = [];
  try {
    for (const { purpose, port, implicit, accept } of services(bridge, streets, web)) {
      if (port === undefined) continue;
      const onSocket = (socket: Socket) => {
        accept(socket, implicit);
      };
      const tls = implicit ? { tls: { cert: certificate, key } } : {};
      open.push({ purpose, ...(await listen({ purpose, port, onSocket, ...tls })) });
    }
    return open;
  } catch (error) {
    closeAll(open);
    throw error;
  }
}

export function closeAll(listeners: readonly Listener[]): void {
  for (const one of listeners) one.close();
}
