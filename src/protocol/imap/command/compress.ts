import { afterSpace, readKeyword } from '../wire/lexical';
import type { CommandForm } from './form';

/** COMPRESS (RFC 4978 §3): the mechanism's name in capitals, known or not. */
export interface Compress {
  readonly mechanism: string;
}

export const compress: CommandForm<Compress> = {
  read: (c) => ({ mechanism: afterSpace(c, readKeyword) }),
  show: () => 'COMPRESS',
};
