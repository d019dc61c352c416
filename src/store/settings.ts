/** Named values of the program itself. */
export interface Settings {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  remove(name: string): void;
}
