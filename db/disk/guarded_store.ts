// A store that refuses what the disk has no room for, before the database is asked.

import type { Store } from "../store/store.ts";
import type { Disk, Effect } from "../store/disk.ts";
import { NoRoom } from "./disk_watch.ts";

/**
 * What may be written last: what ends or deletes something, what protects people from each other,
 * and what completes that which is stored already. Logging in is needed for all of it.
 */
const effects: Readonly<Record<Exclude<keyof Store, "amend">, Effect>> = {
  createUser: "adds",
  isLookAlike: "reads",
  usersWithoutSkeleton: "reads",
  addSkeletons: "adds",
  credentials: "reads",
  credentialsOf: "reads",
  account: "reads",
  rehash: "adds",
  setPassword: "frees",
  setProfile: "adds",
  preferences: "reads",
  setPreferences: "frees",
  openSession: "frees",
  session: "reads",
  sessionsOf: "reads",
  noteUses: "adds",
  endSession: "frees",
  hasSession: "reads",
  purgeSessions: "frees",
  countRecoveryCodes: "reads",
  setRecoveryCodes: "adds",
  addRecoveryCodes: "adds",
  recover: "frees",
  passkeys: "reads",
  addPasskey: "adds",
  passkey: "reads",
  usePasskey: "frees",
  removePasskey: "frees",
  requestDeletion: "frees",
  deletions: "reads",
  everGroups: "reads",
  emptyAccount: "frees",
  endDeletion: "frees",
  refuseDevice: "frees",
  deviceRefusal: "reads",
  purgeSights: "frees",
  hasSeen: "reads",
  usersAtDevicesOf: "reads",
  takePace: "frees",
  givePace: "frees",
  setPace: "frees",
  purgePaces: "frees",
  placeTickets: "adds",
  withdrawTicket: "frees",
  openTicket: "reads",
  openTickets: "reads",
  ownTicket: "reads",
  countWaiting: "reads",
  waits: "reads",
  keepWaits: "frees",
  noteWork: "frees",
  notedWork: "reads",
  formGroups: "frees",
  joinGroup: "frees",
  openSeat: "adds",
  seat: "reads",
  closeSeat: "frees",
  createInvite: "adds",
  invite: "reads",
  acceptInvite: "adds",
  partner: "reads",
  endPartnership: "frees",
  block: "frees",
  blockAndLeave: "frees",
  unblock: "frees",
  blocked: "reads",
  areKeptApart: "reads",
  setRematchWish: "adds",
  report: "frees",
  ownReports: "reads",
  openReports: "reads",
  reports: "reads",
  decide: "frees",
  suspend: "frees",
  lift: "frees",
  setRole: "frees",
  correctProfile: "frees",
  audit: "frees",
  auditTrail: "reads",
  history: "reads",
  standing: "reads",
  moderators: "reads",
  readNotice: "frees",
  own: "reads",
  ownTexts: "reads",
  ownReactions: "reads",
  ownChanges: "reads",
  groups: "reads",
  group: "reads",
  groupMembers: "reads",
  markShown: "frees",
  coMembers: "reads",
  presenceViewers: "reads",
  heads: "reads",
  messages: "reads",
  search: "reads",
  isText: "reads",
  append: "adds",
  appendRun: "adds",
  textsLeft: "reads",
  eraseRun: "frees",
  leave: "frees",
  markRead: "frees",
  beginHistory: "frees",
  divergedGroups: "reads",
  purgeTickets: "frees",
  purgeGroups: "frees",
  purgeReports: "frees",
  purgeAccounts: "frees",
  ready: "reads",
};

/** Rejects with NoRoom what the watch does not let through. */
export function guardStore(store: Store, disk: Disk): Store {
  const guard = <Args extends readonly unknown[], Result>(
    call: (...args: Args) => Promise<Result>,
    effectOf: (...args: Args) => Effect,
  ) =>
  (...args: Args): Promise<Result> => {
    const refusal = disk.refusal(effectOf(...args));
    return refusal === null ? call(...args) : Promise.reject(new NoRoom(refusal));
  };
  const guarded: Record<string, unknown> = {};
  for (const [name, effect] of Object.entries(effects)) {
    const call = store[name as keyof typeof effects] as (...args: unknown[]) => Promise<unknown>;
    guarded[name] = effect === "reads" ? call : guard(call, () => effect);
  }
  return {
    ...guarded as Pick<Store, keyof typeof effects>,
    amend: guard(store.amend, ({ message }) => message.kind === "erased" ? "frees" : "adds"),
  };
}
