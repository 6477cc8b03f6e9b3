/** The complaint rate against what mailbox providers allow. Pure. */
export type ComplaintVerdict = 'fine' | 'high' | 'too-high';

/** Gmail and Yahoo (sender guidelines of 2024): stay below 0.1 %, never reach 0.3 %. */
export const complaintLimits = { high: 0.001, tooHigh: 0.003 } as const;

export function judgeComplaints(complaints: number, accepted: number): { readonly complaintRate: number | null; readonly complaintVerdict: ComplaintVerdict } {
  if (accepted === 0) return { complaintRate: null, complaintVerdict: 'fine' };
  const complaintRate = complaints / accepted;
  return { complaintRate, complaintVerdict: complaintRate >= complaintLimits.tooHigh ? 'too-high' : complaintRate >= complaintLimits.high ? 'high' : 'fine' };
}

/** Undefined when there is nothing to warn of. */
export function warnOfComplaints({ complaintRate, complaintVerdict }: ReturnType<typeof judgeComplaints>): string | undefined {
  if (complaintRate === null || complaintVerdict === 'fine') return undefined;
  const percent = `${(complaintRate * 100).toFixed(2)} %`;
  if (complaintVerdict === 'high') return `Warning: ${percent} complained; above 0.1 % Gmail and Yahoo begin to put mail into the junk folder.`;
  return `Warning: ${percent} complained; from 0.3 % on Gmail and Yahoo refuse mail. Find out who these readers are before you send again.`;
}
