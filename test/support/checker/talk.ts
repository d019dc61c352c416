import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { endOfResponse } from '../converse';

/** One connection of a mail client. Responses are whole, with the literals in them, one character a byte. */
export interface Talk {
  /** Sends a command; resolves with the response that ends it, less the tag, or with '' where the server has hung up. */
  readonly ask: (command: string) => Promise<string>;
  /** Sends a command that goes on until it is told to end; the function waits for the response as `ask` does. */
  readonly begin: (command: string) => () => Promise<string>;
  /** Sends a line that is no command: DONE. */
  readonly say: (line: string) => void;
  /** Resolves once `holds` does or the server has hung up; looks again after each response. */
  readonly until: (holds: () => boolean, what: string) => Promise<void>;
  readonly isOpen: () => boolean;
  readonly close: () => Promise<void>;
}

/** Nothing depends on it but how soon a hang is told. */
const patienceMs = 10_000;

/** Connects, where it is not told over which connection; `hear` is given each response that no command ends with, `answered` is called where one ends. What it throws is thrown by whoever waits. */
export async function openTalk(
  where: number | Socket,
  hear: (response: string) => void,
  answered: () => void = () => undefined,
): Promise<Talk> {
  const socket = typeof where === 'number' ? await connected(where) : where;
  const ends = new Map<string, string>();
  const state = { rest: '', tags: 0, open: true, failure: undefined as Error | undefined };
  const waiting = new Set<() => void>();
  const stir = () => {
    for (const look of [...waiting]) look();
  };
  const take = (response: string) => {
    const [tag = ''] = response.split(' ', 1);
    if (tag === '*' || tag === '+') hear(response);
    else {
      ends.set(tag, response.slice(tag.length + 1));
      answered();
    }
  };
  socket.on('error', () => undefined);
  socket.on('close', () => {
    state.open = false;
    stir();
  });
  socket.on('data', (bytes) => {
    state.rest += bytes.toString('latin1');
    try {
      for (let end = endOfResponse(state.rest); end > 0; end = endOfResponse(state.rest)) {
        const response = state.rest.slice(0, end - 2);
        state.rest = state.rest.slice(end);
        take(response);
      }
    } catch (error) {
      state.failure ??= error as Error;
    }
    stir();
  });
  const until = (holds: () => boolean, what: string) =>
    new Promise<void>((resolve, reject) => {
      const finish = (end: () => void) => {
        clearTimeout(guard);
        waiting.delete(look);
        end();
      };
      const look = () => {
        const { failure } = state;
        if (failure !== undefined)
          finish(() => { reject(failure); }); // prettier-ignore
        else if (!state.open || holds()) finish(resolve);
      };
      const guard = setTimeout(() => {
        finish(() => { reject(new Error(`waited in vain for ${what}`)); }); // prettier-ignore
      }, patienceMs);
      waiting.add(look);
      look();
    });
  const begin: Talk['begin'] = (command) => {
    const tag = `t${++state.tags}`;
    socket.write(`${tag} ${command}\r\n`, 'latin1');
    return async () => {
      await until(() => ends.has(tag), `the answer to ${command}`);
      const answer = ends.get(tag) ?? '';
      ends.delete(tag);
      return answer;
    };
  };
  return {
    until,
    isOpen: () => state.open,
    say: (line) => void socket.write(`${line}\r\n`, 'latin1'),
    begin,
    ask: (command) => begin(command)(),
    close: async () => {
      socket.destroy();
      await until(() => !state.open, 'the end of the connection');
    },
  };
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}
