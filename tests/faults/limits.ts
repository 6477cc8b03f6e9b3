/** The time-outs of real life, scaled down: a seed is to cost a second. */
export const replyTimeoutMs = 500;
export const commandTimeoutMs = 800;
export const retrySeconds = [0.1];
export const reconcileIntervalMs = 150;
