// A bare IMAP client that costs next to nothing, so that the times are the server's.
import { once } from 'node:events';
import { connect } from 'node:net';

const literalAtEnd = /\{(\d+)\}$/;

/**
 * Calls `onLine` with the first line of each answer (one character a byte) and `onLiteral` with the pieces of its literals: what is
 * inside them is never looked at as lines.
 */
function reader(onLine, onLiteral) {
  let held = Buffer.alloc(0);
  let literal = 0;
  let first;
  const takeLine = (line) => {
    first ??= line;
    const announced = line.endsWith('}') ? literalAtEnd.exec(line) : null;
    literal = announced ? Number(announced[1]) : 0;
    if (announced) return;
    onLine(first);
    first = undefined;
  };
  return (chunk) => {
    const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    let at = 0;
    while (at < bytes.length) {
      if (literal > 0) {
        const piece = bytes.subarray(at, at + literal);
        onLiteral(piece);
        at += piece.length;
        literal -= piece.length;
        continue;
      }
      const end = bytes.indexOf('\r\n', at, 'latin1');
      if (end < 0) break;
      takeLine(bytes.latin1Slice(at, end));
      at = end + 2;
    }
    held = bytes.subarray(at);
  };
}

/** One connection, logged in. Throws where a command is not answered with OK. */
export async function openWire({ port, user, password }) {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const wire = { heard: undefined, literal: () => undefined, tag: 0, waiting: new Map(), lines: [], keep: false };
  const greeted = new Promise((resolve) => {
    wire.heard = resolve;
  });
  const onLine = (line) => {
    const untagged = line.startsWith('* ') || line.startsWith('+ ');
    if (!untagged) return answer(wire, line);
    if (wire.keep) wire.lines.push(line);
    wire.heard?.(line);
  };
  socket.on(
    'data',
    reader(onLine, (piece) => wire.literal(piece)),
  );
  socket.on('close', () => {
    for (const { reject } of wire.waiting.values()) reject(new Error('the server has hung up'));
  });
  await once(socket, 'connect');
  await greeted;
  wire.heard = undefined;
  const client = commands(wire, socket);
  const { text } = await client.command(`LOGIN "${user}" "${password}"`);
  const told = /\[CAPABILITY ([^\]]*)\]/.exec(text);
  return { ...client, capabilities: new Set(told?.[1].split(' ')) };
}

function answer(wire, line) {
  const [tag, status] = line.split(' ', 2);
  const waits = wire.waiting.get(tag);
  wire.waiting.delete(tag);
  if (status === 'OK') waits?.resolve({ text: line, lines: wire.lines });
  else waits?.reject(new Error(`${waits.shown} was answered: ${line}`));
}

function commands(wire, socket) {
  const begin = (shown) => {
    const tag = `t${++wire.tag}`;
    const done = new Promise((resolve, reject) => wire.waiting.set(tag, { resolve, reject, shown }));
    return { tag, done };
  };
  /** A text, or texts and literals (Buffers) by turns. */
  const command = (parts, { literal, keep = true } = {}) => {
    const pieces = [parts].flat();
    const { tag, done } = begin(String(pieces[0]).slice(0, 60));
    Object.assign(wire, { literal: literal ?? (() => undefined), keep, lines: [] });
    socket.cork();
    socket.write(`${tag} `);
    for (const piece of pieces) {
      if (Buffer.isBuffer(piece)) socket.write(`{${piece.length}+}\r\n`);
      socket.write(piece);
    }
    socket.write('\r\n');
    socket.uncork();
    return done;
  };
  return {
    command,
    /** As `command`, its untagged answers dropped. */
    run: async (parts) => {
      await command(parts, { keep: false });
    },
    /** All at once; resolves when the last is answered. */
    pipeline: async (texts) => {
      Object.assign(wire, { literal: () => undefined, keep: false });
      const all = texts.map((text) => ({ text, ...begin(text) }));
      socket.write(all.map(({ tag, text }) => `${tag} ${text}\r\n`).join(''));
      await Promise.all(all.map(({ done }) => done));
    },
    /** Listens; `next` resolves with the time at which something comes that matches. */
    idle: async () => {
      const { tag, done } = begin('IDLE');
      const next = (pattern) =>
        new Promise((resolve) => {
          wire.heard = (line) => {
            if (pattern.test(line)) resolve(performance.now());
          };
        });
      const ready = next(/^\+/);
      socket.write(`${tag} IDLE\r\n`);
      await ready;
      const end = () => {
        socket.write('DONE\r\n');
        return done;
      };
      return { next, end };
    },
    close: () => socket.destroy(),
  };
}
