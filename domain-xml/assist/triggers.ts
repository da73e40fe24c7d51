/** These ask for completion by being typed; see asksFor. */
export const TRIGGERS = ['<', '/', ' ', '"', "'"] as const;
