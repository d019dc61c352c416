import { readHeader } from '../../protocol/mime';
import { readArmor, RemailerError, writeArmor } from '../../protocol/remailer';
import type { RemailerErrorCode } from '../../protocol/remailer';
import type { Mail } from '../mail';
import { answerTo } from './answer';
import type { Around, Engine, Found, Self } from './kind';
import { openParts } from './parts';
import { openPool } from './pool';

/** What a remailer has seen so far. */
export interface Seen {
  /** Packets that came, whatever became of them. */
  readonly came: number;
  /** Packets passed on to another remailer. */
  readonly passedOn: number;
  readonly dummies: number;
  /** Mails handed to those they are for. */
  readonly exits: number;
  /** Packets, and mails that have none in them, thrown away, by the reason. */
  readonly refused: Readonly<Partial<Record<RemailerErrorCode, number>>>;
}

export interface Remailer extends Self {
  readonly seen: Seen;
  /** Mails that wait in its pool. */
  readonly held: number;
  /** Takes a mail with a packet, or one that asks for its key, as it comes by SMTP. Never throws. */
  take(mail: Mail): void;
  /** Ends and starts it as `kill -9` would: what waits in the pool is lost; its key, and the ids of what has come, are on its disk. Gives how many mails were lost. */
  kill(): number;
}

export type HopEvent = 'came' | 'passed on' | 'dummy' | 'exit';

export interface RemailerOptions extends Around {
  readonly engine: Engine;
  readonly enough: number;
  readonly patienceMs: number;
  readonly send: (mail: Mail) => void;
  readonly onEvent: (event: HopEvent) => void;
}

/** What leaves the pool: mail to the next remailer, or to whoever it is for at last. */
interface Leaving {
  readonly mail: Mail;
  readonly counts: 'passedOn' | 'exits';
}

const eventOf = { passedOn: 'passed on', exits: 'exit' } as const;

/** A remailer that takes packets out of mails, and a layer off them, and lets them wait among others before they go on. */
export function openRemailer(options: RemailerOptions): Remailer {
  const { engine, send, onEvent } = options;
  const counts = { came: 0, passedOn: 0, dummies: 0, exits: 0 };
  const refused: Partial<Record<RemailerErrorCode, number>> = {};
  const isNew = rememberer();
  const parts = openParts();
  const pool = openPool<Leaving>({
    ...options,
    send: ({ mail, counts: which }) => {
      counts[which]++;
      onEvent(eventOf[which]);
      send(mail);
    },
  });
  const handle = (found: Found) => {
    if (found.kind === 'dummy') {
      counts.dummies++;
      onEvent('dummy');
    } else for (const leaving of leavingOf(found, engine, parts)) pool.add(leaving);
  };
  return {
    ...engine.self,
    get seen() {
      return { ...counts, refused: { ...refused } };
    },
    get held() {
      return pool.held;
    },
    take: (mail) => {
      const { source } = mail;
      const answer = answerTo(mail, engine);
      if (answer) {
        send(answer);
        return;
      }
      try {
        const packet = readArmor(source.subarray(readHeader(source).end), engine.armor);
        counts.came++;
        onEvent('came');
        handle(engine.open(packet, isNew));
      } catch (error) {
        if (!(error instanceof RemailerError)) throw error;
        refused[error.code] = (refused[error.code] ?? 0) + 1;
      }
    },
    kill: () => pool.drop(),
  };
}

function rememberer(): (packetId: Buffer) => boolean {
  const ids = new Set<string>();
  return (packetId) => {
    const before = ids.size;
    return ids.add(packetId.toString('hex')).size > before;
  };
}

function leavingOf(
  found: Exclude<Found, { kind: 'dummy' }>,
  engine: Engine,
  parts: ReturnType<typeof openParts>,
): Leaving[] {
  const onward = (to: string, packet: Buffer): Leaving => ({ mail: mailOf(engine, to, packet), counts: 'passedOn' });
  if (found.kind === 'onward') return [onward(found.to, found.packet)];
  if (!engine.self.isExit) {
    if (found.parts > 1) throw new RemailerError('malformed', 'A middle-man passes no message of several parts on.');
    return engine.repack(found.payload).map(({ to, packet }) => onward(to, packet));
  }
  const message = parts.add(found);
  return message ? engine.mailsOf(message).map((mail) => ({ mail, counts: 'exits' })) : [];
}

function mailOf({ self, armor, subject }: Engine, to: string, packet: Buffer): Mail {
  const header = [`From: ${self.address}`, `To: ${to}`, ...(subject === undefined ? [] : [`Subject: ${subject}`])];
  return { from: self.address, to, source: Buffer.from(`${header.join('\n')}\n\n${writeArmor(packet, armor)}`) };
}
