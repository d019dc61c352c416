import type { Database } from '@signalapp/sqlcipher';
import type { Statement } from './statements';

/** What light commits need of the connection they belong to. */
interface LightParts {
  /** A statement that wakes nobody. */
  readonly statement: (text: string) => Statement<never>;
  readonly transaction: <T>(f: () => T) => T;
  /** Whether one is under way. */
  readonly isWithin: () => boolean;
  /** Whether the one under way has written something. */
  readonly hasWritten: () => boolean;
  /** Grows whenever another process has written something, or something written here was undone. */
  readonly others: () => number;
  readonly isOpen: () => boolean;
}

/** Commits that are in the file when they return, and on the disk soon: see docs/decisions/flags-and-the-disk.md. */
export interface Light {
  readonly lightly: <T>(f: () => T) => T;
  /** To be called before any other commit: that one is to be on the disk when it returns. */
  readonly firmly: () => void;
  /** Brings what was committed lightly to the disk; throws StoreError where that cannot be now. */
  readonly settle: () => void;
}

/** How long a light commit may be in the file and not on the disk. */
const settleMs = 1000;

/** In the table of settings, from before the first light commit until all are on the disk. */
const mark = 'light-commits';

export function openLight({ statement, transaction, isWithin, hasWritten, others, isOpen }: LightParts): Light {
  const soon = statement('PRAGMA synchronous = NORMAL');
  const now = statement('PRAGMA synchronous = FULL');
  const begin = statement(`INSERT INTO setting (name, value) VALUES ('${mark}', '') ON CONFLICT DO NOTHING`);
  const touch = statement(`UPDATE setting SET value = '' WHERE name = '${mark}'`);
  const end = statement(`DELETE FROM setting WHERE name = '${mark}'`);
  let timer: NodeJS.Timeout | undefined;
  let isSoft = false;
  const firmly = () => {
    if (isSoft) now.run();
    isSoft = false;
  };
  /** When the mark was seen in the table. */
  let markedAt: number | undefined;
  const settle = () => {
    if (timer === undefined || !isOpen()) return;
    // any full commit takes all before it along
    firmly();
    end.run();
    markedAt = undefined;
    clearTimeout(timer);
    timer = undefined;
  };
  const later = () => {
    timer ??= setTimeout(() => {
      try {
        settle();
      } catch {
        timer?.refresh(); // another process is writing
      }
    }, settleMs).unref();
  };
  /** Whether the commit at hand is the first since all were on the disk. */
  let isFirst = false;
  const note = () => {
    isFirst = false;
    if (!hasWritten()) return;
    later();
    // nobody has taken it away since
    if (markedAt === others()) return;
    isFirst = begin.run().changes > 0;
    markedAt = others();
  };
  return {
    settle,
    firmly,
    lightly: (f) => {
      if (isWithin()) return transaction(f);
      if (!isSoft) soon.run();
      isSoft = true;
      const result = transaction(() => {
        const made = f();
        note();
        return made;
      });
      // the mark must be on the disk before anything that it is for can be lost
      if (isFirst) {
        firmly();
        touch.run();
      }
      return result;
    },
  };
}

/**
 * To be called when the file is opened. After a power cut light commits may be missing whose mod-sequences a mail client has been told,
 * and the same numbers must not come to mean other changes (RFC 7162 §3.1): all go on from higher ones.
 */
export function afterLightCommits(database: Database): void {
  if (!database.prepare(`SELECT 1 FROM setting WHERE name = '${mark}'`).get()) return;
  database.exec(`
    BEGIN IMMEDIATE;
    UPDATE mailbox SET highest_modseq = highest_modseq + ${skipped} WHERE EXISTS (SELECT 1 FROM setting WHERE name = '${mark}');
    DELETE FROM setting WHERE name = '${mark}';
    COMMIT;
  `);
}

/** More changes than can be made in the time that a light commit waits for the disk. */
const skipped = 100_000;
