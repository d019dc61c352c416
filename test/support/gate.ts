import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import type { Place } from '../../src/sandbox';

/** A connection came, and nothing was said on it; or the relay has a whole message, and its answer has not been passed on. */
export type Step = 'connected' | 'taken';

/** Whether to go on; else the connection ends. */
export type OnStep = (step: Step) => boolean;

/** Stands before a relay, so that a test can stop the world at a step of a hand-over. */
export interface Gate extends Place {
  /** What the relay has been given, as it came. */
  readonly messages: string[];
  /** Lets connections through. Until then, and after `close`, they wait. */
  open(onStep?: OnStep): void;
  close(): void;
  stop(): void;
}

export async function openGate(relay: Place): Promise<Gate> {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  let waiting: Socket[] = [];
  let onStep: OnStep | undefined;
  const ask: OnStep = (step) => onStep?.(step) ?? true;
  const open = () => {
    const those = waiting;
    waiting = [];
    for (const socket of those) pass(socket, connect(relay), ask, messages);
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    waiting.push(socket);
    if (onStep) open();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    messages,
    open: (told = () => true) => {
      onStep = told;
      open();
    },
    close: () => {
      onStep = undefined;
    },
    stop: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function pass(socket: Socket, relay: Socket, ask: OnStep, messages: string[]): void {
  const end = () => {
    socket.destroy();
    relay.destroy();
  };
  relay.on('error', end).on('close', end);
  socket.on('close', end);
  if (!ask('connected')) {
    end();
    return;
  }
  let said = '';
  let taken = false;
  socket.on('data', (bytes: Buffer) => {
    said += bytes.toString('latin1');
    relay.write(bytes);
  });
  relay.on('data', (bytes: Buffer) => {
    const message = /\r\nDATA\r\n([^]*)\r\n\.\r\n/i.exec(said)?.[1];
    if (message !== undefined && !taken) {
      taken = true;
      messages.push(message);
      if (!ask('taken')) {
        end();
        return;
      }
    }
    socket.write(bytes);
  });
}
