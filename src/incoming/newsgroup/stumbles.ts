import { limits } from './limits';
import type { Listed } from './listing';

/** When an article is asked for: in its turn, when all else has come, or not at all of this server. */
export type Turn = 'now' | 'last' | 'never';

/**
 * The articles at which the connection to a server was lost: some servers have one at which they always hang or close, and nothing behind it
 * would ever come. It is known by number and Message-ID, so that another one that gets its number is none. Not kept on the disk:
 * a program that begins anew tries anew.
 */
export interface Stumbles {
  note(server: string, article: Listed): void;
  turnOf(server: string, article: Listed): Turn;
}

export function openStumbles(): Stumbles {
  const times = new Map<string, number>();
  const keyOf = (server: string, { number, messageId }: Listed) => `${server} ${number} ${messageId ?? ''}`;
  const count = (server: string, article: Listed) => times.get(keyOf(server, article)) ?? 0;
  return {
    note: (server, article) => {
      times.set(keyOf(server, article), count(server, article) + 1);
    },
    turnOf: (server, article) => {
      const lost = count(server, article);
      return lost < limits.stumblesInTurn ? 'now' : lost < limits.stumbles ? 'last' : 'never';
    },
  };
}
