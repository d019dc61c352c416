import type { Socket } from 'node:net';

/** Cuts a connection off that is still there after so many milliseconds. */
export function hangUpAfter(socket: Socket, ms: number): void {
  const timer = setTimeout(() => socket.destroy(), ms);
  socket.once('close', () => {
    clearTimeout(timer);
  });
}
