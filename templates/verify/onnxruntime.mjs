/**
 * ONNX Runtime in a process of its own, since a fault of its would end the one that asks. The message { from, path, options, inputs } says where onnxruntime-node is
 * installed, the model, the options of a session, and { name, type, array, shape } of each input; it is answered by { outputs: [name, data][] } or { reason }.
 */
import { createRequire } from "node:module";

process.once("message", async ({ from, path, options, inputs }) => {
  const answer = await outputsOf(from, path, options, inputs).catch((error) => ({ reason: String(error?.message ?? error) }));
  // Before the whole of it is sent, the channel must not close.
  process.send(answer, () => process.disconnect());
});

async function outputsOf(from, path, options, inputs) {
  const { InferenceSession, Tensor } = createRequire(from)("onnxruntime-node");
  const session = await InferenceSession.create(path, options);
  const results = await session.run(Object.fromEntries(inputs.map(({ name, type, array, shape }) => [name, new Tensor(type, array, shape)])));
  return { outputs: Object.entries(results).map(([name, { data }]) => [name, data]) };
}
