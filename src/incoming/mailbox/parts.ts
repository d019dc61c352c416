import type { Clock } from '../../base/clock';
import type { NymId, Store, Uid } from '../../store';

/** The message in Sent that the bridge filed for what a client had submitted under this Message-ID; undefined where there is none. */
export type FiledCopy = (nymId: NymId, messageId: string) => Uid | undefined;

export interface AccountParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly nymId: NymId;
  readonly filedCopy: FiledCopy;
}
