import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { NewsServer } from '../../src/incoming/newsgroup';
import { makeArticle } from './article';

/** What is said to a command: undefined for what an honest server says, '' for nothing. */
export type Answer = (command: string, socket: Socket) => string | undefined;

/** A news server from before RFC 3977, whose answers to this and that are a test's own. */
export interface OwnNews {
  readonly server: NewsServer;
  /** How many it has now. */
  articles: number;
  /** Every command so far. */
  readonly heard: string[];
  stop(): void;
}

/** Opens one with so many articles, numbered from 1 on; `<n@name.test>` is the n-th. */
export async function openOwnNews(name: string, articles: number, answer: Answer): Promise<OwnNews> {
  const heard: string[] = [];
  const state = { articles };
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).write('200 hello\r\n');
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString('latin1')).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        heard.push(line);
        if (socket.writable) socket.write(answer(line, socket) ?? honest(name, state.articles, line));
      }
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const { port } = listener.address() as AddressInfo;
  return Object.assign(state, {
    server: { name, host: '127.0.0.1', port, security: 'none', route: () => ({ via: 'direct' as const }) } as const,
    heard,
    stop: () => {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}

const idOf = (name: string, n: number) => `<${n}@${name}.test>`;

/** A line of the overview. */
export function overviewOf(name: string, n: number): string {
  return `${n}\tsubject\tfrom\t\t${idOf(name, n)}\t\t\t\r\n`;
}

/** The whole reply to ARTICLE. */
export function articleOf(name: string, n: number): string {
  return `220 ${n} ${idOf(name, n)}\r\n${makeArticle({ messageId: idOf(name, n) }).toString()}\r\n.\r\n`;
}

function honest(name: string, articles: number, command: string): string {
  const [verb = '', word = ''] = command.split(' ');
  const [from = 0, to = from] = word.split('-').map(Number);
  const answers: Readonly<Record<string, () => string>> = {
    MODE: () => '200 read on\r\n',
    GROUP: () => `211 ${articles} 1 ${articles} ${word}\r\n`,
    OVER: () => {
      const numbers = Array.from({ length: Math.max(0, Math.min(to, articles) - from + 1) }, (_, i) => from + i);
      return `224 here\r\n${numbers.map((n) => overviewOf(name, n)).join('')}.\r\n`;
    },
    ARTICLE: () => articleOf(name, from),
    QUIT: () => '205 bye\r\n',
  };
  return answers[verb]?.() ?? '500 what?\r\n';
}
