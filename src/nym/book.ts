import type { Random } from '../base/random';
import type { Options, Reply } from '../protocol/nymserv';
import { settledOptions } from '../protocol/nymserv';
import type { PublicKey } from '../protocol/openpgp';
import type { ContactRow, NymId, NymRow, PageRequest, ServerRow, Store } from '../store';
import { openCourse } from './course';
import type { Course } from './course';
import { createNym } from './create';
import type { NymWishes } from './create';
import { forgetOld, selectorsOf } from './credentials';
import type { Keys } from './keys';
import { openKeys } from './keys';
import { importNym } from './import';
import type { ForeignNym } from './import';
import type { NewLayer } from './layers';
import { move, moveIfMay, unexpire } from './life';
import type { Contact, Nym, NymEvent, NymServer, NymState, Occasion, ReplyOccasion } from './nym';
import { applyReply } from './replies';
import type { PagesAsked } from './pages';
import { findPages, forgetPages, giveUpPages, notePage, overduePages } from './pages';
import { noteConfig, noteCreation } from './requests';
import { addServer } from './servers';
import { readAsked, readNextKey, readListed } from './stored';

/**
 * The book of nyms. What it gives are values as of now; what it changes is on disk when it returns, or with the transaction
 * around it. Times are milliseconds since 1970.
 */
export interface Nyms extends Course {
  all(): Promise<Nym[]>;
  byId(id: NymId): Promise<Nym | undefined>;
  /** In any case. */
  byAddress(address: string): Promise<Nym | undefined>;
  /** Oldest first. */
  events(id: NymId): NymEvent[];
  servers(): Promise<NymServer[]>;
  /** See addServer in servers.ts. */
  addServer(domain: string, key: PublicKey, now: number): Promise<NymServer>;
  /** See createNym in create.ts: a nym in state `draft`, whose `asked` are the options its creation request must carry. */
  create(wishes: NymWishes, now: number, random: Random): Promise<Nym>;
  /** See importNym in import.ts: a nym that another program made. */
  takeIn(foreign: ForeignNym, now: number, random: Random, more?: (id: NymId) => void): NymId;
  /** The three calls for requests that were put into the outbox: see requests.ts and pages.ts. */
  noteCreation(id: NymId, occasion: Occasion): void;
  noteConfig(id: NymId, options: Options, occasion: Occasion, layer?: NewLayer): void;
  notePage(id: NymId, pages: PagesAsked, at: number): void;
  /** The request for web pages that an article with this subject answers. */
  findPages(id: NymId, subject: string): PageRequest | undefined;
  /** See pages.ts: requests for web pages that have had no answer for too long. */
  overduePages(now: number): PageRequest[];
  giveUpPages(request: PageRequest): void;
  /** See replies.ts: only for what the nym's own server has signed. Gives the state afterwards. */
  applyReply(id: NymId, reply: Reply, occasion: ReplyOccasion): NymState | undefined;
  /** Any other move, by the user's will. Throws UserError where life.ts does not allow it. */
  move(id: NymId, to: NymState, occasion: Occasion): void;
  /** To be called at start and every hour or so: nyms whose key has ended become `expired`, and those whose key has not, what they were. */
  tidy(now: number): void;
  /** Forgets subjects and passphrases long out of use. To be called when the newsgroup has been read: they may be in it until then. */
  forgetOld(now: number): void;
}

