// The log: lines, older messages as the reader goes up, pending texts, typists. Of a long log only
// a window is drawn, and a line that did not change is not drawn again.

import type { ComponentChildren, VNode } from "preact";
import { useRef } from "preact/hooks";
import type { UserId } from "../../../protocol/domain.ts";
import { useTools } from "../../ui/context.ts";
import { useChatUi } from "../chat_ui.ts";
import { beginsRun, isSameLine, linesOf, readMarks } from "./timeline.ts";
import { type GroupState, hasOlder } from "../../../client/state/group_state.ts";
import { boundsOf, type View } from "./log_window.ts";
import { AsyncButton } from "../../ui/async_button.tsx";
import { isComposing } from "../../ui/composition.ts";
import { Announcer } from "./announcer.tsx";
import { ChatLine, type ChatLineProps } from "./chat_line.tsx";
import { PendingLine } from "./pending_line.tsx";
import { ReadMarks } from "./read_marks.tsx";
import { Typists } from "./typists.tsx";
import { useArrival } from "./use_arrival.ts";
import { useLog } from "./use_log.ts";
import { useSelector } from "../../ui/use_selector.ts";

interface ChatLogProps {
  readonly groupState: GroupState;
  /** What stands below the last line, and goes with it. */
  readonly children: ComponentChildren;
}

export function ChatLog({ groupState, children }: ChatLogProps) {
  const { speech: { t } } = useTools();
  const user = useSelector((state) => state.user);
  const log = useLog(groupState);
  const { box, view, isAtEnd, isOpening, unreadAbove, onScroll, goToEnd, history } = log;
  useArrival(box, groupState, isAtEnd);
  if (user === null) return null;
  const count = isAtEnd ? 0 : groupState.group.unread;
  return (
    <div class="log-frame">
      <div
        class={isOpening ? "log opening" : "log"}
        ref={box}
        onScroll={onScroll}
        onKeyDown={moveAlongLines}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={t("chat.log")}
        aria-busy={history.progress === "loading"}
      >
        <Older groupState={groupState} history={history} />
        <Lines groupState={groupState} view={view} me={user.id} unreadAbove={unreadAbove} />
        <div class="log-foot">
          {children}
          <Typists groupState={groupState} />
        </div>
      </div>
      <Announcer groupState={groupState} me={user.id} />
      {!isAtEnd && (
        <AsyncButton look="to-end" act={goToEnd}>
          {count > 0 ? t("chat.new", { count }) : t("chat.toEnd")} <span aria-hidden="true">↓</span>
        </AsyncButton>
      )}
    </div>
  );
}

/** Arrow keys lead from one line's button to the next. */
function moveAlongLines(event: KeyboardEvent): void {
  if (isComposing(event)) return;
  const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
  const button = event.target instanceof Element ? event.target.closest(".line-more") : null;
  if (step === 0 || button === null) return;
  const all = [...document.querySelectorAll<HTMLElement>(".line-more")];
  const next = all[all.findIndex((each) => each === button) + step];
  event.preventDefault();
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

interface OlderProps {
  readonly groupState: GroupState;
  readonly history: ReturnType<typeof useLog>["history"];
}

function Older({ groupState, history: { progress, load } }: OlderProps) {
  const { t } = useTools().speech;
  const isLoading = progress === "loading";
  return (
    <>
      {progress === "failed" && <p class="system error" role="alert">{t("chat.olderFailed")}</p>}
      {hasOlder(groupState) && (
        <AsyncButton
          look="plain older"
          disabled={isLoading}
          act={load}
        >
          {t(isLoading ? "app.loading" : "chat.older")}
        </AsyncButton>
      )}
    </>
  );
}

interface LinesProps {
  readonly groupState: GroupState;
  readonly view: View;
  readonly me: UserId;
  readonly unreadAbove: number | null;
}

function Lines({ groupState, view, me, unreadAbove }: LinesProps) {
  const { group, pending, setBack, shown: { items } } = groupState;
  const { from, to } = boundsOf(view, items);
  const part = items.slice(from, to);
  const lines = linesOf({
    ...{ items: part, all: items, before: items[from - 1] },
    ...{ pending, me, unreadAbove, setBack },
  });
  const marks = readMarks(lines, { group, me, next: items[to]?.seq ?? null });
  const draw = useDrawn();
  useChatUi();
  const stop = lines.findLast((line) => line.type === "item" && line.item.kind === "text");
  const isEnd = to === items.length;
  const own = pending.filter(({ operation, refusal, isStored }) =>
    operation.type === "send" ? isEnd && !isStored : refusal !== null
  );
  return (
    <ol class="lines">
      {lines.flatMap((line) => {
        const node = draw({ line, group, me, isStop: line === stop });
        const readers = marks.get(line.key);
        if (readers === undefined) return node;
        const key = `read ${readers.map(({ id }) => id)}`;
        return [node, <ReadMarks key={key} group={group} readers={readers} />];
      })}
      {own.map((one, at) => (
        <PendingLine
          key={one.operation.id}
          one={one}
          group={group}
          items={items}
          isFirst={at === 0 && beginsRun(items.at(-1), me, one.at)}
        />
      ))}
    </ol>
  );
}

interface Drawn {
  readonly props: ChatLineProps;
  readonly node: VNode;
}

/**
 * Gives the last node of a line that has not changed: Preact passes over a node that it has drawn
 * before.
 */
function useDrawn(): (props: ChatLineProps) => VNode {
  const last = useRef<ReadonlyMap<string, Drawn>>(new Map());
  const next = new Map<string, Drawn>();
  const old = last.current;
  last.current = next;
  return (props) => {
    const { key } = props.line;
    const before = old.get(key);
    const drawn = before !== undefined && isSame(before.props, props)
      ? before
      : { props, node: <ChatLine key={key} {...props} /> };
    next.set(key, drawn);
    return drawn.node;
  };
}

function isSame(a: ChatLineProps, b: ChatLineProps): boolean {
  return isSameLine(a.line, b.line) && a.isStop === b.isStop && a.group.why === b.group.why &&
    a.group.members.length === b.group.members.length &&
    a.group.members.every((member, index) => {
      const other = b.group.members[index];
      return member.username === other?.username && member.leftAt === other.leftAt &&
        member.age === other.age && member.languages === other.languages &&
        member.about === other.about &&
        member.interests === other.interests;
    });
}
