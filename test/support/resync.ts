import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { silentLog } from '../../src/base/log';
import { Throttle } from '../../src/base/throttle';
import { serveConnection } from '../../src/protocol/imap';
import type { Account, Mailbox, NewMessage, Uid } from '../../src/protocol/imap';
import { readStructure } from '../../src/protocol/mime';
import { Line } from '../session/dialog';
import { TestClock } from './clock';
import { listOf } from './states';
import { removeMail } from './removal';

/** What a mail client keeps of INBOX from one visit to the next, and goes by alone (RFC 7162 §6). */
interface Memory {
  uidValidity: number;
  modSeq: number;
  /** The first UID that it has not asked for. */
  next: number;
  readonly flags: Map<number, string>;
}

interface Visit {
  readonly line: Line;
  readonly over: Promise<void>;
  /** As EXISTS and VANISHED have it. */
  count: number;
  tag: number;
}

async function visit(account: Account, memory: Memory): Promise<Visit> {
  const [ours, theirs] = duplexPair();
  const clock = new TestClock();
  const backend = { login: async () => account };
  const options = { backend, clock, log: silentLog, throttle: new Throttle(clock), encrypted: true };
  const visit = { line: new Line(ours), over: serveConnection(theirs, options), count: 0, tag: 0 };
  await visit.line.next();
  await command(visit, memory, 'LOGIN panda@nym.test secret');
  await command(visit, memory, 'ENABLE QRESYNC');
  const known = memory.modSeq > 0 ? ` (QRESYNC (${memory.uidValidity} ${memory.modSeq}))` : '';
  await command(visit, memory, `SELECT INBOX${known}`);
  await lookForNew(visit, memory);
  return visit;
}

async function leave({ line, over }: Visit): Promise<void> {
  line.stream.end();
  await over;
  line.stream.destroy();
}

/** One command, and what its answers say. The mod-sequence to go on from is settled when the last has come. */
async function command(visit: Visit, memory: Memory, text: string, from = memory.next): Promise<void> {
  const tag = String(++visit.tag);
  visit.line.send(`${tag} ${text}`);
  const seen: number[] = [];
  let told: number | undefined;
  for (;;) {
    const line = await visit.line.next();
    const highest = /\[HIGHESTMODSEQ (\d+)\]/.exec(line)?.[1];
    if (highest !== undefined) told = Number(highest);
    memory.uidValidity = Number(/\[UIDVALIDITY (\d+)\]/.exec(line)?.[1] ?? memory.uidValidity);
    // a number in an empty mailbox is none
    if (line.startsWith(`${tag} OK`) || (line.startsWith(`${tag} BAD`) && visit.count === 0)) break;
    if (!line.startsWith('* ')) throw new Error(`after ${text}: ${line}`);
    seen.push(...take(visit, memory, line, from));
  }
  memory.modSeq = told ?? Math.max(memory.modSeq, ...seen);
}

