// What every driver is asked for, and what it gives.

export interface Address {
  /** 0: any free one. */
  readonly port: number;
  readonly hostname: string;
}

export interface Serving {
  readonly port: number;
  /** Takes nothing more; resolves when every connection has ended, which it sees to. */
  stop(): Promise<void>;
}
