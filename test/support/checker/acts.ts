import { expect } from '@jest/globals';
import { readStructure } from '../../../src/protocol/mime';
import * as boxes from './boxes';
import { logIn, pick, some } from './client';
import type { Client, Plan } from './client';
import { checkBelief, checkWorld, countsGone, isUpToDate } from './compare';
import { draw } from './draw';
import { remember } from './memory';
import { checkNotified, isNotified } from './notified';
import { same } from './same';
import { count, isAwake, read } from './watcher';
import type { Watcher } from './watcher';
import { boxById } from './world';
import type { World } from './world';

/** A new client, or one that comes back. */
export async function enter(watcher: Watcher, name: string): Promise<void> {
  const { imap, clients, log } = watcher;
  const at = clients.findIndex((one) => one.name === name);
  const before = clients[at];
  if (before) remember(before);
  const [condstore, resync, memories] = [/[02468]$/.test(name), /[3468]$/.test(name), before?.memories ?? new Map()];
  const wishes = {
    condstore,
    resync,
    asksForNews: /[1458]$/.test(name),
    memories,
    port: imap.port,
    password: imap.alice.password,
    log,
    uidsIn: (box: number | undefined) => boxById(read(watcher), box)?.messages.map(({ uid }) => uid) ?? [],
  };
  const client = await logIn(name, wishes);
  if (at < 0) clients.push(client);
  else clients[at] = client;
}

/** Vanishes without a word, and comes back. */
export async function leave(watcher: Watcher, { name, talk }: Client): Promise<void> {
  await talk.close();
  await enter(watcher, name);
}

/** One command by itself: everything about it is known beforehand. */
export async function single(watcher: Watcher, client: Client, plan: Plan): Promise<void> {
  // whoever asks nothing is told nothing
  if (!client.notified) same(client.heard, []);
  const before = read(watcher);
  const { belief } = client;
  const gone = belief !== undefined && !boxById(before, belief.box);
  const answer = await say(watcher, client, plan);
  const after = read(watcher);
  if (answer === '') {
    checkFarewell(client, gone);
    return enter(watcher, client.name);
  }
  const outcome = plan.outcome(before);
  same(`${plan.text}: ${answer.split(' ', 1)[0]}`, `${plan.text}: ${outcome.ok ? 'OK' : 'NO'}`);
  checkWorld(before, outcome.world, after);
  if (client.belief && !boxById(after, client.belief.box)) {
    await client.talk.until(() => !client.talk.isOpen(), `${client.name} to hear that its mailbox is gone`);
    checkFarewell(client, gone);
    return enter(watcher, client.name);
  }
  if (client.belief) checkBelief(client.belief, after, plan.tells);
  plan.verify?.(answer, after, before);
  client.heard = [];
}

/** Several at the same moment: who comes first is the server's affair, but nobody may be left with a wrong idea. */
export async function crowd(watcher: Watcher): Promise<void> {
  count(watcher, 'crowd');
  const world = read(watcher);
  const group = some(watcher.random, watcher.clients.filter(isAwake)).slice(0, 4);
  const plans = group.map((client) => [client, draw(watcher, client, world, true)] as const);
  const answers = await Promise.all(plans.map(([client, plan]) => say(watcher, client, plan)));
  checkOwners(watcher, read(watcher));
  for (const [i, client] of group.entries()) {
    const isOver = answers[i] === '' || client.heard.at(-1)?.startsWith('* BYE') === true;
    client.heard = [];
    if (isOver) await enter(watcher, client.name);
    else await single(watcher, client, boxes.noop());
  }
}

async function say(watcher: Watcher, client: Client, plan: Plan): Promise<string> {
  count(watcher, /^(?:UID )?\w+/.exec(plan.text)?.[0] ?? '');
  if (plan.text.includes('(QRESYNC ')) count(watcher, 'come back');
  if (plan.text.includes(' UPDATE)')) count(watcher, 'keep up to date');
  client.heard = [];
  plan.begin?.();
  if (client.belief) client.belief.numbered = plan.numbered === true;
  const answer = await client.talk.ask(plan.text);
  if (client.belief) client.belief.numbered = false;
  if (answer !== '') plan.settle?.(answer);
  if (answer.startsWith('BAD')) throw new Error(`${plan.text}: ${answer}`);
  return answer;
}