export function openNyms(store: Store): Nyms {
  const keys = openKeys();
  const whole = (row: NymRow) => readNym(store, keys, row);
  const wholeOrNone = async (row: NymRow | undefined) => row && whole(row);
  return {
    ...openCourse(store, keys),
    all: () => Promise.all(store.nyms.all().map(whole)),
    byId: (id) => wholeOrNone(store.nyms.byId(id)),
    byAddress: (address) => wholeOrNone(store.nyms.byAddress(address)),
    events: (id) => store.nyms.events(id),
    servers: () => Promise.all(store.servers.all().map((row) => readServer(store, keys, row))),
    addServer: async (domain, key, now) => ({
      id: addServer(store, domain, { key, source: '', at: now }),
      domain: domain.toLowerCase(),
      key,
      formerKeys: [],
    }),
    create: async (wishes, now, random) => {
      const id = await createNym(store, wishes, now, random);
      return whole(mustExist(store.nyms.byId(id)));
    },
    takeIn: (foreign, now, random, more) => importNym(store, foreign, now, random, more),
    noteCreation: (id, occasion) => {
      noteCreation(store, id, occasion);
    },
    noteConfig: (id, options, occasion, layer) => {
      noteConfig(store, id, options, occasion, layer);
    },
    notePage: (id, pages, at) => {
      notePage(store, id, pages, at);
    },
    findPages: (id, subject) => findPages(store, id, subject),
    overduePages: (now) => overduePages(store, now),
    giveUpPages: (request) => {
      giveUpPages(store, request);
    },
    applyReply: (id, reply, occasion) => applyReply(store, id, reply, occasion),
    move: (id, to, occasion) => {
      move(store, id, to, occasion);
    },
    tidy: (now) => {
      tidy(store, now);
    },
    forgetOld: (now) => {
      store.transaction(() => {
        for (const { id } of store.nyms.all()) {
          forgetOld(store, id, now);
          forgetPages(store, id, now);
        }
      });
    },
  };
}

function tidy(store: Store, now: number): void {
  store.transaction(() => {
    for (const { id, state, expiresAt = Infinity } of store.nyms.all()) {
      if (expiresAt <= now) moveIfMay(store, id, 'expired', { at: now, evidence: 'clock' });
      else if (state === 'expired') unexpire(store, id, now);
    }
  });
}

async function readNym(store: Store, keys: Keys, row: NymRow): Promise<Nym> {
  const { id, address, displayName, state, transport, password, createdAt, expiresAt } = row;
  const { copies, rotateMs, rotatedAt, html, metadata, forwards } = row;
  const { settings, saidAt } = readListed(row.options) ?? {};
  const server = await readServer(store, keys, mustExist(store.servers.byId(row.serverId)));
  return {
    id,
    address,
    domain: server.domain,
    displayName,
    state,
    key: await keys.ofNym(row),
    server,
    selectors: selectorsOf(store, row),
    passphrases: store.nyms.passphrases.all(id).map(({ value }) => value),
    transport,
    settings,
    options: settledOptions(settings ?? {}),
    asked: readAsked(row.asked),
    password,
    createdAt,
    expiresAt,
    copies,
    rotateMs,
    rotatedAt,
    saidAt,
    layers: store.layers.of(id),
    // the layer is between the server and the key that it was made with
    hasUnreadLayer: store.ratchets.has(id) && store.nyms.life.oldKeys(id).length === 0,
    oldKeys: await Promise.all(store.nyms.life.oldKeys(id).map(keys.old)),
    request: store.nyms.life.request(id),
    wishesRecreation: readNextKey(row.recreate),
    pool: { leastMs: row.poolLeastMs, mostMs: row.poolMostMs },
    style: { html, metadata, forwards },
    contacts: await Promise.all(store.contacts.of(id).map((one) => readContact(keys, one))),
  };
}

async function readContact(keys: Keys, row: ContactRow): Promise<Contact> {
  const { address, encrypt, sign } = row;
  return { address, key: await keys.ofContact(row), encrypt, sign };
}

async function readServer(store: Store, keys: Keys, row: ServerRow): Promise<NymServer> {
  const formerKeys = await Promise.all(store.servers.formerKeys(row.id).map(keys.former));
  return { id: row.id, domain: row.domain, key: await keys.ofServer(row), formerKeys };
}

function mustExist<T>(row: T | undefined): T {
  if (row === undefined) throw new Error('a row that another refers to is not there');
  return row;
}
