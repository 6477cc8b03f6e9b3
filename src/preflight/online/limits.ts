/** Limits of RFC 7208 4.6.4: questions a receiver asks for one mail, and those among them that may come back empty. */
export const spfLimits = { lookups: 10, voids: 2 } as const;
