// What few open, in one file of the build, which is loaded when the first of it is about to be
// drawn. A file for each would be more on the way: what several files share is split off once more.

export { Note } from "./chat/composer/note.tsx";
export { MemberActions } from "./chat/members/member_actions.tsx";
export { MenuPanel } from "./account/menu_panel.tsx";
export { NoticeDialog } from "./account/notice_dialog.tsx";
export { LastDone } from "./home/last_done.tsx";
export { MatchCard } from "./home/match_card.tsx";
export { ChatDialogs } from "./chat/members/chat_dialogs.tsx";
export { OfferPush } from "./chat/offer_push.tsx";
export { WaitNews } from "./home/wait_news.tsx";
export { WaitPush } from "./home/wait_push.tsx";
export * as board from "./platform/notification_board.ts";
export * as pushes from "./platform/push_opt_in.ts";
