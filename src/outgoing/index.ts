// The street out: submission, compose, outbox, transport; here the stages are joined.

import type { Socket } from 'node:net';
import type { Clock } from '../base/clock';
import { combinedLogin } from '../base/combined';
import { UserError } from '../base/errors';
import type { Log } from '../base/log';
import type { Random } from '../base/random';
import { Throttle } from '../base/throttle';
import {
  authorOf,
  checkRecipient,
  compose,
  configRequest,
  creationRequest,
  pageRequest,
  requestAgain,
  tellUncleaned,
  writeTold,
} from './compose';
import type { Nym, Nyms, PageWishes, Request, RequestKind, Told, Wishes } from './compose';
import { addRequest } from './asking';
import type { Manner } from './asking';
import { Refusal } from './letter';
import type { SubmittedMail, Transport } from './letter';
import {
  acknowledge,
  addLetters,
  cancelWaiting,
  checkQueue,
  filedCopy,
  fileInInbox,
  isAsked,
  isTaken,
  openWorker,
  outboxLimits,
  packetsGone,
  packetsLost,
} from './outbox';
import type { MailboxId, NymId, OutboxParts, ReceiptFor, Store, Uid } from './outbox';
import { dispatch, quickOf, reportWith } from './dispatch';
import { openPacketWorker } from './packets';
import type { Post } from './packets';
import { fitLetter, fitLetters } from './fits';
import { openSubmission } from './submission';
import type { SubmissionParts } from './submission';
import { openThread } from './thread';

export { Refusal } from './letter';
export type { Outcome, Parcel, RefusalCode, SubmittedMail, Transport } from './letter';
export { subjectIn } from './compose';
export { acknowledgedFlag, cancel, failedFlag, isDoubtful, moveRow, mustFind, retry } from './outbox';
export { doubtLetters } from './doubt';
export {
  describePings,
  describeRemailers,
  describeSources,
  fetchedSources,
  fetchSource,
  forgetImport,
  formats,
  importFile,
  keepFresh,
  knowing,
  knowMixmaster,
  knowYamn,
  remailersSchema,
  usableNow,
} from './directory';
export type { Dispute, Format, Imported, PingLine, RemailerLine, SourceLine, TooFew } from './directory';
export { openPosts, openTransports, packetTables, transportSchema } from './transport';
export type { Known, Lent, PacketQueue, Ping, Pinged, Post, QueuedPacket, Remailers, Way } from './transport';

/** What the street out is made of. */
export interface OutgoingParts extends Pick<SubmissionParts, 'authenticate' | 'tls'> {
  readonly store: Store;
  readonly nyms: Nyms;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** By their names in the configuration. */
  readonly transports: Readonly<Record<string, Transport>>;
  /** What hands over the packets of those that have such, by the same names. */
  readonly posts?: Readonly<Record<string, Post>>;
  /** Letters a nym may send a UTC day. */
  readonly dailyLimit?: number;
  /** Shared with IMAP. */
  readonly throttle?: Throttle;
  /** Lets passwords through without TLS. */
  readonly allowPlainAuth?: boolean;
}

type Options = Parameters<typeof creationRequest>[1];

export interface Outgoing {
  /** Serves SMTP on a connection; `encrypted` where TLS is already on it. */
  readonly accept: (socket: Socket, encrypted: boolean) => void;
  /** Takes a mail over: on disk when it resolves, to the number of letters. Throws Refusal. */
  readonly submit: (mail: SubmittedMail) => Promise<number>;
  /** Puts the request that creates the nym into the outbox, with the options its draft asks for, or these. Throws Refusal, UserError. */
  readonly create: (nym: Nym, options?: Options, manner?: Manner) => Promise<void>;
  /** Puts a change of options (or `delete`, or nothing: a wish for the list of settings) into the outbox. Throws Refusal, UserError. */
  readonly config: (nym: Nym, wishes: Wishes, manner?: Manner) => Promise<void>;
  /** Puts a request that has had no answer into the outbox once more, unless another process was faster. Throws Refusal, UserError. */
  readonly again: (nym: Nym, due: { readonly kind: RequestKind; readonly tries: number }) => Promise<void>;
  /** Takes the nym's requests out of the outbox again, as far as they have not been handed over. Joins the transaction around it. */
  readonly withdraw: (nymId: NymId) => void;
  /**
   * To be called in the transaction that gives the nym another key: what waits in the outbox was meant for the life before. Requests
   * go no more, and letters are sealed anew.
   */
  readonly beginAnew: (nymId: NymId) => void;
  /** Puts a wish for web pages into the outbox. Throws Refusal. */
  readonly url: (nym: Nym, wishes: PageWishes) => Promise<void>;
  /** Puts a message of the bridge itself into the nym's INBOX. Joins the transaction around it. */
  readonly tell: (nymId: NymId, told: Told) => void;
  /** The copy in this mailbox of the mail that the client gave this Message-ID. */
  readonly filedCopy: (nymId: NymId, clientMessageId: string, mailbox: MailboxId) => Uid | undefined;
  /** The nym server says that it has sent a letter. Joins the transaction around it. */
  readonly acknowledge: (nymId: NymId, receipt: ReceiptFor) => void;
  /** Deals with what a crash has left half handed over. To be called once, by the one process that sends, before `start`. */
  readonly resolveInterrupted: () => void;
  /** Hands over everything that is due now; `start` does so by itself. */
  readonly workOff: () => Promise<void>;
  readonly start: () => void;
  /** Resolves when the mail being taken and the letter being handed over are dealt with. */
  readonly stop: () => Promise<void>;
}

