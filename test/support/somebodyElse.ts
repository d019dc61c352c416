import { chownSync } from 'node:fs';

/** Nothing is closed to root: then another user, who is given the folder, does it. */
export async function asSomebodyElse<T>(folder: string, act: () => T | Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process;
  if (geteuid?.() !== 0 || !seteuid) return act();
  const nobody = 65_534;
  chownSync(folder, nobody, nobody);
  seteuid(nobody);
  try {
    return await act();
  } finally {
    seteuid(0);
  }
}