/** Gives the mod-sequences in it. */
function take(visit: Visit, { flags, next }: Memory, line: string, from: number): number[] {
  const [, uid, list = '', modSeq] = /FETCH \(UID (\d+) FLAGS \((.*?)\) MODSEQ \((\d+)\)/.exec(line) ?? [];
  if (uid !== undefined && (Number(uid) < next || Number(uid) >= from)) flags.set(Number(uid), list);
  const [, earlier, gone = ''] = /^\* VANISHED (\(EARLIER\) )?(.*)$/.exec(line) ?? [];
  const uids = uidsIn(gone);
  for (const one of uids) flags.delete(one);
  if (earlier === undefined) visit.count -= uids.length;
  visit.count = Number(/^\* (\d+) EXISTS/.exec(line)?.[1] ?? visit.count);
  return modSeq === undefined ? [] : [Number(modSeq)];
}

function uidsIn(set: string): number[] {
  return set.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split(':').map(Number);
    return first === 0 ? [] : Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

async function lookForNew(visit: Visit, memory: Memory): Promise<void> {
  await command(visit, memory, `UID FETCH ${memory.next}:* (FLAGS)`, memory.next);
  memory.next = Math.max(memory.next, ...[...memory.flags.keys()].map((uid) => uid + 1));
}

/** What happens: to the mailbox by somebody else, or by the client itself. */
type Step =
  | { readonly kind: 'append' | 'visit' | 'leave' | 'forget' | 'look' }
  | { readonly kind: 'flag' | 'remove' | 'move'; readonly nth: number; readonly flag: string }
  | { readonly kind: 'command'; readonly text: string };

const others = fc.record({
  kind: fc.constantFrom('flag' as const, 'remove' as const, 'move' as const),
  nth: fc.nat(7),
  flag: fc.constantFrom('\\Seen', '\\Flagged', 'Work'),
});
const commands = fc.record({
  kind: fc.constant('command' as const),
  text: fc.constantFrom(
    'NOOP',
    'FETCH 1:* (UID FLAGS)',
    'UID FETCH 1:* (FLAGS)',
    'UID SEARCH ALL',
    'UID SEARCH NOT 1:*',
    'UID STORE 1:9 +FLAGS.SILENT (\\Deleted)',
    'UID STORE 2:9 (UNCHANGEDSINCE 4) FLAGS (Mine)',
    'UID EXPUNGE 1:5',
    'UID FETCH 1:* (FLAGS) (CHANGEDSINCE 1 VANISHED)',
    'EXPUNGE',
  ),
});
const plain = fc.record({
  kind: fc.constantFrom(
    'append' as const,
    'visit' as const,
    'visit' as const,
    'leave' as const,
    'forget' as const,
    'look' as const,
  ),
});
const steps: fc.Arbitrary<readonly Step[]> = fc.array(fc.oneof(others, commands, plain), {
  maxLength: 40,
  size: 'max',
});

/** A mailbox that can be made to forget its removals. */
interface World {
  readonly account: Account;
  readonly forget: () => void;
}

/**
 * Plays anything at all on INBOX while a client comes and is cut off, and holds what the client believes against what the mailbox holds:
 * whenever it has looked, and when it has come back in the end.
 */
export async function holdResync(world: () => Promise<World>, numRuns: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { account, forget } = await world();
      const inbox = await account.open('INBOX');
      await account.append('INBOX', [mail, mail, mail, mail, mail]);
      const memory: Memory = { uidValidity: 0, modSeq: 0, next: 1, flags: new Map() };
      let open: Visit | undefined;
      for (const step of [...all, { kind: 'leave' as const }, { kind: 'visit' as const }, { kind: 'look' as const }]) {
        if (step.kind === 'visit') open ??= await visit(account, memory);
        else if (step.kind === 'forget') forget();
        else if (step.kind === 'append' || 'nth' in step) await change(account, inbox, step);
        else if (open && step.kind === 'command') await command(open, memory, step.text);
        else if (open && step.kind === 'look') await look(open, memory, inbox);
        else if (open && step.kind === 'leave') {
          await leave(open);
          open = undefined;
        }
      }
      if (open) await leave(open);
    }),
    { numRuns },
  );
}

async function look(open: Visit, memory: Memory, inbox: Mailbox): Promise<void> {
  await command(open, memory, 'NOOP');
  await lookForNew(open, memory);
  const { messages } = await inbox.snapshot();
  const held = listOf(messages).map(({ uid, flags }) => `${uid} ${flags.join(' ')}`);
  const believed = [...memory.flags].sort(([a], [b]) => a - b).map(([uid, flags]) => `${uid} ${flags}`);
  if (held.join() !== believed.join() || open.count !== held.length)
    throw new Error(`${open.count} believed: ${believed.join()}; there are: ${held.join()}`);
}

async function change(account: Account, inbox: Mailbox, step: Step): Promise<void> {
  if (!('nth' in step)) {
    await account.append('INBOX', [mail]);
    return;
  }
  const { messages } = await inbox.snapshot();
  const uids: Uid[] = messages.uids.slice(step.nth, step.nth + 1);
  if (step.kind === 'flag') await inbox.store(uids, 'add', [step.flag]);
  else if (step.kind === 'remove') await removeMail(inbox, uids);
  else await inbox.move(uids, 'INBOX');
}

const source = Buffer.from('Subject: x\r\n\r\n');
const mail: NewMessage = { source, structure: readStructure(source), flags: [], internalDate: new Date(0) };
