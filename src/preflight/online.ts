/** Answers of DNS and of web servers, gathered beforehand for the rules that need them; gathering is somebody else's. */

export type OnlineAnswers = Readonly<Record<string, unknown>>;
