/**
 * The moments of a delivery at which a lost process makes a difference. Nothing of the program listens: the fault tests end the process
 * there (tests/faults). In the body and behind the final dot they do it from the other end of the wire.
 */
export const sendPoints = ['claimed', 'offered', 'refused', 'marked', 'answered', 'settled'] as const;
/** `offered`: 354 was read. `refused`: the mark was, and nobody has asked yet why. `marked`: and the mark is durable. `answered`: the reply to the final dot was read. `settled`: and written. */
export type SendPoint = (typeof sendPoints)[number];
export type OnPoint = (point: SendPoint) => void;
