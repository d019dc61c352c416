import { afterSpace, readAstring } from '../wire/lexical';
import type { CommandForm } from './form';

/** GETQUOTA (RFC 9208 §4.1.1) */
export interface GetQuota {
  readonly root: string;
}

export const getQuota: CommandForm<GetQuota> = {
  read: (c) => ({ root: afterSpace(c, readAstring).toString('latin1') }),
  show: () => 'GETQUOTA [root]',
};