export async function idle(watcher: Watcher, client: Client): Promise<void> {
  count(watcher, 'IDLE');
  client.heard = [];
  client.idle = client.talk.begin('IDLE');
  await client.talk.until(() => client.heard.some((line) => line.startsWith('+')), 'a continuation');
}

export async function rouse(watcher: Watcher, client: Client): Promise<void> {
  client.talk.say('DONE');
  expect(await client.idle?.()).toMatch(/^OK/);
  client.idle = undefined;
  if (client.belief) checkBelief(client.belief, read(watcher), 'all');
  client.heard = [];
}

/** Whether it is told unasked. */
function listens(client: Client): boolean {
  return !isAwake(client) || client.notified !== undefined;
}

/** Every client that idles, or has said NOTIFY, hears of everything by itself. */
export async function listen(watcher: Watcher): Promise<void> {
  const world = read(watcher);
  checkOwners(watcher, world);
  for (const client of watcher.clients) if (listens(client)) await hear(watcher, client, world);
  for (const { name, talk } of watcher.clients) if (!talk.isOpen()) await enter(watcher, name);
}

async function hear(watcher: Watcher, client: Client, world: World): Promise<void> {
  const { belief, talk, notified } = client;
  const gone = belief !== undefined && !boxById(world, belief.box);
  const delayed = isAwake(client) && notified?.delayed === true;
  const check = () => {
    if (belief) checkBelief(belief, world, delayed ? 'arrivals' : 'all');
    checkNotified(client, world);
  };
  const isTold = () => !gone && (!belief || isUpToDate(belief, world, delayed)) && isNotified(client, world);
  // then no more comes by itself: that they have gone is told with the next command
  const isStuck = () => delayed && !gone && belief !== undefined && countsGone(belief, world);
  try {
    await talk.until(() => isTold() || isStuck(), `${client.name} to hear of it`);
    if (isStuck()) {
      await single(watcher, client, boxes.noop());
      await hear(watcher, client, world);
      return;
    }
  } catch (error) {
    // which says more
    if (!gone) check();
    throw error;
  }
  if (talk.isOpen()) check();
  else checkFarewell(client, gone);
}

/** Nobody is hung up on but whose mailbox somebody else has deleted. */
function checkFarewell({ heard }: Client, gone: boolean): void {
  same({ gone, said: heard.at(-1) }, { gone: true, said: '* BYE The mailbox has been deleted.' });
}

/** A UID means one message for ever (RFC 9051 §2.3.1.1). */
function checkOwners({ owners }: Watcher, world: World): void {
  for (const { uidValidity, uidNext, messages } of world.values())
    for (const { uid, body = 0 } of messages) {
      const place = `${uidValidity}/${uid}`;
      same(`${place}: ${owners.get(place) ?? body}`, `${place}: ${body}`);
      same({ place, below: uid < uidNext }, { place, below: true });
      owners.set(place, body);
    }
}

/** What the street in, or the command line, does meanwhile; the bridge looks for it as it does every so often. */
export async function interfere(watcher: Watcher): Promise<void> {
  count(watcher, 'another process');
  const { random, token, imap } = watcher;
  const { mailboxes, messages } = imap.other.mail;
  const { id, messages: there } = pick(random, mailboxes.list(imap.alice.id).filter(isOurs));
  const uids = messages.snapshot(id)?.messages.uids ?? [];
  const flags = some(random, boxes.flags);
  const source = Buffer.from(boxes.mailAbout(token()));
  const mail = { source, structure: JSON.stringify(readStructure(source)), flags, internalDate: 1 + random.below(3) };
  const acts = [
    () => messages.append(id, [mail]),
    () => messages.store(id, some(random, uids), 'add', flags),
    () => {
      messages.expunge(id, some(random, uids));
    },
  ];
  pick(random, there > boxes.most ? acts.slice(1) : acts)();
  imap.store.poll();
}

function isOurs({ name }: { readonly name: string }): boolean {
  return (boxes.names as readonly string[]).includes(name);
}
