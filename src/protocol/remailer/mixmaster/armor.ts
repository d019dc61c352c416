import type { Armor } from '../armor';
import { md5 } from './ciphers';

export const armor: Armor = {
  type: 'Mixmaster 3.0.2d',
  width: 40,
  digestOf: (packet) => md5(packet).toString('base64'),
};
