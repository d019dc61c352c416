import { dayOfField } from '../wire/dateTime';

const dayMs = 86_400_000;

/** Hours of the zones that have names (RFC 5322 §4.3); military letters tell nothing. */
const zones: Record<string, number> = { EDT: -4, EST: -5, CDT: -5, CST: -6, MDT: -6, MST: -7, PDT: -7, PST: -8 };

/**
 * The moment a Date field names, in milliseconds since 1970; undefined where it names no day. A time that is none counts as midnight,
 * a zone that is none as UTC (RFC 5256 §2.2).
 */
export function sentDate(field: string): number | undefined {
  const day = dayOfField(field);
  if (day === undefined) return undefined;
  const [, hours = '', minutes = '', seconds = '0', zone = ''] =
    /(?:^|[ \t])(\d{1,2}):(\d{2})(?::(\d{2}))?(?:[ \t]+([+-]\d{4}|[A-Za-z]{1,5}))?/.exec(field.slice(0, 200)) ?? [];
  const legal = hours !== '' && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 61;
  const time = legal ? Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds) : 0;
  return day * dayMs + (time - offsetOf(zone)) * 1000;
}

/** Seconds ahead of UTC. */
function offsetOf(zone: string): number {
  const named = zones[zone.toUpperCase()];
  if (named !== undefined) return named * 3600;
  if (!/^[+-]/.test(zone)) return 0;
  const minutes = Number(zone.slice(3));
  const seconds = minutes < 60 ? (Number(zone.slice(1, 3)) * 60 + minutes) * 60 : 0;
  return zone.startsWith('-') ? -seconds : seconds;
}
