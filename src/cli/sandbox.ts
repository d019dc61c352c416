import type { AddVerb } from './verb';
import { messageOf, UserError } from '../base/errors';
import { silentLog } from '../base/log';
import {
  accountSettings,
  type Bridge,
  createNym,
  portOf,
  type Running,
  runBridge,
  showChains,
  showNym,
  type Surroundings,
} from '../bridge';
import { exchange, type ExchangeWishes, type HopEvent, startWorld, type WorldEvent } from '../sandbox';
import { exitStatus, Interrupted } from './errors';
import { hopInWords, readSandboxChain, type SandboxChain } from './sandboxChain';
import { makeSandboxHome } from './sandboxHome';
import { aborted, untilTold } from './signals';
import { openStopwatch, type Stopwatch } from './stopwatch';
import { jsonLine, printFacts } from './table';
import type { Terminal } from './terminal';

const alice = { address: 'panda@nym.test', name: 'Panda Bear' };
const bob = 'bob@example.org';
const letter = {
  to: bob,
  subject: 'hello from the sandbox',
  text: 'Dear Bob,\n\nis this the whole circle?\n',
  name: alice.name,
};
const patienceMs = 60_000;
const year = 365 * 24 * 3600;

/** What the world sees of the journey, in a person's words. */
const inWords: Record<WorldEvent, string> = {
  'request taken': 'the relay has taken a mail for the nym server',
  'mail outside': `${bob} has got the letter, from ${alice.address}, and answers`,
  'article posted': 'the nym server has posted an encrypted article to the newsgroup',
};

const clientSteps: Record<Parameters<NonNullable<ExchangeWishes['onStep']>>[0], string> = {
  connected: 'a mail client has logged in by IMAP and waits in INBOX',
  submitted: 'the bridge has taken its letter by SMTP: it is on disk for good',
  answered: 'the answer is in INBOX, and the mail client has read it',
};

export const addSandbox: AddVerb = (program, { terminal, around }, finish) => {
  program
    .command('sandbox')
    .description('the whole journey on this machine: nothing leaves it, and nothing is left of it')
    .option('--once', 'end after the letter is back, with exit status 0, or 1 where it did not come back')
    .option(
      '--json',
      'tell the settings in one line of JSON, and whether the letter came back in another; the steps on standard error',
    )
    .option(
      '--chain <chain>',
      'send through remailers: yamn or mixmaster, with a chain behind a colon if wished; four of them run in the sandbox',
      readSandboxChain,
    )
    .addHelpText(
      'after',
      '\nExamples:\n  nymbridge sandbox\n  nymbridge sandbox --once --json\n  nymbridge sandbox --once --chain yamn:*,*,*',
    )
    .action(async ({ once = false, json = false, chain }: SandboxOptions) => {
      const quiet = { ...around, log: silentLog };
      const arrived = await runSandbox(tellerFor(terminal, json), quiet, untilTold(), { once, chain });
      if (!arrived) finish(exitStatus.failed);
    });
};

interface SandboxOptions {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly chain?: SandboxChain;
}

interface Wishes {
  readonly once: boolean;
  readonly chain: SandboxChain | undefined;
}

/** Says what happens: to a person, or to a program that wants the results alone. */
interface Teller {
  readonly terminal: Terminal;
  readonly account: (settings: object) => void;
  readonly end: (arrived: boolean) => void;
}

function tellerFor(terminal: Terminal, json: boolean): Teller {
  if (json)
    return {
      terminal: { ...terminal, out: terminal.error },
      account: (account) => {
        terminal.out(jsonLine({ account }));
      },
      end: (arrived) => {
        terminal.out(jsonLine({ arrived }));
      },
    };
  return {
    terminal,
    account: (settings) => {
      terminal.out(`\n${printFacts(settings, false)}\n`);
    },
    end: (arrived) => {
      if (arrived) terminal.out('\nThe letter made the whole circle.');
    },
  };
}

