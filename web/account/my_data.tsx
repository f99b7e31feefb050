// The user's own data as a file.

import { saveFile } from "../platform/save_file.ts";
import { useTools } from "../ui/context.ts";
import { AsyncButton } from "../ui/async_button.tsx";
import { useProblem } from "../ui/use_problem.tsx";

export function MyData() {
  const { session: { api }, speech: { t } } = useTools();
  const { refusal, take } = useProblem();
  const download = async () => {
    const data = take(await api.ownData());
    if (data !== null) {
      saveFile("trio.json", "application/json", JSON.stringify(data, null, 2));
    }
  };
  return (
    <>
      <AsyncButton look="button secondary" act={download}>{t("account.download")}</AsyncButton>
      {refusal}
    </>
  );
}
