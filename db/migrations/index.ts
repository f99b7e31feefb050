// Every migration by its name, in the order in which they run. A new one is added at the end; none
// is ever changed.

import type { Migration } from "kysely/migration";
import * as peopleAndGroups from "./20261122140000_people_and_groups.ts";
import * as fences from "./20261122140100_fences.ts";
import * as widening from "./20261122150000_widening.ts";
import * as parties from "./20261122160000_parties.ts";
import * as setGuard from "./20261122160100_set_guard.ts";
import * as ownData from "./20261122210000_own_data.ts";
import * as lighterGuard from "./20261127210000_lighter_guard.ts";
import * as wholeFolding from "./20261127220000_whole_folding.ts";
import * as rematchWishes from "./20261129044500_rematch_wishes.ts";
import * as arrivals from "./20261201100000_arrivals.ts";
import * as devices from "./20261202090000_devices.ts";
import * as reach from "./20261202090100_reach.ts";
import * as accountCare from "./20261202100000_account_care.ts";
import * as moderation from "./20261202110000_moderation.ts";
import * as defences from "./20261202120000_defences.ts";
import * as confusables from "./20261202130000_confusables.ts";
import * as lastingLeaves from "./20261202140000_lasting_leaves.ts";
import * as unshownNewcomers from "./20261203090000_unshown_newcomers.ts";
import * as waits from "./20261203090100_waits.ts";
import * as matchmakers from "./20261203090200_matchmakers.ts";
import * as barredMembers from "./20261203100000_barred_members.ts";
import * as preferences from "./20261204090000_preferences.ts";
import * as pushes from "./20261206090000_pushes.ts";
import * as lastSeen from "./20261207100000_last_seen.ts";
import * as selfDescriptions from "./20261208100000_self_descriptions.ts";
import * as wishes from "./20261209090000_wishes.ts";
import * as apiTokens from "./20261210090000_api_tokens.ts";
import * as bots from "./20261210100000_bots.ts";
import * as operators from "./20261211090000_operators.ts";
import * as samples from "./20261211090100_samples.ts";
import * as messagesById from "./20261220090000_messages_by_id.ts";

export const migrations: Readonly<Record<string, Migration>> = {
  "20261122140000_people_and_groups": peopleAndGroups,
  "20261122140100_fences": fences,
  "20261122150000_widening": widening,
  "20261122160000_parties": parties,
  "20261122160100_set_guard": setGuard,
  "20261122210000_own_data": ownData,
  "20261127210000_lighter_guard": lighterGuard,
  "20261127220000_whole_folding": wholeFolding,
  "20261129044500_rematch_wishes": rematchWishes,
  "20261201100000_arrivals": arrivals,
  "20261202090000_devices": devices,
  "20261202090100_reach": reach,
  "20261202100000_account_care": accountCare,
  "20261202110000_moderation": moderation,
  "20261202120000_defences": defences,
  "20261202130000_confusables": confusables,
  "20261202140000_lasting_leaves": lastingLeaves,
  "20261203090000_unshown_newcomers": unshownNewcomers,
  "20261203090100_waits": waits,
  "20261203090200_matchmakers": matchmakers,
  "20261203100000_barred_members": barredMembers,
  "20261204090000_preferences": preferences,
  "20261206090000_pushes": pushes,
  "20261207100000_last_seen": lastSeen,
  "20261208100000_self_descriptions": selfDescriptions,
  "20261209090000_wishes": wishes,
  "20261210090000_api_tokens": apiTokens,
  "20261210100000_bots": bots,
  "20261211090000_operators": operators,
  "20261211090100_samples": samples,
  "20261220090000_messages_by_id": messagesById,
};
