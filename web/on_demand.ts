// What few open, as one file of the build: it is loaded when the first of these is about to be
// drawn. One and not a file for each: what several files share is split off again, and many small
// files are more on the way than they save.

export { MenuPanel } from "./account/menu_panel.tsx";
export { ProfileDialog } from "./account/profile_dialog.tsx";
export { MemberDialogs } from "./chat/members/member_dialogs.tsx";
export { QuitDialog } from "./chat/members/quit_dialog.tsx";
