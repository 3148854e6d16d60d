/** The ts target in QuickJS, which has the language and nothing else: no fetch, no atob, no WebAssembly, no URL. */
import { getQuickJS, type QuickJSContext } from "quickjs-emscripten";
import { expect, test } from "vitest";
import { builtProgram, inputFormula } from "./programs.ts";

function value(vm: QuickJSContext, code: string): unknown {
  const handle = vm.unwrapResult(vm.evalCode(code));
  const dumped = vm.dump(handle);
  handle.dispose();
  return dumped;
}

test("a program with its weights inside computes in QuickJS", async () => {
  const { files, expected } = await builtProgram("ts", "inline", "mlp");
  const module = files.find((f) => f.path === "net.mjs")?.content;
  const quickjs = await getQuickJS();
  const runtime = quickjs.newRuntime();
  runtime.setModuleLoader((name) => (name.endsWith("net.mjs") && typeof module === "string" ? module : { error: new Error(`there is no ${name}`) }));
  const vm = runtime.newContext();
  const code = `import { load, signature } from "./net.mjs";
globalThis.result = "pending";
const input = Float32Array.from({ length: signature.inputs.input.length }, (_, k) => (${inputFormula})(k));
load().then((model) => { globalThis.result = JSON.stringify([...model.run({ input }).output]); }, (e) => { globalThis.result = String(e); });`;
  vm.unwrapResult(vm.evalCode(code, "main.mjs", { type: "module" })).dispose();
  runtime.executePendingJobs();
  expect(value(vm, "[typeof fetch, typeof atob, typeof WebAssembly, typeof URL].join()")).toBe("undefined,undefined,undefined,undefined");
  const result = JSON.parse(String(value(vm, "globalThis.result")));
  expect(result).toEqual(expected);
  vm.dispose();
  runtime.dispose();
});
