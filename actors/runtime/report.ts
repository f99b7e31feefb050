// How an actor tells the operator of a fault. Never with the text of a message.

export type Report = (what: string, error: unknown) => void;
