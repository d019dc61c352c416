import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock';
import { viewOf } from '../../nym';
import type { Nym, NymId, Nyms } from '../../nym';
import { readStructure } from '../../protocol/mime';
import { readReply } from '../../protocol/nymserv';
import type { Reply } from '../../protocol/nymserv';
import { StoreError } from '../../store';
import type { ArticleId, MailboxId, Store } from '../../store';
import type { Article, Outcome, Scheme } from '../article';
import { isExplained, writeExplanation } from './explain';
import type { Explanation } from './explain';
import { arrivalDate, isPage, isTrusted, makeDeliveries, makeDelivery, payloadOf } from './mail';
import type { Delivery } from './mail';
import { countPing, readPingWords } from './ping';

export interface DeliveryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly nyms: Pick<Nyms, 'applyReply' | 'findPages' | 'noteUse'>;
  /** Notes that the server has tried to send a letter; joins the transaction around it. */
  readonly acknowledge: (nymId: NymId, receipt: { readonly messageId: string; readonly to: string }) => void;
}

/** An article, the nym it is for, and what opening it gave. */
export interface Arrived {
  readonly article: Article;
  readonly nym: Nym;
  readonly scheme: Scheme;
  readonly finding: Outcome;
}

/** An article's mail, ready to be filed. */
export interface Ready {
  /**
   * Puts it into the nym's mailbox, once, with what follows from it (the nym's state, its ephemeral layer, a letter acknowledged) and
   * the mark that the article is done: call it in a transaction. `known`: that has been done before. `counted`: it was a ping come back,
   * with nothing in it to be read. `stale`, with nothing done: the layer has moved on meanwhile, and the article is to be opened again.
   */
  readonly file: () => 'filed' | 'counted' | 'known' | 'stale';
  /** Whether the nym may be another afterwards: what comes after it is to be looked at anew. */
  readonly changesNym: boolean;
  /** Whether it could be opened: a notice is all there is to file else. */
  readonly isOpened: boolean;
  /** How much memory it takes until it is filed. */
  readonly bytes: number;
}

/** Makes the mail of an article. Nothing has happened yet. */
export async function prepare(parts: DeliveryParts, id: ArticleId, arrived: Arrived): Promise<Ready> {
  const { store, clock } = parts;
  const { finding, nym } = arrived;
  const reply: Reply = finding.kind === 'opened' ? readReply(finding.payload) : { kind: 'unrecognised' };
  const asked = reply.kind === 'page' ? parts.nyms.findPages(nym.id, arrived.article.subject) : undefined;
  const arrival = { ...arrived, reply, now: clock.now(), ...(asked && { form: asked.form }) };
  const isHeeded = isTrusted(finding);
  const changesNym = isHeeded && isExplained(reply);
  // what is explained is written when it is known what follows from it
  const made = changesNym ? undefined : (await makeDeliveries(arrival)).map(withStructure);
  // nobody but the nym's own server says what has come for it
  const ping = isHeeded && reply.kind === 'mail' ? readPingWords(payloadOf(arrival)) : undefined;
  const pingedAt = arrivalDate(arrival).getTime();
  const digest = digestOf(finding, reply);
  const file = () => {
    if (!isNew(store, id)) return 'known';
    if (isHeard(store, nym.id, digest)) {
      store.spool.deliver(id, nym.id, 'mail');
      store.spool.finish([id], 'done');
      return 'known';
    }
    if (!moveLayer(store, id, arrived, clock.now())) return 'stale';
    const first = isFirst(store, id, arrived, digest);
    const isPing = first && ping !== undefined && countPing(store, nym.id, ping, pingedAt);
    if (first) {
      const explanation = isHeeded ? heed(parts, arrived, reply) : undefined;
      const mails = made ?? [withStructure(makeDelivery({ ...arrival, explanation }))];
      for (const one of isPing ? [] : mails) put(store, nym.id, one, clock.now());
      if (asked) store.pages.answer(asked.hsub, clock.now());
    }
    store.spool.finish([id], 'done');
    return isPing ? 'counted' : first ? 'filed' : 'known';
  };
  const isOpened = finding.kind === 'opened';
  const bytes = (made ?? []).reduce((sum, { source }) => sum + source.length, isOpened ? finding.payload.length : 0);
  return { file, changesNym: changesNym || finding.layer !== undefined, isOpened, bytes };
}

/** Keeps what opening the article has made of the nym's ephemeral layer. False where that has moved on meanwhile. */
function moveLayer({ layers, outbox, spool }: Store, articleId: ArticleId, arrived: Arrived, now: number): boolean {
  const { nym, finding } = arrived;
  const step = finding.layer;
  const layer = step && nym.layers[step.index];
  if (!layer) return true;
  const id = layers.follow({ ...layer, state: step.state });
  if (id === undefined) return false;
  // what was put into another layer the server could not open
  if (isTrusted(finding) && layers.use(id, saidAt(arrived, now))) outbox.unseal(nym.id, now);
  if (finding.kind === 'unreadable') spool.keepInner(articleId, nym.id, step.inner);
  return true;
}

