/** What any Kafka cluster must do with us: run by `main.ts` against the embedded cluster and against Apache Kafka. */
import "./wire/codecs.ts";
import "./wire/partitioner.ts";
import "./wire/transactions.ts";
import "./wire/sizes.ts";
import "./wire/offsets.ts";
import "./wire/logins.ts";
import "./wire/tools.ts";
import "./wire/compaction.ts";
import "./wire/broker_settings.ts";
