import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

export interface ScriptedRelay {
  readonly host: string;
  readonly port: number;
  /** Every line the client said, message lines left out. */
  readonly said: string[];
  /** Messages, as they came, dots and all. */
  readonly messages: string[];
  /** Resolves when the client waits for an answer that never comes. */
  readonly silent: Promise<void>;
  stop(): void;
}

/** What to answer to a command, by its first word ('greeting' and 'message' too), instead of a friendly word; '' hangs up. */
export type RelayAnswers = Readonly<Record<string, string>>;

/** An answer that never comes. */
export const silence = '(silence)';

const friendly: RelayAnswers = {
  greeting: '220 relay',
  EHLO: '250-relay\r\n250-SIZE 1000000\r\n250 AUTH PLAIN',
  AUTH: '235 welcome',
  MAIL: '250 ok',
  RCPT: '250 ok',
  DATA: '354 go on',
  message: '250 taken',
  QUIT: '221 bye',
};

/** A relay on loopback without any TLS that says what it is told to say. */
export async function startRelay(answers: RelayAnswers = {}): Promise<ScriptedRelay> {
  const said: string[] = [];
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let fallSilent: () => void = () => undefined;
  const silent = new Promise<void>((resolve) => {
    fallSilent = resolve;
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    converse(socket, { ...friendly, ...answers }, { said, messages, fallSilent });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    said,
    messages,
    silent,
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

interface Notes {
  readonly said: string[];
  readonly messages: string[];
  readonly fallSilent: () => void;
}

function converse(socket: Socket, answers: RelayAnswers, { said, messages, fallSilent }: Notes): void {
  let unread = '';
  let inMessage = false;
  const answer = (key: string) => {
    const words = answers[key] ?? '500 what?';
    if (words === silence) fallSilent();
    else if (words === '') socket.destroy();
    else socket.write(`${words}\r\n`);
    if (key === 'DATA' && words.startsWith('354')) inMessage = true;
  };
  const step = (): boolean => {
    const end = inMessage ? unread.indexOf('\r\n.\r\n') : unread.indexOf('\r\n');
    if (end < 0) return false;
    const piece = unread.slice(0, end);
    unread = unread.slice(end + (inMessage ? 5 : 2));
    (inMessage ? messages : said).push(piece);
    const key = inMessage ? 'message' : (piece.split(' ')[0] ?? '').toUpperCase();
    inMessage = false;
    answer(key);
    return true;
  };
  socket.on('data', (bytes: Buffer) => {
    unread += bytes.toString('latin1');
    while (step());
  });
  answer('greeting');
}
