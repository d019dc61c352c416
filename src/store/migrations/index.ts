import { settings } from './0001-settings';
import { nyms } from './0002-nyms';
import { mail } from './0003-mail';
import { outbox } from './0004-outbox';
import { news } from './0005-news';
import { copies } from './0006-copies';
import { life } from './0007-life';
import { pages } from './0008-pages';
import { imported } from './0009-import';
import { moving } from './0010-moving';
import { keys } from './0011-keys';
import { letters } from './0012-letters';
import { contacts } from './0013-contacts';
import { spool } from './0014-spool';
import { layers } from './0015-layers';
import { forms } from './0016-forms';
import { removals } from './0017-removals';
import { objectIds } from './0018-object-ids';
import { metadata } from './0019-metadata';
import { searchKeys } from './0020-keys';
import { texts } from './0021-texts';
import { modSeqIndex } from './0022-modseq-index';
import { states } from './0023-states';
import { shortBodies } from './0024-short-bodies';
import { chunkSize } from './0025-chunk-size';
import { packets } from './0026-packets';
import { directories } from './0027-directories';
import { pings } from './0028-pings';
import { recentStates } from './0029-recent-states';
import { arrived } from './0030-arrived';

/** In order; entry n leads from version n to n + 1. One that has landed is never edited, and a column never changes its meaning. */
export const migrations: readonly string[] = [
  settings,
  nyms,
  mail,
  outbox,
  news,
  copies,
  life,
  pages,
  imported,
  moving,
  keys,
  letters,
  contacts,
  spool,
  layers,
  forms,
  removals,
  objectIds,
  metadata,
  searchKeys,
  texts,
  modSeqIndex,
  states,
  shortBodies,
  chunkSize,
  packets,
  directories,
  pings,
  recentStates,
  arrived,
];
