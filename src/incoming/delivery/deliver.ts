import { createHash } from 'node:crypto';
import type { Clock } from '../../base/clock';
import { viewOf } from '../../nym';
import type { Nym, NymId, Nyms } from '../../nym';
import { readStructure } from '../../protocol/mime';
import { readReply } from '../../protocol/nymserv';
import type { Reply } from '../../protocol/nymserv';
import { StoreError } from '../../store';
import type { ArticleId, MailboxId, Store } from '../../store';
import type { Article, Finding, Scheme } from '../article';
import { isExplained, writeExplanation } from './explain';
import type { Explanation } from './explain';
import { isPage, isTrusted, makeDeliveries, makeDelivery } from './mail';
import type { Delivery } from './mail';

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
  readonly finding: Exclude<Finding, { kind: 'not-ours' }>;
}

/** An article's mail, ready to be filed. */
export interface Ready {
  /**
   * Puts it into the nym's mailbox, once, with what follows from it (the nym's state, a letter acknowledged) and the mark that the
   * article is done: call it in a transaction. Gives false where that has been done before.
   */
  readonly file: () => boolean;
  /** Whether the nym may be another afterwards: what comes after it is to be looked at anew. */
  readonly changesNym: boolean;
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
  const file = () => {
    if (!isNew(store, id)) return false;
    const first = isFirst(store, id, arrived, reply);
    if (first) {
      const explanation = isHeeded ? heed(parts, arrived, reply) : undefined;
      for (const one of made ?? [withStructure(makeDelivery({ ...arrival, explanation }))])
        put(store, nym.id, one, clock.now());
      if (asked) store.pages.answer(asked.hsub, clock.now());
    }
    store.spool.finish([id], 'done');
    return first;
  };
  return { file, changesNym };
}

/**
 * Whether the nym has not had this yet: neither the article, nor, under whatever Message-ID, the message in it. Anybody can
 * post again what the server has signed once, and neither a mail nor a word about the nym may come twice by that.
 */
function isFirst({ spool }: Store, id: ArticleId, { nym, finding }: Arrived, reply: Reply): boolean {
  if (!spool.deliver(id, nym.id, finding.kind === 'opened' ? 'mail' : 'notice')) return false;
  if (finding.kind !== 'opened' || !(isTrusted(finding) || isPage(finding, reply))) return true;
  const { payload, signature } = finding;
  const signedAt = String(signature.created?.getTime());
  return spool.hear(nym.id, createHash('sha256').update(`${signedAt}\n`).update(payload).digest());
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
  const message = { source, structure, flags: [], internalDate: internalDate.getTime() };
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

/** Acts on what the nym's own server has signed, and says what that was. */
function heed(parts: DeliveryParts, { article, nym, finding }: Arrived, reply: Reply): Explanation | undefined {
  const { store, nyms, clock, acknowledge } = parts;
  if (finding.kind !== 'opened') return undefined;
  const before = isExplained(reply) ? viewOf(store, nym.id) : undefined;
  if (reply.kind === 'receipt') acknowledge(nym.id, { messageId: reply.messageId, to: reply.to });
  const at = clock.now();
  const { signature, openedBy, passphrase } = finding;
  // a server whose clock is ahead must not have the last word for as long as that
  const saidAt = Math.min((signature.created ?? article.postedAt)?.getTime() ?? at, at);
  const occasion = { at, evidence: `article ${article.messageId}`, saidAt, openedBy };
  nyms.applyReply(nym.id, reply, occasion);
  nyms.noteUse(nym.id, { subject: article.subject, passphrase }, occasion);
  const after = before && viewOf(store, nym.id);
  return after && writeExplanation({ reply, before, after, isNews: saidAt >= (before.standing.saidAt ?? saidAt) });
}
