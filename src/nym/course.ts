import type { Random } from '../base/random';
import type { NymId, Store } from '../store';
import { change, wishRecreation } from './change';
import type { OwnChanges } from './change';
import { noteUse } from './divergence';
import type { Used } from './divergence';
import { toTell } from './ending';
import type { ToTell } from './ending';
import { forget } from './forget';
import type { Keys } from './keys';
import type { NextKey, Occasion, ReplyOccasion, WaitingRequest } from './nym';
import { dueRequests, giveUp, noteTry } from './pending';
import type { DueRequest, Try } from './pending';
import { recreate } from './recreate';
import { mustRow } from './stored';

/** The part of the book that is about how a nym's life goes on: requests without an answer, the next life, the end. */
export interface Course {
  /** What has had no answer for as long as its patience: to be sent again or, after the last try, given up. See pending.ts. */
  dueRequests(now: number): DueRequest[];
  /** See divergence.ts: for every article that the nym's own server has signed. */
  noteUse(id: NymId, used: Used, occasion: ReplyOccasion): void;
  /** The request that waits for its answer. */
  request(id: NymId): WaitingRequest | undefined;
  noteTry(id: NymId, made: Try, now: number, random: Random): void;
  giveUp(id: NymId, tries: number, occasion: Occasion): void;
  /** What is ours alone, at once: see change.ts. */
  change(id: NymId, changes: OwnChanges): void;
  wishRecreation(id: NymId, wish: NextKey | undefined): void;
  /** The nym's next life, as a draft with a new key pair: see recreate.ts. */
  recreate(id: NymId, now: number, random: Random, also: () => void): Promise<void>;
  /** What its owner is to be told, once: see ending.ts. */
  toTell(now: number): ToTell[];
  noteTold(id: NymId, what: string, at: number): void;
  /** Removes everything of the nym: see forget.ts. */
  forget(id: NymId, force?: boolean): void;
}

export function openCourse(store: Store, keys: Keys): Course {
  return {
    dueRequests: (now) => dueRequests(store, now),
    noteUse: (id, used, occasion) => {
      noteUse(store, id, used, occasion);
    },
    request: (id) => store.nyms.life.request(id),
    noteTry: (id, made, now, random) => {
      noteTry(store, id, made, now, random);
    },
    giveUp: (id, tries, occasion) => {
      giveUp(store, id, tries, occasion);
    },
    change: (id, changes) => {
      change(store, id, changes);
    },
    wishRecreation: (id, wish) => {
      wishRecreation(store, id, wish);
    },
    recreate: async (id, now, random, also) =>
      recreate(store, id, { old: await keys.ofNym(mustRow(store, id)), now, random, also }),
    toTell: (now) => toTell(store, now),
    noteTold: (id, what, at) => {
      store.nyms.life.tell(id, what, at);
    },
    forget: (id, force = false) => {
      forget(store, id, force);
    },
  };
}
