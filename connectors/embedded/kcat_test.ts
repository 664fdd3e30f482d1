/** The cluster as librdkafka sees it, by way of kcat. */
import assert from "node:assert/strict";
import { serveCluster } from "./serve.ts";

const decoder = new TextDecoder();

/** Runs kcat; what it wrote, without the last line's end. */
async function kcat(args: string[], input = ""): Promise<string> {
  const child = new Deno.Command("kcat", { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const stdin = child.stdin.getWriter();
  await stdin.write(new TextEncoder().encode(input));
  await stdin.close();
  const { success, stdout, stderr } = await child.output();
  if (!success) throw new Error(decoder.decode(stderr));
  return decoder.decode(stdout).trimEnd();
}

async function isInstalled(): Promise<boolean> {
  try {
    await new Deno.Command("kcat", { args: ["-V"], stdout: "null", stderr: "null" }).output();
    return true;
  } catch {
    return false;
  }
}

const ignore = !await isInstalled();

Deno.test({
  name: "the cluster takes kcat's batches of every codec and gives them back (needs kcat)",
  ignore,
  async fn() {
    await using cluster = await serveCluster({ memory: true });
    const at = ["-b", cluster.bootstrap, "-t", "t"];
    const values: string[] = [];
    for (const codec of ["none", "gzip", "snappy", "lz4", "zstd"]) {
      const batch = Array.from({ length: 20 }, (_, i) => `${codec} ${i} ${"x".repeat(50)}`);
      await kcat([...at, "-P", "-z", codec, "-X", "enable.idempotence=true"], batch.join("\n"));
      values.push(...batch);
    }
    assert.equal(await kcat([...at, "-C", "-e", "-q", "-o", "beginning"]), values.join("\n"));
  },
});

Deno.test({
  name: "the cluster remembers what a kcat group has read (needs kcat)",
  ignore,
  async fn() {
    await using cluster = await serveCluster({ memory: true });
    const produce = (values: string) => kcat(["-b", cluster.bootstrap, "-t", "t", "-P"], values);
    const group = ["-b", cluster.bootstrap, "-G", "g", "-e", "-q", "-X", "auto.offset.reset=earliest", "t"];
    await produce("a\nb");
    assert.equal(await kcat(group), "a\nb");
    await produce("c");
    assert.equal(await kcat(group), "c");
  },
});

Deno.test({
  name: "the cluster lets kcat log in by PLAIN and SCRAM over TLS (needs kcat)",
  ignore,
  async fn() {
    await using cluster = await serveCluster({ memory: true, tls: true, sasl: { user: "ann", password: "secret" } });
    const list = (mechanism: string, password: string) =>
      kcat([
        ...["-b", cluster.bootstrap, "-L", "-m", "2"],
        ...["-X", "security.protocol=SASL_SSL", "-X", `ssl.ca.location=${cluster.ca}`],
        ...["-X", `sasl.mechanisms=${mechanism}`, "-X", "sasl.username=ann", "-X", `sasl.password=${password}`],
      ]);
    for (const mechanism of ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]) {
      assert.match(await list(mechanism, "secret"), /broker 1 at 127\.0\.0\.1/);
    }
    await assert.rejects(list("SCRAM-SHA-512", "wrong"), /SASL|authentication/i);
  },
});
