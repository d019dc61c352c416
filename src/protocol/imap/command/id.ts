import { limits } from '../limits';
import { readList, readNstring, readString } from '../wire/lexical';
import type { CommandForm } from './form';

/** ID (RFC 2971 §3.1). What the client says of itself is read and forgotten. */
export const id: CommandForm<undefined> = {
  read: (c) => {
    c.expect(' ');
    if (c.take('NIL')) return undefined;
    readList(
      c,
      limits.listItems,
      () => {
        readString(c);
        c.expect(' ');
        return readNstring(c);
      },
      true,
    );
    return undefined;
  },
  show: () => 'ID',
};