/** Joins the stages. Nothing is listened on, dialled or sent before `accept` and `start`. */
export function openOutgoing(parts: OutgoingParts): Outgoing {
  const { store, clock, random } = parts;
  const dailyLimit = parts.dailyLimit ?? outboxLimits.dailyLetters;
  const submit = (mail: SubmittedMail) => takeMail({ ...parts, dailyLimit }, mail);
  const throttle = parts.throttle ?? new Throttle(clock);
  const submission = openSubmission({
    ...parts,
    throttle,
    checkRecipient,
    isNym: (address) => isNym(parts, address),
    submit,
  });
  const worker = openWorker({ ...parts, dailyLimit, ...dispatch(parts) } satisfies OutboxParts);
  const packets = openPacketWorker({
    ...parts,
    posts: parts.posts ?? {},
    gone: (letter) => {
      packetsGone(parts, letter);
    },
    lost: (letter, reason) => {
      packetsLost({ ...parts, report: reportWith(parts) }, letter, reason);
    },
  });
  const request = async (made: Request, manner?: Manner) => {
    addRequest(parts, made, manner);
  };
  return {
    accept: submission.accept,
    submit,
    create: async (nym, options, manner) => request(creationRequest(nym, options), manner),
    config: async (nym, wishes, manner) => request(configRequest(nym, wishes, random), manner),
    again: async (nym, due) => request(requestAgain(nym, due, random), { when: 'soon' }),
    withdraw: (nymId) => {
      cancelWaiting(store, clock, nymId, ['create', 'config']);
    },
    beginAnew: (nymId) => {
      cancelWaiting(store, clock, nymId, ['create', 'config']);
      store.outbox.unseal(nymId, clock.now());
    },
    url: async (nym, wishes) => request(await fitRequest(parts, pageRequest(nym, wishes, random), nym)),
    tell: (nymId, told) => {
      tell(parts, nymId, told);
    },
    filedCopy: (...asked) => filedCopy(store, ...asked),
    acknowledge: (nymId, receipt) => {
      acknowledge(store, clock, nymId, receipt);
    },
    resolveInterrupted: worker.resolveInterrupted,
    workOff: async () => {
      await worker.workOff();
      await packets.workOff();
    },
    start: () => {
      worker.start();
      packets.start();
    },
    stop: async () => {
      await Promise.all([submission.stop(), worker.stop(), packets.stop()]);
    },
  };
}

function tell({ store, clock, random }: OutgoingParts, nymId: NymId, told: Told): void {
  const address = store.nyms.byId(nymId)?.address;
  if (address === undefined) throw new UserError('There is no such nym here any more.');
  fileInInbox(store, nymId, writeTold(told, address, { clock, random }), clock.now());
}

type TakingParts = OutgoingParts & { readonly dailyLimit: number };

/** How often a request is made anew because another changed the nym meanwhile: so many at one moment are no person's. */
const mostAttempts = 20;

async function takeMail(parts: TakingParts, mail: SubmittedMail): Promise<number> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const taken = await tryTaking(parts, mail);
    if (taken !== undefined) return taken;
  }
  throw new Refusal('unavailable', 'Too many requests for this nym come at one moment. Try again later.');
}

/** The nym that a mail is of: the one that logged in, or, with the combined login, the one it is from. */
function senderOf(parts: OutgoingParts, { nym, source }: SubmittedMail): string {
  if (nym !== combinedLogin) return nym;
  const address = authorOf(source).toLowerCase();
  if (isNym(parts, address)) return address;
  throw new Refusal('not-this-nym', `${address} is no nym here. Choose the address of one of your nyms as sender.`);
}

function isNym({ store }: OutgoingParts, address: string): boolean {
  return store.nyms.byAddress(address.toLowerCase()) !== undefined;
}

/** What somebody asks for by hand; what the bridge asks for by itself is short, and has nobody to refuse it to. */
async function fitRequest(parts: OutgoingParts, made: Request, nym: Nym): Promise<Request> {
  return { ...made, letter: await fitLetter(made.letter, nym, parts) };
}

/** Undefined where the nym has changed since the request was made: with it goes what others ask for (see configRequest). */
async function tryTaking(parts: TakingParts, mail: SubmittedMail): Promise<number | undefined> {
  const { store, nyms, clock, dailyLimit } = parts;
  const address = senderOf(parts, mail);
  const before = store.nyms.byAddress(address);
  const nym = await nyms.byAddress(address);
  if (!nym) throw new Refusal('nym-not-active', 'There is no such nym here any more.');
  const shownIds = openThread(store, nym.id, nym.address).shown;
  const servers = (await nyms.servers()).map(({ domain }) => domain);
  const composed = await compose(mail, nym, { ...parts, shownIds, servers });
  if (composed.kind === 'request') {
    const made = await fitRequest(parts, composed, nym);
    return store.transaction(() => {
      const now = store.nyms.byId(nym.id);
      if (now?.asked !== before?.asked || now?.state !== before?.state) return undefined;
      if (!isAsked(store, clock, made.letter)) addRequest(parts, made);
      return 1;
    });
  }
  const letters = await fitLetters(composed.letters, nym, parts);
  return store.transaction(() => {
    if (isTaken(store, clock, letters)) return letters.length;
    checkQueue(store, nym.address, letters, { dailyLimit, quick: quickOf(parts.transports) });
    const ids = addLetters(store, clock, letters, composed.sentCopy);
    if (composed.uncleaned.length > 0) tell(parts, nym.id, tellUncleaned(composed.uncleaned, ids));
    return ids.length;
  });
}