/** Starts the world and a bridge, sends one letter round, waits until told, and takes everything away again. */
async function runSandbox(
  teller: Teller,
  around: Surroundings,
  told: AbortSignal,
  { once, chain }: Wishes,
): Promise<boolean> {
  const { terminal } = teller;
  const undo: (() => unknown)[] = [];
  try {
    const { bridge, running, watch } = await setUp(terminal, around, told, { undo, chain });
    await unlessTold(told, makeNym(bridge, watch));
    teller.account(await accountSettings(bridge, alice.address, running));
    const arrived = await unlessTold(told, sendRound(bridge, running, watch, terminal));
    teller.end(arrived);
    if (once) return arrived;
    terminal.out('Ctrl-C ends it without a trace.');
    await aborted(told);
    return arrived;
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

interface Stage {
  readonly bridge: Bridge;
  readonly running: Running;
  readonly watch: Stopwatch;
}

/** Starts everything, one after the other; what must be undone for it is noted in `undo` at once. */
async function setUp(
  terminal: Terminal,
  around: Surroundings,
  told: AbortSignal,
  { undo, chain }: { readonly undo: (() => unknown)[]; readonly chain: SandboxChain | undefined },
): Promise<Stage> {
  const watch = openStopwatch(terminal, around.clock);
  const onEvent = (event: WorldEvent) => {
    watch(inWords[event]);
  };
  const onHop = (name: string, event: HopEvent) => {
    watch(hopInWords[event](name));
  };
  const mix = chain && ({ kinds: [chain.kind], largeBits: 2048, onHop } as const);
  const world = await startWorld({ ...around, onEvent, ...(mix && { mix }) });
  undo.push(() => world.stop());
  stopIfTold(told);
  watch('a nym server, a news server, a relay and a correspondent are up, all on loopback');
  const home = await makeSandboxHome(world, around, chain);
  undo.push(() => {
    home.remove();
  });
  stopIfTold(told);
  if (chain) await refuseIdleChain(home.bridge);
  const running = await runBridge(home.bridge);
  undo.push(() => running.stop());
  watch('the bridge runs, with a vault, a certificate and the key of the nym server');
  return { bridge: home.bridge, running, watch };
}

/** A letter that no chain can be drawn for would wait in the outbox without a word. */
async function refuseIdleChain(bridge: Bridge): Promise<void> {
  const { plans } = await showChains(bridge, undefined);
  const failure = plans.find((plan) => plan.failure !== undefined)?.failure;
  if (failure !== undefined) throw new UserError(`No letter can go by this --chain. ${failure}`);
}

function stopIfTold(told: AbortSignal): void {
  if (told.aborted) throw new Interrupted('Interrupted. Nothing is left of the sandbox.');
}

/** What `work` gives, unless the person wants to end first: then Interrupted is thrown, and `work` left to fail. */
async function unlessTold<T>(told: AbortSignal, work: Promise<T>): Promise<T> {
  await Promise.race([work, aborted(told)]);
  stopIfTold(told);
  return work;
}

/** Creates the nym and waits until the server has confirmed it. */
async function makeNym(bridge: Bridge, watch: Stopwatch): Promise<void> {
  await createNym(bridge, { ...alice, algorithm: 'rsa2048', lifeSeconds: 2 * year });
  watch(`the request that creates ${alice.address} is in the outbox`);
  const latest = bridge.clock.now() + patienceMs;
  for (;;) {
    const { facts } = await showNym(bridge, alice.address);
    if (facts.state === 'active') break;
    if (bridge.clock.now() > latest) throw new UserError(`The nym was not confirmed in time: it is ${facts.state}.`);
    await bridge.clock.sleep(100);
  }
  watch('the bridge has read the confirmation: the nym is active');
}

async function sendRound(bridge: Bridge, running: Running, watch: Stopwatch, terminal: Terminal): Promise<boolean> {
  const account = await accountSettings(bridge, alice.address, running);
  try {
    const { answer } = await exchange({
      clock: bridge.clock,
      smtp: { host: '127.0.0.1', port: portOf(running, 'SMTP') },
      imap: { host: '127.0.0.1', port: portOf(running, 'IMAP') },
      user: account['user name'],
      password: account.password,
      certificate: running.certificate,
      letter,
      timeoutMs: patienceMs,
      onStep: (step) => {
        watch(clientSteps[step]);
      },
    });
    terminal.out(`\n${indent(answer.source.toString('utf8'))}`);
    return true;
  } catch (error) {
    terminal.error(`The letter did not come back: ${messageOf(error)}`);
    return false;
  }
}

function indent(text: string): string {
  return text.trimEnd().replace(/\r/g, '').replace(/^/gm, '    ');
}
