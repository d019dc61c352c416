import type { Random } from '../../base/random';
import { drawBetween, randomPlainText } from '../../base/random';
import type { Pool } from '../../nym';

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const letters = 'abcdefghijklmnopqrstuvwxyz';

/** How long what a nym sends waits before it goes, in ms. */
export function poolWait({ leastMs, mostMs }: Pool, random: Random): number {
  return drawBetween(random, leastMs, mostMs);
}

/** A Date as the nym server writes it: UTC, and "-0000" for it (seen in its receipts). `now`: ms since 1970. */
export function serverDate(now: number): string {
  const date = new Date(now);
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${days[date.getUTCDay()] ?? ''}, ${two(date.getUTCDate())} ${months[date.getUTCMonth()] ?? ''}`;
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(two).join(':');
  return `${day} ${String(date.getUTCFullYear())} ${time} -0000`;
}

/** A Message-ID as the nym server makes them: `<10 letters.6 letters@D>` (nymserv.md §4). */
export function serverMessageId(domain: string, random: Random): string {
  return `<${randomPlainText(random, 10, letters)}.${randomPlainText(random, 6, letters)}@${domain}>`;
}

/** A boundary without the look of any mail client: nothing but random hex. */
export function freshBoundary(random: Random): string {
  return random.bytes(16).toString('hex');
}
