import { Secret } from '../../../base/secret';
import { afterSpace, readAstring } from '../wire/lexical';
import type { CommandForm } from './form';

/** LOGIN (RFC 9051 §6.2.3) */
export interface Login {
  readonly user: string;
  readonly password: Secret;
}

export const login: CommandForm<Login> = {
  read: (c) => ({
    user: afterSpace(c, readAstring).toString('utf8'),
    password: new Secret(Buffer.from(afterSpace(c, readAstring))),
  }),
  show: () => 'LOGIN [user] [secret]',
};
