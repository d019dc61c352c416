import type { KeyOptions } from '../server/find';

/** The options of the verbs about contacts. */
export interface ContactOptions extends KeyOptions {
  readonly nym?: string;
  readonly address?: string;
}

export const nymHelp = 'whose contact it is; may be left out where there is one nym';
