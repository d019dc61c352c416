// What files note of their maker, taken out without touching what they show: JPEG, PNG, WebP and GIF; other kinds are named.
export { cleanFile } from './clean';
export type { Cleaned } from './clean';
