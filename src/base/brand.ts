declare const brand: unique symbol;

/** A primitive that the compiler will not mix up with another: a UID is no sequence number and no row id. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
