import type { Random } from '../../../src/base/random';
import type { Belief } from './belief';
import { believe } from './belief';
import type { Tells } from './compare';
import type { Memory } from './memory';
import type { Talk } from './talk';
import { hearOfBoxes } from './notified';
import type { Notified } from './notified';
import { openTalk } from './talk';
import type { World } from './world';

/** A mail client of Alice's. */
export interface Client {
  readonly name: string;
  /** Whether it asks for mod-sequences: from then on it is told more. */
  readonly condstore: boolean;
  /** Whether it comes back with what it kept (QRESYNC). */
  readonly resync: boolean;
  /** Whether it says NOTIFY at some time. */
  readonly asksForNews: boolean;
  /** By the store's row of the mailbox. */
  readonly memories: Map<number, Memory>;
  talk: Talk;
  /** undefined: no mailbox is open. */
  belief: Belief | undefined;
  /** Goes on to the mailbox that is being opened, once the one that is open has been closed: until then it is told of that. */
  goOn: (() => void) | undefined;
  /** undefined: it has not said NOTIFY. */
  notified: Notified | undefined;
  /** Waits for the end of the IDLE that is running. */
  idle: (() => Promise<string>) | undefined;
  /** What it was told since its last command began. */
  heard: string[];
}

/** What a command is to bring about. */
export interface Outcome {
  readonly ok: boolean;
  readonly world: World;
}

/** One command, with all that must be so behind it. */
export interface Plan {
  readonly text: string;
  readonly tells: Tells;
  /** Whether numbers must not move meanwhile. */
  readonly numbered?: boolean;
  /** What it makes of the store, from what it was before. */
  readonly outcome: (before: World) => Outcome;
  /** What the client takes for granted when it sends the command. */
  readonly begin?: () => void;
  /** What the client makes of the answer. */
  readonly settle?: (answer: string) => void;
  /** Holds answer and untagged responses against the store; for a command that ran alone. */
  readonly verify?: (answer: string, after: World, before: World) => void;
}

/** What a client may draw a command from. */
export interface Around {
  readonly client: Client;
  readonly world: World;
  readonly random: Random;
  /** A text that no message has yet. */
  readonly token: () => string;
}

export interface LoginWishes extends Pick<Client, 'condstore' | 'resync' | 'asksForNews' | 'memories'> {
  readonly port: number;
  readonly password: string;
  readonly log: (line: string) => void;
  /** What the store holds of a mailbox now, ascending. */
  readonly uidsIn: (box: number | undefined) => readonly number[];
}

/** Logs in. `log` is given each line either side says. */
export async function logIn(name: string, { port, password, log, uidsIn, ...kind }: LoginWishes): Promise<Client> {
  const hear = (response: string) => {
    log(`${name}< ${response.replaceAll('\r\n', '\\n')}`);
    client.heard.push(response);
    if (response.startsWith('* OK [CLOSED]')) client.goOn?.();
    if (client.notified) hearOfBoxes(client.notified, response);
    const { belief, notified } = client;
    if (belief) believe(belief, response, notified?.items === true, () => uidsIn(belief.box));
  };
  // what comes behind the answer comes by itself
  const answered = () => {
    if (client.belief) Object.assign(client.belief, { numbered: false, opening: false });
  };
  const talk = await openTalk(port, hear, answered);
  const begin: Talk['begin'] = (command) => {
    log(`${name}> ${command.replaceAll('\r\n', '\\n')}`);
    const ended = talk.begin(command);
    return async () => {
      const answer = await ended();
      log(`${name}< ${answer || '(closed)'}`);
      return answer;
    };
  };
  const logged: Talk = { ...talk, begin, ask: (command) => begin(command)() };
  const client: Client = {
    name,
    ...kind,
    talk: logged,
    belief: undefined,
    goOn: undefined,
    notified: undefined,
    idle: undefined,
    heard: [],
  };
  const answer = await talk.ask(`LOGIN panda@nym.test ${password}`);
  if (!answer.startsWith('OK')) throw new Error(`not logged in: ${answer}`);
  if (kind.resync) await talk.ask('ENABLE QRESYNC');
  client.heard = [];
  return client;
}

export function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[random.below(list.length)];
  if (one === undefined) throw new Error('nothing to pick from');
  return one;
}

/** Some of a list, in its order; one at least. */
export function some<T>(random: Random, list: readonly T[]): T[] {
  const chosen = list.filter(() => random.below(3) === 0);
  return chosen.length > 0 || list.length === 0 ? chosen : [pick(random, list)];
}

/** Numbers as a set, in any order, with ranges where they follow each other. */
export function writeSet(numbers: readonly number[]): string {
  const runs: string[] = [];
  for (let i = 0; i < numbers.length;) {
    let end = i;
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++;
    runs.push(end === i ? String(numbers[i]) : `${numbers[end]}:${numbers[i]}`);
    i = end + 1;
  }
  return runs.join(',');
}

/** `1:3,7` as numbers; none where there is nothing. */
export function readSet(text: string): number[] {
  if (text === '') return [];
  return text.split(',').flatMap((run) => {
    const [first = 0, last = first] = run.split(':').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}
