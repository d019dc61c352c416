import { createConnection, type Socket } from 'node:net';

// Marionette, as far as it is needed: messages are `LENGTH:JSON`, a command is [0, id, name, parameters], its answer
// [1, id, error, value].

/** A driver inside a program of Mozilla's. */
export interface Marionette {
  /** Runs a command; resolves with its value. */
  readonly command: (name: string, parameters?: object) => Promise<unknown>;
  /** Runs the body of an async function with the program's own rights; `args` is an array. What it gives back is JSON-able. */
  readonly run: <T>(body: string, ...args: readonly unknown[]) => Promise<T | undefined>;
  readonly close: () => void;
}

/** Connects, and begins a session: it begins once the first window is there, and never while a dialog stands before it. */
export async function connectMarionette(port: number): Promise<Marionette> {
  const socket = createConnection(port, '127.0.0.1');
  const exchange = openExchange(socket);
  await exchange.command('WebDriver:NewSession', { capabilities: { alwaysMatch: { acceptInsecureCerts: false } } });
  await exchange.command('Marionette:SetContext', { value: 'chrome' });
  return {
    ...exchange,
    run: async <T>(body: string, ...args: readonly unknown[]) => {
      const value = await exchange.command('WebDriver:ExecuteAsyncScript', {
        script: wrap(body),
        args,
        newSandbox: true,
        scriptTimeout: 60_000,
      });
      const { value: answer } = value as { value: { ok?: T | null; error?: string } };
      if (answer.error !== undefined) throw new Error(answer.error);
      return answer.ok ?? undefined;
    },
    close: () => {
      socket.destroy();
    },
  };
}

function wrap(body: string): string {
  return `const done = arguments[arguments.length - 1];
    (async (args) => { ${body} })([...arguments].slice(0, -1))
      .then((ok) => done({ ok }), (error) => done({ error: error + '\\n' + error.stack }));`;
}

function openExchange(socket: Socket): Pick<Marionette, 'command'> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  let received = Buffer.alloc(0);
  socket.on('data', (data) => {
    received = Buffer.concat([received, data]);
    for (let message = takeMessage(); message !== undefined; message = takeMessage()) answer(JSON.parse(message));
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    for (const { reject } of waiting.values()) reject(new Error('Marionette closed the connection'));
  });
  const takeMessage = (): string | undefined => {
    const colon = received.indexOf(':');
    const end = colon + 1 + Number(received.subarray(0, Math.max(colon, 0)).toString());
    if (colon < 0 || received.length < end) return undefined;
    const message = received.subarray(colon + 1, end).toString();
    received = received.subarray(end);
    return message;
  };
  const answer = (message: unknown) => {
    if (!Array.isArray(message)) return; // the greeting
    const [, id, error, value] = message as [number, number, { message: string } | null, unknown];
    const one = waiting.get(id);
    waiting.delete(id);
    if (error) one?.reject(new Error(error.message));
    else one?.resolve(value);
  };
  return {
    command: (name, parameters = {}) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        const text = JSON.stringify([0, last, name, parameters]);
        socket.write(`${Buffer.byteLength(text)}:${text}`);
      }),
  };
}
