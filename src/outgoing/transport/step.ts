import type SMTPConnection from 'nodemailer/lib/smtp-connection';
import { NetError } from '../../net';
import { limits } from './limits';

/** Whether the relay has been given the message to its last byte: from then on it may have taken it. */
export interface Given {
  whole: boolean;
}

export interface Talk {
  readonly connection: SMTPConnection;
  readonly given: Given;
  readonly signal: AbortSignal | undefined;
}

/**
 * One step of a conversation: over with its own callback, with any error of the connection (the library tells a login that broke
 * off only so), or when it is given up. What is given up before the message was given whole is cut off, so that it cannot be
 * taken; after that the answer is waited for a little longer.
 */
export async function step(
  { connection, given, signal }: Talk,
  begin: (done: (error?: Error | null) => void) => void,
): Promise<void> {
  let grace: NodeJS.Timeout | undefined;
  let giveUp: () => void = () => undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      giveUp = () => {
        if (given.whole) grace = setTimeout(reject, limits.graceMs, new Error('given up'));
        else {
          connection.close();
          reject(new NetError('aborted', 'later', 'The hand-over was given up.'));
        }
      };
      // these stay: an error without a listener would end the process
      connection.on('error', reject);
      connection.once('end', () => {
        reject(new Error('the relay hung up'));
      });
      signal?.addEventListener('abort', giveUp, { once: true });
      if (signal?.aborted) giveUp();
      else
        begin((error) => {
          if (error) reject(error);
          else resolve();
        });
    });
  } finally {
    clearTimeout(grace);
    signal?.removeEventListener('abort', giveUp);
  }
}
