import { openBehind } from './behind';
import type { Waiting } from './behind';
import type { Connection } from './connection';
import { keptHeader } from './forms';
import type { Forms } from './forms';
import type { BodyId } from './ids';
import type { Keys } from './keys';
import type { Messages, NewMessage } from './messages';
import type { Texts, TextTable } from './texts';

/** What is kept of messages besides their bytes, for FETCH, SEARCH, SORT and THREAD. */
export interface Derived {
  /** Inside the transaction that adds the body: what comes with the message is written soon after it, or at once. */
  readonly add: (body: BodyId, message: NewMessage) => void;
  /** Before the file is closed. */
  readonly end: () => void;
  readonly asked: Pick<Messages, 'forms' | 'headers' | 'matching' | 'keys' | 'withoutKeys'>;
  readonly texts: Texts;
}

export function openDerived(
  connection: Connection,
  forms: Forms,
  keys: Keys,
  { put: putText, advance, ...texts }: TextTable,
): Derived {
  const put = ({ body, header = nothing, forms: form, keys: key, text }: Waiting) => {
    if (form) forms.put(body, header, form);
    if (key) keys.put(body, key);
    if (text) putText(text);
  };
  const behind = openBehind(connection, put, advance);
  const upToDate =
    <A extends readonly unknown[], T>(ask: (...question: A) => T) =>
    (...question: A): T => {
      behind.flush();
      return ask(...question);
    };
  return {
    add: (body, { source, forms: form, keys: key }) => {
      if (!form && !key) return;
      // a copy: a part of it would hold all of the mail in memory
      const header = form ? Uint8Array.from(keptHeader(source, form)) : nothing;
      behind.add({ body, header, forms: form, keys: key });
    },
    end: behind.end,
    asked: {
      forms: upToDate(forms.forms),
      headers: upToDate(forms.headers),
      matching: upToDate(keys.matching),
      keys: upToDate(keys.keys),
      withoutKeys: upToDate(keys.withoutKeys),
    },
    texts: {
      ...{ ...texts, due: upToDate(texts.due), dueIn: upToDate(texts.dueIn) },
      keepSoon: (text) => {
        behind.addLater({ body: text.bodyId, text });
      },
    },
  };
}

const nothing = new Uint8Array(0);