/**
 * Whether the nym has not had this yet: neither the article, nor, under whatever Message-ID, the message in it. Anybody can
 * post again what the server has signed once, and neither a mail nor a word about the nym may come twice by that.
 */
function isFirst({ spool }: Store, id: ArticleId, { nym, finding }: Arrived, digest: Digest): boolean {
  if (!spool.deliver(id, nym.id, finding.kind === 'opened' ? 'mail' : 'notice')) return false;
  return digest === undefined || spool.hear(nym.id, digest);
}

/**
 * Whether the nym has had what the server has signed here. Then its layer must not move either: a layer that was not used yet stays
 * beside what became of it, and opens its first article again, also when the server has gone on since.
 */
function isHeard({ spool }: Store, nymId: NymId, digest: Digest): boolean {
  return digest !== undefined && spool.hasHeard(nymId, digest);
}

/** Of what the server has signed, and when; undefined for what anybody can write. */
type Digest = Buffer | undefined;

function digestOf(finding: Outcome, reply: Reply): Digest {
  if (finding.kind !== 'opened' || !(isTrusted(finding) || isPage(finding, reply))) return undefined;
  const { payload, signature } = finding;
  const signedAt = String(signature.created?.getTime());
  return createHash('sha256').update(`${signedAt}\n`).update(payload).digest();
}

/** Whether what was thrown has nothing to do with the article: the disk is full, another process is writing, we are closing. */
export function isStoreTrouble(error: unknown): boolean {
  return error instanceof StoreError && trouble.includes(error.code);
}

const trouble: readonly StoreError['code'][] = ['busy', 'full', 'damaged', 'closed'];

/** Says that articles were looked at and are not for us. */
export function dismiss(store: Store, ids: readonly ArticleId[]): void {
  store.spool.finish(ids, 'done');
}

/** Says that looking at an article failed in a way that nobody foresaw: it is kept, and looked at again by the next process. */
export function setAside(store: Store, id: ArticleId): void {
  store.spool.finish([id], 'kept');
}

/** What came out of the article's ephemeral layer for a nym, where it could not be opened further so far. */
export function innerOf(
  { spool }: Store,
  id: ArticleId,
  { id: nymId, layers }: Pick<Nym, 'id' | 'layers'>,
): Buffer | undefined {
  return layers.length > 0 ? spool.inner(id, nymId) : undefined;
}

/** Another process may have been faster. */
function isNew(store: Store, id: ArticleId): boolean {
  return store.spool.byId(id)?.state === 'new';
}

type Filed = Delivery & { readonly structure: string };

function withStructure(delivery: Delivery): Filed {
  return { ...delivery, structure: JSON.stringify(readStructure(delivery.source)) };
}

function put(store: Store, nymId: NymId, delivery: Filed, now: number): void {
  const { mailbox, source, internalDate, structure } = delivery;
  const message = { source, structure, flags: [], internalDate: internalDate.getTime(), savedAt: now, arrived: true };
  store.mail.messages.append(mailboxId(store, nymId, mailbox, now), [message]);
}

/** The user may have deleted or renamed it. */
function mailboxId(store: Store, nymId: NymId, name: string, now: number): MailboxId {
  const { mailboxes } = store.mail;
  const known = mailboxes.byName(nymId, name);
  if (known) return known.id;
  mailboxes.subscribe(nymId, name, true);
  return mailboxes.create(nymId, name, now);
}

/** When the server said it, ms since 1970: one whose clock is ahead must not have the last word for as long as that. */
function saidAt({ article, finding }: Pick<Arrived, 'article' | 'finding'>, now: number): number {
  const signed = finding.kind === 'opened' ? finding.signature.created : undefined;
  return Math.min((signed ?? article.postedAt)?.getTime() ?? now, now);
}

/** Acts on what the nym's own server has signed, and says what that was. */
function heed(parts: DeliveryParts, { article, nym, finding }: Arrived, reply: Reply): Explanation | undefined {
  const { store, nyms, clock, acknowledge } = parts;
  if (finding.kind !== 'opened') return undefined;
  const before = isExplained(reply) ? viewOf(store, nym.id) : undefined;
  if (reply.kind === 'receipt') acknowledge(nym.id, { messageId: reply.messageId, to: reply.to });
  const at = clock.now();
  const { openedBy, passphrase } = finding;
  const said = saidAt({ article, finding }, at);
  const occasion = { at, evidence: `article ${article.messageId}`, saidAt: said, openedBy };
  nyms.applyReply(nym.id, reply, occasion);
  nyms.noteUse(nym.id, { subject: article.subject, passphrase }, occasion);
  const after = before && viewOf(store, nym.id);
  return after && writeExplanation({ reply, before, after, isNews: said >= (before.standing.saidAt ?? said) });
}
