// Turns the empty table of messages into hash partitions by group, with all that it has: the same
// columns, keys, checks and sequence.

type Run = (text: string) => Promise<unknown>;

/** Every statement that it takes. The keys hold `group_id` already, as partitions ask for. */
export async function partition(run: Run, partitions: number): Promise<void> {
  await run("alter table messages rename to messages_before");
  await run(
    `create table messages (like messages_before including defaults including constraints)
     partition by hash (group_id)`,
  );
  await run("alter table messages add primary key (group_id, seq)");
  await run("alter table messages add constraint messages_by_author unique (id, by, group_id)");
  for (let part = 0; part < partitions; part++) {
    await run(
      `create table messages_${part} partition of messages
       for values with (modulus ${partitions}, remainder ${part})`,
    );
  }
  await run("alter sequence message_arrivals owned by messages.arrival");
  await run("insert into messages select * from messages_before");
  await run("drop table messages_before");
  await run("alter table messages rename constraint messages_by_author to messages_once");
}
