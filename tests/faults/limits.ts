/** The time-outs of real life, scaled down: a seed is to cost a second. */
export const replyTimeoutMs = 400;
export const commandTimeoutMs = 600;
export const retrySeconds = [0.1];
export const reconcileIntervalMs = 100;
